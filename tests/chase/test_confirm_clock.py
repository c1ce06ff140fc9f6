"""Fault 5, a clock moved while the house goes on: forward it waits for a person, backward nothing is said twice."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from anlan import clock
from anlan.domains.calls import acts as ladders
from anlan.domains.calls import reads as calls
from anlan.domains.warning import acts as warnings
from anlan.domains.warning import reads as alerts
from anlan.faces.cli.steadying import Steady
from anlan.kernel.chase import acts, keeping, reads, rules
from anlan.kernel.chase.facts import ClockJumped
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.facts import Refused
from anlan.kernel.registry.may import EVERYWHERE
from tests.cast import MORNING, by
from tests.doors import browser
from tests.warning.home import alone, held

__all__ = ["alone", "held"]
HOUR = timedelta(hours=1)


@pytest.fixture
def machine(monkeypatch):
    """A machine whose clock the test moves: by how much it is ahead of the time that passes."""
    ahead = [timedelta()]
    monkeypatch.setattr(clock, "offset", lambda: ahead[0])
    monkeypatch.setattr(clock, "now", lambda: MORNING + ahead[0])
    return ahead


def jumps():
    lines = journal.lines_named([ClockJumped.name], until=journal.size())
    return [line.fact.seconds for line in lines if isinstance(line.fact, ClockJumped)]


@given(seconds=some.integers(-(10**9), 10**9))
def test_only_more_than_five_minutes_is_a_jump(seconds):
    said = rules.jump("home", by=timedelta(seconds=seconds))

    assert bool(said) == (abs(seconds) > 300)
    assert said == ([ClockJumped(home="home", seconds=seconds)] if said else [])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("moved", "waits"), [(HOUR, True), (-HOUR, False), (timedelta(days=3650), True)])
def test_a_clock_that_is_moved_is_said_once_and_forward_it_is_waited_for_a_person(machine, moved, waits):
    steady = Steady()
    assert not steady.waits()

    machine[0] = moved

    assert [steady.waits() for _ in range(3)] == [waits] * 3
    assert jumps() == [moved.total_seconds()]


@pytest.mark.django_db(transaction=True)
def test_a_clock_that_is_nudged_or_a_house_that_slept_is_no_jump(machine, monkeypatch):
    steady = Steady()

    for _ in range(4):
        machine[0] += timedelta(minutes=4)
        assert not steady.waits()

    monkeypatch.setattr(clock, "now", lambda: MORNING + timedelta(days=3))  # and the machine counted them, too
    assert not steady.waits()
    assert jumps() == []


@pytest.mark.django_db(transaction=True)
def test_what_waits_goes_on_once_somebody_has_looked_at_the_clock(county, machine):
    steady = Steady()
    machine[0] = HOUR
    assert steady.waits()

    acts.confirm_clock(by=by("qian"), at=MORNING + HOUR)

    assert not steady.waits()
    assert not reads.is_waiting()
    with pytest.raises(Refused, match="clock-right"):
        acts.confirm_clock(by=by("qian"), at=MORNING + HOUR)


@pytest.mark.django_db(transaction=True)
def test_set_back_nothing_climbs_or_is_said_twice(held, machine):
    would = alerts.reach(no=held, within=EVERYWHERE, at=MORNING)
    warnings.release(warning=held, place=would.place, headcount=would.headcount, by=by("sun"), at=MORNING)
    later = MORNING + timedelta(minutes=20)
    ladders.climb(later)
    keeping.keep(later)
    before = journal.size()

    for at in (MORNING - HOUR, MORNING + timedelta(minutes=19), later):
        ladders.climb(at)
        keeping.keep(at)

    assert journal.size() == before
    board = calls.board(matter=held, within=EVERYWHERE, at=later)
    assert all(len(row.steps) == len(set(row.steps)) for row in board.rows)


@pytest.mark.django_db(transaction=True)
def test_every_page_of_an_official_says_so_and_leads_to_where_it_is_confirmed(county, monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    keeping.notice(HOUR, MORNING)

    page = browser("qian").get("/items/").content.decode()
    assert "服务器时钟向前跳了 60 分钟" in page
    assert 'href="/clock/"' in page
    assert "服务器时钟" not in browser("wang").get("/items/").content.decode()
    assert browser("wang").get("/clock/").status_code == 403

    asked = browser("qian").post("/clock/", {"command": "b4a6b1de-0000-4000-8000-000000000001"})

    assert asked.status_code == 302
    assert "服务器时钟" not in browser("qian").get("/items/").content.decode()
    assert browser("qian").get("/clock/").status_code == 404
