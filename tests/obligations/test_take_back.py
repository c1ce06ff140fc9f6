"""Taking back what one has just done."""

from datetime import timedelta

import pytest

from anlan.domains.dangers import acts as dangers
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from anlan.kernel.obligations import acts
from anlan.kernel.obligations.life import standing
from anlan.kernel.obligations.reads import already_shown, item
from anlan.kernel.registry.may import EVERYWHERE
from tests.cast import MORNING, by, photo

SOON = MORNING + timedelta(seconds=9)
LATE = MORNING + timedelta(seconds=11)


def stands(no: str):
    return standing(item(no, kind=None, within=EVERYWHERE))


def test_a_strike_off_taken_back_leaves_the_item_as_it_was(put_right):
    before = stands(put_right)
    dangers.strike_off(item=put_right, by=by("li", command="c-1"), at=MORNING)

    acts.take_back(item=put_right, key="c-1", by=by("li"), at=SOON)

    assert stands(put_right) == before
    assert rebuild.check() == []


def test_every_entry_of_the_command_goes_with_it(found):
    acts.accept(item=found, by=by("wang"), at=MORNING)
    before = stands(found)
    dangers.submit(item=found, evidence=(photo("wang"),), by=by("wang", command="c-1"), at=MORNING)

    acts.take_back(item=found, key="c-1", by=by("wang"), at=SOON)

    assert stands(found) == before
    assert already_shown(found) == ()


def test_a_filing_taken_back_keeps_its_number_and_asks_nothing(found):
    filed = item(found, kind=None, within=EVERYWHERE).command

    acts.take_back(item=found, key=filed, by=by("zhao"), at=SOON)

    assert item(found, kind=None, within=EVERYWHERE).state == "void"


def test_ten_seconds_are_ten_seconds(put_right):
    dangers.strike_off(item=put_right, by=by("li", command="c-1"), at=MORNING)

    with pytest.raises(Refused, match="too-late"):
        acts.take_back(item=put_right, key="c-1", by=by("li"), at=LATE)


def test_nobody_takes_back_what_another_said(put_right):
    dangers.return_(item=put_right, why="half blocked", by=by("li", command="c-1"), at=MORNING)

    with pytest.raises(Refused, match="not-the-speaker"):
        acts.take_back(item=put_right, key="c-1", by=by("wang"), at=SOON)


def test_nothing_is_taken_back_once_another_has_spoken_of_it(put_right):
    dangers.return_(item=put_right, why="half blocked", by=by("li", command="c-1"), at=MORNING)
    acts.note(item=put_right, text="tonight", by=by("wang"), at=MORNING)

    with pytest.raises(Refused, match="spoken-since"):
        acts.take_back(item=put_right, key="c-1", by=by("li"), at=SOON)


def test_taking_back_is_not_taken_back(put_right):
    dangers.strike_off(item=put_right, by=by("li", command="c-1"), at=MORNING)
    acts.take_back(item=put_right, key="c-1", by=by("li", command="c-2"), at=SOON)

    with pytest.raises(Refused, match="not-the-speaker"):
        acts.take_back(item=put_right, key="c-2", by=by("li"), at=SOON)
