"""Saying the five assurances of a major danger."""

import pytest

from anlan.domains.dangers import acts
from anlan.domains.dangers.reads import danger
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from anlan.kernel.obligations import acts as items
from anlan.kernel.obligations import reads
from anlan.kernel.registry.may import EVERYWHERE
from tests.cast import MORNING, by, photo
from tests.dangers.test_list_ import major as major  # a major danger in Wang's hands, with offices at each level

SAID = {"responsibility": "Wang leads, Hu repairs", "funds": "20,000 from safety costs", "plan": "leave at once"}


def assure(no: str, who: str = "wang", **said: str):
    return acts.assure(item=no, **said, by=by(who), at=MORNING)


def submit(no: str):
    return acts.submit(item=no, evidence=(photo("wang"),), by=by("wang"), at=MORNING)


def test_measures_and_deadline_are_known_and_three_are_still_to_be_said(major):
    with pytest.raises(Refused, match="not-assured") as refused:
        submit(major)
    assert refused.value.params == {"item": major, "lacking": ("responsibility", "funds", "plan")}

    assure(major, **SAID)
    assured = danger(item=major, within=EVERYWHERE).assured
    assert (assured.measures, assured.deadline, assured.plan) == ("rebuild the wall", "2026-08-01", "leave at once")
    assert submit(major)
    assert rebuild.check() == []


def test_each_is_said_by_itself_and_the_last_word_counts(major):
    assure(major, funds="some")
    assure(major, "zhao", funds="20,000", responsibility="Wang")
    with pytest.raises(Refused, match="not-assured") as refused:
        submit(major)

    assert refused.value.params["lacking"] == ("plan",)
    assert danger(item=major, within=EVERYWHERE).assured.funds == "20,000"


def test_nobody_assures_what_another_owes_and_filed(major):
    with pytest.raises(Refused, match="not-the-owner"):
        assure(major, "li", **SAID)


def test_something_is_said(major):
    with pytest.raises(Refused, match="nothing-assured"):
        assure(major, funds=" ")


def test_a_general_danger_needs_none(found):
    items.accept(item=found, by=by("wang"), at=MORNING)
    assert submit(found)


def test_whoever_filed_it_is_asked_to_nudge_first_and_not_to_say_again_what_is_assured(major):
    page = reads.show(no=major, within=EVERYWHERE, by=by("zhao"), at=MORNING)

    assert page.verbs[0] == "nudge"
    assert "assure" in page.verbs
