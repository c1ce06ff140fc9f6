"""What `anlan verify` compares beside the journal, once the journal itself is known to be whole."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from anlan.engines.proofs.audit import Report
from anlan.kernel.audit.days import ROW, lines_of, row_digest
from anlan.kernel.audit.facts import DaySealed, FilesListed
from anlan.kernel.audit.rules import Found, Part, compare, digest
from anlan.kernel.journal import files
from anlan.kernel.journal.facts import NotHere, read_fact
from anlan.kernel.journal.reads import as_stored

HEED = frozenset({DaySealed.name, FilesListed.name})
FILES_AT_ONCE = 500
BEFORE_ALL = -(1 << 63)  # what stands before the first line was never left there


def altered(report: Report, *, with_bytes: bool = True) -> Iterator[Found]:
    """Yield all that is not as the journal says: days whose audit lines were altered, then files and their rows.

    Without bytes, files are not read; what is known of them is compared all the same.
    """
    said = [read_fact(name, version, text) for name, version, text in report.heeded]
    yield from _days([fact for fact in said if isinstance(fact, DaySealed)])
    listed = {
        (no, person): taken
        for fact in said
        if isinstance(fact, FilesListed)
        for no, person, taken in zip(fact.files, fact.persons, fact.digests, strict=True)
    }
    yield from _rows(listed, report.attached)
    if with_bytes:
        yield from _bytes(report.attached)


def _days(days: Sequence[DaySealed]) -> Iterator[Found]:
    for number, sealed in enumerate(days):
        part = Part(day=sealed.day, after=sealed.after if number else BEFORE_ALL, until=sealed.until)
        if found := compare((sealed.lines, sealed.digest), digest(lines_of(part)), day=sealed.day):
            yield found


def _rows(listed: Mapping[tuple[str, str], str], attached: Collection[str]) -> Iterator[Found]:
    """Compare what is known of files with what was listed of them, and with what entries attach."""
    left, known = dict(listed), set[str]()
    for row in _standing(sorted({no for no, _ in listed} | set(attached))):
        known.add(row[0])
        taken = left.pop((row[0], row[1]), None)
        if taken is not None and taken != row_digest(row):
            yield Found(what="row-altered", on=row[0])
    gone = {no for no, _ in left} | (set(attached) - known)
    yield from (Found(what="row-gone", on=no) for no in sorted(gone))


def _standing(numbers: Sequence[str]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(numbers), FILES_AT_ONCE):
        some = numbers[start : start + FILES_AT_ONCE]
        marks = ", ".join(["%s"] * len(some))
        yield from as_stored(f"SELECT {ROW} FROM journal_file f WHERE f.no IN ({marks}) ORDER BY f.no, f.person", some)


def _bytes(attached: Mapping[str, int]) -> Iterator[Found]:
    for no, seq in sorted(attached.items()):
        try:
            files.read(no)
        except (files.Changed, NotHere, OSError):
            yield Found(what="file-altered" if files.is_there(no) else "file-gone", on=no, count=seq)
