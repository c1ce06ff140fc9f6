"""Open a zipped workbook without trusting it: what its directory claims is checked first, and inflating keeps to it."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from anlan.engines.sheets.unreadable import Unreadable

CHUNK = 1 << 18
PARTS_MOST = 20_000
UNPACKED_MOST = 400 << 20

# The XML of real ledgers deflates to a twentieth, empty bordered cells to a hundredth; deflate itself ends at 1032.
RATIO_MOST = 250
RATIO_MATTERS_FROM = 20 << 20

# Each mark costs time when it is parsed. 200,000 rows of 28 cells have 34 million.
MARKS_MOST = 48_000_000
SMALL_PART = 16 << 20


class Package:
    """A zip whose parts are found by name, without regard to case. Refuses what is cut off, locked or absurd."""

    def __init__(self, content: bytes) -> None:
        if content.count(b"PK\x01\x02") > PARTS_MOST:
            raise Unreadable("bomb")
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError) as error:
            raise Unreadable("cut-off") from error
        infos = self._zip.infolist()
        self._parts = {info.filename.lower().lstrip("/"): info for info in infos}
        if any(info.flag_bits & 1 for info in infos):
            raise Unreadable("encrypted")
        if len(self._parts) != len(infos) or any(info.compress_type not in (0, 8) for info in infos):
            raise Unreadable("damaged")
        unpacked = sum(info.file_size for info in infos)
        if unpacked > UNPACKED_MOST or unpacked > max(RATIO_MATTERS_FROM, RATIO_MOST * len(content)):
            raise Unreadable("bomb")
        self._marks = 0

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def names(self) -> list[str]:
        """Return the names of all parts, in lower case."""
        return list(self._parts)

    def size(self, name: str) -> int:
        """Return how large a part says it is."""
        info = self._parts.get(name.lower())
        return info.file_size if info else 0

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield a part bit by bit. It never gives more than the directory claims, and fails where it differs."""
        info = self._parts.get(name.lower())
        if info is None:
            raise Unreadable("damaged")
        try:
            with self._zip.open(info) as part:
                while chunk := part.read(CHUNK):
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError) as error:
            raise Unreadable("cut-off") from error

    def read(self, name: str) -> bytes:
        """Return a small part whole."""
        info = self._parts.get(name.lower())
        if info is None or info.file_size > SMALL_PART:
            raise Unreadable("damaged")
        return b"".join(self.chunks(name))

    def survey(self, name: str) -> Iterator[bytes]:
        """Yield a part cut at the beginning of its marks, and refuse the file when it holds too many of them."""
        rest = b""
        for chunk in self.chunks(name):
            self._marks += chunk.count(b"<")
            if self._marks > MARKS_MOST:
                raise Unreadable("bomb")
            whole, mark, rest = (rest + chunk).rpartition(b"<")
            rest = mark + rest
            if len(rest) > 4 * CHUNK:  # no mark of a workbook is a megabyte long; cells in between are no marks
                rest = b""
            yield whole
        yield rest
