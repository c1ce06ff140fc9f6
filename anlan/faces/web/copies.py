"""Copies of photos as anybody may see them: drawn once, kept beside the originals, drawn anew when the folder is gone.

ANLAN_HOME/copies may be deleted at any time and need not be backed up. An original is never removed; if one ever is,
what was drawn from it stands under its number and goes with it.
"""

from __future__ import annotations

import hmac
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.utils.crypto import salted_hmac

from anlan.engines.forensics import photo
from anlan.kernel.journal import files

# How copies are drawn. Whoever draws them otherwise counts on, and the old ones are not shown any more.
DRAWN = 1
SEAL = 32


def recipe(*, is_small: bool) -> str:
    """Return the name of how a copy is drawn: nothing else decides what it looks like."""
    return f"{photo.THUMBNAIL_SIDE if is_small else photo.PUBLIC_SIDE}-{photo.QUALITY}-{DRAWN}"


def copy_of(no: str, *, is_small: bool) -> bytes:
    """Return the copy of a picture that is kept under a number, without what it hides. Raises NotHere, Unfit."""
    drawn = recipe(is_small=is_small)
    path = Path(settings.ANLAN_HOME) / "copies" / no[:2] / f"{no}-{drawn}.jpg"
    if (found := _read(path)) is not None:
        return found
    draw = photo.thumbnail if is_small else photo.public_copy
    content = draw(files.read(no))
    _write(path, content)
    return content


def _seal(path: Path, content: bytes) -> bytes:
    return salted_hmac(f"copies {path.name}", content, algorithm="sha256").digest()


def _read(path: Path) -> bytes | None:
    """Return what was kept, or nothing where it is not there or others have been at it."""
    try:
        kept = path.read_bytes()
    except FileNotFoundError:
        return None
    return kept[SEAL:] if hmac.compare_digest(kept[:SEAL], _seal(path, kept[SEAL:])) else None


def _write(path: Path, content: bytes) -> None:
    """Put the whole copy there or none of it; what is lost with the current is drawn again."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, coming = tempfile.mkstemp(dir=path.parent, prefix=".coming-")
    try:
        with open(handle, "wb") as file:
            file.write(_seal(path, content) + content)
        os.replace(coming, path)
    except BaseException:
        Path(coming).unlink(missing_ok=True)
        raise
