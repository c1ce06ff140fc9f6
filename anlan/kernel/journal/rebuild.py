"""Burn the tables and fold them again: the proof that they hold nothing of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from anlan.kernel.journal.follow import COUNTERS, bring_into_step
from anlan.kernel.journal.reads import facts_said, in_bulk

# What does not follow from the journal: named, skipped, and held by the backup.
NOT_FOLDED = frozenset(
    {
        *("journal_entry", "journal_mention", "journal_head", "journal_seal", "journal_node", "journal_number"),
        *("journal_cursor", "journal_outbox"),
    }
)
SHOWN = 20


def not_folded() -> list[str]:
    """Return the tables that do not follow from the journal; a room names its own in `NOT_FOLDED` of its tables."""
    return sorted({table._meta.db_table for table in _tables()} - {table._meta.db_table for table in _folded()})


def rebuild() -> list[str]:
    """Fold every table anew from the journal; return what came out different, as `table: key`.

    What stood there before is put aside in the database and compared there, so that no table need fit into memory.
    """
    with in_bulk(), transaction.atomic(), connection.cursor() as cursor:
        for table in _folded():
            cursor.execute(f"CREATE TEMPORARY TABLE {_aside(table)} AS SELECT * FROM {table._meta.db_table}")
            cursor.execute(f"DELETE FROM {table._meta.db_table}")
        bring_into_step(facts_said())
        differing = [line for table in _folded() for line in _differing(table)]
        for table in _folded():
            cursor.execute(f"DROP TABLE {_aside(table)}")
    return differing


def check() -> list[str]:
    """Do the same as a rehearsal: name what would come out different, and leave everything as it is."""
    with transaction.atomic():
        differing = rebuild()
        transaction.set_rollback(True)
    return differing


def _tables() -> list[Any]:
    return list(apps.get_app_config("anlan").get_models())


def _folded() -> list[Any]:
    return [table for table in _tables() if table._meta.db_table not in NOT_FOLDED and not _kept(table)]


def _kept(table: Any) -> bool:
    """Test whether a room says of its table that it does not follow from the journal."""
    return bool(getattr(table, "kept", False))


def _key(table: Any) -> list[str]:
    if table._meta.db_table in COUNTERS:
        return list(COUNTERS[table._meta.db_table])
    fields = getattr(table._meta, "pk_fields", None) or [table._meta.pk]
    return [field.column for field in fields]


def _aside(table: Any) -> str:
    return f"before_{table._meta.db_table}"


def _differing(table: Any) -> Iterator[str]:
    """Yield the key of every row that is not as it was; where there are many, of the first, and how many more."""
    name, key = table._meta.db_table, ", ".join(_key(table))
    columns = ", ".join(field.column for field in table._meta.concrete_fields if field.column)
    some = " WHERE n <> 0" if name in COUNTERS else ""  # a counter of nothing is as good as none
    after, before = (f"SELECT {columns} FROM {one}{some}" for one in (name, _aside(table)))
    came, went = f"({after} EXCEPT {before}) AS came", f"({before} EXCEPT {after}) AS went"
    wrong = f"SELECT {key} FROM {came} UNION SELECT {key} FROM {went}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key} FROM ({wrong}) AS wrong ORDER BY {key} LIMIT {SHOWN + 1}")
        found = cursor.fetchall()
        yield from (f"{name}: {' '.join(map(str, row))}" for row in found[:SHOWN])
        if len(found) > SHOWN:
            cursor.execute(f"SELECT count(*) FROM ({wrong}) AS wrong")
            yield f"{name}: … {cursor.fetchone()[0] - SHOWN} more"
