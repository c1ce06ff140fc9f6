"""Asking for more time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from anlan.domains.dangers import acts
from anlan.domains.dangers.rules import Description, Grade
from anlan.kernel.journal.facts import Refused
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts as items
from anlan.kernel.obligations import reads
from anlan.kernel.registry.may import EVERYWHERE, Role, Within
from tests.cast import MORNING, by, photo, post

LATER = date(2026, 7, 20)
COUNTY = Within(places=("6301",), departments=None, organisations=None, persons=None)


def stands(no: str):
    return reads.item(no, kind=None, within=EVERYWHERE)


@pytest.fixture
def accepted(found):
    """The danger in Wang's hands, in a county that Sun leads."""
    head = post("sun", Role.LEADER, "O-county", "6301", None, "head", no="post-head")
    record([head], by=by("console"), at=MORNING)
    items.accept(item=found, by=by("wang"), at=MORNING)
    return found


def ask(no: str, on: date = LATER, *, why: str = "the part is on its way", who: str = "wang", at=MORNING, **said):
    return acts.ask_extension(item=no, due_on=on, why=why, by=by(who, **said), at=at)


def test_it_waits_for_who_leads_there_and_the_deadline_stands_until_then(accepted):
    before = stands(accepted).due_at
    ask(accepted)

    after = stands(accepted)
    assert (after.due_at, after.asked_due_at) == (before, datetime(2026, 7, 20, 16, tzinfo=UTC))
    assert (after.asked_by, after.approver) == ("wang", "sun")
    [row] = reads.today(within=COUNTY, by=by("sun"), at=MORNING).rows
    assert row.item.no == accepted
    assert reads.today(within=COUNTY, by=by("li"), at=MORNING).rows == ()


def test_where_nobody_leads_whoever_filed_it_is_asked(found):
    items.accept(item=found, by=by("wang"), at=MORNING)
    ask(found)

    assert stands(found).approver == "zhao"


def test_where_only_who_checks_it_could_agree_it_says_so(county):
    record([post("hu", Role.ENTERPRISE, "E-1", "6301")], by=by("console"), at=MORNING)
    duty = {"what": "x", "place": "6301", "department": "safety", "organisation": "E-1", "owner": "wang"}
    no = acts.file(**duty, told=Description(), by=by("hu"), at=MORNING).subject
    items.accept(item=no, by=by("wang"), at=MORNING)

    with pytest.raises(Refused, match="nobody-extends"):
        ask(no)


def test_a_safety_manager_may_ask_for_an_owner_without_an_account(accepted):
    record([post("hu", Role.ENTERPRISE, "E-1", "6301")], by=by("console"), at=MORNING)
    ask(accepted, who="hu", on_behalf_of="wang")

    assert stands(accepted).asked_by == "hu"


def test_nobody_asks_for_what_another_owes(accepted):
    with pytest.raises(Refused, match="not-the-owner"):
        ask(accepted, who="li")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"why": " "}, "no-reason"),
        ({"on": date(2026, 6, 30)}, "day-gone"),
        ({"on": date(2026, 7, 8)}, "not-later"),
        ({"on": date(2026, 8, 1)}, "beyond-the-law"),
    ],
    ids=["no reason", "past", "no later", "beyond the law"],
)
def test_a_later_day_has_a_reason_and_lies_within_the_law(accepted, said, code):
    with pytest.raises(Refused, match=code):
        ask(accepted, **said)
    assert ask(accepted, date(2026, 7, 31))


def test_a_major_danger_is_never_given_longer_than_its_law_and_the_rule_is_named(county):
    told = Description(basis="GB 50016", measures="rebuild", control="guarded")
    duty = {"what": "x", "place": "6301", "department": "safety", "organisation": "E-1", "owner": "wang"}
    words = {"grade": Grade.MAJOR, "told": told, "due_on": date(2026, 9, 1), "by": by("zhao"), "at": MORNING}
    no = acts.file(**duty, **words).subject
    items.accept(item=no, by=by("wang"), at=MORNING)

    with pytest.raises(Refused, match="beyond-the-law") as refused:
        ask(no, date(2026, 9, 30))
    assert refused.value.params == {"rule": "dangers#days-major-most", "days": "90", "day": "2026-09-29"}
    assert ask(no, date(2026, 9, 29))


def test_it_is_asked_for_once_at_a_time_and_not_of_what_is_submitted(accepted):
    ask(accepted)
    with pytest.raises(Refused, match="extension-asked"):
        ask(accepted)

    acts.submit(item=accepted, evidence=(photo("wang"),), by=by("wang"), at=MORNING)
    assert stands(accepted).asked_due_at is None
    with pytest.raises(Refused, match="wrong-state"):
        ask(accepted)


def test_what_was_asked_is_taken_back(accepted):
    ask(accepted, command="c-1")
    items.take_back(item=accepted, key="c-1", by=by("wang"), at=MORNING + timedelta(seconds=9))

    assert (stands(accepted).asked_due_at, stands(accepted).approver) == (None, None)
