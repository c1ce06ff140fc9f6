"""How large a picture says it is: read from its first bytes by hand, before any library makes room for it."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Markers of JPEG that tell a size (SOF): all but DHT, JPG and DAC.
SIZED = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
SCAN, END = 0xDA, 0xD9
# A marker with a segment behind it. Within a scan 0xFF is followed by zero or by a restart, between segments by itself.
MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]", re.DOTALL)


@dataclass(frozen=True)
class Shape:
    """What the frame of a picture claims: its size, in how many passes it is drawn, and whether it moves."""

    width: int
    height: int
    passes: int = 1
    moves: bool = False


def shape_of(content: bytes, code: str) -> Shape | None:
    """Return what a JPEG, PNG or WebP claims to be, or None if its beginning makes no sense."""
    shape = {"jpeg": _jpeg, "png": _png, "webp": _webp}[code](content)
    return shape if shape and shape.width and shape.height else None


def _jpeg(content: bytes) -> Shape | None:
    at, size, passes = 2, None, 0
    # What stands between two segments, a decoder passes over; whoever stops there has not counted what it will draw.
    while found := MARKER.search(content, at):
        at = found.start()
        marker = content[at + 1]
        if marker == END:
            break
        if marker in SIZED:
            size = int.from_bytes(content[at + 7 : at + 9]), int.from_bytes(content[at + 5 : at + 7])
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
        passes += marker == SCAN
    return Shape(*size, passes=passes) if size else None


def _png(content: bytes) -> Shape | None:
    if content[12:16] != b"IHDR":
        return None
    return Shape(
        int.from_bytes(content[16:20]), int.from_bytes(content[20:24]), moves=b"acTL" in content[: _idat(content)]
    )


def _idat(content: bytes) -> int:
    at = content.find(b"IDAT")
    return at if at >= 0 else len(content)


def _webp(content: bytes) -> Shape | None:
    form, data = content[12:16], content[20:30]
    if form == b"VP8X":
        width, height = (int.from_bytes(data[at : at + 3], "little") + 1 for at in (4, 7))
        return Shape(width, height, moves=bool(data[0] & 2)) if len(data) == 10 else None
    if form == b"VP8 ":
        width, height = (int.from_bytes(data[at : at + 2], "little") & 0x3FFF for at in (6, 8))
        return Shape(width, height)
    if form == b"VP8L":
        bits = int.from_bytes(data[1:5], "little")
        return Shape((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    return None
