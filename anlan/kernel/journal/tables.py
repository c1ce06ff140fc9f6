"""The journal itself: the exact bytes that were hashed, and beside them what is asked of them.

Those with triggers are made in the first migration and touched by no later one: SQLite would drop them in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any

from django.db import connection, models

from anlan.kernel.journal.facts import (
    BodiesErased,
    IncarnationOpened,
    KeyMade,
    Refused,
    Told,
    micros,
    moment,
    read_fact,
)
from anlan.kernel.journal.follow import FOLDS, FORGETS, fetch, fold, put

if TYPE_CHECKING:
    Whole = models.BigIntegerField[Any, Any]
else:
    Whole = models.BigIntegerField


class Moment(Whole):
    """A moment, kept as microseconds since 1970 in UTC, so that both databases compare it alike."""

    # What may be put into it, for the type checker; the field below takes whole numbers only.
    _pyi_private_set_type: Any

    def from_db_value(self, value: int | None, *_: Any) -> datetime | None:
        return None if value is None else moment(value)

    def to_python(self, value: Any) -> Any:
        return moment(value) if isinstance(value, int) else value

    def get_prep_value(self, value: Any) -> Any:
        return micros(value) if isinstance(value, datetime) else value


class Entry(models.Model):
    """One fact as it was said. Rows are added and never changed, but for a body that is erased."""

    pk = models.CompositePrimaryKey("origin", "inc", "channel", "seq")
    origin = models.CharField(max_length=20)
    inc = models.IntegerField()
    channel = models.CharField(max_length=20)
    seq = models.BigIntegerField()
    header = models.BinaryField()
    body = models.BinaryField(null=True)
    hash = models.CharField(max_length=64)
    name = models.CharField(max_length=80)
    subject = models.CharField(max_length=80)
    actor = models.CharField(max_length=80)
    command = models.CharField(max_length=80)
    words = models.CharField(max_length=64, null=True)  # a keyed hash of the act and its words, to know a repeat by
    recorded_at = Moment()

    class Meta:
        db_table = "journal_entry"
        indexes = (models.Index(fields=["actor", "command"], name="journal_answer"),)

    def __str__(self) -> str:
        return f"#{self.seq} {self.name} {self.subject}"


class Mention(models.Model):
    """That an entry speaks of a thing."""

    pk = models.CompositePrimaryKey("subject", "origin", "inc", "channel", "seq")
    subject = models.CharField(max_length=80)
    origin = models.CharField(max_length=20)
    inc = models.IntegerField()
    channel = models.CharField(max_length=20)
    seq = models.BigIntegerField()

    class Meta:
        db_table = "journal_mention"

    def __str__(self) -> str:
        return f"{self.subject} in #{self.seq}"


class Head(models.Model):
    """Where the journal of an origin ends. Its row is the lock that keeps numbers without gaps."""

    origin = models.CharField(max_length=20, primary_key=True)
    inc = models.IntegerField()
    seq = models.BigIntegerField()
    hash = models.CharField(max_length=64, null=True)

    class Meta:
        db_table = "journal_head"

    def __str__(self) -> str:
        return f"{self.origin}: {self.seq}"


class Seal(models.Model):
    """A signed head: how long the journal was at a moment, and the root of its tree."""

    pk = models.CompositePrimaryKey("origin", "inc", "channel", "size")
    origin = models.CharField(max_length=20)
    inc = models.IntegerField()
    channel = models.CharField(max_length=20)
    size = models.BigIntegerField()
    head = models.BinaryField()
    signature = models.BinaryField()
    key = models.CharField(max_length=64)  # the fingerprint of the public key
    at = Moment()

    class Meta:
        db_table = "journal_seal"

    def __str__(self) -> str:
        return f"{self.origin} sealed at {self.size}"


class Key(models.Model):
    """The public half of a key that signs heads, as the journal itself says it."""

    key = models.CharField(max_length=64, primary_key=True)  # its fingerprint
    alg = models.CharField(max_length=20)
    public = models.CharField(max_length=64)
    made_at = Moment()

    class Meta:
        db_table = "journal_key"

    def __str__(self) -> str:
        return f"{self.alg} {self.key[:16]}"


class Node(models.Model):
    """The hash of a complete subtree, from which every proof is made. It follows from the entries."""

    pk = models.CompositePrimaryKey("origin", "inc", "channel", "level", "number")
    origin = models.CharField(max_length=20)
    inc = models.IntegerField()
    channel = models.CharField(max_length=20)
    level = models.IntegerField()
    number = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        db_table = "journal_node"

    def __str__(self) -> str:
        return f"{self.level}:{self.number}"


class Number(models.Model):
    """The last number allotted in a series. It follows from nothing: gaps are allowed, and mean nothing."""

    series = models.CharField(max_length=20, primary_key=True)  # a year for items, a letter for all else
    last = models.BigIntegerField()

    class Meta:
        db_table = "journal_number"

    def __str__(self) -> str:
        return f"{self.series}: {self.last}"


class Cursor(models.Model):
    """How far a follower has come."""

    follower = models.CharField(max_length=40, primary_key=True)
    seq = models.BigIntegerField()

    class Meta:
        db_table = "journal_cursor"

    def __str__(self) -> str:
        return f"{self.follower}: {self.seq}"


class Letter(models.Model):
    """What is to leave the house because of an entry: once per entry, person and channel, whatever crashes."""

    pk = models.CompositePrimaryKey("seq", "person", "channel")
    seq = models.BigIntegerField()
    person = models.CharField(max_length=80)
    channel = models.CharField(max_length=20)
    subject = models.CharField(max_length=80, db_index=True)
    name = models.CharField(max_length=80)
    not_before = Moment()
    state = models.CharField(max_length=20)  # `Fate` in kernel/ringing/rules.py
    at = Moment(null=True)  # since when it is in this state
    item = models.CharField(max_length=40, null=True)  # the call because of which it goes
    stage = models.CharField(max_length=10, default="")
    urgency = models.SmallIntegerField(default=9)  # the lowest goes first
    expires_at = Moment(null=True)
    retry_at = Moment(null=True)  # not before this, where a channel did not take it
    passed_at = Moment(null=True)  # when the next channel was taken as well
    tries = models.SmallIntegerField(default=0)  # how often whoever carried it fell
    key = models.CharField(max_length=40, null=True)  # of the message in which it goes
    why = models.CharField(max_length=20, default="")
    is_again = models.BooleanField(default=False)  # it may have left before: nobody could say

    class Meta:
        db_table = "journal_outbox"
        indexes = (
            models.Index(fields=["person", "state"], name="journal_outbox_of"),
            models.Index(fields=["channel", "state", "urgency", "tries", "seq"], name="journal_outbox_next"),
            models.Index(fields=["key"], name="journal_outbox_key"),
            models.Index(fields=["item"], name="journal_outbox_item"),
        )

    def __str__(self) -> str:
        return f"#{self.seq} to {self.person}: {self.state}"


class File(models.Model):
    """That a person brought a file. Its bytes lie under their hash in the home; see files.py."""

    kept = True  # it does not follow from the journal: a file may come before the fact that attaches it

    pk = models.CompositePrimaryKey("no", "person")
    no = models.CharField(max_length=64)
    person = models.CharField(max_length=80)
    size = models.BigIntegerField()
    media = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    at = Moment()

    class Meta:
        db_table = "journal_file"

    def __str__(self) -> str:
        return f"{self.name} of {self.person}"


class Stamp(models.Model):
    """A word that is another after each change of some tables: who keeps in memory what they held knows by it."""

    kept = True  # it says nothing, and is another after each rebuild

    what = models.CharField(max_length=20, primary_key=True)
    stamp = models.CharField(max_length=32)

    class Meta:
        db_table = "journal_stamp"

    def __str__(self) -> str:
        return f"{self.what}: {self.stamp}"


class Incarnation(models.Model):
    """That this journal goes on from a backup: how many entries that held, and how many are known to have been said."""

    incarnation = models.IntegerField(primary_key=True)
    kept_entries = models.BigIntegerField()
    known_entries = models.BigIntegerField()
    backup = models.CharField(max_length=64)
    made_at = Moment()
    at = Moment()

    class Meta:
        db_table = "journal_incarnation"

    def __str__(self) -> str:
        return f"{self.incarnation} after {self.kept_entries}"


@fold(IncarnationOpened)
def incarnation_opened(batch: Sequence[Told[IncarnationOpened]]) -> None:
    columns = ("incarnation", "kept_entries", "known_entries", "backup", "made_at", "at")
    said = ((told.fact, told.at) for told in batch)
    put("journal_incarnation", columns, [(s.incarnation, s.kept, s.known, s.backup, s.made_at, at) for s, at in said])


@fold(KeyMade)
def key_made(batch: Sequence[Told[KeyMade]]) -> None:
    put(
        "journal_key",
        ("key", "alg", "public", "made_at"),
        [(told.fact.key, told.fact.alg, told.fact.public, told.at) for told in batch],
    )


@fold(BodiesErased)
def bodies_erased(batch: Sequence[Told[BodiesErased]]) -> None:
    """Let every room take out of its tables what is no longer told."""
    told = (zip(one.names, one.versions, one.kept, strict=True) for one in (told.fact for told in batch))
    facts = (read_fact(name, version, text.encode()) for name, version, text in chain.from_iterable(told))
    for kind, alike in groupby(facts, type):
        if kind not in FORGETS and kind in FOLDS:
            raise Refused("nobody-forgets", name=kind.name)
        if kind in FORGETS:
            FORGETS[kind](list(alike))


# What the triggers refuse: on both databases, whoever asks. They deter; the hashes detect.
APPEND_ONLY: tuple[type[models.Model], ...] = (Entry, Mention, Seal)
GUARDED: tuple[type[models.Model], ...] = (*APPEND_ONLY, File)
REMOVABLE = {"journal_entry": ("body",)}
SAY_NO = "the journal is only added to"


def triggers(vendor: str, *tables: type[models.Model]) -> Iterator[tuple[str, str, str, str]]:
    """Yield (trigger, table, how to make it, how to drop it) for these tables, or else for the journal's own."""
    yield from (_on_postgres if vendor == "postgresql" else _on_sqlite)(tables or APPEND_ONLY)


def _kept(table: type[models.Model]) -> str:
    columns = [field.column for field in table._meta.concrete_fields if field.column]
    return ", ".join(column for column in columns if column not in REMOVABLE.get(table._meta.db_table, ()))


def _same(table: type[models.Model]) -> str:
    key = [field.column for field in getattr(table._meta, "pk_fields", None) or [table._meta.pk]]
    return " AND ".join(f"{column} = new.{column}" for column in key)


def _on_sqlite(tables: Sequence[type[models.Model]]) -> Iterator[tuple[str, str, str, str]]:
    for table, model in ((model._meta.db_table, model) for model in tables):
        refused = {
            "delete": f"BEFORE DELETE ON {table}",
            "update": f"BEFORE UPDATE OF {_kept(model)} ON {table}",
            "replace": f"BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {_same(model)})",
        } | {
            f"change_{c}": f"BEFORE UPDATE OF {c} ON {table} WHEN new.{c} IS NOT NULL" for c in REMOVABLE.get(table, ())
        }
        for what, when in refused.items():
            name = f"{table}_no_{what}"
            make = f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{SAY_NO}'); END"
            yield name, table, make, f"DROP TRIGGER IF EXISTS {name}"


def _on_postgres(tables: Sequence[type[models.Model]]) -> Iterator[tuple[str, str, str, str]]:
    for table, model in ((model._meta.db_table, model) for model in tables):
        refused = {
            "delete": f"BEFORE DELETE ON {table} FOR EACH ROW",
            "update": f"BEFORE UPDATE OF {_kept(model)} ON {table} FOR EACH ROW",
            "truncate": f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
        } | {
            f"change_{c}": f"BEFORE UPDATE OF {c} ON {table} FOR EACH ROW WHEN (new.{c} IS NOT NULL)"
            for c in REMOVABLE.get(table, ())
        }
        for what, when in refused.items():
            name = f"{table}_no_{what}"
            make = f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION journal_say_no()"
            yield name, table, make, f"DROP TRIGGER IF EXISTS {name} ON {table}"


NO = f" BEGIN RAISE EXCEPTION '{SAY_NO}'; END "
SAY_NO_ON_POSTGRES = f"CREATE OR REPLACE FUNCTION journal_say_no() RETURNS trigger LANGUAGE plpgsql AS $${NO}$$"

# Triggers as they were made. One that sleeps, that only replicas heed, or whose function says nothing, does not stand.
STANDING = {
    "sqlite": ("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'", []),
    "postgresql": (
        "SELECT tgname, pg_get_triggerdef(pg_trigger.oid, true) FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
        " WHERE NOT tgisinternal AND prosrc = %s AND (tgenabled = 'A'"
        " OR tgenabled = 'O' AND current_setting('session_replication_role') <> 'replica')",
        [NO],
    ),
}


class Unguarded(Exception):
    """The triggers that keep the journal from being rewritten do not all stand."""


def unguarded(*tables: type[models.Model]) -> list[str]:
    """Return which of the triggers that keep these tables, or else the journal, do not stand as they were made."""
    standing = set(fetch(*STANDING[connection.vendor]))
    guards = triggers(connection.vendor, *(tables or GUARDED))
    return sorted(name for name, _, make, _ in guards if (name, make) not in standing)


def guards_stand() -> None:
    """Look at the triggers before anything is said. Raises Unguarded with the names of those that do not stand."""
    if gone := unguarded():
        raise Unguarded(", ".join(gone))
