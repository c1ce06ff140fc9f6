"""Read .xls (BIFF5 and BIFF8): values only. What a record claims of sizes is never believed before it is there."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from anlan.engines.sheets.biff_text import CODE_PAGES, Pieces, label, short
from anlan.engines.sheets.cells import COLUMNS_MOST, SHEETS_MOST, Cell, Fault, Line, Sheet, Span, number
from anlan.engines.sheets.compound import Compound
from anlan.engines.sheets.excel_forms import DATE_FORMATS, FROM_1904, dated, is_date_format
from anlan.engines.sheets.unreadable import Unreadable
from anlan.engines.sheets.xlsx import Content

ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}

BOF, EOF, CONTINUE = 0x809, 0x0A, 0x3C
FORMULA, STRING, NUMBER, RK, MULRK, LABEL, RSTRING, LABELSST, BOOLERR, MERGED = (
    *(0x06, 0x207, 0x203, 0x27E, 0xBD, 0x204, 0xD6, 0xFD, 0x205, 0xE5),
)
FILEPASS, CODEPAGE, BOUNDSHEET, SST, FORMAT, XF, DATEMODE = 0x2F, 0x42, 0x85, 0xFC, 0x41E, 0xE0, 0x22


@dataclass
class _Globals:
    """What the first part of the stream says for all sheets."""

    is_8: bool = True
    page: str = "gb18030"
    shift: int = 0
    sheets: list[tuple[int, str, bool]] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    forms: dict[int, bool] = field(default_factory=dict)
    dates: list[bool] = field(default_factory=list)


def read(box: Compound) -> Content:
    """Return what the workbook in a compound file holds. Raises Unreadable."""
    stream = box.stream("Workbook" if "Workbook" in box.names() else "Book")
    try:
        told = _globals(stream)
    except (struct.error, IndexError, ValueError) as error:
        raise Unreadable("damaged") from error
    if len(told.sheets) + len(told.hidden) > SHEETS_MOST:
        raise Unreadable("too-many-sheets", limit=str(SHEETS_MOST))
    sheets = tuple(_sheet(stream, begin, name, told) for begin, name, _ in told.sheets)
    notes = ("macros-ignored",) if "_VBA_PROJECT_CUR" in box.names() else ()
    return Content(sheets, tuple(told.hidden), notes=notes)


def _records(stream: bytes, begin: int) -> Iterator[tuple[int, int, int]]:
    """Yield kind, place and length of the records of a substream. Raises Unreadable if it does not end."""
    size, depth = len(stream), 0
    while begin + 4 <= size:
        kind, length = struct.unpack_from("<HH", stream, begin)
        begin += 4
        if begin + length > size:
            break
        yield kind, begin, length
        # A chart within a sheet is a substream of its own.
        depth += (kind == BOF) - (kind == EOF)
        if kind == EOF and depth <= 0:
            return
        begin += length
    raise Unreadable("cut-off")


def _globals(stream: bytes) -> _Globals:
    if struct.unpack_from("<H", stream)[0] != BOF:
        raise Unreadable("too-old")
    told = _Globals(is_8=struct.unpack_from("<H", stream, 4)[0] == 0x600)
    pieces: list[bytes] = []
    before = 0
    for kind, begin, length in _records(stream, 0):
        record = stream[begin : begin + length]
        if kind == FILEPASS:
            raise Unreadable("encrypted")
        if kind == SST or (kind == CONTINUE and before == SST):
            pieces.append(record)
            before = SST
            continue
        before = kind
        _hear(told, kind, record)
    told.strings = Pieces(pieces).strings() if pieces else []
    return told


def _hear(told: _Globals, kind: int, record: bytes) -> None:
    if kind == CODEPAGE:
        told.page = CODE_PAGES.get(struct.unpack("<H", record[:2])[0], "gb18030")
    elif kind == DATEMODE:
        told.shift = FROM_1904 * (record[:2] == b"\1\0")
    elif kind == BOUNDSHEET:
        begin, is_hidden, sort = struct.unpack_from("<IBB", record)
        name = short(record[6:], is_8=told.is_8, page=told.page)
        if is_hidden & 3:
            told.hidden.append(name)
        elif sort == 0:
            told.sheets.append((begin, name, True))
    elif kind == FORMAT:
        told.forms[struct.unpack_from("<H", record)[0]] = is_date_format(
            label(record[2:], is_8=True, page=told.page) if told.is_8 else record[3:].decode(told.page, "replace")
        )
    elif kind == XF:
        form = struct.unpack_from("<H", record, 2)[0]
        told.dates.append(told.forms.get(form, form in DATE_FORMATS))


def _sheet(stream: bytes, begin: int, name: str, told: _Globals) -> Sheet:
    def lines() -> Iterator[Line]:
        try:
            cells = _Cells(name, told).read(stream, begin)
        except (struct.error, IndexError, ValueError) as error:
            raise Unreadable("damaged") from error
        for row in sorted(cells.rows):
            line = cells.rows.pop(row)
            values = [line.get(column) for column in range(max(line) + 1)]
            yield Line(row + 1, values, tuple(cells.merges.get(row, ())))

    return Sheet(name, lines)


class _Cells:
    """The cells of one sheet, by row and column. Their number is bounded by the bytes of the file."""

    def __init__(self, sheet: str, told: _Globals) -> None:
        self.rows: dict[int, dict[int, Cell]] = {}
        self.merges: dict[int, list[Span]] = {}
        self._sheet, self._told = sheet, told
        self._awaited: tuple[int, int] | None = None  # the formula whose text comes in the next record

    def read(self, stream: bytes, begin: int) -> _Cells:
        """Read the substream that begins here."""
        depth = 0
        for kind, at, length in _records(stream, begin):
            depth += (kind == BOF) - (kind == EOF)
            if depth > 1:
                continue
            record = stream[at : at + length]
            if kind == LABELSST:
                row, column, _, no = struct.unpack_from("<HHHI", record)
                self._put(row, column, self._told.strings[no] or None)
            elif kind in (RK, NUMBER, MULRK):
                self._numbers(kind, record)
            elif kind in (LABEL, RSTRING):
                row, column = struct.unpack_from("<HH", record)
                self._put(row, column, label(record[6:], is_8=self._told.is_8, page=self._told.page) or None)
            elif kind == BOOLERR:
                row, column, _, value, is_error = struct.unpack_from("<HHHBB", record)
                self._put(row, column, Fault(ERRORS.get(value, "#N/A")) if is_error else bool(value))
            elif kind == FORMULA:
                self._formula(record)
            elif kind == STRING and self._awaited:
                self._put(*self._awaited, label(record, is_8=self._told.is_8, page=self._told.page) or None)
            elif kind == MERGED:
                self._merge(record)
        return self

    def _numbers(self, kind: int, record: bytes) -> None:
        row, column = struct.unpack_from("<HH", record)
        if kind == NUMBER:
            style, value = struct.unpack_from("<Hd", record, 4)
            self._put(row, column, self._shown(style, value))
            return
        for at in range(4, len(record) - (5 if kind == RK else 7), 6):
            style, packed = struct.unpack_from("<HI", record, at)
            self._put(row, column, self._shown(style, _unpacked(packed)))
            column += 1

    def _formula(self, record: bytes) -> None:
        row, column, style = struct.unpack_from("<HHH", record)
        result = record[6:14]
        self._awaited = None
        if result[6:8] != b"\xff\xff":
            self._put(row, column, self._shown(style, struct.unpack("<d", result)[0]))
        elif result[0] == 0:
            self._awaited = row, column
        elif result[0] == 1:
            self._put(row, column, bool(result[2]))
        elif result[0] == 2:
            self._put(row, column, Fault(ERRORS.get(result[2], "#N/A")))

    def _shown(self, style: int, value: float) -> Cell:
        dates = self._told.dates
        return dated(value, self._told.shift) if style < len(dates) and dates[style] else number(repr(value))

    def _put(self, row: int, column: int, value: Cell) -> None:
        if value is None:
            return
        if column >= COLUMNS_MOST:
            raise Unreadable("too-many-columns", sheet=self._sheet, row=str(row + 1), limit=str(COLUMNS_MOST))
        self.rows.setdefault(row, {})[column] = value

    def _merge(self, record: bytes) -> None:
        for at in range(2, len(record) - 7, 8):
            top, bottom, left, right = struct.unpack_from("<HHHH", record, at)
            self.merges.setdefault(top, []).append(Span(left, bottom - top + 1, right - left + 1))


def _unpacked(packed: int) -> float:
    """Return a number that was squeezed into 30 bits: bit 0 divides by 100, bit 1 says whole."""
    if packed & 2:
        value: float = struct.unpack("<i", struct.pack("<I", packed))[0] >> 2
    else:
        value = struct.unpack("<d", struct.pack("<II", 0, packed & 0xFFFFFFFC))[0]
    return value / 100 if packed & 1 else value
