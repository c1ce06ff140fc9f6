"""Files, kept under the hash of their bytes: once, for good, and told apart from whoever brought them.

A door keeps the file first and passes its number to the act. Nothing here replaces or removes a file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from anlan import disk
from anlan.engines.forensics.kinds import kind_of
from anlan.engines.forensics.names import shown_name
from anlan.engines.forensics.unfit import Unfit
from anlan.engines.proofs.entry import digest
from anlan.kernel.journal.facts import FileNo, NotHere, moment
from anlan.kernel.journal.follow import fetch, write
from anlan.kernel.journal.lock import must_have_room, pen

BYTES_MOST = 100 << 20
NUMBER = re.compile("[0-9a-f]{64}")

INSERT = (
    "INSERT INTO journal_file (no, person, size, media, name, at) SELECT %s, %s, %s, %s, %s, %s"
    " WHERE NOT EXISTS (SELECT 1 FROM journal_file WHERE no = %s AND person = %s) ON CONFLICT (no, person) DO NOTHING"
)
FIRST = "SELECT no, size, media, name, person, at FROM journal_file WHERE no = %s ORDER BY at, person LIMIT 1"
OF_PERSON = "SELECT no, size, media, name, person, at FROM journal_file WHERE no = %s AND person = %s"


class Changed(Exception):
    """The bytes under a number are not, or no longer, those that were kept under it."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A file that is kept: what it is by its content, and who brought it first, when, under which name."""

    no: FileNo
    size: int
    media: str
    name: str
    person: str
    at: datetime


def keep(content: bytes, *, name: str, person: str, at: datetime) -> FileNo:
    """Keep these bytes for good and return their number; the same bytes are stored once.

    When this returns they are on the disk. `name` is shown, never used in a path; each person's first name and time
    are remembered. Whether they are fit to be evidence is asked of the forensics engine before.
    Raises Unfit for no bytes or too many, and Changed if other bytes stand under their number.
    """
    if not content:
        raise Unfit("file-empty")
    if len(content) > BYTES_MOST:
        raise Unfit("file-too-large", megabytes=str(BYTES_MOST >> 20))
    must_have_room()
    no = FileNo(digest(content))
    path = _path(no)
    if path.exists():
        _verified(no, path)
    else:
        disk.write(path, content)  # two who bring the same bytes at once put the same bytes here
    with pen(), transaction.atomic():
        write(INSERT, [(no, person, len(content), kind_of(content).media, shown_name(name), at, no, person)])
    return no


def read(no: str) -> bytes:
    """Return the bytes that were kept under this number, hashed again on the way.

    Raises NotHere if nothing ever was, and Changed if they are gone or others.
    """
    path = _path(no)
    if not path.exists():
        raise Changed(f"{no} is gone") if about(no) else NotHere(no)
    return _verified(no, path)


def is_there(no: str) -> bool:
    """Test whether anything lies on the disk under this number, whatever it is."""
    return NUMBER.fullmatch(no) is not None and _path(no).exists()


def about(no: str) -> Kept | None:
    """Return what is known of a file, as the first who brought it told."""
    return _kept(fetch(FIRST, [no])) if NUMBER.fullmatch(no) else None


def kept_by(no: str, person: str) -> Kept | None:
    """Return what this person told when bringing the file, or None if it was not this person who did."""
    return _kept(fetch(OF_PERSON, [no, person])) if NUMBER.fullmatch(no) else None


def _kept(rows: list[tuple[object, ...]]) -> Kept | None:
    for no, size, media, name, person, at in rows:
        return Kept(no=no, size=size, media=media, name=name, person=person, at=moment(at))  # type: ignore[arg-type]
    return None


def _path(no: str) -> Path:
    if not NUMBER.fullmatch(no):
        raise NotHere(no)
    return Path(settings.ANLAN_HOME) / "evidence" / no[:2] / no


def _verified(no: str, path: Path) -> bytes:
    content = path.read_bytes()
    if digest(content) != no:
        raise Changed(f"{no} holds other bytes")
    return content
