"""`anlan move`: a house leaves the file in its home for a PostgreSQL server, where it is compared before it lives."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import msgspec
import psycopg
import typer
from django.conf import settings
from django.db import connection

from anlan import clock, disk
from anlan.faces.cli import belonging, serving
from anlan.faces.cli.alone import alone
from anlan.faces.cli.backups import PASSPHRASE
from anlan.faces.cli.console import AsJson, refuse, say, tell
from anlan.faces.cli.demo import homes
from anlan.kernel.journal import seals
from anlan.kernel.journal.follow import write
from anlan.kernel.journal.lock import pen
from anlan.kernel.upkeep import backup, moved

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
OURS = "upkeep_moving"  # a table of the server, as long as what stands there is half of a house that moves

AsTarget = Annotated[
    str,
    typer.Argument(
        metavar="ADDRESS",
        help=say("PostgreSQL 空库的地址，写法同 ANLAN_DB。", "An empty PostgreSQL database, as ANLAN_DB names it."),
    ),
]


def move(target: AsTarget, as_json: AsJson = False) -> None:
    """Move a house from the file in its home to a database on a server; the file is put aside, and never used again."""
    if moved.told() is None or "ANLAN_DB" in os.environ:
        serving.must_be_ready()
        _must_be_in_a_file(as_json)
    try:
        with alone(), pen(), psycopg.connect(target, autocommit=True, connect_timeout=10) as server:
            if moved.told() is None:
                entries = _carried(server, target, as_json)
                moved.tell_it(entries, clock.now())
            belonging.note(server.info.dbname)
            entries = _left(server)
    except psycopg.Error as wrong:
        why = str(wrong).replace("\n", " ")
        words = say(f"目标数据库不可用：{why}。原系统没有变。", f"That database cannot be used: {why}. Nothing moved.")
        refuse("no-database", words, as_json)
    words = say(
        f"已迁到 PostgreSQL：{entries} 条记录，各表与账本、签名头核对一致。请在 anlan.env 中设 ANLAN_DB，"
        f"再运行 anlan doctor。原文件改名为 {moved.ASIDE}，不再使用。",
        f"The house lives on the server: {entries} entries, compared with heads and tables. Set ANLAN_DB in anlan.env,"
        f" then run anlan doctor. The file is {moved.ASIDE} now, and is not used any more.",
    )
    tell(words, {"moved": True, "entries": entries}, as_json=as_json)


def _must_be_in_a_file(as_json: bool) -> None:
    if connection.settings_dict["HOST"] or "ANLAN_DB" in os.environ:
        words = say(
            "设了 ANLAN_DB，这套系统已在服务器上。迁移时请不设 ANLAN_DB，把地址写在命令后。",
            "ANLAN_DB is set: this house is on a server already. Unset it, and name the address after the command.",
        )
        refuse("on-server", words, as_json)


def _carried(server: psycopg.Connection[Any], target: str, as_json: bool) -> int:
    """Carry all tables over, fold and compare them there; return how many entries the journal has."""
    scratch = Path(settings.ANLAN_HOME) / "moving"
    with _half(server, scratch, as_json):
        copy = backup.make(scratch, passphrase=None, at=clock.now(), linked=True)
        said = _restored(copy.folder, scratch / "home", target)
        if wrong := said.get("says"):
            refuse(
                "not-moved",
                say("没有迁成，原系统没有变：", "It has not moved, and nothing has changed: ") + wrong,
                as_json,
            )
        here = seals.ending()
        there = server.execute("SELECT inc, seq, hash FROM journal_head WHERE origin = %s", [here.origin]).fetchone()
        if there != (here.inc, here.size, here.last):
            refuse("not-equal", say("两处的账本不一样长。", "The journals do not end alike."), as_json)
    return copy.manifest.entries


@contextmanager
def _half(server: psycopg.Connection[Any], scratch: Path, as_json: bool) -> Iterator[None]:
    """Say on the server that what comes there is half a house; throw away what one left that was cut off."""
    token = scratch / "token"
    found = [name for (name,) in server.execute(TABLES).fetchall()]
    mine = server.execute(f"SELECT token FROM {OURS}").fetchall() if OURS in found else []
    if found and not (token.exists() and mine == [(token.read_text("ascii"),)]):
        words = say(
            f"目标数据库不是空的（有 {len(found)} 张表），不迁入。请另建一个空库。",
            f"That database is not empty: it has {len(found)} tables. Make another one for this house.",
        )
        refuse("not-empty", words, as_json)
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(mode=0o700)
    with server.transaction():
        for name in found:
            server.execute(f'DROP TABLE IF EXISTS "{name}" CASCADE')
    told = uuid.uuid4().hex
    disk.write(token, told.encode())
    with server.transaction():
        server.execute(f"CREATE TABLE {OURS} (token varchar(32) PRIMARY KEY)")
        server.execute(f"INSERT INTO {OURS} VALUES (%s)", [told])
    yield


def _restored(folder: Path, home: Path, target: str) -> dict[str, str]:
    """Read a backup into the server in a process of its own, which compares it there; return what it said."""
    around = os.environ | {"ANLAN_HOME": str(home), "ANLAN_DB": target}
    for name in ("ANLAN_ORIGIN", PASSPHRASE):  # the keys lie open for as long as they are on their way
        around.pop(name, None)
    words = (sys.executable, "-m", "anlan", "restore", str(folder), "--rehearse", "--json")
    ran = subprocess.run(words, env=around, capture_output=True, text=True, check=False)
    told: dict[str, str] = msgspec.json.decode(ran.stdout or b"{}") if ran.stdout.startswith("{") else {}
    return told if ran.returncode == 0 else {"says": told.get("says") or ran.stderr[-500:] or "?"}


def _left(server: psycopg.Connection[Any]) -> int:
    """Close the file that the house has left: nothing can be said in it any more, whoever still has it open."""
    home = Path(settings.ANLAN_HOME)
    if (home / moved.FILE).exists():
        write(moved.SHUT, [()])
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    server.execute(f"DROP TABLE IF EXISTS {OURS}")
    homes.put_aside(moved.FILE, moved.ASIDE)
    shutil.rmtree(home / "moving", ignore_errors=True)
    told = moved.told()
    assert told, "it was written down before"
    return told.entries
