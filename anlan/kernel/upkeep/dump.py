"""Tables written out and read in again, the same on both databases: a line of JSON for each row, in the order of keys.

All of it is read as of one moment, while people go on writing.
"""

from __future__ import annotations

import base64
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.loader import MigrationLoader

from anlan.kernel.journal.follow import put

APP = "anlan"
AT_ONCE = 2_000
SAME_ORDER = ("C", "POSIX", "C.UTF-8", "C.utf8")
INCARNATION = "inc"  # the column that says which incarnation keeps a row
BYTES = "b64"

Cell = None | bool | int | float | str | dict[str, str]
Rows = Iterator[Sequence[Any]]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table of the house: its columns, which of them are flags, and in which order its rows are told."""

    name: str
    columns: tuple[str, ...]
    flags: tuple[str, ...]
    key: tuple[tuple[str, bool], ...]  # each column of the key, and whether it holds text

    def question(self, collation: str = "") -> str:
        """Return how all rows are asked for, in the order of their keys: by bytes, whatever a database thinks."""
        order = ", ".join(f"{column}{collation}" if is_text else column for column, is_text in self.key)
        return f"SELECT {', '.join(self.columns)} FROM {self.name} ORDER BY {order}"

    def line(self, row: Sequence[Any], shift: int) -> bytes:
        """Return a row as it is written: bytes as such, a flag as one, and the incarnation as the backup has it."""
        told = [_told(value, column in self.flags) for value, column in zip(row, self.columns, strict=True)]
        return msgspec.json.encode(_shifted(told, self.columns, shift)) + b"\n"


@dataclass(frozen=True, kw_only=True)
class Dumped:
    """A table as it was written out."""

    table: Table
    rows: int
    sha256: str

    @property
    def file(self) -> str:
        """Return the name of the file in which its rows stand."""
        return f"{self.table.name}.jsonl"


def tables() -> list[Table]:
    """Return every table that stands in this database, by name: what is folded, and what is not."""
    return sorted((_table(model) for model in _models()), key=lambda table: table.name)


def migrations() -> list[str]:
    """Return the name of every migration that this program has."""
    return [name for app, name in MigrationLoader(None).disk_migrations if app == APP]


def unknown(told: Sequence[Table], migration: str) -> str | None:
    """Return the first table that this program did not have, or not so, when it stood at a migration; or that lacks."""
    had = {table.name: _shape(table) for table in map(_table, _models_at(migration))}
    for table in told:
        if had.pop(table.name, None) != _shape(table):
            return table.name
    return min(had, default=None)


def _shape(table: Table) -> tuple[list[str], list[str], list[tuple[str, bool]]]:
    """Return what a table is, in whichever order its columns are told."""
    return sorted(table.columns), sorted(table.flags), list(table.key)


def _table(model: type[models.Model]) -> Table:
    fields = [field for field in model._meta.concrete_fields if field.column]
    keys = getattr(model._meta, "pk_fields", None) or [model._meta.pk]
    return Table(
        name=model._meta.db_table,
        columns=tuple(str(field.column) for field in fields),
        flags=tuple(str(field.column) for field in fields if isinstance(field, models.BooleanField)),
        key=tuple((str(key.column), isinstance(key, models.CharField)) for key in keys),
    )


def _models() -> list[type[models.Model]]:
    """Return the tables as the migrations that were applied have made them: an older house has others than we."""
    loader = MigrationLoader(connection)
    applied = {name for app, name in loader.applied_migrations if app == APP}
    if applied >= {name for app, name in loader.disk_migrations if app == APP}:
        return list(apps.get_app_config(APP).get_models())
    return _models_at(max(applied))


def _models_at(migration: str) -> list[type[models.Model]]:
    return list(MigrationLoader(None).project_state([(APP, migration)]).apps.get_models())


@contextmanager
def as_of_now() -> Iterator[_Reader]:
    """Read everything as it stands at this moment. Nobody who writes waits for it."""
    if connection.vendor == "sqlite":
        near = sqlite3.connect(f"file:{connection.settings_dict['NAME']}?mode=ro", uri=True, timeout=20)
        near.isolation_level = None
        try:
            near.execute("BEGIN")
            near.execute("SELECT count(*) FROM django_migrations").fetchone()  # from here on it stands still
            yield _Near(near)
        finally:
            near.close()
        return
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield _Far()


class _Reader:
    def rows(self, table: Table) -> Rows:
        """Yield the rows of a table."""
        raise NotImplementedError

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        """Return the rows of a short question."""
        raise NotImplementedError


class _Near(_Reader):
    def __init__(self, near: sqlite3.Connection) -> None:
        self._near = near

    def rows(self, table: Table) -> Rows:
        yield from self._near.execute(table.question())

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        return self._near.execute(question).fetchall()


class _Far(_Reader):
    def __init__(self) -> None:
        [(collation,)] = self.ask("SELECT datcollate FROM pg_database WHERE datname = current_database()")
        self._collation = "" if collation in SAME_ORDER else ' COLLATE "C"'

    def rows(self, table: Table) -> Rows:
        with connection.chunked_cursor() as cursor:
            cursor.execute(table.question(self._collation))
            while rows := cursor.fetchmany(AT_ONCE):
                yield from rows

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(question)
            return list(cursor.fetchall())


def write(reader: _Reader, table: Table, path: Path, *, shift: int = 0) -> Dumped:
    """Write a table out; when this returns it is on the disk."""
    taken, count = sha256(), 0
    with path.open("xb") as file:
        for line in _lines(reader, table, shift):
            file.write(line)
            taken.update(line)
            count += 1
        file.flush()
        os.fsync(file.fileno())
    return Dumped(table=table, rows=count, sha256=taken.hexdigest())


def digest(reader: _Reader, table: Table, *, shift: int = 0) -> str:
    """Return the digest that a table would have, written out as it stands."""
    taken = sha256()
    for line in _lines(reader, table, shift):
        taken.update(line)
    return taken.hexdigest()


def load(table: Table, path: Path, *, shift: int = 0) -> None:
    """Read a table in, which must be empty. Raises ValueError over a line that is no row of it."""
    with path.open("rb") as lines:
        for page in _pages(lines):
            rows = [[_read(value) for value in msgspec.json.decode(line, type=list[Cell])] for line in page]
            if any(len(row) != len(table.columns) for row in rows):
                raise ValueError(f"a row of {table.name} has {len(table.columns)} columns")
            put(table.name, table.columns, [_shifted(row, table.columns, shift) for row in rows])


def go_on_counting() -> None:
    """Let numbers that the database itself gives go on after the last that was read in."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)


def _lines(reader: _Reader, table: Table, shift: int) -> Iterator[bytes]:
    for row in reader.rows(table):
        yield table.line(row, shift)


def _told(value: Any, is_flag: bool) -> Any:
    if isinstance(value, bytes | memoryview):
        return {BYTES: base64.b64encode(value).decode()}
    return bool(value) if is_flag and value is not None else value


def _read(value: Any) -> Any:
    return base64.b64decode(value[BYTES]) if isinstance(value, dict) else value


def _shifted(row: list[Any], columns: Sequence[str], shift: int) -> list[Any]:
    if shift and INCARNATION in columns:
        row[columns.index(INCARNATION)] += shift
    return row


def _pages(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    page: list[bytes] = []
    for line in lines:
        page.append(line)
        if len(page) == AT_ONCE:
            yield page
            page = []
    if page:
        yield page
