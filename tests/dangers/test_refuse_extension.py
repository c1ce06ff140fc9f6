"""Leaving a deadline where it is."""

import pytest

from anlan.domains.dangers import acts
from anlan.kernel.journal.facts import Refused
from tests.cast import MORNING, by
from tests.dangers.test_ask_extension import (
    accepted as accepted,
)  # a danger in Wang's hands, in a county that Sun leads
from tests.dangers.test_ask_extension import ask, stands


def test_the_deadline_stands_and_it_may_be_asked_for_again(accepted):
    before = stands(accepted).due_at
    ask(accepted)
    acts.refuse_extension(item=accepted, why="the part came on Monday", by=by("sun"), at=MORNING)

    after = stands(accepted)
    assert (after.due_at, after.extensions, after.asked_due_at) == (before, 0, None)
    assert ask(accepted)


def test_it_is_said_why(accepted):
    ask(accepted)

    with pytest.raises(Refused, match="no-reason"):
        acts.refuse_extension(item=accepted, why=" ", by=by("sun"), at=MORNING)
