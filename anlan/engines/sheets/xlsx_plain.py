"""The rows of an .xlsx by pattern: three times as fast as hearing them, and it falls back wherever a row is not plain.

A row is plain when every `<` in it belongs to a cell that the pattern knows; so nothing can hide between the cells.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator

from anlan.engines.sheets.cells import Cell, Line, number
from anlan.engines.sheets.unreadable import Unreadable
from anlan.engines.sheets.xlsx_rows import COLUMNS, Context, Rows

ROW_LONGEST = 16 << 20

_ROW = re.compile(r'\s*<row r="(\d{1,8})"[^<>/]*>')
_CELL = re.compile(
    r'<c r="([A-Z]{1,3})\d{1,8}"(?: s="(\d{1,6})")?(?: t="(\w{1,9})")?(?: ?/>|>(<f[^<>]*>[^<]*</f>)?'
    r'(?:<v>|(<is><t(?: xml:space="preserve")?>))([^<]*)(?:</v>|</t></is>)(</c>))'
)
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|(\w{1,8}));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def lines(chunks: Iterable[bytes], context: Context) -> Iterator[Line]:
    """Yield the rows of a sheet in UTF-8 without comments, CDATA and DTD. Raises Unreadable."""
    before = 0
    for segment in _segments(chunks):
        line = _plain(segment, context, before)
        if line is None:
            rows = Rows(context, after=before)
            yield from rows.feed((b"<x>", segment.encode(), b"</row></x>"), rows.ready)
            before = rows.row
        else:
            before = line.no
            if any(cell is not None for cell in line.cells):
                yield line


def _segments(chunks: Iterable[bytes]) -> Iterator[str]:
    """Yield what stands before each `</row>`, from the beginning of the rows."""
    decoder = getincrementaldecoder("utf-8")()
    rest, begun = "", False
    for chunk in chunks:
        try:
            text = rest + decoder.decode(chunk)
        except UnicodeDecodeError as error:
            raise Unreadable("damaged") from error
        if not begun:
            _, mark, text_of_rows = text.partition("<sheetData>")
            begun, text = bool(mark), text_of_rows or text
        *whole, rest = text.split("</row>") if begun else (text,)
        if len(rest) > ROW_LONGEST:
            raise Unreadable("bomb")
        yield from whole
    after, end, _ = rest.partition("</sheetData>")
    if not end or "<c" in after:
        raise Unreadable("damaged")


def _plain(segment: str, context: Context, before: int) -> Line | None:
    if "\r" in segment:
        segment = segment.replace("\r\n", "\n").replace("\r", "\n")
    head = _ROW.match(segment)
    no = int(head[1]) if head else 0
    if no <= before:
        return None
    cells: list[Cell] = []
    marks = 1
    found = _CELL.findall(segment)
    for _, _, _, formula, inline, _, close in found:
        marks += (4 + 2 * bool(formula) + 2 * bool(inline)) if close else 1
    if marks != segment.count("<"):
        return None
    try:
        _fill(cells, found, context, no)
    except (ValueError, IndexError, KeyError) as error:
        raise Unreadable("damaged") from error
    return context.line(no, cells)


def _fill(cells: list[Cell], found: list[tuple[str, ...]], context: Context, row: int) -> None:
    strings, dates = context.strings, context.dates
    value: Cell
    for ref, style, kind, formula, _, text, _ in found:
        if "&" in text:
            text = _ENTITY.sub(_letter, text)
        if kind == "s" and text:
            value = strings[int(text)] or None
        elif not text and not formula:
            value = None
        elif kind == "inlineStr" and "_x" not in text:
            value = text
        elif kind or not text or (style and int(style) < len(dates) and dates[int(style)]):
            value = context.value(kind or "n", style, text)
        else:
            value = number(text)
        if COLUMNS.get(ref) == len(cells):
            cells.append(value)
        else:
            context.put(cells, ref, value, row=row)


def _letter(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        return _NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    if code == 0 or 0xD800 <= code < 0xE000:
        raise ValueError(code)
    return chr(code)
