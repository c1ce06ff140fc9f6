"""What goes on beside the pages says so; what stops is noticed, also the one who notices."""

import logging
from datetime import timedelta

import pytest
from django.db import DatabaseError

from anlan.faces.cli import serving
from anlan.kernel.chase import keeping, reads
from anlan.kernel.chase.rules import SILENT, STOPPED, Beating, Stopped, stopped
from anlan.kernel.journal.record import record
from anlan.kernel.registry.may import EVERYWHERE, Role
from tests.cast import MORNING, by, post
from tests.doors import browser

SOON = timedelta(seconds=1)


def test_what_says_nothing_for_three_minutes_has_stopped():
    beats = {Beating.CHASE: MORNING, Beating.SEALS: MORNING + SOON}

    assert stopped(beats, at=MORNING + SILENT) == ()
    assert stopped(beats, at=MORNING + SILENT + SOON) == (Stopped(what=Beating.CHASE, since=MORNING),)


def test_a_word_from_the_future_is_none_once_the_clock_of_the_machine_went_back():
    beats = {Beating.CHASE: MORNING + SILENT + SOON, Beating.SEALS: MORNING + SOON}

    assert stopped(beats, at=MORNING) == (Stopped(what=Beating.CHASE, since=MORNING + SILENT + SOON),)


def test_of_what_was_never_heard_nothing_is_known():
    assert stopped({}, at=MORNING) == ()


@pytest.mark.django_db
def test_the_last_word_of_each_counts(db):
    keeping.beat(Beating.CHASE, MORNING)
    keeping.beat(Beating.WATCHDOG, MORNING)
    keeping.beat(Beating.CHASE, MORNING + SILENT)

    told = reads.stopped(within=EVERYWHERE, at=MORNING + SILENT + SOON)

    assert told == (Stopped(what=Beating.WATCHDOG, since=MORNING),)


@pytest.mark.django_db
@pytest.mark.parametrize("what", Beating)
def test_a_page_says_what_has_stopped_to_who_counts_on_it(county, monkeypatch, what):
    keeping.beat(what, MORNING)
    monkeypatch.setenv("ANLAN_NOW", (MORNING + SILENT).isoformat())
    assert STOPPED[what][0] not in browser("li").get("/").content.decode()

    monkeypatch.setenv("ANLAN_NOW", (MORNING + SILENT + SOON).isoformat())
    assert STOPPED[what][0] in browser("li").get("/").content.decode()
    assert STOPPED[what][0] not in browser("wang").get("/").content.decode()
    record([post("gu", Role.SYSTEM, "O-county", "6301")], by=by("console"), at=MORNING)
    assert STOPPED[what][0] in browser("gu").get("/").content.decode()


@pytest.mark.django_db
def test_the_log_is_told_once_of_what_stops_and_once_of_what_goes_on_again(db, monkeypatch, caplog):
    caplog.set_level(logging.WARNING)
    whom = set(Beating) - {Beating.WATCHDOG}
    keeping.beat(Beating.CHASE, MORNING)
    keeping.beat(Beating.WATCHDOG, MORNING)
    monkeypatch.setenv("ANLAN_NOW", (MORNING + SILENT + SOON).isoformat())

    known = serving._look_around(whom, frozenset())
    known = serving._look_around(whom, known)
    assert [record.levelname for record in caplog.records] == ["CRITICAL"]
    assert STOPPED[Beating.CHASE][1] in caplog.text

    keeping.beat(Beating.CHASE, MORNING + SILENT)
    assert serving._look_around(whom, known) == frozenset()
    assert [record.levelname for record in caplog.records] == ["CRITICAL", "WARNING"]


def test_a_database_that_is_away_ends_no_watch(monkeypatch):
    def away(at):
        raise DatabaseError

    monkeypatch.setattr(serving, "silent", away)

    assert serving._look_around(set(Beating), frozenset({Beating.CHASE})) == {Beating.CHASE}
