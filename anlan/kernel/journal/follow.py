"""What follows from a fact: folds keep tables in step, reactions say further facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import groupby, islice
from typing import Any, TypeVar
from uuid import uuid4

from django.db import DEFAULT_DB_ALIAS, connection, connections

from anlan.kernel.journal.facts import BodiesErased, By, Fact, Told, micros

F = TypeVar("F", bound=Fact)
Deltas = Mapping[tuple[Any, ...], int]  # (table, key, key, …) -> how many more
Fold = Callable[[Sequence[Told[F]]], Deltas | None]
Forget = Callable[[Sequence[F]], None]
Reaction = Callable[[Any, datetime], Sequence[Fact]]
Spoken = type[Fact] | tuple[type[Fact], str]  # a fact, or a fact about items of one kind

FOLDS: dict[type[Fact], Fold[Any]] = {}
FORGETS: dict[type[Fact], Forget[Any]] = {}
COUNTERS: dict[str, tuple[str, ...]] = {}
DERIVED: list[Callable[[], None]] = []
WHEN: dict[Spoken, tuple[Reaction, ...]] = {}  # filled from anlan/reactions.py

BATCH = 20_000  # how many facts of one kind a fold is given at once, at most
FEW = 10  # how many rows go into one statement
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


def derived(function: Callable[[], None]) -> Callable[[], None]:
    """Mark the function that brings what follows from the journal and an hour up to the last hour it was brought to."""
    DERIVED.append(function)
    return function


def counter(table: str, *keys: str) -> str:
    """Declare a table of counters, whose rows are `keys` and `n`; folds return deltas of it. Return its name."""
    COUNTERS[table] = keys
    return table


Rows = list[tuple[Any, ...]]


class Bare:
    """The driver's own cursor: it asks in a third of the time that Django's takes, and fails with the same errors.

    On PostgreSQL, what folds write to different tables travels together, before anything is asked.
    """

    def __init__(self, house: Any) -> None:
        self._house, self._cursor = house, house.connection.cursor()
        self._errors, self._is_near = house.wrap_database_errors, house.vendor == "sqlite"
        self._waiting: dict[str, tuple[str, Sequence[Any]]] = {}
        self.fetchone = self._cursor.fetchone

    def execute(self, sql: str, params: Sequence[Any] = ()) -> None:
        """Run one statement, unless the transaction has failed already."""
        self.settle()
        with self._errors:
            self._cursor.execute(_marked(sql) if self._is_near else sql, params)

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run one statement over many rows."""
        self.settle()
        with self._errors:
            self._cursor.executemany(_marked(sql) if self._is_near else sql, rows)

    def write(self, table: str, sql: str, params: Sequence[Any]) -> None:
        """Run one statement that writes to a table: now or, where each is a trip, with those to other tables."""
        if self._is_near:
            self.execute(sql, params)
            return
        if table in self._waiting:
            self.settle()
        self._waiting[table] = (sql, params)

    def copy(self, sql: str) -> Any:
        """Copy rows into a table."""
        self.settle()
        return self._cursor.copy(sql)

    def settle(self) -> None:
        """Write what waits. Raises what Django raises in a transaction that has failed."""
        if self._house.needs_rollback:
            self._house.validate_no_broken_transaction()
        if self._waiting:
            first, *rest = self._waiting.values()
            self._waiting.clear()
            sql = _together(tuple(sql for sql, _ in (first, *rest)))
            self.execute(sql, [value for _, row in (*rest, first) for value in row])

    def fetchall(self) -> Rows:
        """Return all rows that were found."""
        with self._errors:
            return list(self._cursor.fetchall())

    @property
    def rowcount(self) -> int:
        """Return how many rows the statement met."""
        return int(self._cursor.rowcount)


@dataclass
class _InHand:
    """The numbers that an act holds, the rows that it has read of them until it writes, and what it asks with."""

    held: frozenset[str] = frozenset()
    read: dict[tuple[str, Any], Rows] = field(default_factory=dict)
    bare: Bare | None = None


_in_hand: ContextVar[_InHand] = ContextVar("in_hand", default=_InHand())  # noqa: B039 — nothing is held there


@contextmanager
def holding(numbers: Iterable[str]) -> Iterator[None]:
    """Let folds have the rows of these numbers as the act has read them, once it holds them."""
    before = _in_hand.set(_InHand(frozenset(numbers), bare=_bare()))
    try:
        yield
    finally:
        _in_hand.reset(before)
        _forget_what_was_read()  # an act within an act may have written


def cursor() -> AbstractContextManager[Any]:
    """Return what runs statements: within an act one cursor for all of them, elsewhere one for each."""
    bare = _in_hand.get().bare
    return nullcontext(bare) if bare else connection.cursor()


def write(sql: str, rows: Iterable[Sequence[Any]]) -> int:
    """Run one statement over some rows, as folds do; return how many rows it met."""
    _forget_what_was_read()
    with cursor() as asking:
        stored = [[_stored(v) for v in row] for row in rows]
        if len(stored) == 1:  # on PostgreSQL `executemany` is several trips even for one
            asking.execute(sql, stored[0])
        else:
            asking.executemany(sql, stored)
        return int(asking.rowcount)


def fetch(sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Return the rows of one question. A fold asks only for rows that the act has locked."""
    with cursor() as asking:
        asking.execute(sql, [_stored(v) for v in params])
        return list(asking.fetchall())


def fetch_in(sql: str, numbers: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a question that ends in `IN (%s)`, asked for any count of numbers, 500 at a time."""
    wanted = list(dict.fromkeys(numbers))
    if len(wanted) == 1:
        return _fetch_once(sql, wanted[0])
    rest, found = iter(wanted), []
    while part := list(islice(rest, PLACEHOLDERS)):
        found += fetch(sql.replace("(%s)", f"({', '.join(['%s'] * len(part))})"), part)
    return found


def put(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], *, key: Sequence[str] = ()) -> None:
    """Put many rows into a table at once; where `key` is given, a row with that key is replaced.

    The rows of one call have different keys. Table and columns are the program's own words, never a user's.
    """
    stored = [tuple(micros(value) if type(value) is datetime else value for value in row) for row in rows]
    put_ready(table, columns, stored, key=key)


def put_ready(table: str, columns: Sequence[str], rows: Rows, *, key: Sequence[str] = (), keeps: bool = False) -> None:
    """Put rows into a table that are as it keeps them, without moments; what a key has it replaces, or `keeps`."""
    if not rows:
        return
    _forget_what_was_read()
    with cursor() as asking:
        ending = _replacing(tuple(columns), tuple(key), keeps)
        if len(rows) >= COPY_FROM and connection.vendor == "postgresql":
            _copy(asking, table, columns, rows, ending)
        else:
            insert(asking, f"INSERT INTO {table} ({', '.join(columns)})", rows, ending)


def ready(moments: Iterable[datetime | None]) -> Iterator[int | None]:
    """Yield moments as tables keep them; of many most are one and the same."""
    known: dict[datetime | None, int | None] = {None: None}
    for at in moments:
        if at not in known and at is not None:
            known[at] = micros(at)
        yield known[at]


def touch(what: str) -> None:
    """Let whoever keeps some tables in memory know that they are others now, if this act comes to its end."""
    put("journal_stamp", ("what", "stamp"), [(what, uuid4().hex)], key=("what",))


def change(table: str, changes: Mapping[str, Any], *, key: str, of: str) -> None:
    """Change some columns of the row with this key. Table and columns are the program's own words, never a user's."""
    _forget_what_was_read()
    sql = f"UPDATE {table} SET {', '.join([f'{column} = %s' for column in changes])} WHERE {key} = %s"
    _write_soon(table, sql, [*map(_stored, changes.values()), of])


def insert(asking: Any, into: str, rows: Sequence[Sequence[Any]], ending: str = "") -> None:
    """Insert rows: a few in one statement, since on PostgreSQL `executemany` is several trips even for one."""
    if len(rows) > FEW:
        asking.executemany(insertion(into, 1, len(rows[0])) + ending, rows)
    elif rows:
        asking.execute(insertion(into, len(rows), len(rows[0])) + ending, [value for row in rows for value in row])


@cache
def insertion(into: str, rows: int, width: int) -> str:
    """Return the statement that inserts so many rows."""
    return f"{into} VALUES {', '.join(['(' + ', '.join(['%s'] * width) + ')'] * rows)}"


def bring_into_step(told: Iterable[Told[Any]]) -> None:
    """Fold facts in the order they were said, neighbours folded alike as one batch; then move the counters."""
    moved: Counter[tuple[Any, ...]] = Counter()
    for stretch in _stretches(told):
        for function, batch in groupby(stretch, _fold_of):
            for key, more in (function(list(batch)) or {}).items():
                moved[key] += more
    count(moved)
    if bare := _in_hand.get().bare:
        bare.settle()  # whatever reacts may ask through the ORM


def _stretches(told: Iterable[Told[Any]]) -> Iterator[list[Told[Any]]]:
    """Yield stretches of facts that are folded, in each of them those of one room after those of another.

    A fold keeps to the tables of its room, so that only within a room it matters what was said first. Without this a
    danger that is filed and described would end the batch twice. What was erased, every room must forget together.
    """
    folded = (one for one in told if type(one.fact) in FOLDS)
    for is_erasure, same in groupby(folded, lambda one: isinstance(one.fact, BodiesErased)):
        while stretch := list(islice(same, 1 if is_erasure else BATCH)):
            yield sorted(stretch, key=_room_of)


def _fold_of(told: Told[Any]) -> Fold[Any]:
    return FOLDS[type(told[0])]


def _room_of(told: Told[Any]) -> str:
    return FOLDS[type(told[0])].__module__


def count(moved: Deltas) -> None:
    """Add what was counted to the tables of counters, once each and in the order of their keys."""
    for table in sorted({key[0] for key in moved}):
        rows = sorted((*key[1:], more) for key, more in moved.items() if key[0] == table and more)
        columns = ", ".join(COUNTERS[table])
        adding = f" ON CONFLICT ({columns}) DO UPDATE SET n = {table}.n + excluded.n"
        into = f"INSERT INTO {table} ({columns}, n)"
        if len(rows) > FEW:
            with cursor() as asking:
                insert(asking, into, rows, adding)
        elif rows:
            _write_soon(table, insertion(into, len(rows), len(rows[0])) + adding, [v for row in rows for v in row])


def consequences(fact: Fact) -> tuple[Reaction, ...]:
    """Return what reacts to a fact: first to the fact as such, then to the fact for its kind of item."""
    return WHEN.get(type(fact), ()) + WHEN.get((type(fact), getattr(fact, "kind", "")), ())


def unfold(facts: Sequence[Fact], by: By, at: datetime) -> list[tuple[Fact, int | None]]:
    """Fold the facts, then what follows from them, wave by wave to the end; return all, each with its cause's index."""
    told: list[tuple[Fact, int | None]] = []
    wave: list[tuple[Fact, int | None]] = [(fact, None) for fact in facts]
    while wave:
        bring_into_step(Told(fact, at, by.person, by.command) for fact, _ in wave)
        causes = enumerate((fact for fact, _ in wave), start=len(told))
        told += wave
        wave = [(new, index) for index, fact in causes for react in consequences(fact) for new in react(fact, at)]
    return told


def _forget_what_was_read() -> None:
    _in_hand.get().read.clear()


def _fetch_once(sql: str, number: Any) -> Rows:
    """Ask about one number; about one that the act holds, only if it has not asked yet."""
    act = _in_hand.get()
    rows = act.read.get((sql, number))
    if rows is None:
        rows = fetch(sql, [number])
        if number in act.held:
            act.read[sql, number] = rows
    return rows


def _bare() -> Bare | None:
    """Return the driver's cursor for a transaction that has begun, unless somebody listens to what Django asks."""
    house: Any = connections[DEFAULT_DB_ALIAS]
    is_heard = house.execute_wrappers or house.queries_logged
    return Bare(house) if house.in_atomic_block and not is_heard else None


@cache
def _marked(sql: str) -> str:
    """Return a statement with the marks of SQLite's driver."""
    return sql.replace("%s", "?").replace("%%", "%")


def _write_soon(table: str, sql: str, params: Sequence[Any]) -> None:
    """Run a statement that only writes: within an act together with others, elsewhere alone."""
    if bare := _in_hand.get().bare:
        bare.write(table, sql, params)
    else:
        with connection.cursor() as asking:
            asking.execute(sql, params)


@cache
def _together(statements: tuple[str, ...]) -> str:
    """Return one statement for several that write to different tables; they see nothing of each other.

    PostgreSQL does the main statement first, whatever stands before it: so rows are locked in the order of folds.
    """
    first, *rest = statements
    also = ", ".join(f"also_{number} AS ({sql})" for number, sql in enumerate(rest))
    return f"WITH {also} {first}" if rest else first


def _stored(value: Any) -> Any:
    return micros(value) if isinstance(value, datetime) else value


@cache
def _replacing(columns: tuple[str, ...], key: tuple[str, ...], keeps: bool) -> str:
    if not key:
        return ""
    rest = "" if keeps else ", ".join(f"{column} = excluded.{column}" for column in columns if column not in key)
    return f" ON CONFLICT ({', '.join(key)}) DO " + (f"UPDATE SET {rest}" if rest else "NOTHING")


def _copy(asking: Any, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], ending: str) -> None:
    listed = ", ".join(columns)
    target = f"coming_{table}" if ending else table
    if ending:
        asking.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {target} (LIKE {table}) ON COMMIT DELETE ROWS")
    with asking.copy(f"COPY {target} ({listed}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    if ending:
        asking.execute(f"INSERT INTO {table} ({listed}) SELECT {listed} FROM {target}{ending}")
        asking.execute(f"DELETE FROM {target}")
