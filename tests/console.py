"""How the tests speak to the house at its console: in a process of its own, in a home of its own."""

import fcntl
import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

HOUSE = Path(__file__).parents[1]
DAY = "2026-07-17"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> Any:
        """Return the answer, of a command that was asked for JSON."""
        return json.loads(self.out)


@dataclass(frozen=True, kw_only=True)
class Home:
    """A home, and where its database is."""

    path: Path
    database: str | None

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment of whoever lives there."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("ANLAN_", "LC_"))}
        home = {"ANLAN_HOME": str(self.path), "PYTHONPATH": str(HOUSE), "LANG": "C.UTF-8"}
        return inherited | home | ({"ANLAN_DB": self.database} if self.database else {})

    def anlan(self, *words: str, lang: str = "C.UTF-8", more: Mapping[str, str] | None = None) -> Said:
        """Ask the house something at its console."""
        ran = subprocess.run(
            [sys.executable, "-m", "anlan", *words],
            env=self.environment | {"LANG": lang} | dict(more or {}),
            capture_output=True,
            text=True,
            timeout=240,
            cwd=HOUSE,
        )
        return Said(code=ran.returncode, out=ran.stdout, err=ran.stderr)


def new_home(path: Path) -> Home:
    """Return a home in which nobody has lived: with a database of its own where databases are on a server."""
    path.mkdir(parents=True, exist_ok=True)
    if "ANLAN_DB" not in os.environ:
        return Home(path=path, database=None)
    name = f"home_{secrets.token_hex(6)}"
    with psycopg.connect(os.environ["ANLAN_DB"], autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE template0 LC_COLLATE 'C'")
    return Home(path=path, database=make_conninfo(os.environ["ANLAN_DB"], dbname=name))


def shared_demo(factory: pytest.TempPathFactory) -> Home:
    """Return the small demo, built by whichever worker asks for it first. Nobody changes anything in it."""
    is_alone = "PYTEST_XDIST_WORKER" not in os.environ
    shared = factory.mktemp("shared") if is_alone else factory.getbasetemp().parent
    path = shared / "demo"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "demo.json").exists():
            home = new_home(path)
            built = home.anlan("demo", "--prepare", "--size", "small", "--day", DAY)
            assert built.code == 0, built.err
            (shared / "demo.json").write_text(json.dumps(home.database))
    return Home(path=path, database=json.loads((shared / "demo.json").read_text()))


def copied(home: Home, path: Path) -> Home:
    """Return a copy of a home, to be changed: with a copy of its database."""
    shutil.copytree(home.path, path)
    if home.database is None:
        return Home(path=path, database=None)
    name = f"copy_{secrets.token_hex(6)}"
    named = psycopg.conninfo.conninfo_to_dict(home.database)["dbname"]
    with psycopg.connect(os.environ["ANLAN_DB"], autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {named}")
    return Home(path=path, database=make_conninfo(home.database, dbname=name))
