"""When offices rest: as the notices have it, and by the law alone where no notice is known yet. Nothing stops there."""

from datetime import date, timedelta

import pytest

from anlan.kernel.registry.laws import Rest, codes, rest

KNOWN = (2024, 2025, 2026)


def days(year):
    first = date(year, 1, 1)
    return [first + timedelta(days=no) for no in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize(
    ("day", "holiday"),
    [
        (date(2026, 10, 7), "national-day"),
        (date(2026, 2, 15), "spring-festival"),
        (date(2025, 10, 8), "national-day"),
        (date(2026, 9, 26), "mid-autumn"),
    ],
)
def test_a_holiday_of_a_notice_is_one_also_on_a_working_day(day, holiday):
    assert rest(day) == Rest(holiday=holiday, is_announced=True)


def test_a_weekend_that_a_notice_makes_a_day_of_work_is_one():
    assert rest(date(2026, 10, 10)) is None
    assert rest(date(2026, 10, 11)) == Rest(holiday=None, is_announced=True)
    assert rest(date(2026, 10, 9)) is None


@pytest.mark.parametrize("year", KNOWN)
def test_a_year_of_a_notice_has_as_many_days_of_work_as_the_law_leaves(year):
    """The notices move days about and give none away: 11 holidays until 2024, 13 since, beside the weekends."""
    holidays = 11 if year == 2024 else 13
    weekends = sum(day.weekday() >= 5 for day in days(year))
    worked = sum(rest(day) is None for day in days(year))

    assert abs(worked - (len(days(year)) - weekends - holidays)) <= 2, "a bridge may cross the year"


@pytest.mark.parametrize("year", [2027, 2028, 2035, 2050])
def test_a_year_without_its_notice_has_the_thirteen_days_of_the_law_and_says_so(year):
    found = [(day, told) for day in days(year) if (told := rest(day)) and told.holiday]

    assert len(found) == 13 or (year == 2028 and len(found) == 12), "Mid-Autumn may fall into National Day"
    assert not any(told.is_announced for _, told in found)
    assert {told.holiday for _, told in found} <= set(codes("holidays"))


def test_the_new_year_of_the_moon_is_rested_from_its_eve_on():
    assert rest(date(2027, 2, 4)) is None
    assert {rest(date(2027, 2, day)) for day in (5, 6, 7, 8)} == {Rest(holiday="spring-festival", is_announced=False)}
    assert rest(date(2027, 2, 9)) is None


def test_nothing_stops_where_the_known_festivals_end():
    assert rest(date(2099, 10, 1)) == Rest(holiday="national-day", is_announced=False)
    assert rest(date(2099, 6, 1)) is None
