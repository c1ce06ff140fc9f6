"""Write ledgers for offices: .xlsx and .csv that open well, cannot run, and read back as the same rows."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time
from math import isfinite
from shutil import copyfileobj
from typing import Any

import openpyxl

from anlan.engines.sheets.cells import FAULTS, WHOLE_MOST, Cell, When, column_name
from anlan.engines.sheets.excel_forms import hidden
from anlan.engines.sheets.headings import PROBLEM_HEADINGS
from anlan.engines.sheets.rows import Row
from anlan.engines.sheets.schema import Column, Kind
from anlan.engines.sheets.shown import shown
from anlan.engines.sheets.texts import guarded, is_dangerous, said

CELL_LONGEST = 32_000
SHEET_NAME_LONGEST = 31
SIMULATED = {"zh": "【模拟】", "en": "[Simulated] "}

_WIDTHS = {Kind.DATE: 18, Kind.DEADLINE: 14, Kind.YES_NO: 10, Kind.USCC: 22, Kind.ID_NUMBER: 22, Kind.PHONE: 16}
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
_STILL = (1980, 1, 1, 0, 0, 0)
_HEAD_FONT, _TITLE_FONT = openpyxl.styles.Font(bold=True), openpyxl.styles.Font(bold=True, size=14)
_HEAD_FILL, _BAD_FILL = (
    openpyxl.styles.PatternFill("solid", fgColor="E8EEF2"),
    openpyxl.styles.PatternFill("solid", fgColor="FFF2CC"),
)


def write_xlsx(
    columns: Sequence[Column],
    rows: Iterable[Mapping[str, object]],
    *,
    title: str = "",
    sheet: str = "",
    language: str = "zh",
    mark_simulated: bool = False,
) -> bytes:
    """Return a ledger as .xlsx: a title, frozen headings, values by column key. The same rows give the same bytes.

    What a spreadsheet might take for a formula is a text and stays one; `mark_simulated` says so in title and sheet.
    A text of more than 32,000 characters is cut, for Excel would refuse the file.
    """
    mark = SIMULATED[language] if mark_simulated else ""
    lines = ([shown(column, row.get(column.key), language=language) for column in columns] for row in rows)
    widths = [_WIDTHS.get(column.kind, 40 if column.most > 500 else 16) for column in columns]
    headings = [column.heading(language) for column in columns]
    return _workbook(headings, lines, title=mark + title, sheet=mark + (sheet or title), widths=widths)


def write_csv(
    columns: Sequence[Column], rows: Iterable[Mapping[str, object]], *, language: str = "zh", title: str = ""
) -> bytes:
    """Return a ledger as .csv for Excel: UTF-8 with its mark, CRLF, and an apostrophe before what might be a formula.

    The apostrophe is taken off when the file comes in again. `title` is a line above, such as the mark of simulation.
    """
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    if title:
        writer.writerow([guarded(title)])
    writer.writerow([guarded(column.heading(language)) for column in columns])
    for row in rows:
        writer.writerow([_csv_cell(shown(column, row.get(column.key), language=language)) for column in columns])
    return b"\xef\xbb\xbf" + target.getvalue().encode("utf-8", "replace")


def write_rejects(rows: Iterable[Row], *, language: str = "zh") -> bytes:
    """Return the bad rows as .xlsx with all that they said, what is wrong before it, and the cells to mend marked.

    Mended, it can be put in again: the columns before the ledger's own are passed over.
    """
    bad = [row for row in rows if row.is_bad]
    headings = list(dict.fromkeys(heading for row in bad for heading in row.raw))
    lead = PROBLEM_HEADINGS[language]

    def lines() -> Iterator[list[Cell]]:
        for row in bad:
            wrong = [problem for problem in row.problems if not problem.is_note]
            told = "\n".join(
                f"“{problem.column}”：{problem.says(language)}" if problem.column else problem.says(language)
                for problem in wrong
            )
            yield [told, row.sheet, row.row, *(row.raw.get(heading) for heading in headings)]

    marked = [{problem.column for problem in row.problems if not problem.is_note} for row in bad]
    places = {heading: place for place, heading in enumerate(headings, start=len(lead))}
    fills = [{places[column] for column in columns if column in places} for columns in marked]
    widths = [60, 14, 8] + [18] * len(headings)
    return _workbook([*lead, *headings], lines(), title="", sheet=lead[0], widths=widths, marked=fills)


def _workbook(
    headings: Sequence[str],
    lines: Iterable[Sequence[Cell]],
    *,
    title: str,
    sheet: str,
    widths: Sequence[int],
    marked: Sequence[set[int]] = (),
) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet(_sheet_name(sheet))
    page.freeze_panes = "A3" if title else "A2"
    for place, width in enumerate(widths):
        page.column_dimensions[column_name(place)].width = width
    if title:
        page.append([_text_cell(page, title, _TITLE_FONT)])
    page.append([_text_cell(page, heading, _HEAD_FONT) for heading in headings])
    for no, line in enumerate(lines):
        cells = [_cell(page, cell) for cell in line]
        for place in marked[no] if marked else ():
            cells[place] = _marked(page, cells[place])
        page.append(cells)
    return saved(book)


def saved(book: Any) -> bytes:
    """Return a workbook of openpyxl as .xlsx. It does not tell when it was made: the same book gives the same bytes."""
    target = io.BytesIO()
    with _StillZip(target, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        openpyxl.writer.excel.ExcelWriter(book, archive).save()
    return target.getvalue()


class _StillZip(zipfile.ZipFile):
    """A zip that does not look at the clock, so that the same rows are the same bytes."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, compress_type: Any = None, compresslevel: Any = None) -> None:
        """Store a part of the workbook."""
        content = data.encode() if isinstance(data, str) else data
        info = zipfile.ZipInfo(str(zinfo_or_arcname), _STILL)
        info.compress_type = zipfile.ZIP_DEFLATED
        super().writestr(info, _MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z", content))

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        """Store a sheet, which openpyxl has laid into a file of its own."""
        info = zipfile.ZipInfo(str(arcname), _STILL)
        info.compress_type = zipfile.ZIP_DEFLATED
        with open(str(filename), "rb") as source, self.open(info, "w", force_zip64=True) as target:
            copyfileobj(source, target, 1 << 20)


def _cell(page: Any, cell: Cell) -> object:
    """Return a cell as openpyxl takes it."""
    match cell:
        case str():
            if cell in FAULTS or cell.startswith("'") or is_dangerous(cell):
                return _text_cell(page, cell)
            return hidden(cell[:CELL_LONGEST])
        case When():
            return _day_cell(page, cell)
        case time() if not cell.microsecond:
            return cell
        case bool() | None:
            return cell
        case float() if isfinite(cell):
            return cell  # also one whose last digits are lost: as a text it would pass for whole
        case int() if abs(cell) < WHOLE_MOST:
            return cell
    return said(cell)


def _text_cell(page: Any, text: str, font: Any = None) -> Any:
    # An apostrophe of its own would be taken for the guard of our .csv when it comes in again, so it gets a guard.
    text = guarded(text) if text.startswith("'") else text
    cell = openpyxl.cell.WriteOnlyCell(page, value=hidden(text[:CELL_LONGEST]))
    cell.data_type = "s"
    cell.quotePrefix = is_dangerous(text)
    if font:
        cell.font, cell.fill = font, _HEAD_FILL
    return cell


def _day_cell(page: Any, when: When) -> object:
    if when.on.year < 1901 or (when.at and when.at.microsecond):
        return str(when)
    if when.at is None:
        cell = openpyxl.cell.WriteOnlyCell(page, value=when.on)
        cell.number_format = "yyyy-mm-dd"
    else:
        cell = openpyxl.cell.WriteOnlyCell(page, value=datetime.combine(when.on, when.at))
        cell.number_format = "yyyy-mm-dd hh:mm:ss"
    return cell


def _marked(page: Any, cell: object) -> Any:
    marked = cell if isinstance(cell, openpyxl.cell.Cell) else openpyxl.cell.WriteOnlyCell(page, value=cell)
    marked.fill = _BAD_FILL
    return marked


def _csv_cell(cell: Cell) -> object:
    if isinstance(cell, str):
        return guarded(cell.replace("\0", ""))
    return said(cell)


def _sheet_name(name: str) -> str:
    name = _NOT_IN_SHEET_NAMES.sub(" ", name.replace("[", "(").replace("]", ")"))
    return name[:SHEET_NAME_LONGEST].strip(" '") or "Sheet1"
