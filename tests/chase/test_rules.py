"""The chase against brute force: whatever the clock slept through, no step is missed and none is said twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.kernel.chase.rules import REMINDERS, Step, due, moments, next_due, place_of
from anlan.kernel.obligations.life import State
from tests.obligations.items import FILED
from tests.often import often

AT = datetime(2026, 7, 1, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def owed(*, term: timedelta = 7 * DAY, grade: str = "general"):
    return replace(FILED, filed_at=AT, due_at=AT + term, grade=grade)


def test_a_general_danger_of_seven_days_climbs_step_by_step():
    assert {step: came - AT for step, came in moments(owed()).items()} == {
        Step.HALF: 84 * HOUR,
        Step.NEAR: 6 * DAY,
        Step.LAPSED: 7 * DAY,
        Step.DEPARTMENT: 10 * DAY,
        Step.PREFECTURE: 14 * DAY,
    }


def test_a_major_danger_reaches_the_prefecture_after_a_day_and_the_county_no_later():
    came = moments(owed(grade="major"))

    assert came[Step.PREFECTURE] == came[Step.DEPARTMENT] == AT + 8 * DAY


@pytest.mark.parametrize("term", [timedelta(0), -30 * DAY])
def test_what_was_overdue_when_it_came_is_raised_from_then_on(term):
    assert moments(owed(term=term)) == {Step.LAPSED: AT, Step.DEPARTMENT: AT + 3 * DAY, Step.PREFECTURE: AT + 7 * DAY}


def test_a_day_is_no_reminder_of_a_term_of_a_day():
    assert set(moments(owed(term=DAY))) & REMINDERS == {Step.HALF}


def test_after_three_days_of_sleep_each_step_is_due_once():
    assert set(due(owed(), told={Step.HALF}, at=AT + 10 * DAY)) == {Step.NEAR, Step.LAPSED, Step.DEPARTMENT}


@pytest.mark.parametrize("state", [State.STRUCK_OFF, State.VOID, State.CLOSED_BEFORE])
def test_nobody_is_chased_for_what_has_ended(state):
    ended = replace(owed(), state=state)

    assert due(ended, told=set(), at=AT + 99 * DAY) == {}
    assert next_due(ended, told=set()) is None


def test_the_next_step_is_the_first_that_was_not_said():
    assert next_due(owed(), told={Step.HALF}) == (Step.NEAR, AT + 6 * DAY)
    assert next_due(owed(), told=set(Step)) is None


@pytest.mark.parametrize(
    ("step", "place"),
    [(Step.LAPSED, "630222905"), (Step.DEPARTMENT, "630222"), (Step.PREFECTURE, "6302")],
)
def test_each_step_goes_one_floor_up(step, place):
    assert place_of(step, "630222905") == place


@settings(max_examples=often(200), deadline=None)
@given(
    term=st.integers(-40, 40 * 24),
    grade=st.sampled_from(["general", "major"]),
    ends=st.none() | st.integers(0, 60 * 24),
    ticks=st.lists(st.integers(0, 70 * 24), max_size=12).map(sorted),
)
def test_whatever_the_clock_sleeps_through_each_step_is_said_once_at_the_first_chance(term, grade, ends, ticks):
    """Hour by hour, by another way: which hours of the item's life had the step behind them, and was a clock awake."""
    item = owed(term=term * HOUR, grade=grade)
    said: dict[Step, int] = {}
    for tick in ticks:
        now = item if ends is None or tick < ends else replace(item, state=State.STRUCK_OFF)
        for step in due(now, told=set(said), at=AT + tick * HOUR):
            assert step not in said
            said[step] = tick

    awake = [tick for tick in ticks if ends is None or tick < ends]
    assert said == {
        step: tick for step, hour in _by_hand(term, grade).items() for tick in [_first(awake, hour)] if tick is not None
    }


def _first(ticks: list[int], hour: float) -> int | None:
    return next((tick for tick in ticks if tick >= hour), None)


def _by_hand(term: int, grade: str) -> dict[Step, float]:
    """Return the hour of each step, reckoned from what the card of the room says."""
    late = max(term, 0)
    hours: dict[Step, float] = {
        Step.LAPSED: late,
        Step.DEPARTMENT: late + (24 if grade == "major" else 72),
        Step.PREFECTURE: late + (24 if grade == "major" else 168),
    }
    if term > 0:
        hours[Step.HALF] = term / 2
    if term > 24:
        hours[Step.NEAR] = term - 24
    return hours
