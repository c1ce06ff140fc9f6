"""A watch comes off the roster with a reason, and only while nobody keeps it."""

import pytest

from anlan.kernel.duty import acts, reads
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.journal.record import record
from anlan.kernel.registry.may import EVERYWHERE, Role
from tests.cast import MORNING, by, post
from tests.duty.conftest import new, rostered, stands

pytestmark = pytest.mark.django_db


def test_what_is_cancelled_is_off_the_roster_and_leaves_room(day_and_night):
    acts.cancel(watch=day_and_night[0], why="sick", by=by("sun"), at=MORNING)

    assert stands(day_and_night[0]).state == "cancelled"
    assert [one.no for one in reads.watches(within=EVERYWHERE, at=MORNING).coming] == day_and_night[1:]
    assert rostered(new("zhao", 0, 4))


def test_what_has_begun_or_has_no_reason_is_not_cancelled(on_duty):
    for no, why, code in ((on_duty[0], "so", "watch-state"), (on_duty[1], " ", "no-words")):
        with pytest.raises(Refused, match=code):
            acts.cancel(watch=no, why=why, by=by("sun"), at=MORNING)
    with pytest.raises(NotHere):
        acts.cancel(watch=on_duty[1], why="so", by=by("zhou"), at=MORNING)


def test_another_office_of_the_same_place_does_not_touch_it(day_and_night):
    record([post("hai", Role.DUTY, "O-other", "6301")], by=by("console"), at=MORNING)

    with pytest.raises(NotHere):
        acts.cancel(watch=day_and_night[1], why="so", by=by("hai"), at=MORNING)
