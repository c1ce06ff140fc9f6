"""Which ladder holds: by the name of the hazard, by colour, by the hour, and by how soon it comes."""

from datetime import date, datetime, timedelta
from itertools import product

import pytest

from anlan.domains.calls.facts import Colour
from anlan.kernel.duty.ladders import Hours, hazard, is_night, ladder, ladders, words
from anlan.kernel.journal.facts import BEIJING
from anlan.kernel.registry.laws import NoLaw, chain

NOON = datetime(2026, 7, 18, 12, tzinfo=BEIJING)
NIGHT = datetime(2026, 7, 18, 23, tzinfo=BEIJING)
ROWS = ladders(chain())


@pytest.mark.parametrize(
    ("told", "colour", "onset_at", "at", "key"),
    [
        (("暴雨",), "red", None, NOON, "red"),
        (("暴雨",), "red", None, NIGHT, "red-night"),
        (("暴雨",), "red", NIGHT + timedelta(hours=2), NIGHT, "red-short"),
        (("暴雨",), "red", NIGHT + timedelta(hours=4), NIGHT, "red-night"),
        (("山洪灾害",), "red", None, NOON, "flash-flood-red"),
        (("山洪灾害",), "red", None, NIGHT, "flash-flood-red-night"),
        (
            ("气象风险", "地质灾害气象风险橙色预警"),
            "orange",
            NOON - timedelta(minutes=1),
            NOON,
            "flash-flood-orange-short",
        ),
        (("暴雨",), "yellow", NOON, NOON, "yellow"),
        (("高温",), "red", None, NIGHT, "slow-red"),
        (("高温",), "blue", None, NIGHT, "blue"),
        (("",), "red", None, NOON, "red"),
    ],
)
def test_the_most_pressing_that_fits_holds_and_a_hazard_with_its_own_uses_those_alone(told, colour, onset_at, at, key):
    assert ladder(told=told, colour=colour, onset_at=onset_at, at=at).key == key


@pytest.mark.parametrize(("hour", "sleeps"), [(21, False), (22, True), (0, True), (5, True), (6, False), (12, False)])
def test_the_night_begins_and_ends_in_beijing(hour, sleeps):
    assert is_night(NOON.replace(hour=hour)) is sleeps


def test_the_event_goes_before_the_headline():
    assert hazard(("高温", "山洪")) == "slow"
    assert hazard(("unknown", "山洪灾害")) == "flash-flood"
    assert hazard(("unknown",)) is None


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.ladder.key)
def test_every_ladder_climbs_and_says_where_it_is_from(row):
    steps = row.ladder
    assert 0 < steps.again < steps.deputy < steps.above <= steps.answer < steps.act
    assert steps.door is None or steps.answer <= steps.door
    assert row.document
    assert row.article
    assert words(steps.key) == row.words
    assert row.words.en.isascii()
    assert not row.verified, "say who compared it, and change this line"
    assert row.sure in ("high", "medium", "low", "house")
    alike = [
        one
        for one in ROWS
        if (one.pack, one.hazard, one.colour, one.hours) == (row.pack, row.hazard, row.colour, row.hours)
    ]
    assert len([one for one in alike if one.holds(row.from_on)]) == 1


def test_no_colour_is_without_a_ladder_at_any_hour_and_none_held_before_the_first_day():
    for colour, hours, told in product(Colour, (NOON, NIGHT), ("", "山洪", "火险", "暴雪", "干旱", "大风")):
        assert ladder(told=(told,), colour=colour, onset_at=hours, at=hours)
    with pytest.raises(NoLaw):
        ladder(told=("",), colour="red", onset_at=None, at=datetime.combine(date(2000, 1, 1), NOON.time(), BEIJING))


def test_at_night_and_at_short_notice_nothing_takes_longer_than_by_day():
    day = {(row.hazard, row.colour): row.ladder for row in ROWS if row.hours == Hours.ANY}
    for row in ROWS:
        slow = day[row.hazard, row.colour]
        assert all(
            getattr(row.ladder, step) <= getattr(slow, step) for step in ("again", "deputy", "above", "answer", "act")
        )
