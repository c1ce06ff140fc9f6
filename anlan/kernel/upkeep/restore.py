"""Bringing a house back from a backup: what was said until then, exactly; and from there on, as another incarnation."""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import msgspec
from django.conf import settings
from django.db import DataError, IntegrityError, connection, transaction

from anlan import disk
from anlan.engines.proofs.heads import NoHead, Signed, read_lines
from anlan.kernel.chase.tables import Beat
from anlan.kernel.credentials.tables import OneTimeCode
from anlan.kernel.journal import seals
from anlan.kernel.journal.acts import erase_again
from anlan.kernel.journal.facts import By, IncarnationOpened
from anlan.kernel.journal.follow import fetch, write
from anlan.kernel.journal.lock import pen
from anlan.kernel.journal.record import record
from anlan.kernel.registry import vault
from anlan.kernel.registry.accounts import Knock, Session, Token
from anlan.kernel.upkeep import backup, dump
from anlan.kernel.upkeep.backup import FILES, TABLES, Kept, Manifest, Unfit

MARK = "restoring"  # a file of the home, as long as a restore has begun and not ended …
TABLE = "upkeep_restoring"  # … and a table, in the database into which it goes
NUMBERS = 10_000  # how many numbers of each series are passed over: who knows which were written on paper meanwhile
JUMP = "UPDATE journal_number SET last = last + %s"
IN_DOUBT = "UPDATE journal_outbox SET state = 'sending' WHERE state = 'waiting'"


class Linked(Exception):
    """Something lies in the home that only leads elsewhere, and a restore would write through it."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path


class Mark(msgspec.Struct, frozen=True):
    """What a home says of a restore that began in it: by the token the database says the same."""

    token: str
    aside: str  # the folder into which the heads were put that lay here before


def mark(home: Path) -> Mark | None:
    """Return what a restore said that began here and has not ended: what stands in the home is half of something."""
    path = home / MARK
    return msgspec.json.decode(path.read_bytes(), type=Mark) if path.exists() else None


def is_half(begun: Mark) -> bool:
    """Test whether the database that is asked is the one into which this restore was going."""
    return TABLE in connection.introspection.table_names() and fetch(f"SELECT token FROM {TABLE}") == [(begun.token,)]


def begin(home: Path, at: datetime) -> Mark:
    """Say that a restore begins here, or that it goes on: first in the home, then in the database."""
    begun = mark(home)
    if begun is None:
        begun = Mark(token=uuid.uuid4().hex, aside=f"heads-before-{at:%Y%m%dT%H%M%SZ}")
        disk.write(home / MARK, msgspec.json.encode(begun))
    with pen(), transaction.atomic():
        write(f"CREATE TABLE {TABLE} (token varchar(32) PRIMARY KEY)", [()])
        write(f"INSERT INTO {TABLE} (token) VALUES (%s)", [(begun.token,)])
    return begun


def end(home: Path) -> None:
    """Say that it has ended. A table that is left by a cut means nothing without the mark; the mark alone would."""
    (home / MARK).unlink()
    disk.flush_folder(home)
    with pen(), transaction.atomic():
        write(f"DROP TABLE {TABLE}", [()])


def must_be_folders(home: Path, manifest: Manifest) -> None:
    """Stop where a file would be written through a link that lies in this home. Raises Linked."""
    paths = {home / kept.path for kept in manifest.files}
    above = {one for path in paths for one in path.parents if one != home and one.is_relative_to(home)}
    lying = (home / "keys", home / "house.json", *sorted(above), *sorted(paths))
    if linked := next((path for path in lying if path.is_symlink()), None):
        raise Linked(linked)


def bring_files(folder: Path, manifest: Manifest, begun: Mark, *, also: Path | None = None) -> int:
    """Put the files of a backup into this home; return how many entries are known, by all heads that are left.

    Heads that lay in the home, or in a folder that was saved from it, may know more than the backup: those are kept
    apart, by one step and only the first time this is tried. Who was erased by any of the lists is erased.
    """
    home = Path(settings.ANLAN_HOME)
    heads, left = home / "heads", home / begun.aside
    if left.exists():
        shutil.rmtree(heads, ignore_errors=True)  # what the try before brought
    elif heads.exists():
        heads.rename(left)
    for kept in manifest.files:
        _bring(folder / FILES / kept.path, home / kept.path, kept)
    if manifest.house:
        disk.write(home / "house.json", json.dumps(manifest.house).encode() + b"\n")
    sources = [source for source in (left, also) if source and source.is_dir()]
    for source in sources:
        _join_lists(source, home / "heads")
    known = [one for source in [home / "heads", *sources] for one in _heads(source, manifest.inc)]
    beyond = [one for one in known if _size(one) > manifest.entries]
    if beyond:
        lost = home / "heads" / f"lost-{manifest.origin}.jsonl"
        lines = lost.read_text("utf-8").splitlines() if lost.exists() else []
        disk.write(lost, ("\n".join(dict.fromkeys([*lines, *(one.line() for one in beyond)])) + "\n").encode())
    return max([manifest.entries, *map(_size, known)])


def load(folder: Path, manifest: Manifest, *, shift: int) -> None:
    """Read all tables of a backup into this home, in one transaction. Raises Unfit over rows that are none."""
    with pen(), transaction.atomic():
        for dumped in manifest.tables:
            try:
                dump.load(dumped.table, folder / TABLES / dumped.file, shift=shift)
            except (msgspec.MsgspecError, LookupError, TypeError, ValueError, DataError, IntegrityError) as strange:
                raise Unfit(f"{TABLES}/{dumped.file}") from strange
        dump.go_on_counting()


def differing(manifest: Manifest, *, shift: int) -> list[str]:
    """Return the tables that, written out as they stand, are not those of the backup: by its own columns."""
    with dump.as_of_now() as reader:
        return [
            dumped.table.name
            for dumped in manifest.tables
            if dump.digest(reader, dumped.table, shift=-shift) != dumped.sha256
        ]


def go_on(digest: str, manifest: Manifest, *, known: int, by: By, at: datetime) -> int:
    """Open another incarnation: nobody comes in by what he held, nothing is sent again, no number is given twice.

    Return of how many people the lists beside the heads had what was kept of them destroyed once more.
    """
    with pen(), transaction.atomic():
        [[incarnation]] = fetch("SELECT inc FROM journal_head WHERE origin = %s", [manifest.origin])
        opened = IncarnationOpened(
            journal=manifest.origin,
            incarnation=incarnation,
            kept=manifest.entries,
            known=known,
            backup=digest,
            made_at=manifest.made_at,
        )
        record([opened], by=by, at=at)
        for kept in (Session, OneTimeCode, Knock, Beat):  # nor is anything said to have stopped that has not begun here
            kept.objects.all().delete()
        Token.objects.filter(ended_at=None).update(ended_at=at)
        write(IN_DOUBT, [()])
        write(JUMP, [(max(NUMBERS, known - manifest.entries),)])
        erase_again(seals.erased_outside(), by=by, at=at)
        return vault.destroy_again()


def _bring(source: Path, target: Path, kept: Kept) -> None:
    """Copy a file, and compare what came with what was read before. Raises Unfit."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    taken = sha256()
    with (
        source.open("rb") as file,
        os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as copy,
    ):
        while piece := file.read(1 << 20):
            copy.write(piece)
            taken.update(piece)
    if taken.hexdigest() != kept.sha256:
        raise Unfit(f"{FILES}/{kept.path}")


def _join_lists(source: Path, heads: Path) -> None:
    """Add to the lists of erasures what another copy of them knows."""
    for path in sorted(source.glob(backup.ERASED)):
        target = heads / path.name
        have = target.read_bytes().splitlines() if target.exists() else []
        lines = dict.fromkeys([*have, *path.read_bytes().splitlines()])
        disk.write(target, b"\n".join(line for line in lines if line) + b"\n")


def _heads(folder: Path, inc: int) -> Iterator[Signed]:
    """Yield the heads of an incarnation that are kept in a folder; what was lost by restores before is none of it."""
    for path in sorted(folder.glob("*.jsonl")):
        if not path.name.startswith(("erased", "lost")):
            with path.open(encoding="utf-8", errors="replace") as lines:
                yield from (one for one in read_lines(lines) if _said(one)[0] == inc)


def _size(signed: Signed) -> int:
    return _said(signed)[1]


def _said(signed: Signed) -> tuple[int, int]:
    with suppress(NoHead):
        head = signed.said()
        return head.inc, head.size
    return 0, 0
