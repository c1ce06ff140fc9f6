"""Who leaves offers his whole list in one entry; each item is taken by itself, and until then he owes."""

import pytest

from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers.rules import Description
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from anlan.kernel.journal.lock import lock
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts, tasks
from anlan.kernel.obligations.tables import stored_many
from anlan.kernel.registry.may import Role
from tests.cast import MORNING, by, post

pytestmark = pytest.mark.django_db


def test_all_is_offered_at_once_and_taken_one_by_one(found):
    record([post("hu", Role.MEMBER, "E-1", "6301")], by=by("console"), at=MORNING)
    words = {"what": "x", "place": "6301", "department": "safety", "organisation": "E-1", "owner": "wang"}
    other = dangers.file(**words, told=Description(), by=by("zhao"), at=MORNING).subject
    acts.hand_over_all(to="hu", why="I retire", by=by("wang"), at=MORNING)

    assert {(one.owner, one.offered_to) for one in stored_many([found, other])} == {("wang", "hu")}
    acts.take(item=found, by=by("hu"), at=MORNING)
    assert [one.owner for one in stored_many([found])] == ["hu"]
    assert rebuild.check() == []


def test_who_owes_nothing_or_names_an_outsider_offers_nothing(found):
    for who, to, code in (("li", "qian", "nothing-owed"), ("wang", "li", "nothing-owed"), ("wang", "wang", "oneself")):
        with pytest.raises(Refused, match=code):
            acts.hand_over_all(to=to, why="so", by=by(who), at=MORNING)
    record([post("hu", Role.MEMBER, "E-1", "6301")], by=by("console"), at=MORNING)
    with pytest.raises(Refused, match="no-reason"):
        acts.hand_over_all(to="hu", why=" ", by=by("wang"), at=MORNING)


def test_what_another_did_just_before_it_was_held_is_seen(found, monkeypatch):
    """Between looking for one's list and holding it somebody else may have moved an item of it."""
    record([post("hu", Role.MEMBER, "E-1", "6301")], by=by("console"), at=MORNING)

    def after_another(numbers):
        if found in (wanted := list(numbers)):
            dangers.void(item=found, why="no danger", by=by("zhao"), at=MORNING)
        lock(wanted)

    monkeypatch.setattr(tasks, "lock", after_another)

    with pytest.raises(Refused, match="nothing-owed"):
        acts.hand_over_all(to="hu", why="I retire", by=by("wang"), at=MORNING)
