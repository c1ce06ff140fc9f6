"""The rows of a sheet of an .xlsx, heard one by one: nothing is laid out in memory, whatever its size is said to be."""

from __future__ import annotations

from dataclasses import dataclass

from anlan.engines.sheets.cells import COLUMNS_MOST, Cell, Fault, Line, Span, column_name, number
from anlan.engines.sheets.excel_forms import dated, revealed, told
from anlan.engines.sheets.markup import Handler, local
from anlan.engines.sheets.unreadable import Unreadable

COLUMNS = {column_name(index): index for index in range(COLUMNS_MOST)}


@dataclass(frozen=True)
class Context:
    """What the cells of a sheet refer to: texts by number, which styles are dates, where days begin, merged cells."""

    sheet: str
    strings: list[str]
    dates: list[bool]
    shift: int
    merges: dict[int, list[Span]]

    def line(self, no: int, cells: list[Cell]) -> Line:
        """Return a line with the merged cells that begin in it."""
        return Line(no, cells, tuple(self.merges.get(no, ())))

    def value(self, kind: str, style: str, text: str) -> Cell:
        """Return what a cell holds; a formula without a stored result is a fault. Raises ValueError, IndexError."""
        if not text:
            return None if kind in ("str", "inlineStr") else Fault("")
        if kind == "s":
            return self.strings[int(text)] or None
        if kind == "n":
            if style and int(style) < len(self.dates) and self.dates[int(style)]:
                return dated(float(text), self.shift)
            return number(text)
        if kind == "e":
            return Fault(text)
        if kind == "b":
            return text.strip() in ("1", "true")
        return (told(text) if kind == "d" else revealed(text)) or None

    def put(self, cells: list[Cell], ref: str, value: Cell, *, row: int) -> None:
        """Set a cell by its letters; without letters it follows the one before."""
        width = len(cells)
        column = COLUMNS.get(ref, COLUMNS_MOST) if ref else width
        if column == width < COLUMNS_MOST:
            cells.append(value)
        elif column < width:
            cells[column] = value
        elif value is not None:
            if column >= COLUMNS_MOST:
                raise Unreadable("too-many-columns", sheet=self.sheet, row=str(row), limit=str(COLUMNS_MOST))
            cells.extend([None] * (column - width))
            cells.append(value)


class Rows(Handler):
    """Hears any sheet that XML allows, and lays its lines into `ready`."""

    def __init__(self, context: Context, *, after: int = 0) -> None:
        super().__init__()
        self.ready: list[Line] = []
        self.row = after
        self._context = context
        self._cells: list[Cell] = []
        self._text: list[str] = []
        self._hear = self._text.append
        self._cell: dict[str, str] = {}
        self._formula = self._spoken = False

    def start(self, name: str, said: dict[str, str]) -> None:
        """Hear a row, a cell, its formula or its value."""
        self.depth += 1
        if name == "v" or name == "t":
            self.parser.CharacterDataHandler = None if self._spoken else self._hear
        elif name == "c":
            self._cell = said
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._begin_row(said.get("r", ""))
        elif name == "rPh":
            self._spoken = True
        elif ":" in name:
            self.depth -= 1
            self.start(local(name), said)

    def end(self, name: str) -> None:
        """Close a value, a cell or a row."""
        self.depth -= 1
        if name == "v" or name == "t":
            self.parser.CharacterDataHandler = None
        elif name == "c":
            ref = self._cell.get("r", "").rstrip("0123456789")
            self._context.put(self._cells, ref, self._value(), row=self.row)
            self._formula = self._spoken = False
        elif name == "row":
            if any(cell is not None for cell in self._cells):
                self.ready.append(self._context.line(self.row, self._cells))
            self._cells = []
        elif ":" in name:
            self.depth += 1
            self.end(local(name))

    def _begin_row(self, told_no: str) -> None:
        no = int(told_no) if told_no.isdecimal() and len(told_no) < 9 else self.row + 1
        if no <= self.row:
            raise Unreadable("damaged")
        self.row, self._cells = no, []

    def _value(self) -> Cell:
        if not self._text and not self._formula:
            return None
        text = "".join(self._text)
        self._text.clear()
        try:
            return self._context.value(self._cell.get("t", "n"), self._cell.get("s", ""), text)
        except (ValueError, IndexError) as error:
            raise Unreadable("damaged") from error
