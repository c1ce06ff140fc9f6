"""`anlan backup` and `anlan restore`: a house is copied while people work, the copy tried at once, and brought back."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from anlan import clock
from anlan.engines.proofs.audit import Unsound
from anlan.faces.cli import serving
from anlan.faces.cli.console import AsJson, NotReady, keeper, refuse, say, tell
from anlan.kernel.upkeep import backup as backups
from anlan.kernel.upkeep.backup import Made

PASSPHRASE = "ANLAN_BACKUP_PASSPHRASE"
LEFT_OUT = ("ANLAN_DB", "ANLAN_HOME", "ANLAN_ORIGIN", "ANLAN_HOSTS", "ANLAN_PROXY")

AsInto = Annotated[Path, typer.Argument(metavar="FOLDER", help=say("备份放在这里。", "Where backups are put."))]
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


def backup(
    into: AsInto, secret: AsSecret = None, prove: AsProof = True, keep: AsMany = None, as_json: AsJson = False
) -> None:
    """Make a backup while people work and, unless told otherwise, restore it elsewhere at once and compare all."""
    serving.must_be_ready()
    phrase = passphrase(secret)
    copy = made(into, phrase, as_json, prove=prove)
    speaker = keeper(key=str(uuid.uuid4()))
    backups.note(copy, proven_at=speaker.at if prove else None, by=speaker.by, at=speaker.at)
    forgotten = backups.forget(into.absolute(), keep=keep, made=copy.folder) if keep else []
    entries = copy.manifest.entries
    lines = [
        say(f"{copy.folder}：{entries} 条记录，", f"{copy.folder}: {entries} entries, ")
        + (
            say("已在别处还原并核对，一致。", "restored elsewhere and found equal.")
            if prove
            else say("未作还原验证。", "not tried.")
        ),
        _of_keys(copy.keys, is_sealed=phrase is not None),
        say(
            f"备份已签名，密钥指纹 {copy.key}：请另抄一份，恢复时用 --key 核对。",
            f"It is signed by the key {copy.key}: write that down elsewhere, for restore --key.",
        ),
    ]
    told = {"backup": str(copy.folder), "keys": str(copy.keys), "digest": copy.digest, "entries": entries}
    told["key"] = copy.key
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
