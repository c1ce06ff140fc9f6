"""Where the console keeps the token of whoever signed in: a file that only he can read, or ANLAN_TOKEN."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from urllib.parse import quote

from django.conf import settings

from anlan import disk

VARIABLE = "ANLAN_TOKEN"


class Exposed(Exception):
    """Others can read the file, or it is somebody else's; what stands in it is no secret."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


def path() -> Path:
    """Return where the token for this house lies."""
    folder = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    return Path(folder) / "anlan" / f"token-{quote(settings.ORIGIN, safe='')}"


def token(*, to_end_it: bool = False) -> str | None:
    """Return the token of whoever signed in, if anybody did. Raises Exposed, unless it is only to be ended."""
    if told := os.environ.get(VARIABLE):
        return told.strip()
    try:
        file = os.open(path(), os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    with open(file, encoding="ascii", errors="replace") as kept:
        about = os.fstat(file)
        is_exposed = stat.S_IMODE(about.st_mode) & 0o077 or about.st_uid != os.geteuid()
        if is_exposed and not to_end_it:
            raise Exposed(path())
        return kept.read().strip()


def keep(secret: str) -> Path:
    """Keep a token; return where. What was there before is overwritten whole."""
    kept = path()
    disk.write(kept, f"{secret}\n".encode("ascii"))
    return kept


def forget() -> None:
    """Forget the token that lies in the file."""
    path().unlink(missing_ok=True)
