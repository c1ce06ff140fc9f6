"""Taking a duty that was offered."""

import pytest

from anlan.kernel.journal.facts import NotHere
from anlan.kernel.obligations import acts
from anlan.kernel.obligations.reads import item
from anlan.kernel.registry.may import EVERYWHERE
from tests.cast import MORNING, by
from tests.obligations.test_hand_over import offered  # noqa: F401


def test_who_takes_it_owes_it(offered):  # noqa: F811
    acts.take(item=offered, by=by("hu"), at=MORNING)

    standing = item(offered, kind=None, within=EVERYWHERE)
    assert (standing.owner, standing.offered_to, standing.state) == ("hu", None, "accepted")


def test_nobody_takes_what_was_not_offered_to_him(offered):  # noqa: F811
    with pytest.raises(NotHere):
        acts.take(item=offered, by=by("li"), at=MORNING)
