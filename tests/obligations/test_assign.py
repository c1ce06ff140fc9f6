"""Naming another owner."""

from datetime import timedelta

import pytest

from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts
from anlan.kernel.registry.may import Role
from tests.cast import MORNING, by, post
from tests.dangers.test_ask_extension import stands

LATER = MORNING + timedelta(days=8)


@pytest.fixture(autouse=True)
def others(county):
    """Ma repairs at another unit of the county, Hu at the same."""
    record(
        [post("ma", Role.ENTERPRISE, "E-2", "6301"), post("hu", Role.ENTERPRISE, "E-1", "6301")],
        by=by("console"),
        at=MORNING,
    )


def assign(no: str, who: str = "zhao", to: str = "ma", organisation: str | None = "E-2", at=MORNING, **said):
    words = {"why": "he runs the hall"} | said
    return acts.assign(item=no, to=to, organisation=organisation, **words, by=by(who, command="c-1"), at=at)


def test_another_unit_owes_it_from_now_on_by_the_same_day(found):
    acts.accept(item=found, by=by("wang"), at=MORNING)
    before = stands(found)
    assign(found, at=LATER)

    after = stands(found)
    assert (after.owner, after.organisation, after.state) == ("ma", "E-2", "filed")
    assert (after.due_at, after.filed_at, after.held_since) == (before.due_at, before.filed_at, LATER)
    assert rebuild.check() == []


def test_who_sent_it_back_is_rid_of_it(found):
    acts.disown(item=found, why="not ours", by=by("wang"), at=MORNING)
    assign(found)

    assert stands(found).disowned_by is None
    assert acts.accept(item=found, by=by("ma"), at=MORNING)


def test_an_official_assigns_what_another_filed_and_a_unit_only_what_it_filed(found):
    with pytest.raises(Refused, match="not-the-filer"):
        assign(found, "hu", "hu", None)
    assign(found, "qian", "hu", None)

    assert stands(found).owner == "hu"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"why": " "}, "no-reason"),
        ({"to": "wang", "organisation": None}, "offered-to-oneself"),
        ({"to": "zhou"}, "outsider"),
    ],
    ids=["why", "same", "outsider"],
)
def test_it_goes_to_another_of_that_unit_with_a_reason(found, said, code):
    with pytest.raises(Refused, match=code):
        assign(found, **said)


def test_nobody_assigns_beyond_his_reach(found):
    with pytest.raises(NotHere):
        assign(found, "zhou")


def test_what_waits_to_be_checked_is_not_assigned(put_right):
    with pytest.raises(Refused, match="wrong-state"):
        assign(put_right)


def test_it_is_taken_back_within_ten_seconds(found):
    before = stands(found)
    assign(found)
    acts.take_back(item=found, key="c-1", by=by("zhao"), at=MORNING + timedelta(seconds=9))

    after = stands(found)
    assert (after.owner, after.organisation, after.held_since) == (before.owner, "E-1", before.held_since)
    assert rebuild.check() == []
