"""Handing over a whole list: to one colleague, all or none, owed until he takes each."""

from __future__ import annotations

import pytest

from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts
from anlan.kernel.obligations.tables import stored_many
from anlan.kernel.registry.may import Role
from tests.cast import MORNING, by, post
from tests.obligations.test_nudge_many import SOON
from tests.obligations.test_nudge_many import pile as pile


@pytest.fixture
def hu(county):
    """A colleague of Wang's."""
    record([post("hu", Role.MEMBER, "E-1", "6301")], by=by("console"), at=MORNING)


def test_all_are_offered_and_each_is_taken_by_itself(pile, hu):
    acts.hand_over_many(items=pile, count=5, to="hu", why="moving on", by=by("wang"), at=MORNING)
    assert {(one.owner, one.offered_to) for one in stored_many(pile)} == {("wang", "hu")}

    acts.take(item=pile[1], by=by("hu"), at=MORNING)
    assert [one.owner for one in stored_many(pile)].count("hu") == 1
    assert rebuild.check() == []


def test_it_is_taken_back_whole(pile, hu):
    acts.hand_over_many(items=pile, count=5, to="hu", why="so", by=by("wang", command="mine"), at=MORNING)
    acts.take_back_many(key="mine", by=by("wang"), at=SOON)

    assert {one.offered_to for one in stored_many(pile)} == {None}
    assert rebuild.check() == []


@pytest.mark.parametrize(
    ("who", "to", "why", "code"),
    [
        ("li", "hu", "so", "not-the-owner"),
        ("wang", "li", "so", "outsider"),
        ("wang", "hu", " ", "no-reason"),
        ("wang", "wang", "so", "offered-to-oneself"),
    ],
)
def test_nothing_is_handed_over_by_others_to_strangers_or_without_a_word(pile, hu, who, to, why, code):
    with pytest.raises(Refused) as refused:
        acts.hand_over_many(items=pile, count=5, to=to, why=why, by=by(who), at=MORNING)
    assert {one.offered_to for one in stored_many(pile)} == {None}
    assert refused.value.code == code
