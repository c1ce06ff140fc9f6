"""The database restarts, or cuts a line, in the middle of the work: one answer says so, and the next is as ever."""

from __future__ import annotations

import os

import psycopg
import pytest
from django.db import close_old_connections, connection

from anlan.kernel.journal.tables import Entry
from anlan.kernel.obligations.tables import Item
from tests.doors import browser, do, program

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("ANLAN_DB" not in os.environ, reason="a file cuts no line"),
]

KEY = "0b6c0e6e-5a1f-4f0e-9d7a-3d3f1f6a9c01"


def cut() -> None:
    """End every line to the database of the tests but one's own, as a restart does."""
    with psycopg.connect(os.environ["ANLAN_DB"], autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            [connection.settings_dict["NAME"]],
        )


def test_a_line_that_was_cut_costs_one_answer_that_says_so_and_no_more(found):
    wang, page = program("wang"), browser("li")
    for asks in (lambda: page.get("/items/"), lambda: do(wang, "obligations.accept", {"item": found}, key=KEY)):
        cut()
        first = asks()
        assert first.status_code == 503
        assert first.headers["Retry-After"]
        close_old_connections()  # as whatever serves does before each request
        assert asks().status_code == 200

    assert Item.objects.get(no=found).state == "accepted"
    assert Entry.objects.filter(name="items.accepted").count() == 1


@pytest.mark.parametrize("nth", [1, 3, 5, 7, 9, 11])
def test_a_line_that_is_cut_within_an_act_leaves_it_whole_or_absent_and_its_key_finishes_it(found, nth):
    wang, asked = program("wang"), 0

    def cutting(execute, *args):
        nonlocal asked
        asked += 1
        if asked == nth:
            cut()
        return execute(*args)

    with connection.execute_wrapper(cutting):
        first = do(wang, "obligations.accept", {"item": found}, key=KEY)
    assert first.status_code == 503, first.content
    close_old_connections()

    again = do(wang, "obligations.accept", {"item": found}, key=KEY)

    assert again.status_code == 200
    assert Entry.objects.filter(name="items.accepted").count() == 1
    assert Item.objects.get(no=found).state == "accepted"
