"""A backup: a folder with all tables as of one moment, evidence and heads, and beside it a file with the keys."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.migrations.recorder import MigrationRecorder

from anlan import disk
from anlan.disk import COMING
from anlan.engines.proofs import detached
from anlan.engines.proofs.detached import NoSignature
from anlan.kernel.journal import seals
from anlan.kernel.journal.facts import By
from anlan.kernel.journal.lock import pen
from anlan.kernel.journal.record import record
from anlan.kernel.registry import laws
from anlan.kernel.upkeep import dump, keys, rules
from anlan.kernel.upkeep.dump import Dumped

FORM = 1
MANIFEST, SIGNATURE, TABLES, FILES = "manifest.json", "manifest.sig", "tables", "files"
SIGNED = "backup"  # what the signature says that it is over
# What lies in the home beside the database. Public copies of pictures are drawn anew; locks mean nothing elsewhere.
BEFORE = ("heads",)  # copied first: a head must never know more than the tables do
AFTER = ("evidence", "uploads", "demo")
ERASED = "erased*"  # of the heads; copied once more at the end: who was erased meanwhile is erased in the backup, too
TRIAL, LOCK = ".trial-", ".lock"
ORIGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


class Kept(msgspec.Struct, frozen=True):
    """A file of the home, as it lies in a backup."""

    path: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """What a backup holds, and how one knows it again."""

    form: int
    origin: str
    inc: int
    made_at: datetime
    entries: int
    last: str | None  # the hash of the last entry
    migrations: tuple[str, ...]
    tables: tuple[Dumped, ...]
    files: tuple[Kept, ...]
    house: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Made:
    """A backup that is on the disk."""

    folder: Path
    keys: Path
    digest: str
    key: str  # the fingerprint of the key that signed it
    manifest: Manifest


@dataclass(frozen=True, kw_only=True)
class Read:
    """A backup as it was read: what it says, the digest of the bytes that say so, and by which key they are signed."""

    manifest: Manifest
    digest: str
    key: str | None  # nobody's: an older version made it, or somebody took its signature away


class Unfit(Exception):
    """What was given is no backup, or not as it was made; the file says which part."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what if what.isprintable() else ascii(what)


class Foreign(Unfit):
    """What was given holds something that no backup of this program holds."""


def make(into: Path, *, passphrase: str | None, at: datetime, linked: bool = False) -> Made:
    """Make a backup under this folder; whole or not at all. People go on working meanwhile.

    Where it is `linked`, evidence is not copied, but named a second time on the same disk.
    """
    seals.seal(at)
    name = f"anlan-{settings.ORIGIN}-{at:%Y%m%dT%H%M%SZ}"
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    coming, folder = into / f"{COMING}{name}", into / name
    shutil.rmtree(coming, ignore_errors=True)
    coming.mkdir(mode=0o700)
    manifest = _written(coming, at, linked)
    disk.write(coming / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")
    signed = keys.sign(SIGNED, digest_of(coming))
    disk.write(coming / SIGNATURE, signed.line())
    held = keys.keep(into / f"{name}.keys", passphrase=passphrase)
    coming.rename(folder)
    disk.flush_folder(into)
    return Made(folder=folder, keys=held, digest=digest_of(folder), key=signed.key, manifest=manifest)


@contextmanager
def alone_in(into: Path) -> Iterator[None]:
    """Let nobody else make a backup there; throw away what one left that was killed, whose keys may lie open in it.

    Raises BlockingIOError where one is being made.
    """
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(into / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for left in (*into.glob(f"{COMING}*"), *into.glob(f"{TRIAL}*")):
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        yield
    finally:
        os.close(handle)


def note(made: Made, *, proven_at: datetime | None, by: By, at: datetime) -> None:
    """Say in the journal that a backup was made and, where it was tried, that it stood the trial."""
    facts = rules.backup_made(
        digest=made.digest,
        called=made.folder.name,
        entries=made.manifest.entries,
        made_at=made.manifest.made_at,
        proven_at=proven_at,
    )
    with pen(), transaction.atomic():
        record(facts, by=by, at=at)


def forget(into: Path, *, keep: int, made: Path) -> list[str]:
    """Throw away all backups of this house in a folder but for the newest ones; return their names.

    What was made just now is one of those to keep, whatever the names say; what bears a later name was made by a clock
    that ran ahead, and is left for a person to look at.
    """
    whole = sorted(path.parent for path in into.glob(f"anlan-{settings.ORIGIN}-*/{MANIFEST}"))
    earlier = [folder for folder in whole if folder.name < made.name]
    gone = earlier[: max(len(earlier) - keep + 1, 0)]
    for folder in gone:
        shutil.rmtree(folder)
        folder.with_name(f"{folder.name}.keys").unlink(missing_ok=True)
    return [folder.name for folder in gone]


def read(folder: Path) -> Read:
    """Return what a backup says that it holds, and who signed the very bytes that say so. Raises Unfit."""
    try:
        told = _bytes(folder / MANIFEST)
        manifest = msgspec.json.decode(told, type=Manifest)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as wrong:
        raise Unfit(MANIFEST) from wrong
    if manifest.form != FORM or not manifest.migrations:
        raise Unfit(MANIFEST)
    digest = sha256(told).hexdigest()
    return Read(manifest=manifest, digest=digest, key=_signer(folder / SIGNATURE, digest))


def _signer(path: Path, digest: str) -> str | None:
    """Return the fingerprint of the key that signed a digest; None where nobody did. Raises Unfit over a wrong one."""
    if not os.path.lexists(path):
        return None
    try:
        told = detached.read(_bytes(path, most=detached.LINE + 1))
    except (OSError, NoSignature) as wrong:
        raise Unfit(SIGNATURE) from wrong
    if not detached.holds(told, SIGNED, digest):
        raise Unfit(SIGNATURE)
    return told.key


def must_be_ours(manifest: Manifest) -> None:
    """Stop before what no backup of this program says: a table, a path or a pack that it has not. Raises Foreign.

    Of what is told here tables are asked for, files written and a pack read: whoever signed it may have been forced.
    """
    known = sorted(dump.migrations())
    if list(manifest.migrations) != known[: len(manifest.migrations)]:
        raise Foreign(f"migrations: {manifest.migrations[-1]}")
    if table := dump.unknown([dumped.table for dumped in manifest.tables], manifest.migrations[-1]):
        raise Foreign(f"{TABLES}/{table}")
    told, house = [file.path for file in manifest.files], manifest.house
    if strange := next((path for path in told if not _is_plain(path)), None):
        raise Foreign(f"{FILES}/{strange}")
    if len({*told}) < len(told):
        raise Foreign(f"{FILES}/{max(told, key=told.count)}")
    if not ORIGIN.fullmatch(manifest.origin) or house.get("origin", manifest.origin) != manifest.origin:
        raise Foreign(f"origin: {manifest.origin}")
    if house and (set(house) != {"origin", "pack", "place"} or house["pack"] not in laws.names()):
        raise Foreign(f"house: {house.get('pack')}")


def must_be_whole(folder: Path, manifest: Manifest) -> None:
    """Read all of a backup, and compare it with what it says of itself. Raises Unfit with the first that differs."""
    for table in manifest.tables:
        if not _holds(folder, f"{TABLES}/{table.file}", table.sha256):
            raise Unfit(f"{TABLES}/{table.file}")
    for file in manifest.files:
        if not _holds(folder, f"{FILES}/{file.path}", file.sha256):
            raise Unfit(f"{FILES}/{file.path}")


def digest_of(folder: Path) -> str:
    """Return the digest of a manifest: by it the journal names a backup."""
    return _digest(folder / MANIFEST)


def _written(coming: Path, at: datetime, linked: bool) -> Manifest:
    (coming / TABLES).mkdir()
    files = [_copied(path, coming) for path in _of_home(BEFORE)]
    with dump.as_of_now() as reader:
        tables = tuple(dump.write(reader, one, coming / TABLES / f"{one.name}.jsonl") for one in dump.tables())
        rows = reader.ask(f"SELECT inc, seq, hash FROM journal_head WHERE origin = '{settings.ORIGIN}'")
    inc, entries, last = rows[0] if rows else (1, 0, None)
    evidence = Path(settings.ANLAN_HOME) / "evidence"
    for path in _of_home(AFTER):
        kept = _linked if linked and path.is_relative_to(evidence) else _copied
        files.append(kept(path, coming))
    for path in sorted((Path(settings.ANLAN_HOME) / "heads").glob(ERASED)):
        files = [one for one in files if one.path != f"heads/{path.name}"] + [_copied(path, coming)]
    applied = MigrationRecorder.Migration.objects.filter(app="anlan").order_by("name")
    return Manifest(
        form=FORM,
        origin=settings.ORIGIN,
        inc=inc,
        made_at=at,
        entries=entries,
        last=last,
        migrations=tuple(applied.values_list("name", flat=True)),
        tables=tables,
        files=tuple(files),
        house=dict(settings.HOUSE_TOLD),
    )


def _of_home(folders: tuple[str, ...]) -> Iterator[Path]:
    """Yield the files in these folders, but for what is only just coming."""
    home = Path(settings.ANLAN_HOME)
    for name in folders:
        yield from sorted(p for p in (home / name).rglob("*") if p.is_file() and not p.name.startswith(COMING))


def _copied(path: Path, coming: Path) -> Kept:
    """Copy a file, and hash it on the way. An upload that is forgotten meanwhile comes as it was, or empty."""
    near = path.relative_to(settings.ANLAN_HOME)
    target = coming / FILES / near
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    taken, size = sha256(), 0
    with target.open("wb") as copy:
        with suppress(FileNotFoundError), path.open("rb") as file:
            while piece := file.read(1 << 20):
                copy.write(piece)
                taken.update(piece)
                size += len(piece)
        copy.flush()
        os.fsync(copy.fileno())
    return Kept(path=near.as_posix(), size=size, sha256=taken.hexdigest())


def _linked(path: Path, coming: Path) -> Kept:
    """Name a file a second time: nobody changes what lies there, and what is removed stays under the other name."""
    near = path.relative_to(settings.ANLAN_HOME)
    target = coming / FILES / near
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.link(path, target)
    return Kept(path=near.as_posix(), size=target.stat().st_size, sha256=_digest(target))


def _is_plain(path: str) -> bool:
    """Test whether a path leads into one of the folders that are copied, and nowhere else, however it is read."""
    told = PurePosixPath(path)
    is_inside = len(told.parts) > 1 and told.parts[0] in (*BEFORE, *AFTER) and ".." not in told.parts
    return is_inside and told.as_posix() == path and "\\" not in path and path.isprintable()


def _holds(folder: Path, told: str, digest: str) -> bool:
    """Test whether a file is as it was; what is gone or cannot be read is not, nor what only leads somewhere else."""
    path = folder / told
    above = [one for one in path.parents if one != folder and one.is_relative_to(folder)]
    try:
        is_file = stat.S_ISREG(path.lstat().st_mode) and not any(one.is_symlink() for one in above)
        return is_file and _digest(path) == digest
    except OSError:
        return False


def _bytes(path: Path, most: int = -1) -> bytes:
    """Return what lies in a file, and wait for nothing that is none."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise OSError(f"{path} is no file")
    with path.open("rb") as file:
        return file.read(most)


def _digest(path: Path) -> str:
    taken = sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            taken.update(piece)
    return taken.hexdigest()
