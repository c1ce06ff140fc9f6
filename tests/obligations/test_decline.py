"""Leaving a duty that was offered where it was."""

import pytest

from anlan.kernel.journal.facts import Refused
from anlan.kernel.obligations import acts
from anlan.kernel.obligations.reads import item
from anlan.kernel.registry.may import EVERYWHERE
from tests.cast import MORNING, by
from tests.obligations.test_hand_over import offered  # noqa: F401


def test_it_stays_with_its_owner(offered):  # noqa: F811
    acts.decline(item=offered, why="not my hall", by=by("hu"), at=MORNING)

    standing = item(offered, kind=None, within=EVERYWHERE)
    assert (standing.owner, standing.offered_to, standing.state) == ("wang", None, "filed")


def test_nobody_declines_without_saying_why(offered):  # noqa: F811
    with pytest.raises(Refused, match="no-reason"):
        acts.decline(item=offered, why="", by=by("hu"), at=MORNING)
