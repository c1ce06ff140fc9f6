"""What a process of its own needs, to live in a home and a database of its own."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo


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
