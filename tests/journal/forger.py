"""Somebody who holds the database and takes the triggers off."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

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


@contextmanager
def keep_journal() -> Iterator[None]:
    """Put everything back afterwards, so that many forgeries can be tried on one journal."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def forge(sql: str, *params: Any) -> int:
    """Run one statement past the triggers; return how many rows it met."""
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def forge_from(seq: int, column: str, change: Callable[[Any], Any]) -> None:
    """Change one column of one entry, past the triggers."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM journal_entry WHERE seq = %s", [seq])
        [value] = cursor.fetchone()
    changed = change(bytes(value) if isinstance(value, memoryview) else value)
    assert forge(f"UPDATE journal_entry SET {column} = %s WHERE seq = %s", changed, seq) == 1


def stored() -> list[Sequence[Any]]:
    """Return the whole journal, as it stands in the table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, header, body, hash FROM journal_entry ORDER BY seq")
        return list(cursor.fetchall())
