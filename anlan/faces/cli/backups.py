"""`anlan backup` and `anlan restore`: a house is copied while people work, the copy tried at once, and brought back."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from anlan import clock
from anlan.engines.proofs.audit import Unsound
from anlan.faces.cli import serving
from anlan.faces.cli.alone import alone
from anlan.faces.cli.console import AsJson, NotReady, keeper, refuse, say, tell
from anlan.faces.cli.demo import homes
from anlan.kernel.audit import held
from anlan.kernel.journal import rebuild as folding
from anlan.kernel.journal import seals
from anlan.kernel.journal.facts import BEIJING
from anlan.kernel.journal.follow import fetch
from anlan.kernel.registry import door, vault
from anlan.kernel.upkeep import backup as backups
from anlan.kernel.upkeep import keys, restore
from anlan.kernel.upkeep.backup import Made, Manifest, Unfit

PASSPHRASE = "ANLAN_BACKUP_PASSPHRASE"
LEFT_OUT = ("ANLAN_DB", "ANLAN_HOME", "ANLAN_ORIGIN", "ANLAN_HOSTS", "ANLAN_PROXY")

AsInto = Annotated[Path, typer.Argument(metavar="FOLDER", help=say("备份放在这里。", "Where backups are put."))]
AsFrom = Annotated[Path, typer.Argument(metavar="BACKUP", help=say("备份的文件夹。", "The folder of a backup."))]
AsSecret = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        help=say("用此文件首行的口令加密（解密）密钥文件。", "Seal, or open, the keys by the passphrase in this file."),
    ),
]
AsProof = Annotated[
    bool, typer.Option("--prove/--no-prove", help=say("备份后立即在别处还原验证。", "Restore it elsewhere at once."))
]
AsMany = Annotated[
    int | None,
    typer.Option(
        "--keep",
        min=1,
        help=say("成功后只留最新的几份，其余删除。", "Once it is made, keep this many of the newest and no others."),
    ),
]
AsKeys = Annotated[
    Path | None,
    typer.Option("--keys", help=say("密钥文件；省略则取备份旁的那一份。", "The keys; those beside it if left out.")),
]
AsHeads = Annotated[
    Path | None,
    typer.Option(
        "--heads",
        help=say(
            "从旧机器抢出的 heads 文件夹，知道丢了多少条。", "The heads saved from the lost machine, which know more."
        ),
    ),
]
AsRehearsal = Annotated[
    bool,
    typer.Option(
        "--rehearse", help=say("只还原并核对，不启用。", "Only restore and compare; nothing goes on from there.")
    ),
]


def backup(
    into: AsInto, secret: AsSecret = None, prove: AsProof = True, keep: AsMany = None, as_json: AsJson = False
) -> None:
    """Make a backup while people work and, unless told otherwise, restore it elsewhere at once and compare all."""
    serving.must_be_ready()
    phrase = passphrase(secret)
    copy = made(into, phrase, as_json, prove=prove)
    speaker = keeper(key=str(uuid.uuid4()))
    backups.note(copy, proven_at=speaker.at if prove else None, by=speaker.by, at=speaker.at)
    forgotten = backups.forget(into.absolute(), keep=keep) if keep else []
    entries = copy.manifest.entries
    lines = [
        say(f"{copy.folder}：{entries} 条记录，", f"{copy.folder}: {entries} entries, ")
        + (
            say("已在别处还原并核对，一致。", "restored elsewhere and found equal.")
            if prove
            else say("未作还原验证。", "not tried.")
        ),
        _of_keys(copy.keys, is_sealed=phrase is not None),
    ]
    told = {"backup": str(copy.folder), "keys": str(copy.keys), "digest": copy.digest, "entries": entries}
    tell("\n".join(lines), told | {"proven": prove, "forgotten": forgotten}, as_json=as_json)


def _of_keys(path: Path, *, is_sealed: bool) -> str:
    """Say where the keys lie, and what somebody could read who has them beside the backup."""
    if is_sealed:
        return say(
            f"密钥在 {path}，已用口令加密：没有口令，谁也恢复不了，请另存口令。",
            f"The keys are in {path}, sealed by the passphrase: without it nobody brings the house back.",
        )
    return say(
        f"密钥在 {path}，请与备份分开保管：两者在一起，就能读出所有姓名电话。",
        f"The keys are in {path}: keep them apart from it. Whoever has both reads every name.",
    )


def made(into: Path, phrase: str | None, as_json: bool, *, prove: bool = True) -> Made:
    """Make a backup and, if asked to, bring it back elsewhere; stop where it is not what was backed up.

    Nobody else makes one there meanwhile, and what a kill left of one before is thrown away.
    """
    try:
        with backups.alone_in(into.absolute()):
            copy = backups.make(into.absolute(), passphrase=phrase, at=clock.now())
            wrong = _tried(copy, phrase).get("says") if prove else None
    except BlockingIOError:
        refuse("backing-up", say(f"{into} 正在备份。", f"Another backup is being made in {into}."), as_json)
    except Unsound as unsound:
        refuse("unsound", say(*unsound.fault.says()), as_json)
    if wrong:
        refuse(
            "not-proven", say("备份没有通过还原验证：", "The backup did not stand the trial: ") + str(wrong), as_json
        )
    return copy


def restore_(
    folder: AsFrom,
    key_file: AsKeys = None,
    secret: AsSecret = None,
    heads: AsHeads = None,
    rehearse: AsRehearsal = False,
    as_json: AsJson = False,
) -> None:
    """Bring a house back from a backup, into a home in which none lives."""
    home, folder = homes.make(), folder.absolute()
    with alone(), _noes(as_json):
        must_be_free(home, as_json)
        manifest = backups.read(folder)
        _must_be_known(manifest, as_json)
        _must_be_its_home(manifest, as_json)
        backups.must_be_whole(folder, manifest)
        begun = _begin(manifest, home)
        _bring_keys(key_file or folder.with_name(f"{folder.name}.keys"), passphrase(secret), home)
        known = restore.bring_files(folder, manifest, begun, also=heads)
        homes.keep_its_hour()
        shift = 0 if rehearse else 1
        call_command("migrate", "anlan", manifest.migrations[-1], verbosity=0)
        restore.load(folder, manifest, shift=shift)
        _must_be_equal(manifest, shift, as_json)
        if not rehearse:
            at = clock.now()
            restore.go_on(folder, manifest, known=known, by=door.at_console().by, at=at)
            seals.seal(at)
        _must_hold(manifest, as_json)
        restore.end(home)
    _say_restored(manifest, known, rehearse, as_json)


def must_be_free(home: Path, as_json: bool) -> None:
    """Stop where a house lives. What a restore left that was cut off is thrown away, where both say it was this one."""
    begun = restore.mark(home)
    if begun and restore.is_half(begun):
        homes.drop_database()
        return
    serving.must_be_of_this_version()
    if "journal_head" in connection.introspection.table_names() and fetch("SELECT 1 FROM journal_head WHERE seq > 0"):
        words = say(
            f"{home} 或其数据库里已有系统，不在其上恢复。请另设 ANLAN_HOME（与 ANLAN_DB）。",
            f"A house lives in {home} or in its database, and nothing is restored over it. Set another ANLAN_HOME, and"
            " ANLAN_DB.",
        )
        refuse("lives", words, as_json)


def _must_be_its_home(manifest: Manifest, as_json: bool) -> None:
    """Stop where the home is that of another house, whose database may be anywhere."""
    if settings.HOUSE_TOLD and settings.HOUSE_TOLD["origin"] != manifest.origin:
        told = settings.HOUSE_TOLD["origin"]
        words = say(
            f"{settings.ANLAN_HOME} 是 {told} 的，备份却是 {manifest.origin} 的。请另设 ANLAN_HOME。",
            f"{settings.ANLAN_HOME} is the home of {told}, and this is a backup of {manifest.origin}. Set another"
            " ANLAN_HOME.",
        )
        refuse("other-origin", words, as_json)


def _begin(manifest: Manifest, home: Path) -> restore.Mark:
    begun = restore.begin(home, clock.now())
    settings.ORIGIN, settings.HOUSE_TOLD = manifest.origin, manifest.house
    os.environ["ANLAN_ORIGIN"] = manifest.origin
    if manifest.house:
        os.environ["ANLAN_PACK"] = manifest.house["pack"]
    return begun


def _must_be_known(manifest: Manifest, as_json: bool) -> None:
    """Stop where a newer program made the backup."""
    executor = serving.must_be_of_this_version()
    if newer := sorted(set(manifest.migrations) - {name for _, name in executor.loader.disk_migrations}):
        words = say(
            f"备份来自更新的版本（{'、'.join(newer)}），请用那个版本恢复。",
            f"A newer version of Anlan made this backup ({', '.join(newer)}). Restore it with that one.",
        )
        refuse("other-version", words, as_json)


def _bring_keys(path: Path, passphrase: str | None, home: Path) -> None:
    """Put the keys back, unless they are in the home already."""
    if path.exists():
        keys.put_back(path, passphrase=passphrase)
    elif not (home / "keys" / "vault.key").exists():
        raise NotReady(
            "no-keys",
            say(
                f"没有密钥文件 {path}，姓名电话读不出，也不能再签名。请用 --keys 指明。",
                f"There is no file of keys at {path}: names could not be read, nor heads signed. Give --keys.",
            ),
        )


def _must_be_equal(manifest: Manifest, shift: int, as_json: bool) -> None:
    """Stop where what was brought back is not what was backed up, to the last row.

    The tables are compared as the program made them that made the backup; only then are they made ours.
    """
    if differing := restore.differing(manifest, shift=shift):
        tables = ", ".join(differing)
        refuse("not-equal", say(f"与备份不一致的表：{tables}。", f"These tables differ: {tables}."), as_json)
    if manifest.migrations[-1] != serving.newest_migration():
        call_command("migrate", verbosity=0)
        folding.rebuild()


def _must_hold(manifest: Manifest, as_json: bool) -> None:
    """Stop where what was brought back does not hold together: journal, heads, audit lines, files, names, tables."""
    report = seals.verify(held.HEED)
    if report.fault or report.entries < manifest.entries:
        zh, en = report.fault.says() if report.fault else report.says()
        refuse("unsound", say(zh, en), as_json)
    if altered := list(held.altered(report)):
        refuse("unsound", say(*altered[0].says()), as_json)
    vault.must_open()
    if differing := folding.check():
        refuse(
            "not-equal", say("各表与账本不一致：", "Tables do not follow from the journal: ") + differing[0], as_json
        )


@contextmanager
def _noes(as_json: bool) -> Iterator[None]:
    try:
        yield
    except Unfit as unfit:
        refuse("unfit", say(f"备份不完整或被改动：{unfit.what}。", f"The backup is not whole: {unfit.what}."), as_json)
    except keys.WrongPassphrase:
        words = say(
            "口令打不开密钥文件，或没有给口令。请用 --passphrase-file 给出备份时的口令。",
            "This passphrase does not open the keys, or none was given. Give that of the backup by --passphrase-file.",
        )
        refuse("wrong-passphrase", words, as_json)
    except keys.OtherKeys:
        words = say(
            f"{settings.ANLAN_HOME} 里有另一套系统的密钥，不覆盖。请另设 ANLAN_HOME。",
            f"The keys of another house lie in {settings.ANLAN_HOME}, and are left. Set another ANLAN_HOME.",
        )
        refuse("lives", words, as_json)


def _say_restored(manifest: Manifest, known: int, rehearse: bool, as_json: bool) -> None:
    entries, day = manifest.entries, f"{manifest.made_at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
    lines = [
        say(
            f"已恢复到 {day}：{entries} 条记录，逐表一致。",
            f"Restored as of {day}: {entries} entries, all tables equal.",
        )
    ]
    if rehearse:
        lines.append(say("仅为核对，没有启用。", "This was a trial; nothing goes on from here."))
    else:
        lost = known - entries
        if lost:
            lines.append(
                say(f"此后至少还有 {lost} 条没有恢复。", f"At least {lost} entries were said after it and are missing.")
            )
        lines.append(
            say(
                "所有登录与令牌已失效；各页面会提示本系统由备份恢复，直到系统管理员确认。接下来：anlan serve。",
                "All sessions and tokens have ended; pages say that the house was restored until a system"
                " administrator acknowledges it. Next: anlan serve.",
            )
        )
    told = {"origin": manifest.origin, "entries": entries, "known": known, "made_at": manifest.made_at}
    tell("\n".join(lines), told | {"rehearsed": rehearse}, as_json=as_json)


def _tried(made: Made, phrase: str | None) -> dict[str, Any]:
    """Restore a backup in a process and a place of its own, on SQLite; return what it said."""
    scratch = Path(tempfile.mkdtemp(prefix=backups.TRIAL, dir=made.folder.parent))
    around = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    around |= {"ANLAN_HOME": str(scratch)} | ({PASSPHRASE: phrase} if phrase else {})
    words = (sys.executable, "-m", "anlan", "restore", str(made.folder), "--rehearse", "--json")
    try:
        ran = subprocess.run(words, env=around, capture_output=True, text=True, check=False)
        told: dict[str, Any] = msgspec.json.decode(ran.stdout or b"{}")
        return told if ran.returncode == 0 else told | {"says": told.get("says") or ran.stderr[-500:] or "?"}
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def passphrase(file: Path | None) -> str | None:
    """Return the passphrase: the first line of a file, or what the environment says. Who meant one is given one."""
    if file is None:
        return os.environ.get(PASSPHRASE) or None
    try:
        told = file.read_text("utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError):
        told = ""
    if not told:
        words = say(
            f"{file} 读不到，或首行没有口令。请把口令写在首行。",
            f"{file} cannot be read, or has no passphrase in its first line. Write it there.",
        )
        raise NotReady("no-passphrase", words)
    return told
