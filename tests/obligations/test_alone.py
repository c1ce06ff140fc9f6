"""What one asks of a single item is folded from what was said of it alone, also where it was said of many at once."""

from __future__ import annotations

import pytest

from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts, reads
from anlan.kernel.obligations.facts import ItemsCheckerLeft, ItemsGiven
from anlan.kernel.obligations.life import MANY
from anlan.kernel.obligations.tables import stored
from anlan.kernel.registry.may import EVERYWHERE
from tests.cast import MORNING, by
from tests.doors import browser
from tests.obligations.test_hand_over_many import hu as hu
from tests.obligations.test_nudge_many import SOON
from tests.obligations.test_nudge_many import foreign as foreign
from tests.obligations.test_nudge_many import pile as pile


def nudged(pile):
    acts.nudge_many(items=pile, count=5, by=by("qian"), at=MORNING)


def handed_over(pile):
    acts.hand_over_many(items=pile, count=5, to="hu", why="so", by=by("wang"), at=MORNING)


def assigned(pile):
    acts.assign_many(items=pile, count=5, to="hu", why="so", by=by("li"), at=MORNING)


def taken_back(pile):
    acts.nudge_many(items=pile, count=5, by=by("qian", command="mine"), at=MORNING)
    acts.take_back_many(key="mine", by=by("qian"), at=SOON)


def given(pile):
    acts.accept(item=pile[0], by=by("wang"), at=MORNING)
    record([ItemsGiven(items=pile, kind="danger", former="wang", owner="hu")], by=by("console"), at=MORNING)


def without_a_checker(pile):
    record([ItemsCheckerLeft(items=pile, kind="danger", person="li")], by=by("console"), at=MORNING)


WAYS = [nudged, handed_over, assigned, taken_back, given, without_a_checker]


@pytest.mark.parametrize("way", WAYS)
def test_an_item_of_many_stands_as_the_ledger_has_it_and_goes_on_by_itself(pile, hu, way):
    way(pile)

    assert any(isinstance(line.fact, MANY) for no in pile for line in journal.lines_about(no))
    for no in pile:
        assert reads.stood_before(no, journal.size() + 1) == stored(no)
    acts.nudge(item=pile[1], text="", by=by("qian", command="alone"), at=SOON)
    assert reads.undoable(no=pile[1], key="alone", within=EVERYWHERE, by=by("qian"), at=SOON) > 0


def test_the_page_of_what_was_nudged_with_others_offers_to_take_a_nudge_back(pile, monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", SOON.isoformat())
    nudged(pile)
    acts.nudge(item=pile[1], text="", by=by("qian", command="alone"), at=SOON)

    assert browser("qian").get(f"/i/{pile[1]}/?done=nudge&key=alone").status_code == 200
