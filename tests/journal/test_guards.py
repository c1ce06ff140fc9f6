"""The triggers: whoever asks, the journal is only added to; and the house does not start without them."""

import pytest
from django.db import DatabaseError, connection, transaction

from anlan.kernel.journal import seals
from anlan.kernel.journal.follow import write
from anlan.kernel.journal.tables import Unguarded, guards_stand, triggers
from tests.cast import MORNING
from tests.journal.forger import stored
from tests.journal.words import say

pytestmark = pytest.mark.django_db

COLUMNS = "origin, inc, channel, seq, header, body, hash, name, subject, actor, command, words, recorded_at"
REFUSED = [
    *(f"UPDATE journal_entry SET {column} = {column}" for column in COLUMNS.split(", ") if column != "body"),
    "UPDATE journal_entry SET body = header",
    "UPDATE journal_entry SET body = NULL, name = 'x'",
    "UPDATE journal_mention SET subject = 'x'",
    "UPDATE journal_seal SET head = signature",
    "DELETE FROM journal_entry",
    "DELETE FROM journal_entry WHERE seq = 1",
    "DELETE FROM journal_mention",
    "DELETE FROM journal_seal",
    f"INSERT INTO journal_entry ({COLUMNS}) SELECT {COLUMNS} FROM journal_entry",
]
ON_SQLITE = [
    f"INSERT OR REPLACE INTO journal_entry ({COLUMNS}) SELECT {COLUMNS} FROM journal_entry",
    f"INSERT OR IGNORE INTO journal_entry ({COLUMNS}) SELECT {COLUMNS} FROM journal_entry",
    f"REPLACE INTO journal_entry ({COLUMNS}) SELECT {COLUMNS} FROM journal_entry WHERE seq = 2",
    "UPDATE OR REPLACE journal_entry SET seq = 2 WHERE seq = 1",
]
ON_POSTGRES = [
    "TRUNCATE journal_entry",
    "TRUNCATE journal_entry, journal_mention, journal_seal CASCADE",
    f"INSERT INTO journal_entry ({COLUMNS}) SELECT {COLUMNS} FROM journal_entry"
    " ON CONFLICT (origin, inc, channel, seq) DO UPDATE SET name = excluded.name",
]


def refused(sql: str) -> None:
    say(3)
    seals.seal(MORNING)
    before = stored()

    with pytest.raises(DatabaseError), transaction.atomic():
        write(sql, [()])
    assert stored() == before
    assert seals.verify().fault is None


@pytest.mark.parametrize("sql", REFUSED)
def test_it_is_refused(sql):
    refused(sql)


@pytest.mark.parametrize("sql", ON_SQLITE)
def test_what_only_sqlite_can_do_is_refused(sql):
    if connection.vendor != "sqlite":
        pytest.skip("these are words of SQLite")
    refused(sql)


@pytest.mark.parametrize("sql", ON_POSTGRES)
def test_what_only_postgresql_can_do_is_refused(sql):
    if connection.vendor != "postgresql":
        pytest.skip("these are words of PostgreSQL")
    refused(sql)


def test_a_body_may_go():
    say(1)

    assert write("UPDATE journal_entry SET body = NULL", [()]) == 1


def test_after_the_migrations_every_guard_stands():
    guards_stand()


@pytest.mark.parametrize("which", range(3))
def test_the_house_does_not_start_when_a_guard_is_gone(which):
    name, _, _, drop = list(triggers(connection.vendor))[which]
    with connection.cursor() as cursor:
        cursor.execute(drop)

    with pytest.raises(Unguarded, match=name):
        guards_stand()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite they never sleep")
@pytest.mark.parametrize(
    "how",
    [
        "ALTER TABLE journal_entry DISABLE TRIGGER journal_entry_no_delete",
        "ALTER TABLE journal_entry ENABLE REPLICA TRIGGER journal_entry_no_delete",
        "SET LOCAL session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION journal_say_no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
    ],
)
def test_a_guard_that_was_put_to_sleep_does_not_stand(how):
    with connection.cursor() as cursor:
        cursor.execute(how)

    with pytest.raises(Unguarded, match="journal_entry_no_delete"):
        guards_stand()


def test_a_guard_that_was_made_anew_and_guards_nothing_does_not_stand():
    name, table, make, drop = next(triggers(connection.vendor))
    never = {
        "sqlite": f"CREATE TRIGGER {name} BEFORE DELETE ON {table} WHEN false BEGIN SELECT 1; END",
        "postgresql": make.replace(" EXECUTE", " WHEN (false) EXECUTE"),
    }
    with connection.cursor() as cursor:
        for sql in (drop, never[connection.vendor]):
            cursor.execute(sql)

    with pytest.raises(Unguarded, match=name):
        guards_stand()
