"""Whatever the doctor is asked about a server: what it keeps, how, and what it would lose."""

from dataclasses import replace

import pytest
from django.db import connection

from anlan.faces.cli import fitness, servers
from anlan.faces.cli.fitness import Server
from anlan.faces.cli.found import State
from tests.cli.sickroom import found

GOOD = Server(
    version=180_004,
    encoding="UTF8",
    collation="C",
    is_sorted_otherwise=False,
    is_standby=False,
    is_superuser=False,
    is_encrypted=False,
    max_connections=100,
    has_checksums=True,
    unsafe=(),
)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="it is asked of a file")
def test_a_disk_that_cannot_keep_a_log_beside_is_said(house, monkeypatch):
    monkeypatch.setattr(fitness, "journal_mode", lambda: "delete")

    assert found("server").state is State.WRONG


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="it is asked of a server")
def test_a_server_says_what_it_is(house):
    told = fitness.server()

    assert told.version >= servers.TRIED  # of which is said that the tests run on it
    assert (told.encoding, told.is_standby, told.is_sorted_otherwise) == ("UTF8", False, False)
    with connection.cursor() as asking:
        asking.execute("SET LOCAL synchronous_commit = off")
        asking.execute("SET LOCAL default_transaction_read_only = on")
    assert fitness.server().unsafe == ("synchronous_commit",)
    assert fitness.server().is_standby
    assert found("server").state is State.WRONG


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"version": 130_011}, "too old"),
        ({"is_standby": True}, "only reads"),
        ({"unsafe": ("fsync",)}, "fsync"),
        ({"encoding": "SQL_ASCII"}, "UTF8"),
        ({"is_sorted_otherwise": True}, "REINDEX"),
        ({"max_connections": 20}, "max_connections = 20"),
    ],
)
def test_a_server_that_would_lose_something_is_wrong(change, words, monkeypatch):
    monkeypatch.setenv("LANG", "C.UTF-8")

    told = servers.judged(replace(GOOD, **change))

    assert (told.state, words in told.says + told.do) == (State.WRONG, True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"version": 150_018}, "tests run on 18"),
        ({"collation": "zh_CN.UTF-8"}, "LC_COLLATE 'C'"),
        ({"is_superuser": True}, "superuser"),
        ({"has_checksums": False}, "checksums"),
    ],
)
def test_a_server_that_could_be_kept_better_is_worth_a_note(change, words, monkeypatch):
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert servers.judged(GOOD).state is State.FIT

    told = servers.judged(replace(GOOD, **change))

    assert (told.state, words in told.do) == (State.NOTE, True)


def test_a_server_elsewhere_is_to_be_reached_over_tls(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "HOST", "db.lan")

    assert "sslmode=verify-full" in servers.judged(GOOD).do
    assert servers.judged(replace(GOOD, is_encrypted=True)).state is State.FIT
