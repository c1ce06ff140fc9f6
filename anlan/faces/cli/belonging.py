"""To which database a home belongs: a word in it says so.

Keys, heads and evidence lie in the home, everything else in the database. Where the two do not belong together, nothing
is served and nothing is brought back: two houses would sign into the same heads.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from django.db import connection

from anlan import disk
from anlan.kernel.upkeep import moved

MARK = "database"


def other() -> tuple[str, str] | None:
    """Return to which database the home belongs and which is asked, where they differ; None where they do not."""
    home, here = Path(settings.ANLAN_HOME), _here()
    told = mark().read_text("utf-8").strip() if mark().exists() else None
    if told is None and connection.vendor != "sqlite" and _has_a_file(home):
        told = "sqlite"
    return None if told in (None, here) else (str(told), here)


def note(database: str | None = None) -> None:
    """Write down to which database this home belongs from now on, the present one if none is named."""
    words = f"postgresql {database}" if database else _here()
    if os.access(settings.ANLAN_HOME, os.W_OK) and (database or not mark().exists()):
        disk.write(mark(), f"{words}\n".encode())


def _here() -> str:
    name = connection.settings_dict["NAME"]
    return "sqlite" if connection.vendor == "sqlite" else f"{connection.vendor} {name}"


def mark() -> Path:
    """Return the file with the word."""
    return Path(settings.ANLAN_HOME) / MARK


def _has_a_file(home: Path) -> bool:
    file = home / moved.FILE
    return moved.told() is None and file.exists() and file.stat().st_size > 0
