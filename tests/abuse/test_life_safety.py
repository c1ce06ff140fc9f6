"""A danger is struck off once, by another pair of eyes, with evidence of its own."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from tests.cast import photo
from tests.doors import do, grown, program, rows


def test_nobody_submits_without_evidence_or_with_that_of_another(found, province):
    client = program("wang")
    do(client, "obligations.accept", {"item": found})
    foreign = photo("han", "another exit")
    before = rows()

    for evidence in ([], [foreign], ["0" * 64]):
        answer = do(client, "dangers.submit", {"item": found, "evidence": evidence})
        assert answer.status_code in {404, 409}, answer.content
        assert answer.json()["says"]

    assert grown(before) == {"registry_audit": 3}


def test_a_claimed_time_moves_no_deadline(found, province):
    client = program("wang")
    due_at = client.get("/api/reads/dangers.danger", {"item": found}).json()["answer"]["item"]["due_at"]

    do(client, "obligations.accept", {"item": found, "happened_at": "2020-01-01T00:00:00+08:00"})

    assert client.get("/api/reads/dangers.danger", {"item": found}).json()["answer"]["item"]["due_at"] == due_at


def test_whoever_comes_second_is_told_who_was_first_and_when(put_right, province):
    seen = [photo("li")]
    assert do(program("li"), "dangers.strike_off", {"item": put_right, "evidence": seen}).status_code == 200

    late = do(program("li"), "dangers.return_", {"item": put_right, "why": "half done"})

    assert late.status_code == 409
    assert late.json()["last"] == {"by": "li", "at": "2026-07-01T09:00:00+00:00"}


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_exactly_one_wins(put_right, province):
    if connection.vendor == "sqlite":
        pytest.skip("a database in memory is one connection's; SQLite has one writer at a time")
    clients, seen = [program("li") for _ in range(4)], [photo("li")]

    def strike_off(client: Any) -> int:
        try:
            status: int = do(client, "dangers.strike_off", {"item": put_right, "evidence": seen}).status_code
            return status
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(strike_off, clients)) == [200, 409, 409, 409]
