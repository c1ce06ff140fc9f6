"""Many things that are filed, or end, at once stand as each of them would that is filed and moved one by one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.kernel.journal import rebuild
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import holders, tables
from anlan.kernel.obligations.facts import ItemNoted, ItemOffered, ItemsFiled, ItemsVoided
from tests.cast import MORNING, by

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NUMBERS = tuple(f"t-{no}" for no in range(4))
FILED = ItemsFiled(
    batch=NUMBERS[0],
    kind="danger",
    items=NUMBERS,
    whats=NUMBERS,
    places=("6301", "6301", "6302", "6301"),
    departments=("safety", None, "safety", "safety"),
    organisations=("E-1", "E-2", "E-1", "E-1"),
    owners=("wang", "li", "wang", "li"),
    due_ats=(MORNING + HOUR, MORNING - HOUR, MORNING, MORNING + HOUR),
    grades=("major", None, "general", "major"),
    sources=("inspection", None, None, "inspection"),
    found_ats=(None, MORNING - HOUR, None, MORNING),
)


def how_it_stands():
    return (
        list(tables.Item.objects.order_by("no").values()),
        sorted(tables.Count.objects.filter(n__gt=0).values_list()),
    )


def test_by_columns_comes_the_same_as_item_by_item(home, monkeypatch):
    record([FILED], by=by("wang"), at=MORNING)
    at_once = how_it_stands()
    monkeypatch.setattr(tables, "AT_ONCE", {})
    assert rebuild.rebuild() == []
    assert how_it_stands() == at_once
    assert {row["no"]: row["overdue"] for row in at_once[0]} == dict(
        zip(NUMBERS, (False, True, False, False), strict=True)
    )


def test_by_columns_they_end_as_item_by_item(home, monkeypatch):
    record([FILED], by=by("wang"), at=MORNING)
    record([ItemOffered(item="t-3", kind="danger", to="li", why="his")], by=by("wang"), at=MORNING)
    said = [ItemsVoided(items=(NUMBERS[0], *NUMBERS[2:]), kind="danger", why="over")]
    record(said, by=by("li"), at=MORNING + HOUR)
    at_once = how_it_stands()
    monkeypatch.setattr(tables, "AT_ONCE", {})
    assert rebuild.rebuild() == []
    assert how_it_stands() == at_once
    assert [row["state"] for row in at_once[0]] == ["void", "filed", "void", "void"]
    assert {row[4]: row[6] for row in at_once[1] if row[0] == "6302"} == {"void": 1}


def test_very_many_are_let_go_a_thousand_in_one_entry():
    items = [f"t-{no}" for no in range(2_001)]

    said = [vars(fact)["items"] for fact in holders.let_go_many(items, kind="call", why="over")]

    assert [len(numbers) for numbers in said] == [1_000, 1_000, 1]
    assert [no for numbers in said for no in numbers] == items
    assert holders.let_go_many([], kind="call", why="over") == []


def test_what_was_said_of_them_since_is_folded_with_them(home):
    record([FILED], by=by("wang"), at=MORNING)
    record([ItemNoted(item="t-1", kind="danger", text="begun")], by=by("li"), at=MORNING + HOUR)
    assert rebuild.check() == []
