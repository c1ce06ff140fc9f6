"""Read .ods as a stream: repeated cells are counted, never laid out; nothing is run or followed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from anlan.engines.sheets.cells import COLUMNS_MOST, ROWS_MOST, SHEETS_MOST, Cell, Fault, Line, Sheet, Span, number
from anlan.engines.sheets.excel_forms import told
from anlan.engines.sheets.markup import Handler
from anlan.engines.sheets.package import Package
from anlan.engines.sheets.unreadable import Unreadable
from anlan.engines.sheets.xlsx import Content

SPACES_MOST = 1000


def read(package: Package) -> Content:
    """Return what an OpenDocument table holds. Raises Unreadable."""
    manifest = "META-INF/manifest.xml"
    if manifest in package and b"encryption-data" in package.read(manifest):
        raise Unreadable("encrypted")
    tables = _Tables()
    tables.read(package.survey("content.xml"))
    if len(tables.names) > SHEETS_MOST:
        raise Unreadable("too-many-sheets", limit=str(SHEETS_MOST))
    hidden = [style in tables.hidden for style in tables.styles]
    sheets = [_sheet(package, name, no) for no, name in enumerate(tables.names) if not hidden[no]]
    return Content(tuple(sheets), tuple(name for no, name in enumerate(tables.names) if hidden[no]))


def _sheet(package: Package, name: str, no: int) -> Sheet:
    def lines() -> Iterator[Line]:
        rows = _Rows(name, no)
        return rows.feed(package.chunks("content.xml"), rows.ready)

    return Sheet(name, lines)


class _Tables(Handler):
    """Hears which tables there are, and which styles hide them."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.styles: list[str] = []
        self.hidden: set[str] = set()
        self._style = ""
        self._tables = 0

    def start(self, name: str, said: dict[str, str]) -> None:
        self.depth += 1
        if name == "style:style":
            self._style = said.get("style:name", "")
        elif name == "style:table-properties" and said.get("table:display") == "false":
            self.hidden.add(self._style)
        elif name == "table:table":
            self._tables += 1
            if self._tables == 1:  # a table within a table is a part of its cell
                self.names.append(said.get("table:name", ""))
                self.styles.append(said.get("table:style-name", ""))

    def end(self, name: str) -> None:
        self.depth -= 1
        if name == "table:table":
            self._tables -= 1


@dataclass
class _Open:
    """The cell that is being heard."""

    said: dict[str, str] = field(default_factory=dict)
    paragraphs: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)


_CELLS = ("table:table-cell", "table:covered-table-cell")


class _Rows(Handler):
    """Lays the lines of one table into `ready`."""

    def __init__(self, sheet: str, no: int) -> None:
        super().__init__()
        self.ready: list[Line] = []
        self._sheet, self._no = sheet, no
        self._table, self._tables = -1, 0
        self._row, self._given = 0, 0
        self._cells: list[Cell] = []
        self._spans: list[Span] = []
        self._column, self._times = 0, 1
        self._cell = _Open()
        self._aside = 0  # within a remark, which is not the text

    def start(self, name: str, said: dict[str, str]) -> None:
        self.depth += 1
        if name == "table:table":
            self._tables += 1
            self._table += self._tables == 1
        elif self._table != self._no or self._tables != 1:
            return
        elif name in _CELLS:
            self._cell = _Open(said)
        elif name == "table:table-row":
            self._cells, self._spans, self._column = [], [], 0
            self._times = _count(said.get("table:number-rows-repeated"))
        elif name == "office:annotation":
            self._aside += 1
        elif not self._aside and name.startswith("text:"):
            self._hear(name, said)

    def end(self, name: str) -> None:
        self.depth -= 1
        if name == "table:table":
            self._tables -= 1
        elif self._table != self._no or self._tables != 1:
            return
        elif name in _CELLS:
            self._put()
        elif name == "table:table-row":
            self._end_row()
        elif name == "office:annotation":
            self._aside -= 1
        elif name == "text:p" and not self._aside:
            self._cell.paragraphs.append("".join(self._cell.text))
            self._cell.text.clear()
            self.parser.CharacterDataHandler = None

    def _hear(self, name: str, said: dict[str, str]) -> None:
        if name == "text:p":
            self.parser.CharacterDataHandler = self._cell.text.append
        elif name == "text:s":
            self._cell.text.append(" " * min(_count(said.get("text:c")), SPACES_MOST))
        elif name == "text:tab":
            self._cell.text.append("\t")
        elif name == "text:line-break":
            self._cell.text.append("\n")

    def _put(self) -> None:
        said = self._cell.said
        value, times = self._value(), _count(said.get("table:number-columns-repeated"))
        rows, columns = _count(said.get("table:number-rows-spanned")), _count(said.get("table:number-columns-spanned"))
        if rows > 1 or columns > 1:
            self._spans.append(Span(self._column, rows, columns))
        if value is not None:
            if self._column + times > COLUMNS_MOST:
                row, limit = str(self._row + 1), str(COLUMNS_MOST)
                raise Unreadable("too-many-columns", sheet=self._sheet, row=row, limit=limit)
            self._cells.extend([None] * (self._column - len(self._cells)))
            self._cells.extend([value] * times)
        self._column += times

    def _end_row(self) -> None:
        if self._cells:
            self._given += self._times
            if self._given > ROWS_MOST:
                raise Unreadable("too-many-rows", limit=str(ROWS_MOST))
            spans = tuple(self._spans)
            self.ready.extend(Line(self._row + no, self._cells, spans) for no in range(1, self._times + 1))
        self._row += self._times

    def _value(self) -> Cell:
        said, text = self._cell.said, "\n".join(self._cell.paragraphs)
        kind = said.get("office:value-type")
        try:
            if said.get("calcext:value-type") == "error" or (text.startswith("Err:5") and "table:formula" in said):
                return Fault(text or "#")
            if kind in ("float", "currency", "percentage"):
                return number(said["office:value"])
            if kind == "date":
                return told(said["office:date-value"])
            if kind == "boolean":
                return said["office:boolean-value"] == "true"
        except (KeyError, ValueError) as error:
            raise Unreadable("damaged") from error
        if kind is None and "table:formula" in said:
            return Fault("")
        return text or said.get("office:string-value") or None


def _count(told_count: str | None) -> int:
    return int(told_count) if told_count and told_count.isdecimal() and len(told_count) < 9 else 1
