"""Naming one other owner for many: all or none, once they were counted, and taken back whole."""

from __future__ import annotations

import pytest

from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts
from anlan.kernel.obligations.life import standing
from anlan.kernel.obligations.tables import stored_many
from anlan.kernel.registry.may import Role
from tests.cast import MORNING, by, post
from tests.obligations.test_hand_over_many import hu as hu
from tests.obligations.test_nudge_many import SOON
from tests.obligations.test_nudge_many import foreign as foreign
from tests.obligations.test_nudge_many import pile as pile


def assign(pile, who: str = "li", **more):
    words = {"items": pile, "count": len(pile), "to": "hu", "why": "he keeps the store"} | more
    speaker = by(who, command=words.pop("command", None))
    return acts.assign_many(**words, by=speaker, at=MORNING)


def test_all_are_his_and_he_has_yet_to_accept_each(pile, hu):
    acts.accept(item=pile[0], by=by("wang"), at=MORNING)
    before = stored_many(pile)
    assign(pile)

    after = stored_many(pile)
    assert {(one.owner, one.state, one.accepted_at) for one in after} == {("hu", "filed", None)}
    assert [one.due_at for one in after] == [one.due_at for one in before]
    acts.accept(item=pile[1], by=by("hu"), at=MORNING)
    assert rebuild.check() == []


def test_it_is_taken_back_whole_and_each_stands_as_before(pile, hu):
    acts.accept(item=pile[0], by=by("wang"), at=MORNING)
    acts.note(item=pile[0], text="begun", by=by("wang"), at=MORNING)
    before = [standing(one) for one in stored_many(pile)]
    assign(pile, command="mine")
    with pytest.raises(Refused, match="done-as-one"):
        acts.take_back(item=pile[0], key="mine", by=by("li"), at=SOON)
    acts.take_back_many(key="mine", by=by("li"), at=SOON)

    assert [standing(one) for one in stored_many(pile)] == before
    assert rebuild.check() == []


def test_once_he_has_accepted_one_none_is_taken_back(pile, hu):
    assign(pile, command="mine")
    acts.accept(item=pile[3], by=by("hu"), at=MORNING)

    with pytest.raises(Refused, match="spoken-since"):
        acts.take_back_many(key="mine", by=by("li"), at=SOON)
    assert {one.owner for one in stored_many(pile)} == {"hu"}


@pytest.mark.parametrize(
    ("who", "more", "code"),
    [
        ("li", {"count": 4}, "count-differs"),
        ("li", {"to": "zhao"}, "outsider"),
        ("li", {"to": "wang"}, "offered-to-oneself"),
        ("li", {"why": " "}, "no-reason"),
        ("wang", {}, "not-the-filer"),
    ],
)
def test_nothing_is_assigned_miscounted_to_strangers_without_a_word_or_by_others(pile, hu, who, more, code):
    with pytest.raises(Refused) as refused:
        assign(pile, who, **more)

    assert refused.value.code == code
    assert {one.owner for one in stored_many(pile)} == {"wang"}


def test_of_several_units_it_is_said_to_which_and_of_what_is_elsewhere_nothing_is_done(pile, hu, foreign):
    record([post("chen2", Role.MEMBER, "E-3", "6301")], by=by("console"), at=MORNING)
    acts.assign(item=pile[0], to="chen2", organisation="E-3", why="theirs", by=by("li"), at=MORNING)
    with pytest.raises(Refused, match="several-units"):
        assign(pile)
    with pytest.raises(Refused, match="not-all-here"):
        assign((*pile, foreign))

    assign(pile, organisation="E-1")
    assert {(one.owner, one.organisation) for one in stored_many(pile)} == {("hu", "E-1")}
