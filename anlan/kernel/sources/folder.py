"""A watched folder: each file is read once it lies still, and moved away once it was taken in."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from anlan.kernel.journal.facts import day_of
from anlan.kernel.journal.files import BYTES_MOST
from anlan.kernel.sources.asking import Failed

STILL_S = 2  # how long a file must have lain as it is
COMING = (".part", ".tmp", ".swp", ".crdownload", "~")  # names of files that somebody is still writing
DONE, FAILED = "done", "failed"


@dataclass(frozen=True, kw_only=True)
class Lying:
    """A file that lies still in a watched folder."""

    path: Path
    content: bytes


def lying(address: str, *, at: datetime) -> Iterator[Lying]:
    """Yield the files that lie still, by name. What is no plain file, or too large, is passed over. Raises Failed."""
    folder = _folder(address)
    try:
        names = sorted(one.name for one in os.scandir(folder) if one.is_file(follow_symlinks=False))
    except OSError as gone:
        raise Failed("folder-missing") from gone
    for name in names:
        if not name.startswith(".") and not name.lower().endswith(COMING):
            content = _still(folder / name, at)
            if content is not None:
                yield Lying(path=folder / name, content=content)


def put_away(path: Path, where: str, *, at: datetime) -> None:
    """Move a file into a folder of the day; one of the same name that lies there stays."""
    folder = path.parent / where / day_of(at).isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    goes, n = folder / path.name, 1
    while goes.exists():
        n += 1
        goes = folder / f"{path.stem} ({n}){path.suffix}"
    os.rename(path, goes)


def _folder(address: str) -> Path:
    """Return a folder within the one that is stated, whatever links lie on the way."""
    inbox = Path(settings.SOURCE_INBOX)
    folder = inbox / address
    try:
        resolved = folder.resolve(strict=True)
        is_within = resolved.is_relative_to(inbox.resolve(strict=True))
    except OSError as gone:
        raise Failed("folder-missing") from gone
    if not is_within or not resolved.is_dir():
        raise Failed("address-refused", where=address)
    return resolved


def _still(path: Path, at: datetime) -> bytes | None:
    """Return what a file holds, if it is a plain one that has lain for a while and did not change meanwhile."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(handle, "rb") as file:
        before = os.fstat(handle)
        is_fit = stat.S_ISREG(before.st_mode) and 0 < before.st_size <= BYTES_MOST
        if not is_fit or before.st_mtime > at.timestamp() - STILL_S:
            return None
        content = file.read(BYTES_MOST + 1)
        after = os.fstat(handle)
    is_same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns) and len(
        content
    ) == after.st_size
    return content if is_same else None
