"""Somebody who holds the database and takes the triggers off."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection

from anlan.kernel.journal.tables import triggers


@contextmanager
def unguarded() -> Iterator[None]:
    """Let the journal be rewritten in here."""
    guards = list(triggers(connection.vendor))
    with connection.cursor() as cursor:
        for _, _, _, drop in guards:
            cursor.execute(drop)
        yield
        for _, _, make, _ in guards:
            cursor.execute(make)


def forge(sql: str, *params: Any) -> int:
    """Run one statement past the triggers; return how many rows it met."""
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def stored() -> list[Sequence[Any]]:
    """Return the whole journal, as it stands in the table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, header, body, hash FROM journal_entry ORDER BY seq")
        return list(cursor.fetchall())
