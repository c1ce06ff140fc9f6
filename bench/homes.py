"""Homes to measure in: filled by the house itself, then copied, so that all three ways work on the same data."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.management import call_command
from django.db import connection, connections

from anlan.kernel.journal.facts import By
from anlan.kernel.journal.record import record
from anlan.kernel.registry.facts import PostsFilled
from anlan.kernel.registry.may import Role

MORNING = datetime(2026, 7, 1, 1, tzinfo=UTC)
OWNER, CHECKER, FILER = "demo-p-000001", "demo-p-000002", "demo-p-000003"
ORGANISATION = "demo-o-000001"
COPIES = ("limit", "peer")
ALL_COPIES = (*COPIES, "bulk")


def found() -> None:
    """Make the tables, and put the cast in post."""
    call_command("migrate", verbosity=0)
    people = {
        OWNER: (Role.ENTERPRISE, ORGANISATION),
        CHECKER: (Role.OFFICER, "office"),
        FILER: (Role.OFFICER, "office"),
    }
    count = len(people)
    filled = PostsFilled(
        posts=tuple(map(post_of, people)),
        roles=tuple(role for role, _ in people.values()),
        titles=tuple(role for role, _ in people.values()),
        persons=tuple(people),
        organisations=tuple(of for _, of in people.values()),
        places=("63",) * count,
        departments=(None,) * count,
        matters=(None, "danger", None),
        from_on=(date(2026, 1, 1),) * count,
        until_on=(None,) * count,
    )
    record([filled], by=by(FILER), at=MORNING)


def by(person: str) -> By:
    """Let somebody speak, each time with a key of its own."""
    return By(person=person, post=post_of(person), command=str(uuid.uuid4()))


def post_of(person: str) -> str:
    """Return the post of a person."""
    return person.replace("-p-", "-t-")


def places() -> Iterator[str]:
    """Yield the places where things are found, over and over: four hundred townships."""
    while True:
        yield from (f"63{county:04}{town:03}" for county in range(100, 120) for town in range(901, 921))


def due(number: int) -> datetime:
    """Return when a thing falls due."""
    return MORNING + timedelta(days=7, minutes=number % 10_000)


def copy(aliases: Sequence[str] = COPIES) -> None:
    """Copy the database of this home for the limit and for the peers, and open each under its name."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        _run(["PRAGMA wal_checkpoint(TRUNCATE)"])
        connection.close()
    for alias in aliases:
        copied: Any
        if connection.vendor == "sqlite":
            copied = name.with_name(f"{alias}.sqlite3")
            shutil.copy(name, copied)
        else:
            copied = f"{name}_{alias}"
            _from_outside(f'CREATE DATABASE "{copied}" TEMPLATE "{name}"')
        open_copy(alias, copied)


def open_copy(alias: str, name: Any) -> None:
    """Open a copy under its name, set up like the database of the house."""
    connections.settings[alias] = connections.settings["default"] | {"NAME": name}


def _from_outside(statement: str) -> None:
    """Run a statement about a whole database, to which nobody may be connected."""
    import psycopg

    told = connection.get_connection_params()
    connection.close()
    with psycopg.connect(host=told["host"], user=told.get("user"), dbname="postgres", autocommit=True) as outside:
        outside.execute(statement)


def _run(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
