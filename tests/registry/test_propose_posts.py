"""One administrator proposes who is to see beyond one unit."""

from datetime import date, timedelta

import pytest

from anlan.kernel.journal.facts import Refused
from anlan.kernel.journal.record import record
from anlan.kernel.registry import acts
from anlan.kernel.registry.may import Role
from tests.cast import MORNING, TODAY, by, post
from tests.registry.conftest import new_post


def test_nobody_grants_himself_a_post_nor_agrees_to_one_for_himself(land, clerk):
    row = new_post(land, clerk)
    no = acts.propose_posts(rows=(row,), by=by("system"), at=MORNING).subject
    record([post(clerk, Role.SECURITY, land.office, "99")], by=by("console"), at=MORNING)
    with pytest.raises(Refused, match="for-yourself"):
        acts.propose_posts(rows=(row,), by=by(clerk), at=MORNING)

    with pytest.raises(Refused, match="for-yourself"):
        acts.approve_posts(posts=(no,), by=by(clerk), at=MORNING)


def test_what_was_is_not_rewritten(land, clerk):
    yesterday = TODAY - timedelta(days=1)
    with pytest.raises(Refused, match="too-late-to-end"):
        acts.end_posts(posts=("post-li",), until_on=yesterday, by=by("system"), at=MORNING)
    earlier = new_post(land, clerk, post="post-li", from_on=date(2025, 12, 31))
    with pytest.raises(Refused, match="held-since"):
        acts.propose_posts(rows=(earlier,), by=by("system"), at=MORNING)
    with pytest.raises(Refused, match="days-crossed"):
        acts.propose_posts(rows=(new_post(land, clerk, until_on=TODAY),), by=by("system"), at=MORNING)


def test_an_erased_person_takes_up_nothing(land, clerk):
    acts.erase_person(person=clerk, by=by("security"), at=MORNING)

    with pytest.raises(Refused, match="person-erased"):
        acts.propose_posts(rows=(new_post(land, clerk),), by=by("system"), at=MORNING)


def test_the_three_administrators_are_three_people(land, clerk):
    acts.fill_posts(rows=(new_post(land, clerk, Role.AUDIT),), by=by("console"), at=MORNING)

    with pytest.raises(Refused, match="one-administrator"):
        acts.propose_posts(rows=(new_post(land, clerk, Role.SYSTEM),), by=by("security"), at=MORNING)


def test_one_of_the_three_is_proposed_for_nothing_to_which_nobody_could_agree(land, clerk):
    """Of two who may agree, one proposed it, and the other is its subject."""
    record([post(clerk, Role.SECURITY, land.office, "99")], by=by("console"), at=MORNING)

    with pytest.raises(Refused, match="one-administrator"):
        acts.propose_posts(rows=(new_post(land, clerk),), by=by("system"), at=MORNING)
    acts.fill_posts(rows=(new_post(land, clerk),), by=by("console"), at=MORNING)
