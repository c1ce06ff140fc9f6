"""Sending a danger back to be put right again."""

import pytest

from anlan.domains.dangers import acts
from anlan.domains.dangers.reads import danger
from anlan.kernel.journal.facts import Refused
from anlan.kernel.registry.may import EVERYWHERE
from tests.cast import MORNING, by


def test_it_goes_back_to_its_owner_with_the_reason(put_right):
    acts.return_(item=put_right, why="half blocked", by=by("li"), at=MORNING)

    item = danger(item=put_right, within=EVERYWHERE).item
    assert (item.state, item.returns, item.owner) == ("returned", 1, "wang")


def test_nobody_sends_it_back_without_saying_why(put_right):
    with pytest.raises(Refused, match="no-reason"):
        acts.return_(item=put_right, why="  ", by=by("li"), at=MORNING)


def test_only_who_checks_sends_it_back(put_right):
    with pytest.raises(Refused, match="not-the-checker"):
        acts.return_(item=put_right, why="half blocked", by=by("qian"), at=MORNING)
