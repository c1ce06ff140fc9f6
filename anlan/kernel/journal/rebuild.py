"""Burn the tables and fold them again: the proof that they hold nothing of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from anlan.kernel.journal.follow import COUNTERS, bring_into_step
from anlan.kernel.journal.reads import facts_said

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
    """Fold every table anew from the journal; return what came out different, as `table: key`."""
    with transaction.atomic():
        before = {table._meta.db_table: _rows(table) for table in _folded()}
        with connection.cursor() as cursor:
            for table in before:
                cursor.execute(f"DELETE FROM {table}")
        bring_into_step(facts_said())
        return [line for table in _folded() for line in _differing(table, before[table._meta.db_table])]


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


def _rows(table: Any) -> dict[Any, tuple[Any, ...]]:
    name = table._meta.db_table
    columns = [field.column for field in table._meta.concrete_fields if field.column]
    width = len(_key(table))
    ordered = _key(table) + [column for column in columns if column not in _key(table)]
    where = " WHERE n <> 0" if name in COUNTERS else ""  # a counter of nothing is as good as none
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(ordered)} FROM {name}{where}")
        return {row[:width]: tuple(map(_plain, row[width:])) for row in cursor.fetchall()}


def _key(table: Any) -> list[str]:
    if table._meta.db_table in COUNTERS:
        return list(COUNTERS[table._meta.db_table])
    fields = getattr(table._meta, "pk_fields", None) or [table._meta.pk]
    return [field.column for field in fields]


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _differing(table: Any, before: dict[Any, tuple[Any, ...]]) -> Iterator[str]:
    after = _rows(table)
    name = table._meta.db_table
    wrong = sorted((key for key in before.keys() | after.keys() if before.get(key) != after.get(key)), key=str)
    for key in wrong[:SHOWN]:
        yield f"{name}: {' '.join(map(str, key))}"
    if len(wrong) > SHOWN:
        yield f"{name}: … {len(wrong) - SHOWN} more"
