"""That an upgrade has begun and not ended: tables may be new, and what follows from the journal not yet in them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec
from django.conf import settings
from django.db import transaction

from anlan import disk
from anlan.kernel.journal import reads
from anlan.kernel.journal.facts import By
from anlan.kernel.journal.lock import pen
from anlan.kernel.journal.record import record
from anlan.kernel.upkeep import rules

MARK = "upgrading"


class Mark(msgspec.Struct, frozen=True):
    """From which backup the house could be brought back as it was before."""

    folder: str
    digest: str
    entries: int
    made_at: datetime
    proven_at: datetime
    before: str


def mark() -> Mark | None:
    """Return what was written down of an upgrade that has begun and not ended."""
    path = _path()
    return msgspec.json.decode(path.read_bytes(), type=Mark) if path.exists() else None


def begin(begun: Mark) -> Mark:
    """Write down that an upgrade begins, whole or not at all."""
    disk.write(_path(), msgspec.json.encode(begun))
    return begun


def note(begun: Mark, *, after: str, by: By, at: datetime) -> None:
    """Say in the journal, once, that another version goes on, and from which backup it could be brought back."""
    facts = rules.upgraded(
        digest=begun.digest,
        called=Path(begun.folder).name,
        entries=begun.entries,
        made_at=begun.made_at,
        proven_at=begun.proven_at,
        before=begun.before,
        after=after,
    )
    with pen(), transaction.atomic():
        if not reads.lines_of_command(person=by.person, command=by.command):
            record(facts, by=by, at=at)


def end() -> None:
    """Write down that it has ended."""
    _path().unlink()
    disk.flush_folder(_path().parent)


def _path() -> Path:
    return Path(settings.ANLAN_HOME) / MARK
