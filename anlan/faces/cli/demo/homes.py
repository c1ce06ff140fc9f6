"""The home of a demo on the disk: made, told of in two files, and thrown away whole."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from datetime import datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from anlan import clock, disk
from anlan.rooms import rooms

AHEAD = "ANLAN_AHEAD"


class Damaged(Exception):
    """A file that tells of the demo cannot be read; the journal beside it may be whole."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path


def make() -> Path:
    """Make the home, if it is not there; only its owner can enter."""
    home = Path(settings.ANLAN_HOME)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return home


def folder() -> Path:
    """Return the folder of what lies beside the demo: its cast, its hour, and ledgers to be imported."""
    path = Path(settings.ANLAN_HOME) / "demo"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def set_its_hour(now: datetime) -> None:
    """Let this home live from this moment on, as if it were now: what was done at 15:41 of its day lies in the past."""
    ahead = str(ceil((now - clock.now()) / timedelta(seconds=1)))
    disk.write(folder() / "ahead", f"{ahead}\n".encode())
    os.environ[AHEAD] = ahead


def keep_its_hour() -> None:
    """Let this process, and those that it begins, live at the hour of the home. Raises Damaged."""
    path = Path(settings.ANLAN_HOME) / "demo" / "ahead"
    with suppress(OSError):  # there is none, or nobody may read it: whoever needs the home will say so
        try:
            os.environ.setdefault(AHEAD, str(int(path.read_text("ascii"))))
        except ValueError as wrong:
            raise Damaged(path) from wrong


def write_told(told: dict[str, Any]) -> None:
    """Write down what the welcome page shows, last of all: by it a demo is known to be complete."""
    disk.write(folder() / "cast.json", json.dumps(told, ensure_ascii=False, indent=1).encode())


def told() -> dict[str, Any]:
    """Return what is told of a complete demo, or nothing. Raises Damaged."""
    path = Path(settings.ANLAN_HOME) / "demo" / "cast.json"
    try:
        read: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    except ValueError as wrong:
        raise Damaged(path) from wrong
    return read


def cast() -> dict[str, str]:
    """Return the people of the welcome page: their numbers by their parts."""
    return {one["part"]: one["person"] for one in told().get("cast", ())}


def throw_away() -> None:
    """Throw a demo away, whole. What else lies in the folder, or in a database on a server, is left alone.

    The database goes last: by it a demo that was half thrown away is known again as one.
    """
    home = Path(settings.ANLAN_HOME)
    for name in ("demo", "evidence", "copies", "uploads", "heads", "keys"):
        shutil.rmtree(home / name, ignore_errors=True)
    drop_database()
    os.environ.pop(AHEAD, None)


def drop_database() -> None:
    """Drop the database of the home, or our tables in one on a server."""
    home = Path(settings.ANLAN_HOME)
    if connection.settings_dict["NAME"] != home / "anlan.sqlite3":
        _drop_tables()
    connection.close()
    for name in ("anlan.sqlite3", "anlan.sqlite3-wal", "anlan.sqlite3-shm", "pen.lock"):
        (home / name).unlink(missing_ok=True)


def put_aside(name: str, aside: str) -> None:
    """Let a database in a file be no more the home's, and keep it under another name."""
    home = Path(settings.ANLAN_HOME)
    connection.close()
    if (home / name).exists():
        (home / name).rename(home / aside)
    for rest in (f"{name}-wal", f"{name}-shm"):
        (home / rest).unlink(missing_ok=True)


def _drop_tables() -> None:
    """Drop the tables of the house, known by the names of its rooms, and what is remembered of how they were made."""
    ours = ("django_migrations", *(f"{room.rpartition('.')[2]}_" for room in rooms()))
    with transaction.atomic(), connection.cursor() as cursor:
        found = [name for name in connection.introspection.table_names(cursor) if name.startswith(ours)]
        cursor.execute(f"DROP TABLE {', '.join(map(connection.ops.quote_name, found))}")
