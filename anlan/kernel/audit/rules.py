"""Which audit lines belong to which day, how a row is digested, and what is said of what was altered. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

# Before these, a day without lines gets no fact: a clock that ran ahead makes no thousand of them.
EMPTY_DAYS_MOST = 366
ONE_DAY = timedelta(days=1)

# What `anlan verify` says of what lies beside the journal.
FOUND = {
    "lines-cut": ("{on} 的审计记录少了 {count} 条。", "Of the audit lines of {on}, {count} are gone."),
    "lines-added": ("{on} 的审计记录多了 {count} 条。", "To the audit lines of {on}, {count} were added."),
    "lines-changed": ("{on} 的审计记录被改动。", "The audit lines of {on} were changed."),
    "file-gone": (
        "文件 {on} 不在磁盘上（第 {count} 条记录所附）。",
        "The file {on}, attached to entry {count}, is not on the disk.",
    ),
    "file-altered": (
        "文件 {on} 的内容被改动（第 {count} 条记录所附）。",
        "The file {on}, attached to entry {count}, holds other bytes.",
    ),
    "row-gone": ("文件 {on} 的登记被删除。", "What was known of the file {on} is gone."),
    "row-altered": ("文件 {on} 的登记被改动。", "What is known of the file {on} was changed."),
}


@dataclass(frozen=True, kw_only=True)
class Found:
    """Something beside the journal that is not as the journal says: a key of FOUND, of which day or file."""

    what: str
    on: str
    count: int = 0  # how many lines; of a file, which entry

    def says(self) -> tuple[str, str]:
        """Say it in Chinese and in English."""
        zh, en = (said.format(on=self.on, count=self.count) for said in FOUND[self.what])
        return zh, en


@dataclass(frozen=True, kw_only=True)
class Part:
    """The lines of one day: those whose numbers come after the one and up to the other."""

    day: date
    after: int
    until: int


def days_due(lines: Iterable[tuple[int, date]], *, last: Part | None, today: date) -> list[Part]:
    """Return the days that are over and not yet sealed, each with its lines; `lines` come in the order of numbers.

    A line belongs to the day on which it was left or, where that is sealed already, to the next that is not.
    What a clock that ran ahead dated today or later goes with the lines around it.
    """
    # A clock that was put back may stand before the last day sealed: then the days come again under their own names.
    running = first = last.day + ONE_DAY if last and last.day < today else None
    ends: dict[date, int] = {}
    for no, left_on in lines:
        if left_on < today:
            running = max(running or left_on, left_on)
            if running < today:
                ends[running] = no
    start = max(first or min(ends, default=today), today - EMPTY_DAYS_MOST * ONE_DAY)
    silent = (start + n * ONE_DAY for n in range((today - start).days)) if first or not last else ()
    parts, after = list[Part](), last.until if last else 0
    for day in sorted({*ends, *silent}):
        parts.append(Part(day=day, after=after, until=ends.get(day, after)))
        after = parts[-1].until
    return parts


def digest(rows: Iterable[Sequence[Any]]) -> tuple[int, str]:
    """Return how many rows there are, and the SHA-256 over all of them: each as a line of JSON, in their order."""
    count, taken = 0, sha256()
    for row in rows:
        count += 1
        taken.update(json.dumps(list(row), separators=(",", ":"), default=_of_bytes).encode() + b"\n")
    return count, taken.hexdigest()


def compare(sealed: tuple[int, str], standing: tuple[int, str], *, day: date) -> Found | None:
    """Say what became of a day's lines, where they are not those that were sealed."""
    more = standing[0] - sealed[0]
    if sealed == standing:
        return None
    what = "lines-added" if more > 0 else "lines-cut" if more else "lines-changed"
    return Found(what=what, on=str(day), count=abs(more))


def _of_bytes(value: object) -> dict[str, str]:
    """Tell bytes from the text that they would be: SQLite keeps whatever it is given, in any column."""
    assert isinstance(value, bytes | memoryview), f"no column holds {value!r}"
    return {"bytes": bytes(value).hex()}
