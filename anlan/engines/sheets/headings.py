"""Find the heading of a sheet: under a title, over one line or two, with merged cells or with blanks for them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from anlan.engines.sheets.cells import Cell, Line, Sheet
from anlan.engines.sheets.schema import Schema
from anlan.engines.sheets.texts import said, unguarded

LINES_LOOKED_AT = 30
HEADING_LONGEST = 60

# The columns that a file of rejected rows puts before the others; they are not the ledger's own.
PROBLEM_HEADINGS = {
    "zh": ("导入问题", "原工作表", "原行号"),
    "en": ("Import problem", "Original sheet", "Original row"),
}
OURS = frozenset(heading for headings in PROBLEM_HEADINGS.values() for heading in headings)

_BRACKETED = re.compile(r"[(\[【<《][^()\[\]【】<>《》]{0,40}[)\]】>》]")
_FILLING = re.compile(r"[\s*:：_\-—./\\·、,，。]+")


@dataclass(frozen=True)
class Heading:
    """The heading of one column: where it is (from 0), its text for people, and the line it says last."""

    column: int
    text: str
    last: str


@dataclass(frozen=True)
class Found:
    """A sheet with its headings, and the row with which its data begins after."""

    sheet: Sheet
    headings: tuple[Heading, ...]
    row: int

    def column(self, text: str) -> int | None:
        """Return where the column of this heading is."""
        return next((heading.column for heading in self.headings if heading.text == text), None)


def bare(heading: str) -> str:
    """Return a heading without width, case, blanks, marks and remarks in brackets, for comparing."""
    text = unicodedata.normalize("NFKC", heading[: 4 * HEADING_LONGEST]).lower()
    return _FILLING.sub("", _BRACKETED.sub("", text)) or _FILLING.sub("", text)


def known(schema: Schema) -> frozenset[str]:
    """Return all headings that a schema knows, bare."""
    return frozenset(bare(name) for column in schema for name in (column.zh, column.en, *column.aliases))


def find(sheet: Sheet, names: frozenset[str]) -> Found | None:
    """Return the headings of a sheet, by the bare names that are known; None if no early line has one of them."""
    lines = list(islice(sheet.lines(), LINES_LOOKED_AT))
    at = max(range(len(lines)), key=lambda no: (_knows(lines[no], names), -no), default=None)
    if at is None or _knows(lines[at], names) == 0:
        return None
    return _found(sheet, lines, at, names)


def guess(sheet: Sheet) -> Found | None:
    """Return what may be the headings of a sheet of which nothing is known: its early line of the most short texts."""
    lines = list(islice(sheet.lines(), LINES_LOOKED_AT))
    at = max(range(len(lines)), key=lambda no: (_short_texts(lines[no]), -no), default=None)
    if at is None or _short_texts(lines[at]) < 2:
        return None
    return _found(sheet, lines, at, frozenset())


def _found(sheet: Sheet, lines: list[Line], at: int, names: frozenset[str]) -> Found:
    first, last = _extent(lines, at, names)
    return Found(sheet, tuple(_headings(lines[first : last + 1])), lines[last].no)


def _short_texts(line: Line) -> int:
    texts = [cell for cell in line.cells if cell is not None]
    return len(texts) if all(isinstance(text, str) and len(text) <= HEADING_LONGEST for text in texts) else 0


def _knows(line: Line, names: frozenset[str]) -> int:
    return sum(isinstance(cell, str) and bare(cell) in names for cell in line.cells)


def _extent(lines: list[Line], at: int, names: frozenset[str]) -> tuple[int, int]:
    """Return the first and last line of the heading around its best line."""
    if at + 1 < len(lines) and _is_below(lines[at], lines[at + 1], names):
        return at, at + 1
    for up in (2, 1):
        if at >= up and _reaches_down(lines[at - up], lines[at].no):
            return at - up, at
    above = lines[at - 1] if at and _tells_apart(lines[at - 1]) and _is_below(lines[at - 1], lines[at], names) else None
    is_one = above is not None and (_repeats(lines[at]) or _knows_beside(above, lines[at], names))
    return (at - 1, at) if is_one else (at, at)


def _reaches_down(line: Line, no: int) -> bool:
    """Return whether cells of a line, each of one column, are merged down to a line below it."""
    down = [span for span in line.spans if span.columns == 1 and span.rows > 1]
    return bool(down) and all(line.no + span.rows - 1 == no for span in down)


def _knows_beside(upper: Line, lower: Line, names: frozenset[str]) -> bool:
    """Return whether a line has known headings over gaps of the line below it."""
    under = lower.cells + [None] * (len(upper.cells) - len(lower.cells))
    pairs = zip(upper.cells, under, strict=False)
    return any(below is None and isinstance(cell, str) and bare(cell) in names for cell, below in pairs)


def _repeats(line: Line) -> bool:
    words = [bare(cell) for cell in line.cells if isinstance(cell, str)]
    return len(set(words)) < len(words)


def _tells_apart(line: Line) -> bool:
    """Return whether a line has groups, and is not the title or a line such as `填报单位：`."""
    words = [said(cell) for cell in line.cells if cell is not None]
    return len(words) > 1 and bool(_groups(line)) and not any(":" in word or "：" in word for word in words)


def _is_below(upper: Line, lower: Line, names: frozenset[str]) -> bool:
    """Return whether a line continues the heading above it rather than beginning the data."""
    if lower.no != upper.no + 1 or not all(isinstance(cell, str | None) for cell in lower.cells):
        return False
    if any(isinstance(cell, str) and len(cell) > HEADING_LONGEST for cell in lower.cells):
        return False
    under = [column for column, cell in enumerate(lower.cells) if cell is not None]
    if any(span.rows > 1 and span.column < len(upper.cells) for span in upper.spans):
        return True
    grouped = {column for group in _groups(upper) for column in group}
    if upper.spans or not under:
        return bool(under) and set(under) <= grouped
    # Without merged cells: what is below must stand under gaps and the groups that begin them, and be headings.
    gaps = [column for column in under if column >= len(upper.cells) or upper.cells[column] is None]
    words = [str(lower.cells[column]) for column in under]
    return bool(gaps) and set(under) <= grouped and any(bare(word) in names or len(word) <= 6 for word in words)


def _groups(line: Line) -> list[range]:
    """Return the columns that one cell of a heading covers together with the gaps at its right."""
    if line.spans:
        return [range(span.column, span.column + span.columns) for span in line.spans if span.columns > 1]
    starts = [column for column, cell in enumerate(line.cells) if cell is not None]
    ends = [*starts[1:], len(line.cells) + 20]
    return [range(start, end) for start, end in zip(starts, ends, strict=True) if end - start > 1]


def _headings(lines: list[Line]) -> Iterator[Heading]:
    width = max(len(line.cells) for line in lines)
    rows = [_covered(line, width) for line in lines[:-1]] + [_own(lines[-1], width)]
    counts: Counter[str] = Counter()
    for column in range(width):
        parts = [row[column] for row in rows if row[column]]
        if len(rows) > 1 and not rows[-1][column]:
            parts = [text for text in (_own(line, width)[column] for line in lines) if text]
        parts = list(dict.fromkeys(parts))
        if not parts or parts[-1] in OURS:
            continue
        text = " ".join(parts)[: 2 * HEADING_LONGEST]
        counts[text] += 1
        yield Heading(column, text if counts[text] == 1 else f"{text}#{counts[text]}", parts[-1])


def _own(line: Line, width: int) -> list[str]:
    return [_one_line(cell) for cell in line.cells] + [""] * (width - len(line.cells))


def _covered(line: Line, width: int) -> list[str]:
    """Return the texts of a line of groups, each repeated over the columns that it covers."""
    texts = _own(line, width)
    for group in _groups(line):
        for column in group:
            if column < width and not texts[column]:
                texts[column] = texts[group.start]
    return texts


def _one_line(cell: Cell) -> str:
    return " ".join(unguarded(said(cell)[: 4 * HEADING_LONGEST]).split())
