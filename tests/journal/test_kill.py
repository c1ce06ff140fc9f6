"""Killed without warning, at any moment: nothing promised is lost, nothing is half done."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo

KILLS = int(os.environ.get("ANLAN_KILLS", "20"))  # two hundred in the night


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[dict[str, str]]:
    """What a process of its own needs, to live in a home and a database of its own."""
    around = os.environ | {"ANLAN_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "anlan.settings"}
    if connection.vendor == "sqlite":
        yield around
        return
    server = conninfo_to_dict(os.environ["ANLAN_DB"])
    name = f"kill_{os.getpid()}"
    with psycopg.connect(make_conninfo(**server), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE template0 LC_COLLATE 'C'")
        try:
            yield around | {"ANLAN_DB": make_conninfo(**server | {"dbname": name})}
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_nothing_promised_is_lost_and_nothing_is_half_done(tmp_path, outside):
    chance = random.Random(7)
    for round_ in range(KILLS + 1):  # who comes after the last kill still looks
        command = [sys.executable, "-m", "tests.journal.speaker", str(tmp_path), str(round_)]
        with subprocess.Popen(command, env=outside, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE) as speaker:
            assert speaker.stdout is not None
            assert speaker.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0, 0.3))
            speaker.kill()

    assert len((tmp_path / "promised").read_text().splitlines()) > KILLS
