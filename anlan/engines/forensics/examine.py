"""Test whether a file can be kept as evidence: the one question that doors ask."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from anlan.engines.forensics.claims import Claims, claims_of
from anlan.engines.forensics.kinds import Kind, kind_of
from anlan.engines.forensics.names import named_as
from anlan.engines.forensics.papers import check_film, check_office, check_pdf
from anlan.engines.forensics.photo import PICTURES, check_picture
from anlan.engines.forensics.unfit import Unfit

# What is taken, and how many megabytes of it.
MEGABYTES_MOST = {"jpeg": 30, "png": 30, "webp": 30, "pdf": 50, "mp4": 100, "mov": 100, "docx": 50, "xlsx": 50}
EVIDENCE = frozenset(MEGABYTES_MOST)

# What is not taken, by the sentence that says what to do instead.
REFUSED = {
    "heic": "file-is-heic",
    "locked": "file-has-password",
    "unknown": "file-is-unknown",
    **dict.fromkeys(("doc", "xls", "ole"), "file-is-old-office"),
    **dict.fromkeys(("zip", "rar", "7z", "gzip"), "file-is-archive"),
    **dict.fromkeys(("program", "apk", "html", "svg"), "file-can-run"),
}

# What makes a browser take a picture for a page, or a server take it for a program.
PAGES = (
    b"<!doctype",
    *(f"<{word}{end}".encode() for word in ("script", "html", "iframe", "?php") for end in "> \t\r\n"),
)
NO_CLAIMS = Claims()


@dataclass(frozen=True, kw_only=True)
class Found:
    """A file that can be kept: what it is, under which name it is shown, and what it claims of itself."""

    kind: Kind
    name: str
    width: int | None = None
    height: int | None = None
    claims: Claims = NO_CLAIMS


def examine(content: bytes, name: str) -> Found:
    """Return what a file is, if it can be kept as evidence. A wrong suffix is put right; nothing is ever run.

    Raises Unfit, whose sentence says what to do.
    """
    kind = kind_of(content)
    if kind.code in ("unknown", "text") and not content.strip(b"\0 \r\n\t"):
        raise Unfit("file-empty")
    found = {"found_zh": kind.zh, "found_en": kind.en}
    if kind.code not in EVIDENCE:
        code = REFUSED.get(kind.code, "file-is-no-evidence")
        raise Unfit(code, **(found if code not in ("file-is-heic", "file-has-password", "file-is-unknown") else {}))
    if len(content) > MEGABYTES_MOST[kind.code] << 20:
        raise Unfit("file-too-large", megabytes=str(MEGABYTES_MOST[kind.code]))
    if kind.code not in ("docx", "xlsx") and zipfile.is_zipfile(io.BytesIO(content)):
        raise Unfit("file-is-two", **found)
    shown = named_as(name, kind.suffix)
    if kind.code in PICTURES:
        return _picture(content, kind, shown)
    {"pdf": check_pdf, "docx": check_office, "xlsx": check_office}.get(kind.code, check_film)(content, kind)
    return Found(kind=kind, name=shown)


def _picture(content: bytes, kind: Kind, shown: str) -> Found:
    shape = check_picture(content)
    lowered = content.lower()
    if any(page in lowered for page in PAGES):
        raise Unfit("file-is-two", found_zh=kind.zh, found_en=kind.en)
    return Found(kind=kind, name=shown, width=shape.width, height=shape.height, claims=claims_of(content))
