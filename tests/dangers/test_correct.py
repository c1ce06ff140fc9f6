"""Putting right on paper what was filed wrongly."""

import pytest

from anlan.domains.dangers import acts
from anlan.domains.dangers.reads import danger
from anlan.domains.dangers.rules import Description, Grade
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.obligations import acts as items
from anlan.kernel.registry.may import EVERYWHERE
from tests.cast import MORNING, by

MAJOR = Description(basis="GB 50016", measures="clear", control="guard")
WORDS = {
    "what": "blocked exit on the second floor",
    "place": "6301",
    "department": "safety",
    "organisation": "E-1",
    "grade": Grade.GENERAL,
    "told": Description(description="boxes", spot="second floor", basis="GB 50016"),
    "why": "the wrong floor",
    "at": MORNING,
}


def test_who_filed_it_corrects_it_and_nothing_else_changes(found):
    before = danger(item=found, within=EVERYWHERE).item

    acts.correct(item=found, **WORDS, by=by("zhao"))

    after = danger(item=found, within=EVERYWHERE)
    assert (after.item.what, after.told.spot) == ("blocked exit on the second floor", "second floor")
    assert (after.item.owner, after.item.due_at, after.item.state) == (before.owner, before.due_at, before.state)


def test_it_may_get_another_grade(found):
    acts.correct(item=found, **WORDS | {"grade": Grade.MAJOR, "told": MAJOR}, by=by("zhao"))

    assert danger(item=found, within=EVERYWHERE).item.grade == "major"


def test_nobody_else_corrects_it(found):
    with pytest.raises(Refused, match="not-the-filer"):
        acts.correct(item=found, **WORDS, by=by("li"))


def test_a_correction_says_why(found):
    with pytest.raises(Refused, match="no-reason"):
        acts.correct(item=found, **WORDS | {"why": " "}, by=by("zhao"))


def test_it_is_not_moved_beyond_ones_reach(found):
    with pytest.raises(NotHere):
        acts.correct(item=found, **WORDS | {"place": "6302"}, by=by("zhao"))


def test_a_correction_taken_back_leaves_the_description_as_it_was(found):
    before = danger(item=found, within=EVERYWHERE)
    acts.correct(item=found, **WORDS, by=by("zhao", command="c-9"))

    items.take_back(item=found, key="c-9", by=by("zhao"), at=MORNING)

    after = danger(item=found, within=EVERYWHERE)
    assert (after.told, after.item.what) == (before.told, before.item.what)
