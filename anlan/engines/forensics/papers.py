"""Papers and films: whole, quiet when opened, and no larger inside than outside makes one believe."""

from __future__ import annotations

import io
import struct
import zipfile

from anlan.engines.forensics.kinds import Kind
from anlan.engines.forensics.unfit import Unfit

PARTS_MOST = 2_000
UNPACKED_MOST = 300 << 20
RATIO_MOST = 200

PDF_ACTS = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")
OFFICE_ACTS = ("vbaproject.bin", "activex", "oleobject", "externallinks/")
DIRECTORY_END = struct.Struct("<4s4H2LH")


def check_pdf(content: bytes, kind: Kind) -> None:
    """Refuse a PDF that is cut off, locked, or does things when it is opened."""
    if b"%%EOF" not in content[-2048:]:
        raise Unfit("file-cut-off", found_zh=kind.zh, found_en=kind.en)
    if b"/Encrypt" in content:
        raise Unfit("file-has-password")
    if any(word in content for word in PDF_ACTS):
        raise Unfit("paper-acts", found_zh=kind.zh, found_en=kind.en)


def check_office(content: bytes, kind: Kind) -> None:
    """Refuse an office file that is cut off, bursts when unpacked, reaches outside itself, or carries programs."""
    found = {"found_zh": kind.zh, "found_en": kind.en}
    end = content[-(1 << 16) - DIRECTORY_END.size :].rfind(b"PK\x05\x06")
    if end < 0:
        raise Unfit("file-cut-off", **found)
    told = content[-(1 << 16) - DIRECTORY_END.size :][end : end + DIRECTORY_END.size]
    # How many parts it lists is asked before the list is read.
    if len(told) < DIRECTORY_END.size or DIRECTORY_END.unpack(told)[4] > PARTS_MOST:
        raise Unfit("paper-absurd", **found)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error, UnicodeDecodeError) as error:
        raise Unfit("file-damaged", **found) from error
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > PARTS_MOST or unpacked > min(UNPACKED_MOST, RATIO_MOST * len(content) + (1 << 20)):
        raise Unfit("paper-absurd", **found)
    if any(_reaches_out(part.orig_filename) for part in parts):
        raise Unfit("paper-absurd", **found)
    if any(part.flag_bits & 1 for part in parts):
        raise Unfit("file-has-password")
    if any(act in part.filename.lower() for part in parts for act in OFFICE_ACTS):
        raise Unfit("paper-acts", **found)


def check_film(content: bytes, kind: Kind) -> None:
    """Refuse a film whose boxes do not fill it to its end, or that has no index and so cannot be played."""
    at, names = 0, set()
    while at + 8 <= len(content):
        size, header = int.from_bytes(content[at : at + 4]), 8
        names.add(content[at + 4 : at + 8])
        if size == 1:
            size, header = int.from_bytes(content[at + 8 : at + 16]), 16
        elif size == 0:
            size = len(content) - at
        if size < header:
            raise Unfit("file-damaged", found_zh=kind.zh, found_en=kind.en)
        at += size
    if at != len(content) or b"moov" not in names:
        raise Unfit("file-cut-off", found_zh=kind.zh, found_en=kind.en)


def _reaches_out(name: str) -> bool:
    steps = name.replace("\\", "/").split("/")
    return ".." in steps or name.startswith(("/", "\\")) or ":" in name or "\x00" in name
