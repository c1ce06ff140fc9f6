"""Old Office files made by hand: the box (MS-CFB) and the workbook in it (BIFF8), honest or knotted."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")


def boxed(streams: Mapping[str, bytes]) -> bytes:
    """Return a compound file of these streams."""
    sectors: list[bytes] = []
    table: list[int] = []
    entries = [_entry("Root Entry", 5, END, 0)]
    for name, content in streams.items():
        padded = content.ljust(max(4096, len(content)), b"\0")
        entries.append(_entry(name, 2, _store(padded, sectors, table), len(padded)))
    while len(entries) % 4:
        entries.append(bytes(128))
    directory = _store(b"".join(entries), sectors, table)
    fats = -(-(len(table) + 1) // 127)
    first = len(sectors)
    table += [FAT] * fats
    table += [FREE] * (fats * 128 - len(table))
    packed = struct.pack(f"<{len(table)}I", *table)
    difat = [*range(first, first + fats)] + [FREE] * (109 - fats)
    head = SIGNATURE + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, fats, directory, 0, 4096, END, 0, END, 0) + struct.pack("<109I", *difat)
    return head + b"".join(sectors) + packed


def _store(content: bytes, sectors: list[bytes], table: list[int]) -> int:
    first = len(sectors)
    content = content.ljust(-(-len(content) // SECTOR) * SECTOR, b"\0")
    sectors += [content[at : at + SECTOR] for at in range(0, len(content), SECTOR)]
    table += [*range(first + 1, len(sectors)), END]
    return first


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    label = (name + "\0").encode("utf-16-le")
    entry = label.ljust(64, b"\0") + struct.pack("<HBB", len(label), kind, 1) + struct.pack("<III", FREE, FREE, FREE)
    return entry.ljust(116, b"\0") + struct.pack("<IQ", start, size)


def encrypted() -> bytes:
    """Return what Excel makes of a workbook with a password: a box that holds an encrypted package."""
    return boxed({"EncryptionInfo": b"\4\0\4\0" + bytes(100), "EncryptedPackage": bytes(5000)})


def knotted() -> bytes:
    """Return a box in which the chain of the workbook comes back to itself."""
    content = bytearray(boxed({"Workbook": bytes(8192)}))
    fat = len(content) - SECTOR
    struct.pack_into("<I", content, fat + 4, 0)
    return bytes(content)


def word() -> bytes:
    """Return an old Word file."""
    return boxed({"WordDocument": bytes(5000)})


def record(kind: int, content: bytes = b"") -> bytes:
    """Return one record."""
    return struct.pack("<HH", kind, len(content)) + content


def xls(rows: Sequence[Sequence[object]], *, extra: bytes = b"", ahead: bytes = b"", width: int = 0) -> bytes:
    """Return an .xls of one sheet: texts, numbers, truths. `ahead` and `extra` are more records."""
    texts = list(dict.fromkeys(value for row in rows for value in row if isinstance(value, str)))
    cells = b"".join(
        _cell(no, at + width, value, texts)
        for no, row in enumerate(rows)
        for at, value in enumerate(row)
        if value is not None
    )
    sheet = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6)) + cells + extra + record(0x0A)
    name = "台账".encode("utf-16-le")
    start = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6)) + ahead
    forms = record(0xE0, struct.pack("<HH", 0, 0) + bytes(16)) + record(0xE0, struct.pack("<HH", 0, 14) + bytes(16))
    tail = forms + _shared(texts) + record(0x0A)
    begin = len(start) + len(record(0x85, bytes(8) + name)) + len(tail)
    bound = record(0x85, struct.pack("<IBBBB", begin, 0, 0, 2, 1) + name)
    return boxed({"Workbook": start + bound + tail + sheet})


def _cell(row: int, column: int, value: object, texts: list[str]) -> bytes:
    if isinstance(value, str):
        return record(0xFD, struct.pack("<HHHI", row, column, 0, texts.index(value)))
    if isinstance(value, bool):
        return record(0x205, struct.pack("<HHHBB", row, column, 0, value, 0))
    if isinstance(value, tuple):
        return record(0x203, struct.pack("<HHHd", row, column, 1, value[0]))
    assert isinstance(value, int | float)
    return record(0x203, struct.pack("<HHHd", row, column, 0, value))


def _shared(texts: Sequence[str]) -> bytes:
    """Return the table of texts, cut into records of 8,224 bytes wherever they end."""
    done, piece, kind = b"", struct.pack("<II", len(texts), len(texts)), 0xFC
    for text in texts:
        if len(piece) > 8200:
            done, piece, kind = done + record(kind, piece), b"", 0x3C
        piece += struct.pack("<HB", len(text), 1)
        letters = text.encode("utf-16-le")
        while len(piece) + len(letters) > 8224:
            room = (8224 - len(piece)) // 2 * 2
            piece, letters = piece + letters[:room], letters[room:]
            done, piece, kind = done + record(kind, piece), b"\1", 0x3C
        piece += letters
    return done + record(kind, piece)


def wide() -> bytes:
    """Return an .xls of two cells, as far from each other as its numbers allow."""
    far = record(0x203, struct.pack("<HHHd", 65535, 65535, 0, 1.0))
    return xls([["a"]], extra=record(0x200, struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0)) + far)


def boasting() -> bytes:
    """Return an .xls whose table of texts claims four thousand million of them."""
    return xls([[1]], ahead=record(0xFC, struct.pack("<II", 0xFFFFFFFF, 0xFFFFFFFF) + b"\1\0\0a"))
