"""Which encoding a text file is in: UTF-8, UTF-16 or GB18030, and never two at once without saying so."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from anlan.engines.sheets.unreadable import Unreadable

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_RUN = re.compile(rb"[\x80-\xff]+")
_CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")

# GB18030 takes nearly any bytes, so UTF-8 read as GB18030 turns to gibberish without an error. Three Chinese letters
# that happen to be both are one in millions; two that are, one in ten thousand, so it takes some of them.
_SURE_LETTERS = 3
_SURE_PAIRS = 3


def decoded(content: bytes) -> str:
    """Return the text of a file. Raises Unreadable, naming the line, where the encoding is unknown or changes."""
    for bom, name in _BOMS:
        if content.startswith(bom):
            return _strictly(content, name)
    if b"\0" in content[:4096]:
        return _strictly(content, _utf_16(content))
    try:
        return _without_nul(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and not content[: error.start].isascii():
            raise Unreadable("cut-off") from error
    _one_encoding(content)
    return _strictly(content, "gb18030")


def _strictly(content: bytes, name: str) -> str:
    try:
        text = content.decode(name)
    except UnicodeDecodeError as error:
        raise Unreadable("encoding-unknown", line=_line(content, error.start, name)) from error
    return _without_nul(text)


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise Unreadable("encoding-unknown", line=str(text.count("\n", 0, text.index("\0")) + 1))
    return text


def _line(content: bytes, at: int, name: str) -> str:
    before = content[:at].decode(name, "ignore") if name == "utf-16" else content[:at]
    return str((before.count("\n") if isinstance(before, str) else before.count(b"\n")) + 1)


def _utf_16(content: bytes) -> str:
    even, odd = content[:4096:2].count(0), content[1:4096:2].count(0)
    return "utf-16-le" if odd > even else "utf-16-be"


def _one_encoding(content: bytes) -> None:
    """Refuse a file in which some texts are UTF-8 and others are not."""
    sure, pairs, others = [], [], []
    for at, run in _runs(content):
        letters = _as_utf_8(run)
        if letters >= _SURE_LETTERS:
            sure.append(at)
        elif letters:
            pairs.append(at)
        else:
            others.append(at)
    utf_8 = sure + pairs if sure or len(pairs) >= _SURE_PAIRS else []
    if utf_8 and others:
        fewer = min(utf_8, others, key=len)
        raise Unreadable("encoding-mixed", line=str(content.count(b"\n", 0, min(fewer)) + 1))


def _runs(content: bytes) -> Iterator[tuple[int, bytes]]:
    for match in _RUN.finditer(content):
        yield match.start(), match[0]


def _as_utf_8(run: bytes) -> int:
    """Return how many Chinese letters a run of bytes holds if it is UTF-8 of nothing but Chinese; 0 if it is not."""
    if len(run) < 6:
        return 0
    try:
        text = run.decode("utf-8")
    except UnicodeDecodeError:
        return 0
    return len(text) if _CHINESE.fullmatch(text) else 0
