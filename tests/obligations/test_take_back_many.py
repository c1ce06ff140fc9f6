"""Taking back what was done with many at once: what was taken over meanwhile is not."""

from __future__ import annotations

import pytest

from anlan.kernel.journal.facts import Refused
from anlan.kernel.obligations import acts
from anlan.kernel.obligations.tables import stored_many
from tests.cast import MORNING, by
from tests.obligations.test_hand_over_many import hu as hu
from tests.obligations.test_nudge_many import SOON
from tests.obligations.test_nudge_many import pile as pile


def test_what_somebody_took_meanwhile_keeps_the_whole_where_it_is(pile, hu):
    acts.hand_over_many(items=pile, count=5, to="hu", why="so", by=by("wang", command="mine"), at=MORNING)
    acts.take(item=pile[4], by=by("hu"), at=SOON)

    with pytest.raises(Refused, match="spoken-since"):
        acts.take_back_many(key="mine", by=by("wang"), at=SOON)
    assert stored_many(pile[:1])[0].offered_to == "hu"
