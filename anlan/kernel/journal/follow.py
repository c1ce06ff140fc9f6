"""What follows from a fact: folds keep tables in step, reactions say further facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby, islice
from typing import Any, TypeVar

from django.db import connection

from anlan.kernel.journal.facts import By, Fact, Told, micros

F = TypeVar("F", bound=Fact)
Deltas = Mapping[tuple[Any, ...], int]  # (table, key, key, …) -> how many more
Fold = Callable[[Sequence[Told[F]]], Deltas | None]
Forget = Callable[[Sequence[F]], None]
Reaction = Callable[[Any, datetime], Sequence[Fact]]
Spoken = type[Fact] | tuple[type[Fact], str]  # a fact, or a fact about items of one kind

FOLDS: dict[type[Fact], Fold[Any]] = {}
FORGETS: dict[type[Fact], Forget[Any]] = {}
COUNTERS: dict[str, tuple[str, ...]] = {}
WHEN: dict[Spoken, tuple[Reaction, ...]] = {}  # filled from anlan/reactions.py

BATCH = 5_000  # how many facts of one kind a fold is given at once, at most
COPY_FROM = 50  # how many rows make COPY worth its set-up
PLACEHOLDERS = 500


def fold(*kinds: type[F]) -> Callable[[Fold[F]], Fold[F]]:
    """Mark the function that brings tables into step with a batch of these kinds of fact."""

    def mark(function: Fold[F]) -> Fold[F]:
        for kind in kinds:
            assert kind not in FOLDS, f"{kind.__name__} is folded twice"
            FOLDS[kind] = function
        return function

    return mark


def forget(*kinds: type[F]) -> Callable[[Forget[F]], Forget[F]]:
    """Mark the function that takes out of the tables what these kinds of fact said and was erased.

    It gets the facts as they are told from now on, with `erased` where a person's words stood.
    """

    def mark(function: Forget[F]) -> Forget[F]:
        for kind in kinds:
            assert kind not in FORGETS, f"{kind.__name__} is forgotten twice"
            FORGETS[kind] = function
        return function

    return mark


def counter(table: str, *keys: str) -> str:
    """Declare a table of counters, whose rows are `keys` and `n`; folds return deltas of it. Return its name."""
    COUNTERS[table] = keys
    return table


def write(sql: str, rows: Iterable[Sequence[Any]]) -> int:
    """Run one statement over some rows, as folds do; return how many rows it met."""
    with connection.cursor() as cursor:
        cursor.executemany(sql, [[_stored(v) for v in row] for row in rows])
        return int(cursor.rowcount)


def fetch(sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Return the rows of one question. A fold asks only for rows that the act has locked."""
    with connection.cursor() as cursor:
        cursor.execute(sql, [_stored(v) for v in params])
        return list(cursor.fetchall())


def fetch_in(sql: str, numbers: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a question that ends in `IN (%s)`, asked for any count of numbers, 500 at a time."""
    rest, found = iter(dict.fromkeys(numbers)), []
    while part := list(islice(rest, PLACEHOLDERS)):
        found += fetch(sql.replace("(%s)", f"({', '.join(['%s'] * len(part))})"), part)
    return found


def put(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], *, key: Sequence[str] = ()) -> None:
    """Put many rows into a table at once; where `key` is given, a row with that key is replaced.

    The rows of one call have different keys. Table and columns are the program's own words, never a user's.
    """
    if not rows:
        return
    stored = [[_stored(value) for value in row] for row in rows]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(stored) >= COPY_FROM:
            _copy(cursor, table, columns, stored, key)
        else:
            marks = ", ".join(["%s"] * len(columns))
            into = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
            cursor.executemany(into + _replacing(columns, key), stored)


def bring_into_step(told: Iterable[Told[Any]]) -> None:
    """Fold facts in the order they were said, neighbours folded alike as one batch; then move the counters."""
    moved: Counter[tuple[Any, ...]] = Counter()
    for function, same in groupby(told, lambda one: FOLDS.get(type(one.fact))):
        while function and (batch := list(islice(same, BATCH))):
            for key, more in (function(batch) or {}).items():
                moved[key] += more
    count(moved)


def count(moved: Deltas) -> None:
    """Add what was counted to the tables of counters, once each and in the order of their keys."""
    for table, keys in sorted(COUNTERS.items()):
        rows = sorted((*key[1:], more) for key, more in moved.items() if key[0] == table and more)
        if not rows:
            continue
        columns = ", ".join(keys)
        write(
            f"INSERT INTO {table} ({columns}, n) VALUES ({', '.join(['%s'] * (len(keys) + 1))})"
            f" ON CONFLICT ({columns}) DO UPDATE SET n = {table}.n + excluded.n",
            rows,
        )


def consequences(fact: Fact) -> tuple[Reaction, ...]:
    """Return what reacts to a fact: first to the fact as such, then to the fact for its kind of item."""
    return WHEN.get(type(fact), ()) + WHEN.get((type(fact), getattr(fact, "kind", "")), ())


def unfold(facts: Sequence[Fact], by: By, at: datetime) -> list[tuple[Fact, int | None]]:
    """Fold the facts, then what follows from them, wave by wave to the end; return all, each with its cause's index."""
    told: list[tuple[Fact, int | None]] = []
    wave: list[tuple[Fact, int | None]] = [(fact, None) for fact in facts]
    while wave:
        bring_into_step(Told(fact=fact, at=at, person=by.person, command=by.command) for fact, _ in wave)
        causes = enumerate((fact for fact, _ in wave), start=len(told))
        told += wave
        wave = [(new, index) for index, fact in causes for react in consequences(fact) for new in react(fact, at)]
    return told


def _stored(value: Any) -> Any:
    return micros(value) if isinstance(value, datetime) else value


def _replacing(columns: Sequence[str], key: Sequence[str]) -> str:
    if not key:
        return ""
    rest = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in key)
    return f" ON CONFLICT ({', '.join(key)}) DO " + (f"UPDATE SET {rest}" if rest else "NOTHING")


def _copy(cursor: Any, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], key: Sequence[str]) -> None:
    listed = ", ".join(columns)
    target = f"coming_{table}" if key else table
    if key:
        cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {target} (LIKE {table}) ON COMMIT DELETE ROWS")
    with cursor.copy(f"COPY {target} ({listed}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    if key:
        cursor.execute(f"INSERT INTO {table} ({listed}) SELECT {listed} FROM {target}{_replacing(columns, key)}")
        cursor.execute(f"DELETE FROM {target}")
