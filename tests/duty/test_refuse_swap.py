"""A swap that is not agreed to leaves the roster as it is."""

import pytest

from anlan.kernel.duty import acts
from anlan.kernel.journal.facts import Refused
from tests.cast import MORNING, by
from tests.duty.conftest import stands

pytestmark = pytest.mark.django_db


def test_what_is_refused_can_be_asked_for_again(day_and_night):
    acts.ask_swap(watch=day_and_night[1], to="zhao", why="so", by=by("li"), at=MORNING)
    with pytest.raises(Refused, match="no-words"):
        acts.refuse_swap(watch=day_and_night[1], why="", by=by("sun"), at=MORNING)
    acts.refuse_swap(watch=day_and_night[1], why="nobody else", by=by("sun"), at=MORNING)

    assert (stands(day_and_night[1]).officer, stands(day_and_night[1]).swap_to) == ("li", None)
    acts.ask_swap(watch=day_and_night[1], to="qian", why="so", by=by("li"), at=MORNING)
