"""Find the pictures of a workbook: those that lie over its cells, and those that WPS keeps in a cell by a number.

Nothing is drawn or opened here. Where a picture stands is told; its bytes are given to whoever asks, up to a size.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from anlan.engines.sheets import xlsx
from anlan.engines.sheets.markup import Handler, local
from anlan.engines.sheets.package import Package
from anlan.engines.sheets.unreadable import Unreadable

PICTURES_MOST = 2_000
BYTES_MOST = 10 << 20
CELL_IMAGES = "xl/cellimages.xml"
_BY_NUMBER = re.compile(r'DISPIMG\("(\w{1,80})"', re.IGNORECASE)

Where = tuple[str, int]  # a sheet, and a row as the user counts it


@dataclass(frozen=True, slots=True)
class Album:
    """The pictures of one file: by row, each with its column from 0; and by the numbers that cells name them by."""

    package: Package | None = None
    standing: Mapping[Where, tuple[tuple[int, str], ...]] = field(default_factory=dict)
    numbered: Mapping[str, str] = field(default_factory=dict)

    def named_in(self, cell: object) -> str | None:
        """Return the picture that a cell shows by its number, as WPS writes it."""
        if not self.numbered or not isinstance(cell, str) or "DISPIMG" not in cell.upper():
            return None
        found = _BY_NUMBER.search(cell)
        return self.numbered.get(found[1]) if found else None

    def content(self, picture: str) -> bytes | None:
        """Return the bytes of a picture; none of one that is too large. Raises Unreadable where they are cut off."""
        if self.package is None or self.package.size(picture) > BYTES_MOST:
            return None
        return b"".join(self.package.chunks(picture))


def album_of(content: bytes) -> Album:
    """Return the pictures of a file; of what is no .xlsx, none. Raises Unreadable, whose sentence says what to do."""
    if not content.startswith(b"PK"):
        return Album()
    package = Package(content)
    path = xlsx.workbook(package)
    if path not in package:
        return Album()
    book = xlsx.Listing()
    book.read(package.chunks(path))
    parts = xlsx.relations(package, path)
    standing: dict[Where, tuple[tuple[int, str], ...]] = {}
    count = 0
    for name, key, visible in book.sheets:
        kind, part = parts.get(key, ("", ""))
        for row, column, picture in _over(package, part) if visible and kind == "worksheet" else ():
            standing[name, row] = (*standing.get((name, row), ()), (column, picture))
            count += 1
            _must_be_few(count)
    return Album(package, standing, _numbered(package))


def _over(package: Package, sheet: str) -> list[tuple[int, int, str]]:
    """Return the pictures that lie over a sheet: the row and the column of the upper left corner of each."""
    found: list[tuple[int, int, str]] = []
    for kind, part in xlsx.relations(package, sheet).values():
        if kind == "drawing" and part in package:
            drawing, media = _Drawing(), xlsx.relations(package, part)
            drawing.read(package.survey(part))
            found += [
                (row + 1, column, media[key][1]) for row, column, key in drawing.found if _is_here(package, media, key)
            ]
    return found


def _numbered(package: Package) -> dict[str, str]:
    if CELL_IMAGES not in package:
        return {}
    images, media = _CellImages(), xlsx.relations(package, CELL_IMAGES)
    images.read(package.survey(CELL_IMAGES))
    return {number: media[key][1] for number, key in images.found if _is_here(package, media, key)}


def _is_here(package: Package, media: Mapping[str, tuple[str, str]], key: str) -> bool:
    kind, part = media.get(key, ("", ""))
    return kind == "image" and part in package and posixpath.dirname(part).startswith("xl")


def _must_be_few(count: int) -> None:
    if count > PICTURES_MOST:
        raise Unreadable("too-many-pictures", limit=str(PICTURES_MOST))


class _Drawing(Handler):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, int, str]] = []
        self._from: dict[str, str] = {}
        self._text: list[str] = []
        self._inside = False
        self._key = ""

    def start(self, name: str, said: dict[str, str]) -> None:
        self.depth += 1
        name = local(name)
        if name in ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor"):
            self._from = {}
        elif name == "from":
            self._inside = True
        elif name in ("row", "col") and self._inside:
            self._text = []
            self.parser.CharacterDataHandler = self._text.append
        elif name == "pic":
            self._key = ""
        elif name == "blip":
            self._key = _embedded(said)

    def end(self, name: str) -> None:
        self.depth -= 1
        name = local(name)
        if name == "from":
            self._inside = False
        elif name in ("row", "col") and self._inside:
            self.parser.CharacterDataHandler = None
            self._from[name] = "".join(self._text).strip()
        elif name == "pic" and self._key and all(_is_count(self._from.get(word, "")) for word in ("row", "col")):
            self.found.append((int(self._from["row"]), int(self._from["col"]), self._key))
            _must_be_few(len(self.found))


class _CellImages(Handler):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._number = ""

    def start(self, name: str, said: dict[str, str]) -> None:
        self.depth += 1
        name = local(name)
        if name == "cNvPr":
            self._number = said.get("name", "")
        elif name == "blip" and self._number:
            self.found.append((self._number, _embedded(said)))
            _must_be_few(len(self.found))


def _embedded(said: Mapping[str, str]) -> str:
    return next((value for word, value in said.items() if local(word) == "embed"), "")


def _is_count(text: str) -> bool:
    return text.isdecimal() and len(text) <= 7
