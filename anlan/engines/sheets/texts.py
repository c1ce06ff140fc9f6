"""Texts as typed: what a cell says, and the same without full-width letters and stray blanks, for matching."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from anlan.engines.sheets.cells import Cell, When
from anlan.engines.sheets.problems import Problem

# What people write into a cell to say that there is nothing to say. In free text they stay as they are.
NOTHING = frozenset(("", "/", "\\", "-", "--", "—", "——", "―", "无", "暂无", "没有", "n/a", "none", "nil"))

# What the house itself writes where it cannot read what it keeps, or was told to forget it: nobody is called so.
UNREADABLE, ERASED = "无法读取", "已删除"
WITHHELD = {UNREADABLE: "cannot be read", ERASED: "erased"}

# Whoever writes more than this into a cell for a date or a number has not written a date or a number.
TYPED_LONGEST = 80
BRIEF = 40

# Fifteen digits are what a spreadsheet keeps of a number.
DIGITS_KEPT = 10**15

# What turns the letters after it around, or takes no room: nobody sees it, and it makes one text look like another.
# What joins letters (U+200C, U+200D) and the marks of direction stay: scripts and pictographs need them.
_UNSEEN = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u2060\ufeff"))

_GUARDED = re.compile(r"'+\s*[=+\-@＝＋－＠\t\r\n]")
_NEEDS_GUARD = re.compile(r"'*\s*[=+\-@＝＋－＠]|'*[\t\r\n]")
_HONEST = re.compile(r"-\d{1,15}(?:\.\d{1,15})?")
_GARBLED = re.compile("\ufffd|锟斤拷|烫烫烫")
_BLANKS = " \t\r\n\x0b\x0c\u3000\u00a0\u200b\ufeff"


def said(cell: Cell) -> str:
    """Return what a cell says, as a text."""
    match cell:
        case None:
            return ""
        case str():
            return cell
        case bool():
            return "是" if cell else "否"
        case float():
            return format(Decimal(repr(cell)).normalize(), "f")
        case When():
            return str(cell)
    return str(cell)


def without_unseen(text: str) -> str:
    """Return a text without what nobody sees in it and what turns its letters around."""
    return text if text.isascii() else text.translate(_UNSEEN)


def folded(cell: Cell) -> str:
    """Return what a cell says, half-width and without blanks around it; of what is too long only a question mark."""
    text = said(cell).strip(_BLANKS)
    if len(text) > TYPED_LONGEST:
        return "?"
    return unicodedata.normalize("NFKC", text).strip(_BLANKS)


def is_nothing(text: str) -> bool:
    """Return whether a typed cell says that there is nothing."""
    return text.lower() in NOTHING


def is_withheld(cell: Cell) -> bool:
    """Return whether a cell says, as our own files do, that what stood here is not told."""
    if not isinstance(cell, str) or len(cell) > BRIEF:
        return False
    text = folded(cell).strip("()").lower()
    return text in WITHHELD or text in WITHHELD.values()


def brief(cell: Cell) -> str:
    """Return the beginning of what a cell says, for a sentence about it."""
    text = " ".join(said(cell)[: BRIEF + 1].split())
    return text if len(text) <= BRIEF else text[:BRIEF] + "…"


def parse_text(cell: Cell, *, most: int = 2000) -> str | Problem | None:
    """Return a free text: its letters as they are (NFC), without blanks around it. None if there is none."""
    if isinstance(cell, float | int) and abs(cell) >= DIGITS_KEPT:
        return Problem(code="digits-lost")
    text = without_unseen(said(cell).replace("\0", "")).strip(_BLANKS)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    if len(text) > most:
        return Problem(code="too-long", params={"length": str(len(text)), "most": str(most)})
    if _GARBLED.search(text):
        return Problem(code="damaged-text")
    return text or None


def is_dangerous(text: str) -> bool:
    """Return whether a spreadsheet might take a text for a formula. A plain negative number is honest."""
    return bool(_NEEDS_GUARD.match(text)) and not _HONEST.fullmatch(text)


def guarded(text: str) -> str:
    """Return a text with an apostrophe before it, if it is dangerous. `unguarded` takes it off again."""
    return f"'{text}" if is_dangerous(text) else text


def unguarded(text: str) -> str:
    """Return a text without the apostrophe that `guarded` put before it."""
    return text[1:] if text.startswith("'") and is_dangerous(text) else text
