"""A house that is up: the demo, built by its own command and served as it is served to everybody."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

import psycopg
from django.conf import settings
from psycopg.conninfo import make_conninfo

ROOT = Path(settings.HOUSE).parent
PATIENCE_S = 30


def prepare(home: Path, *, size: str = "small") -> None:
    """Build a demo in a home of its own."""
    command = [sys.executable, "-m", "anlan", "demo", "--prepare", "--size", size, "--json"]
    subprocess.run(command, cwd=ROOT, env=_around(home), check=True, stdout=subprocess.DEVNULL)


@contextmanager
def served(home: Path) -> Iterator[str]:
    """Serve a home on a free port of this machine, and yield its address."""
    port = _free()
    command = [sys.executable, "-m", "anlan", "serve", "--only", "web", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=_around(home))
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, process)
        yield address
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()


def _around(home: Path) -> dict[str, str]:
    """Return what the processes of a home see: a database of its own, and nothing of the clock of these tests."""
    kept = {name: value for name, value in os.environ.items() if name not in ("ANLAN_DB", "ANLAN_NOW")}
    own = {"ANLAN_DB": _database(os.environ["ANLAN_DB"])} if "ANLAN_DB" in os.environ else {}
    return kept | own | {"ANLAN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "anlan.settings"}


@cache
def _database(server: str) -> str:
    """Make a database beside that of the tests, and return its address."""
    name = f"house_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    return make_conninfo(server, dbname=name)


def _free() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                return
        except urllib.error.HTTPError:
            return  # it answers: here nothing but the pages is served, and it says so
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"nobody answers at {address}")
