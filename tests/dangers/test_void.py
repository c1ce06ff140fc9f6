"""Saying that it was no danger after all."""

import pytest

from anlan.domains.dangers import acts
from anlan.domains.dangers.reads import danger
from anlan.kernel.journal.facts import Refused
from anlan.kernel.obligations import acts as items
from anlan.kernel.registry.may import EVERYWHERE
from tests.cast import MORNING, by


def test_it_asks_nothing_of_anybody_and_stays_to_be_read(found):
    acts.void(item=found, why="filed twice", by=by("li"), at=MORNING)

    assert danger(item=found, within=EVERYWHERE).item.state == "void"
    with pytest.raises(Refused, match="wrong-state"):
        items.accept(item=found, by=by("wang"), at=MORNING)


def test_nobody_voids_without_saying_why(found):
    with pytest.raises(Refused, match="no-reason"):
        acts.void(item=found, why="", by=by("li"), at=MORNING)


def test_whoever_owes_it_does_not_void_it(found):
    with pytest.raises(Refused, match="same-person"):
        acts.void(item=found, why="not mine", by=by("li", on_behalf_of="wang"), at=MORNING)
