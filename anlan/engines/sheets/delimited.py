"""Read .csv, .tsv and .txt: one sheet, its cells all texts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from anlan.engines.sheets.cells import COLUMNS_MOST, FAULTS, ROWS_MOST, Cell, Fault, Line, Sheet
from anlan.engines.sheets.encodings import decoded
from anlan.engines.sheets.unreadable import Unreadable

CELL_LONGEST = csv.field_size_limit()
DELIMITERS = ",\t;|"
SHEET = "CSV"

_SAMPLE = 20


def read(content: bytes) -> tuple[Sheet, ...]:
    """Return the one sheet of a text file. Raises Unreadable."""
    text = decoded(content)
    delimiter = _delimiter(text)
    return (Sheet(SHEET, lambda: _lines(text, delimiter)),)


def _delimiter(text: str) -> str:
    """Return the mark that parts the cells: the one that stands in most of the first lines, and most evenly."""
    sample = [line for line, _ in zip(io.StringIO(text, newline=""), range(_SAMPLE), strict=False) if line.strip()]

    def worth(mark: str) -> tuple[int, int]:
        counts = [_outside(line[:CELL_LONGEST], mark) for line in sample]
        return sum(count > 0 for count in counts), min(counts, default=0)

    return max(DELIMITERS, key=worth)


def _outside(line: str, mark: str) -> int:
    return sum(part.count(mark) for part in line.split('"')[::2])


def _lines(text: str, delimiter: str) -> Iterator[Line]:
    guarded = _Guarded(text, delimiter)
    reader = csv.reader(guarded, delimiter=delimiter, strict=True)
    given = 0
    try:
        for no, row in enumerate(reader, start=1):
            guarded.begin_row(no + 1)
            cells: list[Cell] = [
                (Fault(cell) if cell[0] == "#" and cell in FAULTS else cell) if cell else None for cell in row
            ]
            while cells and cells[-1] is None:
                cells.pop()
            if cells:
                given += 1
                if given > ROWS_MOST:
                    raise Unreadable("too-many-rows", limit=str(ROWS_MOST))
                if len(cells) > COLUMNS_MOST:
                    raise Unreadable("too-many-columns", sheet=SHEET, row=str(no), limit=str(COLUMNS_MOST))
                yield Line(no, cells)
    except csv.Error as error:
        if "field limit" in str(error):
            raise Unreadable("cell-too-long", line=str(guarded.first), limit=str(CELL_LONGEST)) from error
        raise Unreadable("quotes-open", line=str(guarded.first)) from error


class _Guarded:
    """Lines for the reader, which would lay ten million cells into memory before anybody could count them."""

    def __init__(self, text: str, delimiter: str) -> None:
        self._source = io.StringIO(text, newline="")
        self._delimiter = delimiter
        self._row, self._no = 1, 0
        self._quoted = 0
        self.first = 1  # the line where the present row begins

    def __iter__(self) -> _Guarded:
        return self

    def __next__(self) -> str:
        line = self._source.readline()
        if not line:
            raise StopIteration
        self._no += 1
        if line.count(self._delimiter) > COLUMNS_MOST:
            outside = line.split('"')[self._quoted :: 2]
            # Empty cells at the end of a line are common; `_lines` drops them before it counts.
            if sum(part.count(self._delimiter) for part in outside) > 40 * COLUMNS_MOST:
                raise Unreadable("too-many-columns", sheet=SHEET, row=str(self._row), limit=str(COLUMNS_MOST))
        self._quoted ^= line.count('"') % 2
        return line

    def begin_row(self, row: int) -> None:
        """Know that the next line begins a row."""
        self._row, self.first = row, self._no + 1
