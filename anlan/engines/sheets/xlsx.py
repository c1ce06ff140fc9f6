"""Read .xlsx and .xlsm: values only. Nothing is run or followed."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from anlan.engines.sheets import xlsx_plain
from anlan.engines.sheets.cells import SHEETS_MOST, Line, Sheet, Span
from anlan.engines.sheets.excel_forms import DATE_FORMATS, FROM_1904, is_date_format, revealed
from anlan.engines.sheets.markup import Handler, local
from anlan.engines.sheets.package import Package
from anlan.engines.sheets.unreadable import Unreadable
from anlan.engines.sheets.xlsx_rows import Context, Rows

STRINGS_MOST = 4_000_000
MERGES_MOST = 500_000

_MERGE = re.compile(rb'mergeCell\s[^<>]{0,200}?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_ROW = re.compile(rb"<(?:\w{1,20}:)?row\b")


@dataclass(frozen=True)
class Content:
    """What a workbook holds: its visible sheets, the names of the hidden ones, how many rows it may have, notes."""

    sheets: tuple[Sheet, ...]
    hidden: tuple[str, ...]
    rows_at_most: int = 0
    notes: tuple[str, ...] = ()


def read(package: Package) -> Content:
    """Return what a zipped Excel workbook holds. Raises Unreadable."""
    path = workbook(package)
    book = Listing()
    book.read(package.chunks(path))
    if len(book.sheets) > SHEETS_MOST:
        raise Unreadable("too-many-sheets", limit=str(SHEETS_MOST))
    parts = relations(package, path)
    strings, dates = _strings(package, parts), _dates(package, parts)
    sheets, rows = [], 0
    for name, key, visible in book.sheets:
        kind, part = parts.get(key, ("", ""))
        if visible and kind == "worksheet":
            seen = _survey(package, part)
            rows += seen.rows
            context = Context(name, strings, dates, book.shift, seen.merges)
            sheets.append(_sheet(package, part, context, is_plain=seen.is_plain))
    hidden = tuple(name for name, _, visible in book.sheets if not visible)
    return Content(tuple(sheets), hidden, rows, _notes(package))


def _notes(package: Package) -> tuple[str, ...]:
    macros = any(name.endswith("vbaproject.bin") for name in package.names())
    links = any("/externallinks/" in name for name in package.names())
    return ("macros-ignored",) * macros + ("links-ignored",) * links


def workbook(package: Package) -> str:
    """Return where the part is that lists the sheets."""
    for kind, part in relations(package, "").values():
        if kind == "officeDocument" and part in package:
            return part
    return "xl/workbook.xml"


def relations(package: Package, path: str) -> dict[str, tuple[str, str]]:
    """Return the parts that a part names, by key: what they are, and where."""
    folder, _, name = path.rpartition("/")
    listing = posixpath.join(folder, "_rels", f"{name}.rels")
    if listing not in package:
        return {}
    relations = _Relations()
    relations.read(package.chunks(listing))
    return {
        key: (kind, posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))
        for key, kind, target in relations.found
    }


class _Relations(Handler):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str]] = []

    def start(self, name: str, said: dict[str, str]) -> None:
        self.depth += 1
        if local(name) == "Relationship" and said.get("TargetMode") != "External":
            kind = said.get("Type", "").rpartition("/")[2]
            self.found.append((said.get("Id", ""), kind, said.get("Target", "")))


class Listing(Handler):
    """Hears which sheets a workbook lists: the name of each, the key of its part, and whether it is to be seen."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str, bool]] = []
        self.shift = 0

    def start(self, name: str, said: dict[str, str]) -> None:
        self.depth += 1
        if local(name) == "sheet" and "name" in said:
            key = next((said[word] for word in said if word.endswith(":id")), "")
            self.sheets.append((revealed(said["name"]), key, said.get("state", "visible") == "visible"))
        elif local(name) == "workbookPr" and said.get("date1904") in ("1", "true"):
            self.shift = FROM_1904


def _strings(package: Package, parts: dict[str, tuple[str, str]]) -> list[str]:
    listing = _Strings()
    for part in (part for kind, part in parts.values() if kind == "sharedStrings"):
        for _ in package.survey(part):
            pass
        listing.read(package.chunks(part))
        break
    return listing.strings


class _Strings(Handler):
    def __init__(self) -> None:
        super().__init__()
        self.strings: list[str] = []
        self._text: list[str] = []
        self._spoken = False  # hints on pronunciation are not the text

    def start(self, name: str, said: dict[str, str]) -> None:
        self.depth += 1
        name = local(name)
        if name == "si":
            self._text = []
        elif name == "rPh":
            self._spoken = True
        elif name == "t" and not self._spoken:
            self.parser.CharacterDataHandler = self._text.append

    def end(self, name: str) -> None:
        self.depth -= 1
        name = local(name)
        if name == "t":
            self.parser.CharacterDataHandler = None
        elif name == "rPh":
            self._spoken = False
        elif name == "si":
            self.strings.append(revealed("".join(self._text)))
            if len(self.strings) > STRINGS_MOST:
                raise Unreadable("bomb")


def _dates(package: Package, parts: dict[str, tuple[str, str]]) -> list[bool]:
    """Return, for each style of a cell, whether it shows numbers as dates."""
    styles = _Styles()
    for part in (part for kind, part in parts.values() if kind == "styles"):
        styles.read(package.survey(part))
        break
    return styles.dates


class _Styles(Handler):
    def __init__(self) -> None:
        super().__init__()
        self.dates: list[bool] = []
        self._own: dict[str, bool] = {}
        self._inside = False

    def start(self, name: str, said: dict[str, str]) -> None:
        self.depth += 1
        name = local(name)
        if name == "numFmt":
            self._own[said.get("numFmtId", "")] = is_date_format(said.get("formatCode", ""))
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            form = said.get("numFmtId", "0")
            self.dates.append(self._own.get(form, form.isdecimal() and len(form) < 4 and int(form) in DATE_FORMATS))

    def end(self, name: str) -> None:
        self.depth -= 1
        if local(name) == "cellXfs":
            self._inside = False


@dataclass
class _Survey:
    """What a sheet shows before it is read: its merged cells, which its file names last, and how plain it is."""

    merges: dict[int, list[Span]]
    rows: int = 0
    is_plain: bool = False


def _survey(package: Package, part: str) -> _Survey:
    seen = _Survey({})
    count, tricks = 0, False
    for chunk in package.survey(part):
        seen.rows += len(_ROW.findall(chunk))
        seen.is_plain = seen.is_plain or b"<sheetData>" in chunk
        tricks = tricks or b"<!" in chunk or (b"encoding=" in chunk[:200] and b"utf-8" not in chunk[:200].lower())
        for left, top, right, bottom in _MERGE.findall(chunk) if b"mergeCell" in chunk else ():
            column, row = _index(left), int(top)
            seen.merges.setdefault(row, []).append(Span(column, int(bottom) - row + 1, _index(right) - column + 1))
            count += 1
            if count > MERGES_MOST:
                raise Unreadable("bomb")
    seen.is_plain = seen.is_plain and not tricks
    return seen


def _index(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1


def _sheet(package: Package, part: str, context: Context, *, is_plain: bool) -> Sheet:
    def lines() -> Iterator[Line]:
        if is_plain:
            return xlsx_plain.lines(package.chunks(part), context)
        rows = Rows(context)
        return rows.feed(package.chunks(part), rows.ready)

    return Sheet(context.sheet, lines)
