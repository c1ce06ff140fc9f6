"""A watch is begun by whoever is to keep it, in its time, where nobody is on duty."""

from datetime import timedelta

import pytest

from anlan.kernel.duty import acts, hours, reads
from anlan.kernel.journal.facts import Refused
from anlan.kernel.registry.may import EVERYWHERE
from tests.cast import MORNING, by
from tests.duty.conftest import HOUR, new, rostered, stands

pytestmark = pytest.mark.django_db


def test_who_begins_is_on_duty_for_the_place_and_all_below(on_duty):
    found = reads.on_duty(place="630122", within=EVERYWHERE, at=MORNING)

    assert stands(on_duty[0]).kept_by == "qian"
    assert found is not None
    assert (found.officer, found.is_begun, found.place) == ("qian", True, "6301")
    assert reads.on_duty(place="6302", within=EVERYWHERE, at=MORNING) is None


def test_who_stands_in_may_begin_in_his_stead(county):
    [no] = rostered(new("qian", 0, 8, deputy="zhao"))
    acts.begin(watch=no, by=by("zhao"), at=MORNING)

    assert hours.keeper_at("6301", at=MORNING).kept_by == "zhao"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("who", "after", "code"), [("zhao", 0, "not-your-watch"), ("li", 2.9, "too-early"), ("li", 15, "watch-past")]
)
def test_who_may_not_begin(day_and_night, who, after, code):
    with pytest.raises(Refused, match=code):
        acts.begin(watch=day_and_night[1], by=by(who), at=MORNING + after * HOUR)


def test_who_finds_somebody_on_duty_takes_over_instead(on_duty):
    with pytest.raises(Refused, match="take-instead") as refused:
        acts.begin(watch=on_duty[1], by=by("li"), at=MORNING + 4 * HOUR)

    assert refused.value.params["keeper"] == "qian"


def test_of_a_watch_that_nobody_began_the_roster_tells_who_should_have_come(day_and_night):
    found = reads.on_duty(place="6301", within=EVERYWHERE, at=MORNING + timedelta(minutes=1))

    assert found is not None
    assert (found.officer, found.is_begun) == ("qian", False)
    past = reads.watches(within=EVERYWHERE, at=MORNING + 5 * HOUR).past
    assert [(one.no, one.is_missed(MORNING + 5 * HOUR)) for one in past] == [(day_and_night[0], True)]
