"""That a house has left the file in its home for a database on a server."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec
from django.conf import settings

from anlan import disk

MARK, FILE, ASIDE = "moved", "anlan.sqlite3", "anlan.sqlite3.moved"
# Whoever still has the file open can read it, and say nothing in it that nobody would find again.
SHUT = (
    "CREATE TRIGGER IF NOT EXISTS journal_entry_moved BEFORE INSERT ON journal_entry"
    " BEGIN SELECT RAISE(ABORT, 'this house has moved to a server'); END"
)


class Moved(msgspec.Struct, frozen=True):
    """How many entries the journal had when it left, and when that was."""

    entries: int
    at: datetime


def told() -> Moved | None:
    """Return what was written down when the house left its file."""
    path = Path(settings.ANLAN_HOME) / MARK
    return msgspec.json.decode(path.read_bytes(), type=Moved) if path.exists() else None


def tell_it(entries: int, at: datetime) -> None:
    """Write down that the house has left its file: from here on nobody lives in that."""
    disk.write(Path(settings.ANLAN_HOME) / MARK, msgspec.json.encode(Moved(entries=entries, at=at)))
