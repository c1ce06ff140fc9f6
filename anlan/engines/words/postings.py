"""Which of 65,536 rows have something: few as a list of numbers, many as one bit each; never more than 8 kB."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence

BLOCK = 1 << 16
FEW = 4_096  # from here on a list is longer than a bit for each
_LIST, _BITS = b"\0", b"\1"
NOTHING = _LIST


def with_more(stored: bytes, more: Sequence[int]) -> bytes:
    """Return what is stored once these rows have it, too: rows in order, and behind all that stand there."""
    if stored[:1] == _BITS:
        return _BITS + _or(bytearray(stored[1:]), more)
    listed = stored + _little(array("H", more)).tobytes()
    if len(listed) > 2 * FEW:
        return _BITS + _or(bytearray(BLOCK // 8), _listed(listed))
    return listed


def without(stored: bytes, row: int) -> bytes:
    """Return what is stored once a row no longer has it."""
    if stored[:1] == _BITS:
        kept = bytearray(stored)
        kept[1 + (row >> 3)] &= ~(1 << (row & 7))
        return bytes(kept)
    return _LIST + _little(array("H", [one for one in _listed(stored) if one != row])).tobytes()


def bits(stored: bytes) -> int:
    """Return what is stored as one number, in which the bit of each row is set: such numbers are cut and joined."""
    if stored[:1] == _BITS:
        return int.from_bytes(stored[1:], "little")
    return int.from_bytes(_or(bytearray(BLOCK // 8), _listed(stored)), "little")


def newest(found: int) -> Iterator[int]:
    """Yield the rows whose bit is set, the last first."""
    while found:
        last = found.bit_length() - 1
        yield last
        found ^= 1 << last


def _or(into: bytearray, rows: Iterable[int]) -> bytes:
    for row in rows:
        into[row >> 3] |= 1 << (row & 7)
    return bytes(into)


def _listed(stored: bytes) -> array[int]:
    rows = array("H")
    rows.frombytes(stored[1:])
    return _little(rows)


def _little(rows: array[int]) -> array[int]:
    if sys.byteorder == "big":
        rows.byteswap()
    return rows
