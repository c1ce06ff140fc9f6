"""A unit fills its own posts, and none that sees beyond it."""

import pytest

from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.journal.record import record
from anlan.kernel.registry import acts
from anlan.kernel.registry.may import Role
from tests.cast import MORNING, TODAY, by, post
from tests.registry.conftest import new_post


def test_a_unit_fills_its_own_posts_and_none_that_answers_for_a_place(land):
    own = new_post(land, land.wang, Role.MEMBER, land.mill)
    acts.fill_posts(rows=(own,), by=by(land.wang), at=MORNING)

    for role, organisation, matter, refusal in (
        (Role.OFFICER, land.mill, None, Refused),
        (Role.MEMBER, land.mill, "danger", Refused),
        (Role.MEMBER, land.mine, None, NotHere),
    ):
        row = new_post(land, land.wang, role, organisation, matter=matter)
        with pytest.raises(refusal):
            acts.fill_posts(rows=(row,), by=by(land.wang), at=MORNING)


def test_a_unit_cannot_take_over_somebody_elses_post(land):
    row = new_post(land, land.wang, Role.MEMBER, land.mill, post=f"post-{land.ma}")
    with pytest.raises(NotHere):
        acts.fill_posts(rows=(row,), by=by(land.wang), at=MORNING)

    with pytest.raises(NotHere):
        acts.end_posts(posts=(f"post-{land.ma}",), until_on=TODAY, by=by(land.wang), at=MORNING)


def test_a_person_of_another_unit_holds_none_of_ours(land):
    with pytest.raises(Refused, match="person-elsewhere"):
        acts.fill_posts(rows=(new_post(land, land.ma, Role.MEMBER, land.mill),), by=by(land.wang), at=MORNING)


def test_an_administrator_fills_no_post_for_himself_not_even_in_a_unit(land):
    record([post(land.ma, Role.SYSTEM, land.office, "99")], by=by("console"), at=MORNING)
    row = new_post(land, land.ma, Role.ENTERPRISE, land.mine)

    with pytest.raises(Refused, match="for-yourself"):
        acts.fill_posts(rows=(row,), by=by(land.ma), at=MORNING)
