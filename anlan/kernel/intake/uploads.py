"""What is kept of an import: its file, its report and its rejects, sealed under a key of its own until that goes."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.db import transaction

from anlan import disk
from anlan.engines.sheets.cells import Cell
from anlan.engines.sheets.mismatches import FAULTS, Mismatch
from anlan.engines.sheets.problems import Problem
from anlan.engines.sheets.rows import Row
from anlan.engines.sheets.telling import Change
from anlan.engines.sheets.texts import said
from anlan.kernel.intake import tables
from anlan.kernel.intake.lookups import Outcome
from anlan.kernel.intake.matching import Result
from anlan.kernel.journal.facts import Refused, day_of
from anlan.kernel.journal.lock import pen
from anlan.kernel.registry import vault
from anlan.kernel.registry.laws import law
from anlan.kernel.registry.vault import Erased, KeyLost

SHOWN = 20  # rows of the preview
CHANGES_MOST = 200  # rows whose changes the report names
TOLD_MOST = 500  # problems that the report names; the file of rejects has them all


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing to say of a row: where it stands, what is wrong and what to do, in both languages."""

    sheet: str
    row: int
    column: str
    zh: str
    en: str
    is_note: bool
    code: str = ""  # what is wrong, for programs


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One row as it came, and what it would be."""

    sheet: str
    row: int
    result: str
    cells: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A row that says otherwise than we: of what, and what of it."""

    sheet: str
    row: int
    no: str
    what: str
    changes: tuple[Change, ...]


@dataclass(kw_only=True)
class Report:
    """What a file would come to, or came to."""

    headings: tuple[str, ...] = ()
    shown: list[Shown] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    more: int = 0  # problems beyond those named
    units: dict[str, tuple[str, ...]] = field(default_factory=dict)  # new ones, each with the nearest that are known
    changed: list[Changed] = field(default_factory=list)
    closed: int = 0  # new rows that were struck off before they came here
    left_out: tuple[str, ...] = ()  # headings that nothing takes over


def note(found: Report, outcomes: Sequence[Outcome]) -> list[Row]:
    """Add to a report what there is to say of these rows; return the bad ones with all their problems."""
    for one in outcomes:
        row = one.row
        if len(found.shown) < SHOWN and one.result != Result.PASSED:
            cells = tuple(said(row.raw.get(heading))[:200] for heading in found.headings)
            found.shown.append(Shown(sheet=row.sheet, row=row.row, result=one.result, cells=cells))
        if one.unit and not one.unit.no and one.result == Result.NEW:
            found.units.setdefault(one.unit.name, ())
        found.closed += one.result == Result.NEW and bool(one.draft and one.draft.is_closed)
        if one.changes and len(found.changed) < CHANGES_MOST:
            what = str(row.values.get("description") or row.values.get("name") or "")
            no = one.report.item if one.report else one.known
            found.changed.append(Changed(sheet=row.sheet, row=row.row, no=no, what=what[:80], changes=one.changes))
        for problem in one.problems:
            if len(found.lines) < TOLD_MOST:
                where = {"sheet": problem.sheet, "row": problem.row, "column": problem.column}
                words = {
                    "zh": problem.says("zh"),
                    "en": problem.says("en"),
                    "is_note": problem.is_note,
                    "code": problem.code,
                }
                found.lines.append(Line(**where, **words))  # type: ignore[arg-type]
            else:
                found.more += 1
    return [replace(one.row, problems=one.problems) for one in outcomes if one.result == Result.BAD]


def folder() -> Path:
    """Return where they lie."""
    return Path(settings.ANLAN_HOME) / "uploads"


def keep(no: str, part: str, content: bytes) -> None:
    """Keep bytes sealed under the key of a job, whole or not at all."""
    disk.write(folder() / f"{no}{part}", vault.seal_bytes(no, content))


def kept(no: str, part: str = "") -> bytes | None:
    """Return bytes that were kept, as long as their key is there. Raises Refused where somebody touched them."""
    path = folder() / f"{no}{part}"
    try:
        return vault.open_bytes(no, path.read_bytes())
    except (FileNotFoundError, Erased):
        return None
    except KeyLost as wrong:
        vault.must_open()  # else it is the key of the house that is gone, and not the file that is at fault
        raise Refused("import-touched", job=no) from wrong


@contextmanager
def alone(no: str) -> Iterator[None]:
    """Work at a job alone; who dies lets go of it."""
    with _lock_file(no).open("wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise Refused("import-running", job=no) from held
        yield


def is_alive(no: str) -> bool:
    """Test whether somebody works at a job just now."""
    if not _lock_file(no).exists():
        return False
    with _lock_file(no).open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _lock_file(no: str) -> Path:
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder() / f"{no}.lock"


def keep_bad(no: str, bad: Sequence[Row]) -> None:
    """Keep the rows that could not come in: all that they said, and what is wrong with each."""
    rows = [(row.sheet, row.row, {key: _plain(cell) for key, cell in row.raw.items()}, row.problems) for row in bad]
    keep(no, ".bad", msgspec.json.encode(rows))


def bad_rows(no: str) -> list[Row]:
    """Return the rows that could not come in, as long as they are kept."""
    rows = msgspec.json.decode(kept(no, ".bad") or b"[]")
    return [Row(sheet, row, {}, raw, tuple(map(_problem, problems))) for sheet, row, raw, problems in rows]


def _plain(cell: Cell) -> str | int | float | bool | None:
    return cell if isinstance(cell, str | int | float | None) else str(cell)


def _problem(told: dict[str, Any]) -> Problem:
    return (Mismatch if told["code"] in FAULTS else Problem)(**told)


def remove(no: str) -> bool:
    """Remove what was kept of a job; return whether there was anything."""
    paths = list(folder().glob(f"{no}*"))
    for path in paths:
        path.unlink()
    return bool(paths)


def is_kept(no: str) -> bool:
    """Test whether anything is kept of a job."""
    return (folder() / no).exists()


def forget(*, at: datetime) -> int:
    """Destroy the keys of files that have been kept as long as may be; return how many. For whoever keeps the house."""
    days = law("uploads#days-kept", on=day_of(at))
    old = tables.Job.objects.filter(asked_at__lt=at - timedelta(days=days)).values_list("no", flat=True)
    gone = [no for no in old if is_kept(no)]
    with pen(), transaction.atomic():
        vault.destroy(gone)
    return sum(remove(no) for no in gone)


def content(no: str) -> bytes:
    """Return the file of a job. Raises Refused once it is kept no longer."""
    found = kept(no, "")
    if found is None:
        raise Refused("import-forgotten", job=no)
    return found
