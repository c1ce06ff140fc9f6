"""A house leaves its file for a server, killed or not, and nobody can say anything in the file any more."""

import os
import random
import sqlite3

import psycopg
import pytest

from tests.cli.test_backups import asked, cut_off
from tests.cli.test_init import WORDS
from tests.console import Home, new_home
from tests.often import often

on_server = pytest.mark.skipif("ANLAN_DB" not in os.environ, reason="there is no server to move to")


@pytest.fixture
def near(tmp_path) -> Home:
    """A house in a file, with people in it."""
    home = Home(path=tmp_path / "near", database=None)
    assert home.anlan(*WORDS).code == 0
    return home


@on_server
def test_a_house_moves_to_a_server_as_it_is_however_often_it_is_killed(near, tmp_path):
    server, chance = new_home(tmp_path / "far").database, random.Random(4)
    assert server
    before = near.anlan("account", "list", "--json").told
    codes = [cut_off(near, chance.uniform(1, 6), "move", server) for _ in range(often(1))]
    while 0 not in codes:
        codes.append(cut_off(near, 240, "move", server))

    far = Home(path=near.path, database=server)
    assert far.anlan("verify").code == far.anlan("rebuild", "--check").code == 0
    assert far.anlan("account", "list", "--json").told == before
    assert asked(far, "SELECT count(*) FROM pg_tables WHERE tablename = 'upkeep_moving'") == [[0]]
    assert near.anlan("verify", "--json").told["error"] == "moved"
    assert far.anlan("move", server, "--json").told["error"] == "on-server"
    file = sqlite3.connect(near.path / "anlan.sqlite3.moved")
    with pytest.raises(sqlite3.IntegrityError, match="moved"):
        file.execute("INSERT INTO journal_entry SELECT * FROM journal_entry LIMIT 1")
    file.close()


@on_server
def test_a_database_in_which_anything_stands_is_left_alone(near, tmp_path):
    server = new_home(tmp_path / "far").database
    with psycopg.connect(str(server), autocommit=True) as asking:
        asking.execute("CREATE TABLE somebodys (a int)")
        said = near.anlan("move", str(server), "--json")

        assert (said.code, said.told["error"]) == (1, "not-empty")
        assert asking.execute("SELECT count(*) FROM somebodys").fetchone() == (0,)
    assert near.anlan("verify").code == 0


def test_a_server_that_does_not_answer_changes_nothing(near):
    said = near.anlan("move", "postgresql://127.0.0.1:9/none", "--json")

    assert (said.code, said.told["error"]) == (1, "no-database")
    assert near.anlan("verify").code == 0
