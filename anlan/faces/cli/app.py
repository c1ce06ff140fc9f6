"""`anlan`: everything that can be asked of the house at its own console."""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import Any

import typer
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError

from anlan import clock
from anlan.engines.proofs.audit import Unsound
from anlan.engines.sheets.unreadable import Unreadable
from anlan.faces.cli import (
    accounts,
    asof,
    backups,
    channels,
    doctor,
    doing,
    house,
    imports,
    init,
    misunderstood,
    moving,
    papers,
    restoring,
    searching,
    signing,
    sources,
    upgrading,
)
from anlan.faces.cli.console import DISK_FULL, NO, OK, USAGE, NotReady, language, leave_line, note, say, speaking, tell
from anlan.faces.cli.demo import command, homes
from anlan.faces.cli.play import command as play
from anlan.faces.cli.serving import must_be_ready
from anlan.kernel.journal.facts import KeyUsed, NotHere, Refused
from anlan.kernel.journal.files import Changed
from anlan.kernel.journal.lock import is_full
from anlan.kernel.registry import forms, noes
from anlan.kernel.registry.door import KEEPER
from anlan.kernel.registry.forms import Malformed, Wrong
from anlan.kernel.registry.may import MayNot
from anlan.kernel.registry.noes import TurnedAway, no_of
from anlan.kernel.registry.vault import KeyLost

# What is said otherwise at the console, where nobody reloads a page or has uploaded a file: by code, what to type.
TYPED = {
    "sign-in": (
        "请先登录：anlan sign-in（演示中可用 --as）。",
        "Sign in first: anlan sign-in (in a demo, --as will do).",
    ),
    "signed-out": (
        "登录已失效。请重新登录：anlan sign-in。",
        "This sign-in has ended. Sign in again: anlan sign-in.",
    ),
    "key-unfit": (
        "--idempotency-key 之后应为 UUID；不写也可以。",
        "--idempotency-key takes a UUID; it may also be left out.",
    ),
    "key-used": (
        "此命令编号已用于另一件事。请换一个 --idempotency-key，或不写。",
        "This key came before with other words. Give another --idempotency-key, or none.",
    ),
}
FILE_NO = ("“{field}”应为文件编号，或 @ 加文件名。", "“{field}” must be the number of a file, or @ and its name.")
NOES = (Refused, Malformed, NotHere, MayNot, KeyUsed, KeyLost, TurnedAway, Changed, Unreadable, Unsound)

COMMANDS: dict[str, tuple[Callable[..., Any], str]] = {
    "init": (
        init.init,
        say("新建正式系统：建库、数据包、密钥、三位管理员。", "Found a living house, with its three administrators."),
    ),
    "serve": (house.serve, say("启动服务，直到按 Ctrl-C。", "Serve the pages and keep the clock, until Ctrl-C.")),
    "demo": (command.demo, say("启动演示；没有演示数据时先建好。", "Serve the demo; build it first if there is none.")),
    "play": (
        play.play,
        say(
            "推演一个情景：另建空间，虚构的人，不影响正式系统。",
            "Play a scene with invented people, in a home of its own.",
        ),
    ),
    "import": (
        imports.import_,
        say("导入台账：先核对，再导入。", "Take a ledger in: checked first, then each row once."),
    ),
    "export": (imports.export, say("导出台账。", "Write a ledger to a file.")),
    "source": (
        sources.source,
        say("预警来源：新增、列出、停用、试取。", "What brings warnings in: add, list, remove, try."),
    ),
    "verify": (
        house.verify,
        say("核验账本，指出第一条不符之处。", "Verify the journal and name the first wrong entry."),
    ),
    "rebuild": (house.rebuild, say("由账本重建各表；--check 只核对。", "Fold all tables anew; --check only compares.")),
    "seal": (house.seal, say("签名封存到目前为止的记录。", "Sign a head over all that has been said.")),
    "receipt": (house.receipt, say("出具凭证，旁人可独立核验。", "Write a receipt that a stranger can check.")),
    "paper": (papers.paper, say("打印隐患的文书（PDF）。", "Write a paper of a danger as PDF.")),
    "find": (searching.search, say("查找事项、单位、地点、人。", "Find items, units, places, people.")),
    "backup": (
        backups.backup,
        say("备份，并立即在别处还原验证。", "Make a backup, and try it at once by restoring it elsewhere."),
    ),
    "restore": (restoring.restore_, say("由备份恢复。", "Bring a house back from a backup.")),
    "upgrade": (
        upgrading.upgrade_,
        say("升级：先备份并验证，再更新表结构、核对。", "Back up and try the copy; then bring the tables up to date."),
    ),
    "move": (moving.move, say("把系统从文件迁到 PostgreSQL。", "Move a house from its file to PostgreSQL.")),
    "asof": (
        asof.asof,
        say(
            "查看某一时刻所知的情况，只能看。",
            "Look at the house as it was known at a moment; nothing can be done there.",
        ),
    ),
    "explain": (house.explained, say("说明一个办理，直到它最后的后果。", "Follow an act to its last consequence.")),
    "rooms": (house.rooms, say("列出各个房间。", "Say what rooms the house has.")),
    "acts": (doing.acts, say("列出可以办理的事。", "Say what can be done.")),
    "reads": (doing.reads, say("列出可以查询的事。", "Say what can be asked.")),
    "load-pack": (house.load_pack, say("装载数据包。", "Load the packs of the jurisdiction.")),
    "migrate": (house.migrate, say("建库，或把表结构更新到最新。", "Make the tables, or bring them up to date.")),
    "account": (
        accounts.account,
        say("开户、发一次性代码、改密码、停用。", "Open an account, give a code or another password, or shut it."),
    ),
    "channel": (
        channels.channel,
        say("设置、列出、试拨、停用渠道（短信、语音）。", "Set, list, try or take off a channel (text, voice)."),
    ),
    "sign-in": (signing.sign_in, say("登录：此后以本人身份办理。", "Sign in, to act here as yourself.")),
    "sign-out": (signing.sign_out, say("退出登录。", "Sign out.")),
    "whoami": (signing.whoami, say("当前是谁在办理。", "Say who speaks here.")),
    "tokens": (signing.tokens, say("列出或停用自己的令牌。", "List your tokens, or end one.")),
    "doctor": (
        doctor.doctor,
        say("逐项检查这套系统，写明该怎么办。", "Examine the house part by part, and say what to do."),
    ),
    "check": (house.check, say("检查能否对外开放。", "Test whether the house may be opened to others.")),
}


def app() -> typer.Typer:
    """Return the whole command line."""
    made = typer.Typer(
        cls=misunderstood.Group,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        help=say("安澜：安全生产与应急管理。", "Anlan: work safety and emergency response."),
        rich_markup_mode=None,
    )
    for name, (function, words) in COMMANDS.items():
        made.command(name, cls=misunderstood.Command, help=words)(function)
    doing.add_to(made)
    return made


def run(words: Sequence[str]) -> int:
    """Answer one command; return 0 if it was done, 1 if it was refused or found something wrong, 2 if misunderstood."""
    try:
        if "--reset" not in words:  # a demo that is thrown away has no hour
            homes.keep_its_hour()
        _must_know_the_time()
        return _answered(words)
    except NotReady as no:
        return _stopped(words, {"error": no.code, "says": no.says})
    except homes.Damaged as damaged:
        return _stopped(words, {"error": "damaged", "says": _said_of_damage(damaged.path)})
    except DatabaseError as wrong:
        try:
            must_be_ready()
        except NotReady as no:
            return _stopped(words, {"error": no.code, "says": no.says})
        if type(wrong) in (DatabaseError, OperationalError, InterfaceError):
            return _stopped(words, {"error": "cannot", "says": _said_by_database(wrong)})
        raise  # with tables in order, the program itself is at fault
    except OSError as wrong:
        return _stopped(words, {"error": "cannot", "says": _said_of_disk(wrong)})


def _answered(words: Sequence[str]) -> int:
    try:
        return app()(list(words), prog_name="anlan", standalone_mode=False) or OK
    except typer.Abort:
        return _stopped(words, {"error": "stopped", "says": say("已中止。", "Stopped.")})
    except typer.TyperException as wrong:
        return _stopped(words, {"error": "usage", "says": misunderstood.sentence(wrong)}, USAGE)
    except NOES as no:
        return _told_no(words, no)


def _told_no(words: Sequence[str], no: Exception) -> int:
    answer = no_of(no, language=language(), method="POST")
    assert answer, "every no has its sentence"
    if isinstance(no, MayNot) and speaking and speaking[-1].post == KEEPER:
        answer = noes.no("sign-in", language())
    if answer.code in TYPED:
        answer = replace(answer, says=say(*TYPED[answer.code]))
    if isinstance(no, Malformed):
        answer = replace(answer, wrong=tuple((one.field, _wrong(one)) for one in no.wrong))
    leave_line(answer, " ".join(takewhile(lambda word: not word.startswith("-"), words)))
    return _stopped(words, answer.told(), USAGE if isinstance(no, Malformed) else NO, _where_to_look(no, words))


def _wrong(one: Wrong) -> str:
    """Say of a word that does not fit how it is typed. A shell takes what follows # for a remark."""
    said = say(*FILE_NO).format(field=one.field) if one.code == "file-no" else one.sentence(language())
    return said.replace(" #", " ")


def _where_to_look(no: Exception, words: Sequence[str]) -> str:
    """Say with which command one sees the item of which something was refused."""
    about = no.params.values() if isinstance(no, Refused) else ()
    item = next((str(one) for one in about if forms.ITEM_NO.fullmatch(str(one))), None)
    if item is None:
        return ""
    person = "".join(f" --as {words[at + 1]}" for at, word in enumerate(words[:-1]) if word == "--as")
    return say("查看：", "See ") + f"anlan obligations show --no {forms.short(item)}{person}"


def _must_know_the_time() -> None:
    try:
        clock.now()
    except ValueError as wrong:
        raise NotReady(
            "no-time",
            say(
                "ANLAN_NOW 应为 2026-07-18T02:14:00+08:00 这样的时刻，ANLAN_AHEAD 与 ANLAN_PACE 应为数字。",
                "ANLAN_NOW takes a moment such as 2026-07-18T02:14:00+08:00, ANLAN_AHEAD and ANLAN_PACE a number.",
            ),
        ) from wrong


def _said_of_damage(path: Path) -> str:
    return say(
        f"{path} 已损坏，读不出。账本不在其中；make demo-reset 可重新开始。",
        f"{path} is damaged and cannot be read. The journal is not in it; make demo-reset begins anew.",
    )


def _said_of_disk(wrong: OSError) -> str:
    """Say what a disk or the network would not do, and about which file."""
    where = wrong.filename or settings.ANLAN_HOME
    match wrong.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return say(f"磁盘已满，没有写成：{where}。", f"The disk is full, and {where} was not written.")
        case errno.EROFS:
            return say(f"{where} 所在磁盘只读。", f"{where} lies on a disk that can only be read.")
        case errno.EACCES | errno.EPERM:
            return say(f"无权读写 {where}，请核对权限。", f"You may not read or write {where}. Check who may.")
        case errno.ENOENT:
            lacking = next((one for one in reversed(Path(where).parents) if not one.exists()), where)
            return say(f"没有 {lacking}，请核对路径。", f"There is no {lacking}. Check the path.")
        case errno.EISDIR:
            return say(f"{where} 是文件夹，请写一个文件。", f"{where} is a folder. Name a file.")
        case errno.ENOTDIR | errno.EEXIST:
            return say(f"{where} 不是文件夹，请核对路径。", f"{where} is no folder. Check the path.")
    return say(f"{where}：{wrong.strerror}。", f"{where}: {wrong.strerror}.")


def _said_by_database(wrong: DatabaseError) -> str:
    """Say what a database would not do: it is away, or has no room, or is broken; that is nothing of the program's."""
    if is_full(wrong):
        return say(*DISK_FULL)
    return say(f"数据库不可用：{wrong}。", f"The database cannot be used: {wrong}.")


def _stopped(words: Sequence[str], told: dict[str, Any], code: int = NO, more: str = "") -> int:
    if "--json" in words:
        tell("", told, as_json=True)
    else:
        wrong = [f"  {_as_typed(one['field'])}{say('：', ': ')}{one['says']}" for one in told.get("wrong", ())]
        note("\n".join(filter(None, [told["says"], *wrong, more])))
    return code


def _as_typed(field: str) -> str:
    """Return how a word is typed: by its option, also what lies within it; in capitals what has none."""
    word = re.split(r"[.\[]", field)[0]
    return word if word.isupper() else f"--{word.replace('_', '-')}"
