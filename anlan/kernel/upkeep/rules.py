"""What may be said of how the house is kept. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from anlan.kernel.journal.facts import Fact, Refused
from anlan.kernel.upkeep.facts import BackupMade, RestoreAcknowledged, Upgraded

# How old a backup may be, and the last one that was tried, before it is said; a night between them may fail once.
BACKUP_OLD, PROOF_OLD = timedelta(hours=50), timedelta(hours=50)

SAYS = {
    "nothing-restored": (
        "没有待确认的恢复。",
        "Nothing was restored here that somebody had still to acknowledge.",
    ),
}


def backup_made(*, digest: str, called: str, entries: int, made_at: datetime, proven_at: datetime | None) -> list[Fact]:
    """Say that a backup was made, and when it was restored and found whole."""
    return [BackupMade(backup=digest, called=called, entries=entries, made_at=made_at, proven_at=proven_at)]


def upgraded(
    *,
    digest: str,
    called: str,
    entries: int,
    made_at: datetime,
    proven_at: datetime,
    before: str,
    after: str,
) -> list[Fact]:
    """Say that another version goes on with this house, and that it was backed up before."""
    made = backup_made(digest=digest, called=called, entries=entries, made_at=made_at, proven_at=proven_at)
    return [*made, Upgraded(backup=digest, before=before, after=after)]


def acknowledge_restore(journal: str, *, waiting: int | None) -> list[Fact]:
    """Let somebody say that he knows that the journal goes on from a backup."""
    if waiting is None:
        raise Refused("nothing-restored")
    return [RestoreAcknowledged(journal=journal, incarnation=waiting)]
