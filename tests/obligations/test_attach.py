"""Putting evidence to an item."""

import pytest

from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.obligations import acts
from anlan.kernel.obligations.reads import already_shown, evidence, item, show
from anlan.kernel.obligations.rules import Stage
from anlan.kernel.registry.may import EVERYWHERE, NOWHERE
from tests.cast import MORNING, by, photo


@pytest.fixture
def accepted(found):
    acts.accept(item=found, by=by("wang"), at=MORNING)
    return found


def test_the_first_photo_of_the_repair_puts_it_in_hand(accepted):
    acts.attach(item=accepted, files=(photo("wang"),), by=by("wang"), at=MORNING)

    standing = item(accepted, kind=None, within=EVERYWHERE)
    assert (standing.state, standing.shown) == ("in-hand", 1)
    assert already_shown(accepted) == (photo("wang"),)


def test_who_filed_it_may_add_how_it_was_found(found):
    acts.attach(item=found, files=(photo("zhao", "boxes"),), stage=Stage.BEFORE, by=by("zhao"), at=MORNING)

    [shown] = show(no=found, within=EVERYWHERE, by=by("zhao"), at=MORNING).evidence
    assert (shown.stage, shown.person, shown.name) == ("before", "zhao", "boxes.jpg")
    assert already_shown(found) == ()


def test_the_same_photo_stands_there_once(accepted):
    acts.attach(item=accepted, files=(photo("wang"), photo("wang")), by=by("wang"), at=MORNING)

    with pytest.raises(Refused, match="no-evidence"):
        acts.attach(item=accepted, files=(photo("wang"),), by=by("wang"), at=MORNING)
    assert item(accepted, kind=None, within=EVERYWHERE).shown == 1


def test_nobody_shows_the_repair_for_the_owner(accepted):
    with pytest.raises(Refused, match="not-the-owner"):
        acts.attach(item=accepted, files=(photo("li"),), by=by("li"), at=MORNING)


def test_a_file_is_seen_by_who_sees_the_item(accepted):
    acts.attach(item=accepted, files=(photo("wang"),), by=by("wang"), at=MORNING)

    assert evidence(no=accepted, file=photo("wang"), within=EVERYWHERE, by=by("li")).file == photo("wang")
    with pytest.raises(NotHere):
        evidence(no=accepted, file=photo("wang"), within=NOWHERE, by=by("zhou"))
    with pytest.raises(NotHere):
        evidence(no=accepted, file=photo("wang", "another"), within=EVERYWHERE, by=by("li"))
