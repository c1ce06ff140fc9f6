"""`anlan restore`: a house is brought back from a backup that is as it was signed, into a home where none lives."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from anlan import clock
from anlan.faces.cli import belonging, serving
from anlan.faces.cli.alone import alone
from anlan.faces.cli.backups import AsSecret, passphrase
from anlan.faces.cli.console import AsJson, NotReady, must_belong, refuse, say, tell
from anlan.faces.cli.demo import homes
from anlan.kernel.audit import held as kept
from anlan.kernel.journal import rebuild as folding
from anlan.kernel.journal import seals
from anlan.kernel.journal.facts import BEIJING
from anlan.kernel.journal.follow import fetch
from anlan.kernel.registry import door, vault
from anlan.kernel.upkeep import backup as backups
from anlan.kernel.upkeep import keys, restore
from anlan.kernel.upkeep.backup import Foreign, Manifest, Unfit

AsFrom = Annotated[Path, typer.Argument(metavar="BACKUP", help=say("备份的文件夹。", "The folder of a backup."))]
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
AsKey = Annotated[
    str | None,
    typer.Option(
        "--key",
        metavar="FINGERPRINT",
        help=say("只恢复由此指纹的密钥签署的备份。", "Only what the key with this fingerprint signed is brought back."),
    ),
]
AsUnsigned = Annotated[
    bool,
    typer.Option(
        "--unsigned",
        help=say("旧版本的备份没有签名，也恢复。", "Also what nobody signed, as older versions signed no backup."),
    ),
]


def restore_(
    folder: AsFrom,
    key_file: AsKeys = None,
    secret: AsSecret = None,
    heads: AsHeads = None,
    rehearse: AsRehearsal = False,
    key: AsKey = None,
    unsigned: AsUnsigned = False,
    as_json: AsJson = False,
) -> None:
    """Bring a house back from a backup, into a home in which none lives. Nothing is touched before all is checked."""
    home, folder = homes.make(), folder.absolute()
    with alone(), _noes(as_json):
        is_half = _must_be_free(home, as_json)
        held = _keys(key_file or folder.with_name(f"{folder.name}.keys"), passphrase(secret))
        told = backups.read(folder)
        manifest = told.manifest
        _must_be_signed(told.key, held, key, as_json, unsigned=unsigned)
        _must_be_whole(folder, manifest, home, as_json)
        if is_half:
            homes.drop_database()
        begun, erased = _begin(manifest, home), 0
        keys.put_back(held)
        known = restore.bring_files(folder, manifest, begun, also=heads)
        homes.keep_its_hour()
        shift = 0 if rehearse else 1
        call_command("migrate", "anlan", manifest.migrations[-1], verbosity=0)
        restore.load(folder, manifest, shift=shift)
        _must_be_equal(manifest, shift, as_json)
        if not rehearse:
            at = clock.now()
            erased = restore.go_on(told.digest, manifest, known=known, by=door.at_console().by, at=at)
            seals.seal(at)
        _must_hold(manifest, told.key, as_json)
        restore.end(home)
        belonging.note()
    _say_restored(manifest, known, told.key, as_json, rehearse=rehearse, erased=erased)


def _must_be_free(home: Path, as_json: bool) -> bool:
    """Stop where a house lives. Return whether a restore left a half here that was cut off, as both of them say."""
    begun = restore.mark(home)
    if begun and restore.is_half(begun):
        return True
    must_belong()
    serving.must_be_of_this_version()
    if "journal_head" in connection.introspection.table_names() and fetch("SELECT 1 FROM journal_head WHERE seq > 0"):
        words = say(
            f"{home} 或其数据库里已有系统，不在其上恢复。请另设 ANLAN_HOME（与 ANLAN_DB）。",
            f"A house lives in {home} or in its database, and nothing is restored over it. Set another ANLAN_HOME, and"
            " ANLAN_DB.",
        )
        refuse("lives", words, as_json)
    return False


def _must_be_signed(signer: str | None, held: keys.Keys, wanted: str | None, as_json: bool, *, unsigned: bool) -> None:
    """Stop where a backup is not signed by the key that was named or, where none was, by the one among the keys."""
    if signer is None and (wanted or not unsigned):
        words = say(
            "这份备份没有签名，看不出是否被人改过。旧版本的备份没有签名；若是后来做的，签名（manifest.sig）是被人拿走的，"
            "不要恢复。确是旧版本的、且信得过一路保管它的人，才用 --unsigned。",
            "Nobody signed this backup, and nothing shows whether it was changed. Only older versions signed none: if"
            " this one was made since, somebody took its signature (manifest.sig) away, and it must not be brought"
            " back. --unsigned is for one that is older, and was kept by people whom you trust.",
        )
        refuse("unsigned", words, as_json)
    if signer is not None and signer != (_fingerprint(wanted) if wanted else keys.signer(held)):
        _refuse_key(signer, as_json)


def _fingerprint(told: str) -> str:
    """Return a fingerprint however it was copied down."""
    return told.replace(":", "").replace(" ", "").lower()


def _refuse_key(signer: str, as_json: bool) -> NoReturn:
    words = say(
        f"签署这份备份的密钥是 {signer}，不是本系统的那一把：备份或密钥文件被换过。不要恢复。",
        f"This backup was signed by the key {signer}, which is not that of this house: it or the file of keys was"
        " exchanged. Do not bring it back.",
    )
    refuse("other-key", words, as_json)


def _must_be_whole(folder: Path, manifest: Manifest, home: Path, as_json: bool) -> None:
    """Stop where it is not as it was made, or holds what no backup of ours does, or would be written elsewhere."""
    _must_be_known(manifest, as_json)
    backups.must_be_ours(manifest)
    _must_be_its_home(manifest, as_json)
    backups.must_be_whole(folder, manifest)
    restore.must_be_folders(home, manifest)


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


def _keys(path: Path, passphrase: str | None) -> keys.Keys:
    """Return the keys of the file; where there is none, those that lie in the home already."""
    if path.exists():
        return keys.opened(path, passphrase=passphrase)
    if "vault.key" in (held := keys.here()):
        return held
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


def _must_hold(manifest: Manifest, signer: str | None, as_json: bool) -> None:
    """Stop where what was brought back does not hold together: journal, heads, audit lines, files, names, tables.

    And where its journal never said that it is signed by the key that signed the backup.
    """
    if signer and not fetch("SELECT key FROM journal_key WHERE key = %s", [signer]):
        _refuse_key(signer, as_json)
    report = seals.verify(kept.HEED)
    if report.fault or report.entries < manifest.entries:
        zh, en = report.fault.says() if report.fault else report.says()
        refuse("unsound", say(zh, en), as_json)
    if altered := list(kept.altered(report)):
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
    except Foreign as foreign:
        words = say(
            f"备份里有安澜的备份不会有的内容，不恢复：{foreign.what}。",
            f"It holds what no backup of Anlan holds, and is not brought back: {foreign.what}.",
        )
        refuse("foreign", words, as_json)
    except Unfit as unfit:
        refuse("unfit", say(f"备份不完整或被改动：{unfit.what}。", f"The backup is not whole: {unfit.what}."), as_json)
    except keys.WrongPassphrase:
        words = say(
            "口令打不开密钥文件，或没有给口令。请用 --passphrase-file 给出备份时的口令。",
            "This passphrase does not open the keys, or none was given. Give that of the backup by --passphrase-file.",
        )
        refuse("wrong-passphrase", words, as_json)
    except keys.NotSealed:
        words = say(
            "给了口令，密钥文件却没有加密：不是当初加密的那一份。备份时没设口令的，这次也不要给。",
            "A passphrase was given, and the file of keys lies open: it is not the one that was sealed. Give none where"
            " none was given to the backup.",
        )
        refuse("not-sealed", words, as_json)
    except keys.NoKeys:
        refuse("no-keys", say("密钥文件已损坏，或不是密钥文件。", "The file of keys is damaged, or none."), as_json)
    except restore.Linked as linked:
        words = say(
            f"{linked.path} 是符号链接，不经它写入。请移开它，或另设 ANLAN_HOME。",
            f"{linked.path} is a symbolic link, and nothing is written through it. Move it, or set another ANLAN_HOME.",
        )
        refuse("linked", words, as_json)
    except keys.OtherKeys:
        words = say(
            f"{settings.ANLAN_HOME} 里有另一套系统的密钥，不覆盖。请另设 ANLAN_HOME。",
            f"The keys of another house lie in {settings.ANLAN_HOME}, and are left. Set another ANLAN_HOME.",
        )
        refuse("lives", words, as_json)


def _say_restored(
    manifest: Manifest, known: int, signer: str | None, as_json: bool, *, rehearse: bool, erased: int
) -> None:
    entries, day = manifest.entries, f"{manifest.made_at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
    lines = [
        say(
            f"已恢复到 {day}：{entries} 条记录，逐表一致。",
            f"Restored as of {day}: {entries} entries, all tables equal.",
        )
    ]
    lines.append(
        say(f"备份由密钥 {signer} 签署，签名相符。", f"The key {signer} signed the backup, and it is as it was signed.")
        if signer
        else say(
            "备份没有签名，是否被改动无从核对。", "Nobody signed the backup: nothing shows whether it is as it was."
        )
    )
    lines += _said_of_erased(erased) if erased else []
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
    tell("\n".join(lines), told | {"rehearsed": rehearse, "key": signer, "erased_again": erased}, as_json=as_json)


def _said_of_erased(erased: int) -> list[str]:
    return [
        say(
            f"按 heads 中的清单，再次销毁了 {erased} 人的个人信息。若与实际删除过的人数不符，不要启用：换一份 heads"
            "（不用 --heads）重新恢复。",
            f"By the lists beside the heads, what was kept of {erased} people was destroyed once more. If fewer were"
            " ever erased, do not go on: restore again elsewhere, with other heads or without --heads.",
        )
    ]
