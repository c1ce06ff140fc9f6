"""Many at once: counted by hand, all or none, one entry, and taken back as a whole."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers.rules import Description
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from anlan.kernel.journal.reads import entries_about, facts_said
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts
from anlan.kernel.obligations.facts import ItemsNudged, ItemsTakenBack
from anlan.kernel.obligations.many import undoable_many
from anlan.kernel.obligations.tables import stored_many
from anlan.kernel.registry.may import EVERYWHERE, Role
from tests.cast import MORNING, by, post

WORDS = {"department": "safety", "told": Description(), "at": MORNING}
SOON = MORNING + timedelta(seconds=5)


@pytest.fixture
def pile(county):
    """Five dangers of the county, owed by Wang."""
    more = {"place": "6301", "organisation": "E-1", "owner": "wang"}
    return tuple(dangers.file(what=f"loose wire {n}", **WORDS, **more, by=by("zhao")).subject for n in range(5))


@pytest.fixture
def foreign(county):
    """One of another county, which Li does not see."""
    record([post("chen", Role.ENTERPRISE, "E-2", "6302")], by=by("console"), at=MORNING)
    more = {"place": "6302", "organisation": "E-2", "owner": "chen"}
    return dangers.file(what="elsewhere", **WORDS, **more, by=by("zhou")).subject


def said(kind: type) -> list[Any]:
    return [told.fact for told in facts_said() if isinstance(told.fact, kind)]


def test_all_owners_are_reminded_by_one_entry_that_every_item_tells_of(pile):
    acts.nudge_many(items=pile, count=5, text="tonight", by=by("li"), at=MORNING)

    [fact] = said(ItemsNudged)
    assert (fact.items, fact.owners, fact.text) == (pile, ("wang",) * 5, "tonight")
    assert all("items.nudged-in-batch" in [name for _, name in entries_about(no)] for no in pile)
    assert rebuild.check() == []


@pytest.mark.parametrize("count", [4, 6, 0])
def test_nothing_is_done_where_the_count_is_another(pile, count):
    with pytest.raises(Refused, match="count-differs"):
        acts.nudge_many(items=pile, count=count, by=by("li"), at=MORNING)
    assert said(ItemsNudged) == []


def test_one_that_is_not_there_refuses_all_and_only_what_one_sees_is_named(pile, foreign):
    """Abuse 10: of what lies elsewhere nothing is told, not even that it is there."""
    told = []
    for other in (foreign, "demo-2026-999999"):
        with pytest.raises(Refused, match="not-all-here") as refused:
            acts.nudge_many(items=(*pile, other), count=6, by=by("li"), at=MORNING)
        told.append(refused.value.params)

    assert told[0] == told[1] == {"count": "6", "items": pile}
    assert said(ItemsNudged) == []


def test_one_of_which_the_rule_says_no_refuses_all(pile):
    dangers.void(item=pile[3], why="nothing there", by=by("li"), at=MORNING)

    with pytest.raises(Refused, match="wrong-state") as refused:
        acts.nudge_many(items=pile, count=5, by=by("li"), at=MORNING)
    assert refused.value.params["item"] == pile[3]
    assert said(ItemsNudged) == []


def test_nobody_does_none_or_too_many(pile):
    for items, code in (((), "none-chosen"), (tuple(f"demo-2026-{n:06}" for n in range(501)), "too-many")):
        with pytest.raises(Refused, match=code):
            acts.nudge_many(items=items, count=len(items), by=by("li"), at=MORNING)


def test_within_ten_seconds_the_whole_is_taken_back_and_once(pile):
    before = stored_many(pile)
    acts.nudge_many(items=pile, count=5, by=by("li", command="mine"), at=MORNING)
    assert undoable_many(key="mine", within=EVERYWHERE, by=by("li"), at=SOON) == 5
    acts.take_back_many(key="mine", by=by("li"), at=SOON)

    [fact] = said(ItemsTakenBack)
    assert (fact.items, fact.command) == (pile, "mine")
    assert [(one.state, one.owner) for one in stored_many(pile)] == [(one.state, one.owner) for one in before]
    assert undoable_many(key="mine", within=EVERYWHERE, by=by("li"), at=SOON) == 0
    with pytest.raises(Refused, match="nothing-to-take-back"):
        acts.take_back_many(key="mine", by=by("li"), at=SOON)
    assert rebuild.check() == []


def test_it_is_not_taken_back_late_by_another_in_part_or_once_somebody_spoke(pile):
    acts.nudge_many(items=pile, count=5, by=by("li", command="mine"), at=MORNING)
    with pytest.raises(Refused, match="too-late"):
        acts.take_back_many(key="mine", by=by("li"), at=MORNING + timedelta(seconds=11))
    with pytest.raises(Refused, match="nothing-to-take-back"):
        acts.take_back_many(key="mine", by=by("zhao"), at=SOON)
    with pytest.raises(Refused, match="done-as-one"):
        acts.take_back(item=pile[0], key="mine", by=by("li"), at=SOON)

    acts.accept(item=pile[2], by=by("wang"), at=SOON)
    with pytest.raises(Refused, match="spoken-since"):
        acts.take_back_many(key="mine", by=by("li"), at=SOON)


def test_a_repeat_is_the_first_answer(pile):
    first = acts.nudge_many(items=pile, count=5, by=by("li", command="mine"), at=MORNING)
    assert acts.nudge_many(items=pile, count=5, by=by("li", command="mine"), at=SOON) == first
    assert len(said(ItemsNudged)) == 1
    assert stored_many(pile[:1])[0].command == "mine"
