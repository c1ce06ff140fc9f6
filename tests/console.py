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
from psycopg.conninfo import conninfo_to_dict, make_conninfo

HOUSE = Path(__file__).parents[1]
DAY = "2026-07-17"
# What a command must not inherit: the settings and language of the tests, and what a browser needs in their process.
LEFT_OUT = ("ANLAN_", "LC_", "DJANGO_ALLOW_ASYNC_UNSAFE")


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
    template: str = ""  # the name of a database that nobody uses, from which copies of this one are made

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment of whoever lives there."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(LEFT_OUT)}
        home = {"ANLAN_HOME": str(self.path), "PYTHONPATH": str(HOUSE), "LANG": "C.UTF-8"}
        home |= {"XDG_CONFIG_HOME": str(self.path / "config")}
        return inherited | home | ({"ANLAN_DB": self.database} if self.database else {})

    def anlan(self, *words: str, lang: str = "C.UTF-8", more: Mapping[str, str] | None = None, typed: str = "") -> Said:
        """Ask the house something at its console."""
        ran = subprocess.run(
            [sys.executable, "-m", "anlan", *words],
            env=self.environment | {"LANG": lang} | dict(more or {}),
            input=typed,
            capture_output=True,
            text=True,
            timeout=240,
            cwd=HOUSE,
        )
        return Said(code=ran.returncode, out=ran.stdout, err=ran.stderr)

    def change(self, statement: str) -> None:
        """Change the database behind the house's back."""
        code = (
            f"import django; django.setup(); from django.db import connection as c; c.cursor().execute({statement!r})"
        )
        environment = self.environment | {"DJANGO_SETTINGS_MODULE": "anlan.settings"}
        subprocess.run([sys.executable, "-c", code], env=environment, check=True)


_shared: list[Home] = []


def new_home(path: Path) -> Home:
    """Return a home in which nobody has lived: with a database of its own where databases are on a server."""
    path.mkdir(parents=True, exist_ok=True)
    return Home(path=path, database=_database("template0"))


def shared_demo(factory: pytest.TempPathFactory) -> Home:
    """Return the small demo, built by whichever worker asks for it first. Nobody changes anything in it."""
    if not _shared:
        _shared.append(_built_once(factory))
    return _shared[0]


def _built_once(factory: pytest.TempPathFactory) -> Home:
    is_alone = "PYTEST_XDIST_WORKER" not in os.environ
    shared = factory.mktemp("shared") if is_alone else factory.getbasetemp().parent
    path, kept = shared / "demo", shared / "demo.json"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            built = new_home(path)
            said = built.anlan("demo", "--prepare", "--size", "small", "--day", DAY)
            assert said.code == 0, said.err
            template = conninfo_to_dict(built.database)["dbname"] if built.database else ""
            (path / "database").unlink(missing_ok=True)  # its database becomes the template of others
            kept.write_text(json.dumps([_database(str(template)), template]))
    database, template = json.loads(kept.read_text())
    return Home(path=path, database=database, template=template)


def copied(home: Home, path: Path) -> Home:
    """Return a copy of a home, to be changed: with a copy of its database."""
    shutil.copytree(home.path, path, ignore=shutil.ignore_patterns("database"))  # another database is made for it
    return Home(path=path, database=_database(home.template))


def _database(template: str) -> str | None:
    """Return a new database on the server, made after another; none where a home holds its database itself."""
    if "ANLAN_DB" not in os.environ:
        return None
    name = f"home_{secrets.token_hex(6)}"
    collation = " LC_COLLATE 'C'" if template == "template0" else ""
    with psycopg.connect(os.environ["ANLAN_DB"], autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}{collation}")
    return make_conninfo(os.environ["ANLAN_DB"], dbname=name)
