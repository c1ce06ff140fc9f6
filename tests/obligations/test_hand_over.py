"""Offering a duty to somebody else; until it is taken, the giver owes."""

import pytest

from anlan.kernel.journal.facts import Refused
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts
from anlan.kernel.obligations.reads import item, today
from anlan.kernel.registry.may import EVERYWHERE, NOWHERE, Role
from tests.cast import MORNING, by, post


@pytest.fixture
def offered(found):
    record([post("hu", Role.MEMBER, "E-1", "6301")], by=by("console"), at=MORNING)
    acts.hand_over(item=found, to="hu", why="the hall is his", by=by("wang"), at=MORNING)
    return found


def test_the_giver_owes_until_it_is_taken(offered):
    standing = item(offered, kind=None, within=EVERYWHERE)

    assert (standing.owner, standing.offered_to) == ("wang", "hu")


def test_who_was_offered_it_finds_it_among_his_own(offered):
    [row] = today(within=NOWHERE, by=by("hu"), at=MORNING).rows

    assert row.item.no == offered


def test_it_is_not_offered_to_two(offered):
    with pytest.raises(Refused, match="already-offered"):
        acts.hand_over(item=offered, to="hu", why="again", by=by("wang"), at=MORNING)


def test_nobody_outside_takes_it(found):
    with pytest.raises(Refused, match="outsider"):
        acts.hand_over(item=found, to="zhou", why="his", by=by("wang"), at=MORNING)


def test_it_is_not_offered_to_oneself(found):
    with pytest.raises(Refused, match="offered-to-oneself"):
        acts.hand_over(item=found, to="wang", why="mine", by=by("wang"), at=MORNING)


def test_only_the_owner_offers_it_and_says_why(found):
    with pytest.raises(Refused, match="not-the-owner"):
        acts.hand_over(item=found, to="wang", why="his", by=by("li"), at=MORNING)
    with pytest.raises(Refused, match="no-reason"):
        acts.hand_over(item=found, to="hu", why="", by=by("wang"), at=MORNING)


def test_who_keeps_the_house_is_offered_no_duty(found):
    record([post("shi", Role.SYSTEM, "E-1", "6301")], by=by("console"), at=MORNING)

    with pytest.raises(Refused, match="outsider"):
        acts.hand_over(item=found, to="shi", why="leave", by=by("wang"), at=MORNING)
