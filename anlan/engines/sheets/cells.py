"""What a cell can hold, and the lines of a sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time
from math import isfinite
from typing import NamedTuple, TypeAlias

ROWS_MOST = 200_000
COLUMNS_MOST = 500
SHEETS_MOST = 200
WHOLE_MOST = 2**53
FAULTS = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"))


@dataclass(frozen=True, slots=True)
class When:
    """A day and, if it was told, the time of that day. What was not told stays unknown."""

    on: date
    at: time | None = None

    def __str__(self) -> str:
        return f"{self.on.isoformat()} {self.at.isoformat()}" if self.at else self.on.isoformat()


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell whose formula failed (`#REF!`), or has no stored result (an empty text)."""

    text: str

    def __str__(self) -> str:
        return self.text


# A number that is whole is an int, however the file spelt it; an empty cell is None.
Cell: TypeAlias = str | int | float | bool | When | time | Fault | None


class Span(NamedTuple):
    """A merged cell: its column (from 0), and how many rows and columns it covers."""

    column: int
    rows: int
    columns: int


class Line(NamedTuple):
    """One row of a sheet: its number as the user sees it, its cells, and the merged cells that begin in it."""

    no: int
    cells: list[Cell]
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A sheet that is not hidden. `lines` yields the rows that hold something, each time from the top."""

    name: str
    lines: Callable[[], Iterator[Line]]


def column_name(index: int) -> str:
    """Return the letters by which the user knows a column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def number(text: str) -> int | float | str:
    """Return a number, an int if it is whole. One beyond 2⁵³ stays a float, for its last digits are lost.

    What is not finite stays text. Raises ValueError where there is no number.
    """
    value = float(text)
    if value.is_integer() and abs(value) < WHOLE_MOST:
        return int(value)
    return value if isfinite(value) else text
