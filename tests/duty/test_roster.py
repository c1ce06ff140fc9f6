"""A roster names whom there is, once at a time, and lets them rest after a night."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.duty import acts, reads
from anlan.kernel.duty.musts import Night, at_night
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import BEIJING, NotHere, Refused
from anlan.kernel.registry.may import EVERYWHERE, NOWHERE, Within
from tests.cast import MORNING, by
from tests.duty.conftest import HOUR, new, rostered

pytestmark = pytest.mark.django_db
TOLD = Night(from_hour=22, until_hour=6, least=3 * HOUR, rest=12 * HOUR)


def test_what_is_rostered_is_seen_within_ones_reach(day_and_night):
    elsewhere = Within(places=("6302",), departments=None, organisations=None, persons=None)
    beside = Within(places=("6301",), departments=("water",), organisations=None, persons=None)

    assert [one.no for one in reads.watches(within=EVERYWHERE, at=MORNING).coming] == day_and_night
    assert len(reads.watches(within=beside, at=MORNING).coming) == 2  # a roster divides no departments
    for within in (elsewhere, NOWHERE):
        assert reads.watches(within=within, at=MORNING).coming == ()
        with pytest.raises(NotHere):
            reads.watch(day_and_night[0], within=within)
    assert rebuild.check() == []


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ((new("qian", 4, 0),), "watch-crossed"),
        ((new("qian", 0, 25),), "watch-long"),
        ((new("qian", -5, 0),), "watch-past"),
        ((new("qian", 0, 8), new("li", 7, 12)), "watch-overlaps"),
        ((new("qian", 0, 8), new("qian", 7, 12, department="water")), "on-twice"),
        ((new("qian", 4, 15), new("qian", 26, 30)), "no-rest"),
        ((new("qian", 26, 30), new("qian", 4, 15)), "no-rest"),  # in whichever order they are said
        ((new("wang", 0, 8),), "not-of-office"),
        ((new("qian", 0, 8, deputy="zhou"),), "not-of-office"),
        ((new("sun", 0, 8),), "leads-himself"),
        ((new("qian", 0, 8, leader="li"),), "not-a-leader"),
    ],
)
def test_what_a_roster_may_not_say(county, rows, code):
    with pytest.raises(Refused) as refused:
        rostered(*rows)

    assert refused.value.code == code
    assert reads.watches(within=EVERYWHERE, at=MORNING).coming == ()


def test_after_a_night_one_rests_and_may_come_again_when_the_rest_is_over(county):
    rostered(new("qian", 4, 15))

    with pytest.raises(Refused, match="no-rest") as refused:
        rostered(new("qian", 26, 30))
    assert refused.value.params == {"person": "qian", "hours": "12", "free": "2026-07-02 20:00"}
    assert rostered(new("qian", 27, 30))


def test_who_stands_in_rests_as_well_and_a_day_asks_for_none(county):
    rostered(new("li", 4, 15, deputy="zhao"), new("qian", 15, 19), new("qian", 20, 24))

    with pytest.raises(Refused, match="no-rest"):
        rostered(new("zhao", 24, 27))


def test_nobody_rosters_for_another_office_or_beyond_his_reach(county):
    for row in (new("zhou", 0, 8, organisation="O-else", place="6302"), new("qian", 0, 8, place="6302")):
        with pytest.raises(NotHere):
            acts.roster(rows=(row,), by=by("sun"), at=MORNING)
    with pytest.raises(NotHere):
        acts.roster(rows=(), by=by("sun"), at=MORNING)


@given(begins=st.integers(0, 48 * 4), lasts=st.integers(1, 24 * 4))
def test_the_hours_of_a_night_are_those_that_a_count_by_quarters_finds(begins, lasts):
    start = datetime(2026, 7, 1, tzinfo=BEIJING) + timedelta(minutes=15 * begins)
    quarters = [start + timedelta(minutes=15 * n) for n in range(lasts)]
    counted = sum(at.hour >= 22 or at.hour < 6 for at in quarters) * timedelta(minutes=15)

    assert at_night(start, start + timedelta(minutes=15 * lasts), TOLD) == counted
