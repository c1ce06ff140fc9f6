"""Open a ledger as offices keep it: by what it is, not by what it is called."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from anlan.engines.sheets import biff, delimited, ods, xlsx
from anlan.engines.sheets.cells import ROWS_MOST, Line, Sheet
from anlan.engines.sheets.compound import SIGNATURE, Compound
from anlan.engines.sheets.package import Package
from anlan.engines.sheets.problems import Problem
from anlan.engines.sheets.unreadable import Unreadable

BYTES_MOST = 32 << 20
BREAKS = (ValueError, TypeError, LookupError, ArithmeticError, RecursionError, EOFError, struct.error, zlib.error)

# What a name promises; a name that promises nothing known is not held against its file.
PROMISES = {
    **dict.fromkeys((".xlsx", ".xlsm"), "XLSX"),
    **dict.fromkeys((".csv", ".tsv", ".txt"), "CSV"),
    **dict.fromkeys((".jpg", ".jpeg"), "JPEG"),
    **dict.fromkeys((".htm", ".html", ".mht"), "HTML"),
    **{
        f".{kind}": kind.upper()
        for kind in ("xls", "ods", "xlsb", "et", "pdf", "doc", "docx", "ppt", "pptx", "png", "gif", "zip")
    },
}
TABLES = ("XLSX", "XLS", "ODS", "CSV", "XLSB", "HTML", "XML")  # what Excel or WPS opens, and can save as .xlsx
UNKNOWN = "?"
_MAGIC = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7Z"),
    (b"\x1f\x8b", "GZIP"),
    (b"{\\rtf", "RTF"),
    (b"SQLite format 3", "SQLITE"),
)
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|\?xml|head|body|table|meta|style|script|div|!--)", re.IGNORECASE)


@dataclass(frozen=True)
class Book:
    """A file that can be read: its sheets that are not hidden, and what its owner should know about it."""

    name: str
    form: str
    sheets: tuple[Sheet, ...]
    notes: tuple[Problem, ...] = ()


def open_file(content: bytes, name: str) -> Book:
    """Return the tables of a file. Reading their lines may raise Unreadable as well; nothing of a file is ever run.

    In: the bytes of .xlsx, .xlsm, .xls, .ods, .csv, .tsv or .txt, and the name under which they came.
    Raises Unreadable, whose sentence says what to do.
    """
    if len(content) > BYTES_MOST:
        raise Unreadable("too-large", megabytes=str(BYTES_MOST >> 20))
    if not content.strip():
        raise Unreadable("empty-file")
    promised = _promised(name)
    if promised == "ET":
        raise Unreadable("is-et")
    form, opened = _form(content)
    if form in TABLES and promised not in ("", form):
        raise Unreadable("name-lies", said=_suffix(name), found=form)
    if form == "XLSB":
        raise Unreadable("is-xlsb")
    book = _read(form, opened, content)
    if book is None:
        raise Unreadable("not-a-ledger", found=form) if form != UNKNOWN else Unreadable("unknown-form")
    book = replace(book, sheets=tuple(map(_guarded, book.sheets)))
    hidden = tuple(Problem(code="sheet-hidden", params={"name": sheet}) for sheet in book.hidden)
    notes = tuple(Problem(code=code) for code in book.notes)
    _count(book)
    return Book(name, form, book.sheets, notes + hidden)


def _read(form: str, opened: Package | Compound | None, content: bytes) -> xlsx.Content | None:
    match form, opened:
        case "XLSX", Package():
            return xlsx.read(opened)
        case "ODS", Package():
            return ods.read(opened)
        case "XLS", Compound():
            return biff.read(opened)
        case "CSV", _:
            return xlsx.Content(delimited.read(content), ())
    return None


def _guarded(sheet: Sheet) -> Sheet:
    """Return a sheet of which whatever breaks while its lines are read is said as what it is: a damaged file."""

    def lines() -> Iterator[Line]:
        try:
            yield from sheet.lines()
        except BREAKS as error:
            raise Unreadable("damaged") from error

    return Sheet(sheet.name, lines)


def _count(book: xlsx.Content) -> None:
    """Refuse a file of too many rows before anybody waits for it. Rows may be said to be there and hold nothing."""
    if book.rows_at_most > ROWS_MOST:
        count = 0
        for sheet in book.sheets:
            for _ in sheet.lines():
                count += 1
                if count > ROWS_MOST:
                    raise Unreadable("too-many-rows", limit=str(ROWS_MOST))


def _suffix(name: str) -> str:
    _, dot, suffix = name.strip().rpartition(".")
    return f".{suffix.lower()}" if dot else ""


def _promised(name: str) -> str:
    return PROMISES.get(_suffix(name), "")


def _form(content: bytes) -> tuple[str, Package | Compound | None]:
    """Return what a file is, and its container if it has one."""
    if content.startswith(b"PK"):
        package = Package(content)
        return _zipped(package), package
    if content.startswith(SIGNATURE):
        box = Compound(content)
        return _boxed(box), box
    for magic, form in _MAGIC:
        if content.startswith(magic):
            return form, None
    if content[:4] in (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00"):
        raise Unreadable("too-old")
    head = content[:1024].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    if _MARKUP.match(head):
        return "XML" if head.lstrip()[:5] == b"<?xml" and b"<html" not in head.lower() else "HTML", None
    if b"\0" in content[:1024] and not _is_utf_16(content):
        return UNKNOWN, None
    return "CSV", None


def _zipped(package: Package) -> str:
    if "xl/workbook.bin" in package:
        return "XLSB"
    if "[content_types].xml" in package:
        for folder, form in (("xl/", "XLSX"), ("word/", "DOCX"), ("ppt/", "PPTX")):
            if any(name.startswith(folder) for name in package.names()):
                return form
    if "mimetype" in package and b"opendocument.spreadsheet" in package.read("mimetype")[:100]:
        return "ODS"
    return "ZIP"


def _boxed(box: Compound) -> str:
    names = box.names()
    if "EncryptedPackage" in names:
        raise Unreadable("encrypted")
    for stream, form in (("Workbook", "XLS"), ("Book", "XLS"), ("WordDocument", "DOC"), ("PowerPoint Document", "PPT")):
        if stream in names:
            return form
    return UNKNOWN


def _is_utf_16(content: bytes) -> bool:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    sample = content[:1024]
    zeros = sample[::2].count(0), sample[1::2].count(0)
    return max(zeros) > 5 * min(zeros) and max(zeros) > len(sample) // 20
