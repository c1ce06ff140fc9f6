"""A county with watches: Qian keeps the first, Li the next, Zhao is of the same office, and Sun leads."""

from datetime import timedelta

import pytest

from anlan.kernel.duty import acts, reads
from anlan.kernel.duty.musts import NewWatch
from anlan.kernel.duty.watch import Watch
from anlan.kernel.registry.may import EVERYWHERE
from tests.cast import MORNING, by

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def alone(home):
    """Live in a home of one's own."""


def new(officer: str, begins: int, ends: int, leader: str = "sun", **more) -> NewWatch:
    """Return a watch of the county office, in hours from the morning of the cast: 17:00 in Beijing."""
    words = {"organisation": "O-county", "place": "6301"} | more
    return NewWatch(
        officer=officer, leader=leader, from_at=MORNING + begins * HOUR, until_at=MORNING + ends * HOUR, **words
    )


def rostered(*rows: NewWatch, at=MORNING) -> list[str]:
    """Put watches on the roster; return their numbers."""
    first = acts.roster(rows=rows, by=by("sun"), at=at).subject
    return [f"{first[:-6]}{int(first[-6:]) + n:06}" for n in range(len(rows))]


def stands(no: str) -> Watch:
    """Return how a watch stands."""
    return reads.watch(no, within=EVERYWHERE)


@pytest.fixture
def day_and_night(county):
    """The numbers of two watches: the evening is Qian's, the night Li's."""
    return rostered(new("qian", 0, 4), new("li", 4, 15))


@pytest.fixture
def on_duty(day_and_night):
    """The same, with Qian on duty."""
    acts.begin(watch=day_and_night[0], by=by("qian"), at=MORNING)
    return day_and_night
