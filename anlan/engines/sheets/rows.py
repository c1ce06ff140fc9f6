"""The rows of a ledger: values by column, what is wrong with them, and what they said before anybody read them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from anlan.engines.sheets.book import Book
from anlan.engines.sheets.cells import ROWS_MOST, Cell, Line
from anlan.engines.sheets.headings import Found, bare
from anlan.engines.sheets.mapping import ledger_sheets
from anlan.engines.sheets.parsers import Reader, parser
from anlan.engines.sheets.pictures import Album
from anlan.engines.sheets.problems import CASES, Noted, Problem
from anlan.engines.sheets.schema import Schema
from anlan.engines.sheets.texts import is_withheld, said, unguarded
from anlan.engines.sheets.unreadable import Unreadable
from anlan.engines.sheets.words import names

TOTALS = names("合计 总计 小计 共计 累计 本页小计 本页合计 total subtotal grandtotal sum")
NO_PICTURES = Album()
TOTAL = re.compile(r"(?:本[页表月季年])?(?:合|总|小|共|累)\s*计\s*[:：]?\s*\d*\s*[条项个处家件元]?")
FOOTERS = names(
    "填表人 填报人 填报单位 填报日期 填表： 填表: 制表 审核： 审核: 审核人 审批： 审批人 单位负责人 主管领导 分管领导 "
    "负责人签字 单位（盖章） 单位(盖章) 联系人： 联系人: 备注： 备注: 注： 注: 说明： 说明: 填表说明"
)
DITTO = frozenset(names('同上 同前 〃 ″ ＂ " ” ditto'))
LEAST = 3  # required columns of a ledger of which no row fills a single cell
NUMERALS = {letter: at for at, letter in enumerate("甲乙丙丁戊己庚辛壬癸", start=1)}


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `values` has each column of the mapping that the row fills; a row with `is_skipped` is no data.

    raw: all cells by heading, as the file has them · problems: those to mend and those only to know.
    """

    sheet: str
    row: int
    values: Mapping[str, object]
    raw: Mapping[str, Cell]
    problems: tuple[Problem, ...] = ()
    is_skipped: bool = False
    pictures: tuple[tuple[str, str], ...] = ()  # each with its column, if that is one of the mapping
    withheld: frozenset[str] = frozenset()  # columns of which the file says that they are not told

    @property
    def is_bad(self) -> bool:
        """Return whether something must be mended before the row can come in."""
        return any(not problem.is_note for problem in self.problems)


def rows(
    book: Book,
    mapping: Mapping[str, str],
    schema: Schema,
    *,
    at_year: int | None = None,
    answers: Mapping[str, str] | None = None,
    album: Album = NO_PICTURES,
) -> Iterator[Row]:
    """Yield the rows of the ledger, sheet by sheet, without holding them. Raises Unreadable.

    mapping: column key → heading · at_year: the year of days that name none ·
    answers: what was answered once for columns that the file lacks, as somebody would have typed it ·
    album: the pictures of the file.
    """
    firsts: dict[tuple[str, object], tuple[str, int]] = {}
    count = 0
    for found in ledger_sheets(book, schema, mapping.values())[0]:
        sheet = _Sheet(found, mapping, schema, at_year, answers or {}, firsts, album)
        for line in found.sheet.lines():
            if line.no > found.row:
                count += 1
                if count > ROWS_MOST:
                    raise Unreadable("too-many-rows", limit=str(ROWS_MOST))
                yield sheet.row(line)
            else:
                sheet.pass_over(line)


class _Sheet:
    """Reads the lines of one sheet, from the first to the last: merged cells reach down."""

    def __init__(
        self,
        found: Found,
        mapping: Mapping[str, str],
        schema: Schema,
        at_year: int | None,
        answers: Mapping[str, str],
        firsts: dict[tuple[str, object], tuple[str, int]],
        album: Album,
    ) -> None:
        self._name, self._album = found.sheet.name, album
        self._headings = [(heading.text, heading.column) for heading in found.headings]
        self._lasts = {heading.last for heading in found.headings}
        self._firsts = firsts
        self._readers = []
        self._answers: dict[str, object] = {}
        for column in schema:
            heading = mapping.get(column.key)
            index = found.column(heading) if heading is not None else None
            if index is not None:
                self._readers.append(Reader(column, heading=heading or "", index=index, at_year=at_year))
            elif column.key in answers:
                value = parser(column, at_year=at_year)(answers[column.key])
                self._answers[column.key] = value.value if isinstance(value, Noted) else value
        columns = {column.key: column for column in schema}
        self._conditions = [
            (reader, *columns[reader.column.key].required_if)  # type: ignore[misc]
            for reader in self._readers
            if reader.column.required_if
        ]
        self._reaching: dict[int, tuple[int, Cell]] = {}
        self._above: list[Cell] = []
        self._is_long = sum(reader.column.required for reader in self._readers) >= LEAST

    def pass_over(self, line: Line) -> None:
        """Take note of a line above the data: only that its merged cells may reach into it."""
        self._fill(line)

    def row(self, line: Line) -> Row:
        """Read a line of the data."""
        cells = self._fill(line) if line.spans or self._reaching else line.cells
        cells = [unguarded(cell) if cell.__class__ is str and cell[0] == "'" else cell for cell in cells]
        dittos = self._repeat(cells)
        width = len(cells)
        raw = {text: cells[column] if column < width else None for text, column in self._headings}
        if skipped := self._skipped(cells):
            problem = Problem(code=skipped, sheet=self._name, row=line.no)
            return Row(self._name, line.no, {}, raw, (problem,), True)
        self._above = cells
        values = dict(self._answers)
        problems: list[Problem] = []
        withheld = set()
        for reader in self._readers:
            cell = cells[reader.index] if reader.index < width else None
            if reader.column.personal and is_withheld(cell):
                withheld.add(reader.column.key)
                problems += [self._told(reader, Problem(code="withheld"), line.no)] if reader.column.required else []
                continue
            if reader.index in dittos:
                problems.append(self._told(reader, Problem(code="ditto" if cell in DITTO else "ditto-taken"), line.no))
                if cell in DITTO:
                    continue
            value = reader.read(cell, line.no) if cell is not None else None
            if value is None:
                if reader.column.required:
                    problems.append(self._told(reader, Problem(code="missing"), line.no))
            elif value.__class__ is Problem:
                problems.append(self._told(reader, value, line.no))
            elif isinstance(value, Noted):
                problems.append(self._told(reader, value.note, line.no))
                values[reader.column.key] = value.value
            else:
                values[reader.column.key] = value
        pictures = self._pictures(values, line.no)
        self._weigh({**dict.fromkeys(withheld), **values}, problems, line.no)
        told = tuple(problems)
        return Row(self._name, line.no, values, raw, told, pictures=pictures, withheld=frozenset(withheld))

    def _repeat(self, cells: list[Cell]) -> set[int]:
        """Put in place of each 同上 what stands above it; return where it stood."""
        found = {at for at, cell in enumerate(cells) if cell.__class__ is str and cell in DITTO}
        for at in found:
            if at < len(self._above) and self._above[at] is not None:
                cells[at] = self._above[at]
        return found

    def _pictures(self, values: dict[str, object], row: int) -> tuple[tuple[str, str], ...]:
        """Return the pictures of a row; a cell that shows one by its number says nothing else."""
        over = self._album.standing.get((self._name, row), ())
        columns = {reader.index: reader.column.key for reader in self._readers} if over else {}
        found = [(columns.get(column, ""), picture) for column, picture in over]
        for key, value in list(values.items()) if self._album.numbered else ():
            if (picture := self._album.named_in(value)) is not None:
                found.append((key, picture))
                del values[key]
        return tuple(found)

    def _weigh(self, values: dict[str, object], problems: list[Problem], row: int) -> None:
        """Look at what one cell asks of another, and at what may stand in one row only."""
        for reader, key, asks in self._conditions:
            at_fault = any(problem.column == reader.heading for problem in problems)
            if values.get(key) == asks and reader.column.key not in values and not at_fault:
                problems.append(self._told(reader, Problem(code="missing-if", params=CASES[key, asks]), row))
        for reader in self._readers:
            if reader.column.unique and (value := values.get(reader.column.key)) is not None:
                sheet, first = self._firsts.setdefault((reader.column.key, value), (self._name, row))
                if (sheet, first) != (self._name, row):
                    params = {"first_sheet": sheet, "first_row": str(first)}
                    problems.append(self._told(reader, Problem(code="repeated", params=params), row))

    def _told(self, reader: Reader, problem: Problem, row: int) -> Problem:
        return reader.told(problem, sheet=self._name, row=row)

    def _fill(self, line: Line) -> list[Cell]:
        """Give each cell that a merged cell from above covers the value of that merged cell."""
        cells = list(line.cells)
        for column, (until, value) in list(self._reaching.items()):
            if line.no > until:
                del self._reaching[column]
            elif value is not None and (column >= len(cells) or cells[column] is None):
                cells.extend([None] * (column + 1 - len(cells)))
                cells[column] = value
        for span in line.spans:
            if span.rows > 1 and span.column < len(cells):
                self._reaching[span.column] = (line.no + span.rows - 1, cells[span.column])
        return cells

    def _skipped(self, cells: list[Cell]) -> str | None:
        """Return why a line is no data: totals, the heading again, or a remark below the table."""
        filled = [cell for cell in cells if cell is not None]
        texts = [cell.strip() for cell in filled[:3] if isinstance(cell, str) and len(cell) < 40]
        if any(len(text) < 16 and ("计" in text or text[:1] in "tTsSgG") and _is_total(text) for text in texts):
            return "totals-skipped"
        if len(filled) > 2 and _is_counted(filled):
            return "heading-skipped"
        if len(texts) > 1 and texts[0] in self._lasts and all(said(cell).strip() in self._lasts for cell in filled):
            return "heading-skipped"
        if len(filled) <= 6 and said(filled[0]).strip().startswith(FOOTERS):
            return "footer-skipped"
        return "lone-skipped" if self._is_long and len(filled) == 1 and isinstance(filled[0], str) else None


def _is_total(text: str) -> bool:
    return bare(text) in TOTALS or bool(TOTAL.fullmatch(text))


def _is_counted(filled: Sequence[Cell]) -> bool:
    """Return whether a line only numbers the columns: 1 2 3 …, or 甲 乙 1 2 3 …."""
    texts = [said(cell).strip() for cell in filled]
    letters = sum(text in NUMERALS for text in texts)
    expected = [*range(1, letters + 1), *range(1, len(texts) - letters + 1)]
    return [NUMERALS.get(text) or (int(text) if text.isdecimal() else 0) for text in texts] == expected
