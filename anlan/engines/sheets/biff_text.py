"""How .xls writes texts: with a byte or two per letter, in one of many code pages, cut anywhere by the next record."""

from __future__ import annotations

import struct

CODE_PAGES = {936: "gb18030", 950: "cp950", 932: "cp932", 949: "cp949", 1252: "cp1252", 65001: "utf-8"}


def short(record: bytes, *, is_8: bool, page: str) -> str:
    """Return a text whose length is one byte."""
    length = record[0]
    if not is_8:
        return record[1 : 1 + length].decode(page, "replace")
    return _letters(record[2:], length, wide=record[1] & 1)


def label(record: bytes, *, is_8: bool, page: str) -> str:
    """Return a text whose length is two bytes."""
    length = struct.unpack_from("<H", record)[0]
    if not is_8:
        return record[2 : 2 + length].decode(page, "replace")
    flags = record[2]
    ahead = 3 + 2 * bool(flags & 8) + 4 * bool(flags & 4)
    return _letters(record[ahead:], length, wide=flags & 1)


def _letters(content: bytes, length: int, *, wide: int) -> str:
    if len(content) < length * (1 + wide):
        raise ValueError("a text is shorter than it says")
    if wide:
        return content[: 2 * length].decode("utf-16-le", "replace")
    return content[:length].decode("latin-1")


class Pieces:
    """The table of texts (SST) and the records that continue it, read as one."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces
        self._no, self._at = 0, 0

    def strings(self) -> list[str]:
        """Return the texts. Raises struct.error or IndexError where the table ends too early."""
        count = struct.unpack_from("<I", self._pieces[0], 4)[0]
        self._at = 8
        strings: list[str] = []
        while len(strings) < count:
            strings.append(self._string())
        return strings

    def _string(self) -> str:
        length, flags = struct.unpack("<HB", self._take(3))
        runs = struct.unpack("<H", self._take(2))[0] if flags & 8 else 0
        spoken = struct.unpack("<I", self._take(4))[0] if flags & 4 else 0
        wide = flags & 1
        texts = []
        while length:
            if self._left() == 0:
                self._turn()
                wide = self._take(1)[0] & 1  # each record says anew how wide its letters are
            here = min(length, self._left() // (1 + wide))
            if here == 0:
                raise IndexError("half a letter at the end of a record")
            texts.append(_letters(self._take(here * (1 + wide)), here, wide=wide))
            length -= here
        self._skip(4 * runs + spoken)
        return "".join(texts)

    def _left(self) -> int:
        return len(self._pieces[self._no]) - self._at

    def _turn(self) -> None:
        self._no, self._at = self._no + 1, 0
        if self._no == len(self._pieces):
            raise IndexError("the table of texts ends too early")

    def _take(self, count: int) -> bytes:
        if self._left() == 0:
            self._turn()
        taken = self._pieces[self._no][self._at : self._at + count]
        self._at += count
        return taken

    def _skip(self, count: int) -> None:
        while count > self._left():
            count -= max(0, self._left())
            self._turn()
        self._at += count
