"""Silence climbs: each step once, however long the clock slept, and nobody's answer stops another's call."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.domains.calls import acts as calls
from anlan.domains.calls import tables
from anlan.domains.calls.facts import Channel, Deed, Outcome
from anlan.domains.calls.reads import board, climbing
from anlan.domains.calls.rules import due
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts as items
from anlan.kernel.registry.may import EVERYWHERE, Role
from tests.cast import MORNING, by, post
from tests.often import often
from tests.warning.stands import out, rows

pytestmark = pytest.mark.django_db


def steps(no: str, person: str, at: datetime) -> set[str]:
    return {
        str(step)
        for row in board(matter=no, within=EVERYWHERE, at=at).rows
        if row.call.item.owner == person
        for step in row.steps
    }


def test_a_clock_that_slept_says_each_step_once_and_calls_who_stands_above(held):
    out(held)
    late = MORNING + timedelta(minutes=9)

    assert calls.climb(late) > 0
    assert calls.climb(late) == 0
    steps = {step for row in board(matter=held, within=EVERYWHERE, at=late).rows for step in row.steps}
    assert {"again", "deputy", "above"} <= steps
    assert rebuild.check() == []


def test_nobodys_answer_stops_anothers_call(held):
    record([post("tian", Role.ENTERPRISE, "E-1", "6301")], by=by("console"), at=MORNING)
    out(held)
    items.accept(item=rows(held)["wang"].item.no, by=by("wang"), at=MORNING)

    calls.climb(MORNING + timedelta(minutes=3))

    assert steps(held, "tian", MORNING) == {"again"}
    assert steps(held, "wang", MORNING) == set()


def test_who_answered_and_says_nothing_more_comes_back(held):
    out(held)
    items.accept(item=rows(held)["wang"].item.no, by=by("wang"), at=MORNING + timedelta(minutes=1))

    calls.climb(MORNING + timedelta(minutes=20))
    assert steps(held, "wang", MORNING) == set()
    calls.climb(MORNING + timedelta(minutes=21))
    assert steps(held, "wang", MORNING) == {"silent"}


def test_an_answer_after_its_time_is_kept_as_late(held):
    out(held)
    calls.climb(MORNING + timedelta(minutes=11))
    items.accept(item=rows(held)["wang"].item.no, by=by("wang"), at=MORNING + timedelta(minutes=12))

    late = rows(held, MORNING + timedelta(minutes=12))["wang"]
    assert late.heard_at
    assert late.is_late
    assert rebuild.check() == []


def test_a_number_that_is_not_his_sends_the_ladder_on_at_once(held):
    out(held)
    said = {"channel": Channel.PHONE, "outcome": Outcome.WRONG_PERSON}
    calls.miss(item=rows(held)["wang"].item.no, **said, by=by("qian"), at=MORNING + timedelta(seconds=30))

    calls.climb(MORNING + timedelta(seconds=40))

    assert {"deputy", "above"} <= steps(held, "wang", MORNING)


DEEDS = ("climb", "hear", "miss-busy", "miss-wrong", "act-some", "act-all", "end")
LIVES = st.lists(st.tuples(st.integers(min_value=1, max_value=600), st.sampled_from(DEEDS)), max_size=8)


def live(no: str, deed: str, at: datetime) -> None:
    """Let the clock or Wang do something; what he may not do any more he is refused."""
    call = rows(no, at)["wang"]
    missed = {"miss-busy": Outcome.BUSY, "miss-wrong": Outcome.WRONG_PERSON}
    with suppress(Refused):
        if deed == "climb":
            calls.climb(at)
        elif deed == "hear":
            items.accept(item=call.item.no, by=by("wang"), at=at)
        elif deed in missed:
            calls.miss(item=call.item.no, channel=Channel.PHONE, outcome=missed[deed], by=by("qian"), at=at)
        elif deed == "end":
            calls.strike_off(item=call.item.no, opinion="已撤离", by=by("qian"), at=at)
        else:
            deed_ = Deed.MOVING if deed == "act-some" else Deed.ALL_MOVED
            calls.report(item=call.item.no, deed=deed_, moved=3, expected=9, by=by("wang"), at=at)


@settings(max_examples=often(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LIVES)
def test_the_clock_asks_of_few_and_misses_none(transaction_of_its_own, held_again, life):
    """Beside brute force: every open call, asked by its rule."""
    with transaction_of_its_own():
        no, at = held_again(), MORNING
        for seconds, deed in life:
            at += timedelta(seconds=seconds)
            live(no, deed, at)
            for later in (at, at + timedelta(minutes=7), at + timedelta(hours=1)):
                said = tables.said(call.item.no for call in rows(no, later).values())
                one_by_one = {
                    (call.item.no, step)
                    for call in rows(no, later).values()
                    for step in due(call, told=said.get(call.item.no, frozenset()), at=later)
                }
                asked = {(one.call.item.no, one.step) for one in climbing(within=EVERYWHERE, at=later)}
                assert asked == one_by_one
        assert rebuild.check() == []


def test_of_calls_that_nothing_comes_of_the_clock_reads_none(held):
    out(held)
    for climbed, at in ((0, 90), (2 * 60, 2 * 60 + 30), (60 * 60, 90 * 60)):
        calls.climb(MORNING + timedelta(seconds=climbed))
        with CaptureQueriesContext(connection) as asked:
            assert climbing(within=EVERYWHERE, at=MORNING + timedelta(seconds=at)) == ()
        assert len(asked) == 1, at


@settings(max_examples=often(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(min_value=0, max_value=40 * 60), max_size=8))
def test_however_the_clock_sleeps_the_same_steps_come_each_once(transaction_of_its_own, held_again, seconds):
    with transaction_of_its_own():
        no = held_again()
        for at in sorted(seconds):
            calls.climb(MORNING + timedelta(seconds=at))
        calls.climb(MORNING + timedelta(minutes=41))
        assert calls.climb(MORNING + timedelta(minutes=41)) == 0
        assert steps(no, "wang", MORNING) == {"again", "deputy", "above", "lapsed", "door-knock"}
