"""Open the box in which old Office files lie (MS-CFB), without trusting its chains."""

from __future__ import annotations

import struct
from itertools import islice

from anlan.engines.sheets.unreadable import Unreadable

SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")
STREAMS_MOST = 10_000

_LAST = 0xFFFFFFFA  # this and above: no sector, but a mark
_ENTRY = 128
_MINI = 64


class Compound:
    """The streams of a compound file, by name. Raises Unreadable where it is cut off or its chains are knotted."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        if len(content) < 512 or not content.startswith(SIGNATURE):
            raise Unreadable("cut-off")
        shift = struct.unpack_from("<H", content, 30)[0]
        if shift not in (9, 12):
            raise Unreadable("damaged")
        self._size = 1 << shift
        self._small = struct.unpack_from("<I", content, 56)[0]
        directory, mini = struct.unpack_from("<I", content, 48)[0], struct.unpack_from("<I", content, 60)[0]
        self._next = self._fat()
        self._entries = self._directory(self._chain(directory))
        table = self._chain(mini) if mini < _LAST else b""
        self._mini_next = struct.unpack(f"<{len(table) // 4}I", table)

    def names(self) -> set[str]:
        """Return the names of all streams and folders."""
        return {name for name, _, _ in self._entries}

    def stream(self, name: str) -> bytes:
        """Return the bytes of a stream."""
        start, size = next((start, size) for known, start, size in self._entries if known == name)
        content = self._chain(start) if size >= self._small else self._mini_chain(start)
        if len(content) < size:
            raise Unreadable("cut-off")
        return content[:size]

    def _sector(self, no: int) -> bytes:
        begin = (no + 1) * self._size
        sector = self._content[begin : begin + self._size]
        if len(sector) < self._size and not sector:
            raise Unreadable("cut-off")
        return sector.ljust(self._size, b"\0")

    def _fat(self) -> tuple[int, ...]:
        listed = list(struct.unpack_from("<109I", self._content, 76))
        more = struct.unpack_from("<I", self._content, 68)[0]
        turns = len(self._content) // self._size + 1
        while more < _LAST and turns:
            *numbers, more = struct.unpack(f"<{self._size // 4}I", self._sector(more))
            listed.extend(numbers)
            turns -= 1
        sectors = dict.fromkeys(no for no in listed if no < _LAST)
        table = b"".join(self._sector(no) for no in sectors)
        return struct.unpack(f"<{len(table) // 4}I", table)

    def _chain(self, no: int) -> bytes:
        found: list[bytes] = []
        turns = len(self._content) // self._size + 1
        while no < _LAST:
            if len(found) > turns or no >= len(self._next):
                raise Unreadable("damaged")
            found.append(self._sector(no))
            no = self._next[no]
        return b"".join(found)

    def _mini_chain(self, no: int) -> bytes:
        box = self._chain(self._entries[0][1])
        found: list[bytes] = []
        while no < _LAST:
            if len(found) > len(box) // _MINI or no >= len(self._mini_next):
                raise Unreadable("damaged")
            found.append(box[no * _MINI : (no + 1) * _MINI])
            no = self._mini_next[no]
        return b"".join(found)

    def _directory(self, content: bytes) -> list[tuple[str, int, int]]:
        entries = []
        for begin in islice(range(0, len(content) - _ENTRY + 1, _ENTRY), STREAMS_MOST):
            entry = content[begin : begin + _ENTRY]
            length, kind = struct.unpack_from("<HB", entry, 64)
            if kind:
                name = entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
                entries.append((name, *struct.unpack_from("<II", entry, 116)))
        if not entries:
            raise Unreadable("damaged")
        return entries
