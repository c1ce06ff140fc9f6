"""What the clock does each hour: seal the audit lines of days that are over, and list the files that were brought."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from anlan.kernel.audit.facts import DaySealed, FilesListed
from anlan.kernel.audit.rules import Part, days_due, digest
from anlan.kernel.journal.facts import By, Fact, day_of, moment
from anlan.kernel.journal.lock import lock, pen
from anlan.kernel.journal.reads import as_stored
from anlan.kernel.journal.record import record
from anlan.kernel.journal.seals import HOUSE
from anlan.kernel.registry.noes import LINES
from anlan.kernel.registry.tables import day as day_stored

PAGE = 5_000
FILES_EACH = 2_000  # how many files one fact lists at most
KEEPING = "audit"

LINE = "id, at, person, post, address, method, path, agent, status, code, times"
PART = f"SELECT {LINE} FROM registry_audit WHERE id > %s AND id <= %s ORDER BY id LIMIT {PAGE}"
OPEN = f"SELECT id, at FROM registry_audit WHERE id > %s ORDER BY id LIMIT {PAGE}"
LAST = "SELECT day, until FROM audit_day ORDER BY until DESC, day DESC LIMIT 1"
ROW = "f.no, f.person, f.size, f.media, f.name, f.at"
UNLISTED = (
    f"SELECT {ROW} FROM journal_file f LEFT JOIN audit_file a ON a.no = f.no AND a.person = f.person"
    " WHERE a.no IS NULL ORDER BY f.no, f.person LIMIT %s"
)


def keep(at: datetime) -> None:
    """Seal the days that are over and list the files that are not listed yet: once each, however often it is called."""
    _seal_days(at)
    while _list_files(at) == FILES_EACH:
        pass


def lines_of(part: Part) -> Iterator[Sequence[Any]]:
    """Yield the audit lines of a part, as they stand, in the order of their numbers."""
    after = part.after
    while rows := as_stored(PART, [after, part.until]):
        yield from rows
        after = rows[-1][0]


def row_digest(row: Sequence[Any]) -> str:
    """Return the digest of what is known of one file."""
    return digest([row])[1]


def _seal_days(at: datetime) -> None:
    last = _last()
    if not days_due(_open(last), last=last, today=day_of(at)):
        return
    with pen(), transaction.atomic():
        lock([LINES])  # whoever is leaving a line with a number has left it by now
        parts = days_due(_open(last), last=last, today=day_of(at))
    facts = [_sealed(part) for part in parts]
    with pen(), transaction.atomic():
        lock([KEEPING])
        if _last() == last:  # else another clock did it meanwhile
            record(facts, by=_house(f"{KEEPING} {parts[-1].day}"), at=at)


def _sealed(part: Part) -> Fact:
    lines, taken = digest(lines_of(part))
    return DaySealed(day=part.day, after=part.after, until=part.until, lines=lines, digest=taken)


def _last() -> Part | None:
    for on, until in as_stored(LAST, []):
        day = day_stored(on)
        assert day is not None, "the day of a sealed day is never empty"
        return Part(day=day, after=until, until=until)
    return None


def _open(last: Part | None) -> Iterator[tuple[int, date]]:
    """Yield the number and the day of every line that is not sealed yet."""
    after = last.until if last else 0
    while rows := as_stored(OPEN, [after]):
        yield from ((no, _left_on(at)) for no, at in rows)
        after = rows[-1][0]


def _left_on(at: Any) -> date:
    """Return the day of a line; one whose time nobody can read goes with the lines around it."""
    try:
        return day_of(moment(at))
    except (TypeError, OverflowError):
        return date.max


def _list_files(at: datetime) -> int:
    if not as_stored(UNLISTED, [1]):
        return 0  # nobody waits for the pen because there is nothing to list
    with pen(), transaction.atomic():
        lock([KEEPING])
        rows = as_stored(UNLISTED, [FILES_EACH])
        if rows:
            files, persons = [row[0] for row in rows], [row[1] for row in rows]
            digests = tuple(map(row_digest, rows))
            said = FilesListed(files=tuple(files), persons=tuple(persons), digests=digests)
            record([said], by=_house(f"{KEEPING} {files[0]}"), at=at)
    return len(rows)


def _house(command: str) -> By:
    return By(person=HOUSE, post=HOUSE, command=command)
