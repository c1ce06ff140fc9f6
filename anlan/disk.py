"""Files that are there whole, and still there after the power went."""

import os
from contextlib import suppress
from pathlib import Path

COMING = ".coming-"  # how the name begins of what is not there yet: left by whoever was killed, it means nothing


def keep_once(path: Path, content: bytes) -> None:
    """Write a file that its owner alone can read, whole or not at all; where two come at once, the first one's stands.

    When this returns, the disk has it, and its name, and the folder in which it lies.
    """
    draft = _draft(path, content)
    try:
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    flush_folder(path.parent)


def write(path: Path, content: bytes) -> None:
    """Write a file in the same way; where two come at once, the last one's stands. What lay there before is gone."""
    os.replace(_draft(path, content), path)
    flush_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Make a folder for its owner alone, with those above it that are not there; the disk remembers each."""
    for one in reversed([folder, *folder.parents]):
        if not one.exists():
            one.mkdir(mode=0o700, exist_ok=True)
            flush_folder(one.parent)


def flush_folder(folder: Path) -> None:
    """Have the disk remember the names in a folder, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _draft(path: Path, content: bytes) -> Path:
    """Write what a file is to hold beside it, and return where, once it is on the disk."""
    make_folder(path.parent)
    draft = path.with_name(f"{COMING}{path.name}.{os.urandom(8).hex()}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return draft
