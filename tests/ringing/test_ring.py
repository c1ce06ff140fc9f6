"""Whoever is called is rung once for each entry, and again when a step says so; whoever has answered is left alone."""

from datetime import timedelta

import pytest

from anlan.domains.calls import acts as calls
from anlan.domains.warning import acts as warnings
from anlan.kernel.journal import followers
from anlan.kernel.journal.tables import Letter
from anlan.kernel.registry import acts as registry
from anlan.kernel.ringing import keeping
from tests.cast import MORNING, by
from tests.warning.made import brought, cap
from tests.warning.stands import out, rows

pytestmark = pytest.mark.django_db


def letters(person: str) -> list[str]:
    return list(Letter.objects.filter(person=person).order_by("seq").values_list("state", flat=True))


@pytest.fixture
def demo(held):
    """The home of a demo, in which a red warning has gone out."""
    registry.mark_home(kind="demo", by=by("console"), at=MORNING)
    out(held)
    return held


def test_each_is_rung_once_and_at_once_and_again_when_the_step_comes(demo):
    followers.follow_on("ringing", MORNING)
    followers.follow_on("ringing", MORNING)
    keeping.keep(MORNING)
    assert letters("wang") == ["sent"]

    calls.climb(MORNING + timedelta(minutes=2))
    followers.follow_on("ringing", MORNING + timedelta(minutes=2))
    assert letters("wang") == ["sent", "waiting"]


def test_whoever_is_done_before_the_clock_comes_is_not_rung(demo):
    calls.report(item=rows(demo)["wang"].item.no, deed="in-place", by=by("wang"), at=MORNING)
    followers.follow_on("ringing", MORNING)

    assert letters("wang") == []


def test_where_there_is_no_channel_it_waits(held):
    out(held)
    followers.follow_on("ringing", MORNING)
    keeping.keep(MORNING)

    assert letters("wang") == ["waiting"]


def test_whoever_was_called_is_told_that_it_is_over(demo):
    first = "63010041600000_20260701085500_1"
    cancel = cap(identifier="over", kind="Cancel", refers_to=first)
    over = warnings.receive(file=brought(cancel), by=by("qian"), at=MORNING).subject
    out(over)
    followers.follow_on("ringing", MORNING)

    names = Letter.objects.filter(person="wang").order_by("seq").values_list("name", flat=True)
    assert list(names) == ["calls.ended"], "what is over rings for nothing else"
