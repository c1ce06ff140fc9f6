"""Files that are there whole, and still there after the power went."""

import os
from pathlib import Path


def keep_once(path: Path, content: bytes) -> None:
    """Write a file that its owner alone can read, whole or not at all; where two come at once, the first one's stands.

    When this returns, the disk has it, and its name, and the folder in which it lies.
    """
    make_folder(path.parent)
    draft = path.with_name(f".{path.name}.{os.urandom(8).hex()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
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
