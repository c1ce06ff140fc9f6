"""What `anlan doctor` looks at: one function for each part of the house, which says how it is and what to do."""

from __future__ import annotations

import ctypes
import ipaddress
import os
import platform
import shutil
import sys
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from anlan import clock
from anlan.engines.gateways.client import SAYS
from anlan.faces.cli import closing, fitness, servers, serving
from anlan.faces.cli.console import must_be_a_home, must_be_whole, no_database, say
from anlan.faces.cli.found import Found, fit, note, wrong
from anlan.kernel.channels import pushes as pushes  # whose channels stand behind the door
from anlan.kernel.channels import setting
from anlan.kernel.chase.reads import not_going
from anlan.kernel.chase.rules import NOT_BEGUN, STOPPED, Beating
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.facts import BEIJING
from anlan.kernel.registry import noes
from anlan.kernel.registry import vault as names
from anlan.kernel.registry.noes import AuditLine
from anlan.kernel.registry.vault import KeyLost
from anlan.kernel.ringing import door
from anlan.kernel.upkeep import reads as copies
from anlan.kernel.upkeep.rules import BACKUP_OLD, PROOF_OLD

LEAST_PYTHON = (3, 11)
GIB = 1 << 30
TOO_LITTLE, LITTLE = 1 * GIB, 5 * GIB  # of free disk
SLACK = timedelta(minutes=1)  # by which the clock of a machine may be behind
WIDEST = {4: 16, 6: 48}  # what is believed of who asks is believed of no more machines than in such a network
UNSYNCHRONISED = 5  # what adjtimex(2) answers where nothing keeps the clock
PATIENCE_S = 10  # for a server that may be away
FAR = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "ceph", "glusterfs", "fuse.glusterfs"}
MOUNTS = Path("/proc/mounts")


def python() -> Found:
    """Look at the version of Python."""
    version = platform.python_version()
    if sys.version_info < LEAST_PYTHON:
        return wrong(
            say(f"Python {version} 太旧", f"Python {version} is too old"),
            say("装 Python 3.11 或更新的版本，再运行 make setup", "Install Python 3.11 or newer, then make setup"),
        )
    return fit(f"Python {version}")


def home() -> Found:
    """Look whether there is a home, and whether one may write in it."""
    must_be_a_home()
    must_be_whole()
    return fit(str(settings.ANLAN_HOME))


def owner() -> Found:
    """Look whose the home is: what another user makes in it, its owner could not read."""
    if (uid := Path(settings.ANLAN_HOME).stat().st_uid) != os.geteuid():
        return wrong(
            say(f"此目录属于用户 {uid}，不是您", f"The home belongs to user {uid}, and not to you"),
            say(
                "请以该用户运行，如 sudo -u anlan anlan doctor",
                "Run this as that user, as in sudo -u anlan anlan doctor",
            ),
        )
    return fit(say("是您的", "It is yours"))


def permissions() -> Found:
    """Look whether others can read what is for its owner alone."""
    path = Path(settings.ANLAN_HOME)
    if open_still := [str(one.relative_to(path)) for one in closing.open_to_others(path)]:
        some = say("、", ", ").join(open_still)
        return wrong(
            say(f"本机的他人可读：{some}", f"Others on this machine can read {some}"),
            say(
                "运行 chmod -R go-rwx（heads 之外），或任一 anlan 命令",
                "chmod go-rwx them, or run any other command of anlan, which does it",
            ),
        )
    return fit(say("只有属主可读", "Only its owner can read it"))


def disk() -> Found:
    """Look how much can still be written, and whether a database in a file lies on a disk of this machine."""
    path = Path(settings.ANLAN_HOME)
    free = shutil.disk_usage(path).free
    says = say(f"剩余 {free / GIB:.1f} GiB", f"{free / GIB:.1f} GiB are free")
    if not is_on_server() and (kind := _kind_of_disk(path)) in FAR:
        return wrong(
            say(
                f"SQLite 放在网络磁盘（{kind}）上，会损坏",
                f"SQLite lies on a disk of the network ({kind}), which damages it",
            ),
            say(
                "把 ANLAN_HOME 移到本机磁盘，或用 ANLAN_DB",
                "Move ANLAN_HOME to a disk of this machine, or set ANLAN_DB",
            ),
        )
    if free < TOO_LITTLE:
        return wrong(
            says,
            say("马上腾出或加大磁盘；满了就什么都写不成", "Make room at once; when it is full, nothing can be done"),
        )
    if free < LITTLE:
        return note(says, say("本周内加大磁盘，或移走旧备份", "Enlarge the disk this week, or move old backups away"))
    return fit(says)


def hosts() -> Found:
    """Look by which names the house is reached, and which proxy is believed."""
    if not settings.OPEN_TO_OTHERS:
        return fit(say("只对本机开放（没有设 ANLAN_HOSTS）", "Served to this machine alone (ANLAN_HOSTS is not set)"))
    named = settings.ALLOWED_HOSTS
    if not named or any(set(one) & set("*,/") for one in named):
        return wrong(
            say(
                "ANLAN_HOSTS 须为域名，以空格隔开，不写 https://，不用 *",
                "ANLAN_HOSTS takes names with spaces between, without https:// and without *",
            ),
            say("改为如 ANLAN_HOSTS=anlan.example.gov.cn", "Set it as in ANLAN_HOSTS=anlan.example.gov.cn"),
        )
    serving.must_be_behind_tls()
    believed = [ipaddress.ip_network(one, strict=False) for one in settings.PROXIES]
    if wide := [str(one) for one in believed if one.prefixlen < WIDEST[one.version]]:
        some = ", ".join(wide)
        return wrong(
            say(
                f"ANLAN_PROXY 太宽（{some}）：谁都可以冒充别的来源",
                f"ANLAN_PROXY is too wide ({some}): anybody could claim any address",
            ),
            say("只写代理自己的地址", "Name the address of the proxy alone"),
        )
    return fit(say("域名 ", "Hosts ") + " ".join(named) + say("；代理 ", "; proxy ") + " ".join(settings.PROXIES))


def deployment() -> Found:
    """Look at the settings of which `anlan check` speaks."""
    if against := serving.speaks_against():
        return wrong("; ".join(against), say("运行 anlan check，按其所说更正", "Run anlan check, and do what it says"))
    return fit(say("没有不妥", "Nothing speaks against them"))


def database() -> Found:
    """Look whether the database answers, before long."""
    if is_on_server():
        connection.settings_dict["OPTIONS"].setdefault("connect_timeout", PATIENCE_S)
    try:
        with connection.cursor() as asking:
            asking.execute("SELECT 1")
    except DatabaseError as away:
        return wrong(no_database(away))
    except InterfaceError:
        connection.close()
        return wrong(say("数据库的连接已断，请再运行一次", "The line to the database was cut. Run this once more"))
    return fit("PostgreSQL" if is_on_server() else "SQLite")


def server() -> Found:
    """Look whether what is acknowledged is on a disk, and how a server keeps it."""
    if not is_on_server():
        if (mode := fitness.journal_mode()) != "wal":
            return wrong(
                say(f"SQLite 的日志方式是 {mode}，不是 wal", f"SQLite keeps its journal as {mode}, and not as wal"),
                say("把 ANLAN_HOME 移到本机的普通磁盘", "Move ANLAN_HOME to an ordinary disk of this machine"),
            )
        return fit("WAL, synchronous=FULL")
    return servers.judged(fitness.server())


def tables() -> Found:
    """Look whether the tables are those of this version."""
    executor = serving.must_be_of_this_version()
    if not executor.loader.applied_migrations:
        return wrong(
            say("数据库里还没有表", "There are no tables yet"),
            say("运行 anlan init 新建系统", "Run anlan init to found a house"),
        )
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return wrong(
            say(f"有 {len(plan)} 步迁移没有做", f"{len(plan)} migrations were not applied"),
            say("停止服务，运行 anlan upgrade 文件夹", "Stop the house, then run anlan upgrade FOLDER"),
        )
    return fit(say("已是最新", "Up to date"))


def triggers() -> Found:
    """Look whether the triggers stand as they were made."""
    if missing := [*journal.unguarded(), *journal.unguarded(AuditLine)]:
        some = ", ".join(missing)
        return wrong(
            say(f"不在或被改过：{some}", f"Missing or altered: {some}"),
            say(
                "停止服务，查明是谁改了数据库，运行 anlan verify",
                "Stop the house, find out who changed the database, and run anlan verify",
            ),
        )
    return fit(say("与当初所建一致", "They stand as they were made"))


def vault() -> Found:
    """Look whether the key of names opens what was kept under it."""
    try:
        names.must_open()
    except KeyLost:
        return wrong(noes.no("key-lost", say("zh", "en")).says)
    return fit(say("打得开", "It opens what is kept"))


def key() -> Found:
    """Look whether the key that signs heads is here, and is the one of this journal."""
    if fitness.key_fits():
        return fit(say("与账本相符", "It is the one of this journal"))
    return wrong(
        say(
            "keys/heads.pem 不在，或不是这本账的密钥", "keys/heads.pem is not here, or is none that this journal names"
        ),
        say(
            "停止服务，从备份恢复此文件；确已丢失，才运行 anlan seal --new-key",
            "Stop the house and restore this file; only if it is lost for good, anlan seal --new-key",
        ),
    )


def heads() -> Found:
    """Compare how far the journal goes with the signed heads inside the database and outside."""
    known = fitness.sealed()
    counted = (known.entries, known.inside, known.outside)
    says = say("账本 {} 条，头在库内到 {}，库外到 {}", "{} entries, heads inside to {}, outside to {}").format(*counted)
    if known.outside > known.inside or known.inside > known.entries:
        return wrong(
            says + say("：数据库比签名头旧，或被截短", ": the database is older than its heads, or was cut"),
            say("不要启动服务；", "Do not serve it. ") + verify_it(),
        )
    if known.outside < known.inside:
        return wrong(
            says + say("：库外的头缺失", ": heads outside are missing"),
            say(
                "从别处的副本恢复 heads/，再运行 anlan verify",
                "Restore heads/ from its copy elsewhere, then run anlan verify",
            ),
        )
    return fit(says)


def backup() -> Found:
    """Look how old the last backup is, and the last that was brought back and found whole."""
    kept, now = copies.custody(), clock.now()
    make = say("运行 anlan backup 文件夹，并每夜运行一次", "Run anlan backup FOLDER, and let it run each night")
    if kept.backup_at is None:
        return note(say("还没有备份", "There is none yet"), make)
    if kept.proven_at is None:
        return note(say("没有一份还原验证过", "None was ever brought back"), make)
    says = say("备份于 {}，还原验证于 {}", "Made at {}, tried at {}").format(
        *(f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}" for at in (kept.backup_at, kept.proven_at))
    )
    is_old = now - kept.backup_at > BACKUP_OLD or now - kept.proven_at > PROOF_OLD
    return note(says + say("：旧了", ", which is old"), make) if is_old else fit(says)


def time() -> Found:
    """Compare the clock of the machine with the last entry, and look whether anything keeps it."""
    now, last = clock.now(), fitness.last_said_at()
    says = f"{now.astimezone(BEIJING):%Y-%m-%d %H:%M:%S} +08:00"
    source = say("用 timedatectl 或 chronyc 核对时间源", "Check the time source with timedatectl or chronyc")
    if last is not None and last - now > SLACK:
        words = say(
            f"{says}，最后一条却记于 {last.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}：时钟倒退了",
            f"{says}, yet the last entry was made at {last.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}: the clock went back",
        )
        return wrong(words, source)
    if not is_kept_in_time():
        return note(says + say("，没有时间源", ", which no time source keeps"), source)
    return fit(says)


def chase() -> Found:
    """Look whether the chase goes on."""
    return _beating(Beating.CHASE)


def seals() -> Found:
    """Look whether the sealing goes on."""
    return _beating(Beating.SEALS)


def carrier() -> Found:
    """Look whether calls leave the house."""
    return _beating(Beating.CARRIER)


def channels() -> Found:
    """Look whether a call can leave the house, and what last stood in the way of each channel."""
    there = door.channels()
    troubled = [(name, code) for name in there if (code := setting.trouble_of(name))]
    if not there:
        return note(
            say("还没有渠道：叫应发不出去", "There is no channel: no call leaves this house"),
            say("运行 anlan channel set，再 anlan channel test", "Run anlan channel set, then anlan channel test"),
        )
    if troubled:
        name, code = troubled[0]
        return note(
            f"{name}: {say(*SAYS[code])}", say(f"运行 anlan channel test {name}", f"Run anlan channel test {name}")
        )
    return fit(say("、", ", ").join(there))


def watchdog() -> Found:
    """Look whether the watchdog goes on."""
    return _beating(Beating.WATCHDOG)


def verify_it() -> str:
    """Say how the journal is verified."""
    return say("运行 anlan verify，看是哪一条", "Run anlan verify, which names the entry")


def is_on_server() -> bool:
    """Test whether the database is on a server."""
    return "ANLAN_DB" in os.environ


def is_kept_in_time() -> bool:
    """Test whether the machine says that something keeps its clock; one that cannot say is believed."""
    adjtimex = getattr(ctypes.CDLL(None), "adjtimex", None)
    # Whoever asks for no change is told how the clock is; no machine needs more bytes to tell it.
    return adjtimex is None or adjtimex(ctypes.create_string_buffer(512)) != UNSYNCHRONISED


def _beating(what: Beating) -> Found:
    silent = not_going(clock.now())
    if what not in silent:
        return fit(say("三分钟内有回音", "Heard of within three minutes"))
    if (last := silent[what]) is None:
        return note(say(*NOT_BEGUN[what]), say("运行 anlan serve", "Run anlan serve"))
    since = f"{last.astimezone(BEIJING):%Y-%m-%d %H:%M}"
    return wrong(
        say(*STOPPED[what]) + say(f"（最后一次在 {since}）", f" (last heard of at {since})"),
        say(
            "看日志，再重新启动 anlan serve 或其 --only 的那一部分",
            "Look into the log, then start anlan serve again, or the part of it that --only names",
        ),
    )


def _kind_of_disk(path: Path) -> str:
    """Return the kind of file system on which a path lies, as the machine tells it."""
    if not MOUNTS.exists():
        return ""
    mounts = [line.split(" ")[1:3] for line in MOUNTS.read_text("utf-8").splitlines()]
    over = [(where, kind) for where, kind in mounts if path.is_relative_to(where)]
    return max(over, key=lambda one: len(one[0]), default=("", ""))[1]
