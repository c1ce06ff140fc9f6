"""What a home that was copied into place, or made by an older program, leaves open to others: closed to them."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

OTHERS = 0o077
# Signed heads stay as they are: who keeps the house may let an auditor read them.
FOLDERS = ("keys", "uploads", "evidence", "copies")
FILES = ("anlan.sqlite3", "anlan.sqlite3-wal", "anlan.sqlite3-shm", "keys/*")


def close() -> tuple[list[str], list[str]]:
    """Let nobody but the owner into the database, the keys, and the folders of what people brought.

    Returns what others could read until now, and what they still can, because it is somebody else's.
    """
    closed, open_still = [], []
    for path in open_to_others(Path(settings.ANLAN_HOME)):
        name = str(path.relative_to(settings.ANLAN_HOME))
        try:
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~OTHERS)
        except FileNotFoundError:  # the database has just put its journal away
            continue
        except PermissionError:
            open_still.append(name)
        else:
            closed.append(name)
    return closed, open_still


def open_to_others(home: Path) -> Iterator[Path]:
    """Yield what others than the owner can read or enter, though nobody else is to."""
    for path in [home / name for name in FOLDERS] + sorted(one for name in FILES for one in home.glob(name)):
        if path.exists() and not path.is_symlink() and stat.S_IMODE(path.stat().st_mode) & OTHERS:
            yield path
