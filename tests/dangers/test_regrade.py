"""Grading a danger anew."""

from datetime import UTC, date, datetime, timedelta

import pytest

from anlan.domains.dangers import acts
from anlan.domains.dangers.reads import danger
from anlan.domains.dangers.rules import Grade
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts as items
from anlan.kernel.obligations.life import Level
from anlan.kernel.registry.may import EVERYWHERE, Role
from tests.cast import MORNING, by, post
from tests.dangers.test_list_ import list_
from tests.dangers.test_list_ import major as major  # a major danger in Wang's hands, with offices at each level

WORSE = {"grade": Grade.MAJOR, "why": "the beam is cracked, too", "basis": "建质规 4.2", "control": "nobody goes in"}


def stands(no: str):
    return danger(item=no, within=EVERYWHERE)


def regrade(no: str, who: str = "li", at=MORNING, **said):
    return acts.regrade(item=no, **said, by=by(who, command="c-1"), at=at)


def test_it_becomes_major_with_a_day_of_its_own(found):
    regrade(found, **WORSE, due_on=date(2026, 8, 1))

    after = stands(found)
    assert (after.item.grade, after.item.due_at) == ("major", datetime(2026, 8, 1, 16, tzinfo=UTC))
    assert (after.told.basis, after.told.measures, after.told.control) == (
        *("建质规 4.2", "clear the exit", "nobody goes in"),
    )
    assert rebuild.check() == []


def test_what_a_major_danger_needs_is_asked_for(found):
    with pytest.raises(Refused, match="major-needs") as refused:
        regrade(found, grade=Grade.MAJOR, why="worse")
    assert refused.value.params == {"missing": ("control", "due_on")}


def test_a_deadline_that_had_passed_stays_counted(found):
    regrade(found, at=MORNING + timedelta(days=8), **WORSE, due_on=date(2026, 8, 1))

    assert stands(found).item.lapses == 1


@pytest.mark.parametrize(
    ("said", "code"),
    [({"why": " "}, "no-reason"), ({"grade": Grade.GENERAL, "due_on": None}, "graded-so")],
    ids=["why", "same"],
)
def test_a_grade_is_another_and_has_its_reason(found, said, code):
    with pytest.raises(Refused, match=code):
        regrade(found, **WORSE | {"due_on": date(2026, 8, 1)} | said)


def test_who_owes_it_does_not_grade_it(found):
    record([post("wang", Role.OFFICER, "O-county", "6301")], by=by("console"), at=MORNING)

    with pytest.raises(Refused, match="own-grade"):
        regrade(found, "wang", **WORSE, due_on=date(2026, 8, 1))


def test_what_is_listed_is_not_graded_lower_from_below(major):
    list_(major, Level.PREFECTURE, "ma")
    lower = {"grade": Grade.GENERAL, "why": "the wall stands"}
    with pytest.raises(Refused, match="level-beyond"):
        regrade(major, **lower)

    regrade(major, "ma", **lower)
    assert stands(major).item.grade == "general"


def test_a_new_grade_taken_back_leaves_grade_deadline_and_description(found):
    before = stands(found)
    regrade(found, **WORSE, due_on=date(2026, 8, 1))
    items.take_back(item=found, key="c-1", by=by("li"), at=MORNING + timedelta(seconds=9))

    after = stands(found)
    assert (after.told, after.item.grade, after.item.due_at) == (before.told, "general", before.item.due_at)
    assert rebuild.check() == []
