"""Reminding the owner."""

import pytest

from anlan.domains.dangers import acts as dangers
from anlan.kernel.journal.facts import Refused
from anlan.kernel.journal.reads import entries_about
from anlan.kernel.obligations import acts
from anlan.kernel.obligations.reads import item
from anlan.kernel.registry.may import EVERYWHERE
from tests.cast import MORNING, by


def test_a_reminder_is_said_and_moves_nothing(found):
    acts.nudge(item=found, text="tonight?", by=by("li"), at=MORNING)

    assert item(found, kind=None, within=EVERYWHERE).state == "filed"
    assert "items.nudged" in [name for _, name in entries_about(found)]


def test_nobody_is_reminded_of_what_is_done(put_right):
    dangers.strike_off(item=put_right, by=by("li"), at=MORNING)

    with pytest.raises(Refused, match="wrong-state"):
        acts.nudge(item=put_right, by=by("li"), at=MORNING)
