"""Each day's audit lines are held by a fact: whoever takes the triggers off and cuts, changes or adds one is found."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.audit import days
from anlan.kernel.audit.facts import DaySealed
from anlan.kernel.audit.rules import EMPTY_DAYS_MOST, Part, days_due
from anlan.kernel.audit.tables import SealedDay
from anlan.kernel.journal import rebuild, seals
from anlan.kernel.journal.facts import day_of
from anlan.kernel.journal.lock import pen
from anlan.kernel.journal.reads import facts_said
from anlan.kernel.registry.noes import AuditLine
from tests.audit.conftest import altered, forge, keep, leave
from tests.cast import MORNING

pytestmark = pytest.mark.django_db
DAY = day_of(MORNING)


def on(days: int) -> date:
    return DAY + timedelta(days=days)


def sealed() -> list[tuple[date, int]]:
    return [(told.fact.day, told.fact.lines) for told in facts_said() if isinstance(told.fact, DaySealed)]


def test_a_day_that_is_over_has_one_fact_however_often_the_clock_strikes(county):
    leave()
    leave()
    keep()
    assert sealed() == []
    for _ in range(3):
        keep(1)

    assert sealed() == [(DAY, 2)]
    assert altered() == []


def test_after_days_of_being_off_each_of_them_has_its_own(three):
    assert sealed() == [(on(0), 2), (on(1), 0), (on(2), 1)]
    keep(4)
    assert sealed()[3:] == [(on(3), 1)]
    assert altered() == []


def test_before_the_first_line_no_day_is_sealed(county):
    keep(5)
    assert sealed() == []


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ("DELETE FROM registry_audit WHERE path = '/i/26-2/'", ("lines-cut", 0, 1)),
        ("DELETE FROM registry_audit WHERE id <= (SELECT min(id) + 2 FROM registry_audit)", ("lines-cut", 0, 2)),
        ("UPDATE registry_audit SET address = '10.0.0.9' WHERE path = '/i/26-2/'", ("lines-changed", 0, 0)),
        ("UPDATE registry_audit SET person = NULL WHERE path = '/i/26-2/'", ("lines-changed", 0, 0)),
        ("UPDATE registry_audit SET at = at + 1 WHERE path = '/i/26-2/'", ("lines-changed", 0, 0)),
        ("UPDATE registry_audit SET times = 0 WHERE path = '/i/26-2/'", ("lines-changed", 0, 0)),
        ("UPDATE registry_audit SET id = -1 WHERE path = '/i/26-2/'", ("lines-changed", 0, 0)),
        ("UPDATE registry_audit SET id = id + 1000000 WHERE path = '/i/26-2/'", ("lines-cut", 0, 1)),
        (
            "INSERT INTO registry_audit (id, at, address, method, path, agent, status, code, times)"
            " VALUES (-7, 1, '', '', '', '', 404, 'not-here', 1)",
            ("lines-added", 0, 1),
        ),
    ],
)
def test_the_day_whose_lines_were_cut_changed_or_added_is_named(three, wrong, named):
    assert forge(wrong) >= 1

    what, after, count = named
    assert (what, str(on(after)), count) in altered()


def test_every_day_that_was_emptied_is_named_and_what_is_not_sealed_yet_is_not(three):
    forge("DELETE FROM registry_audit")

    assert altered() == [("lines-cut", str(on(0)), 2), ("lines-cut", str(on(2)), 1)]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps nothing of another kind")
@pytest.mark.parametrize("value", ["'abc'", "x'ff'", "CAST(x'ff' AS text)", "404.0"])
def test_what_is_of_another_kind_than_its_column_is_named(three, value):
    forge(f"UPDATE registry_audit SET code = {value} WHERE path = '/i/26-2/'")

    assert altered() == [("lines-changed", str(DAY), 0)]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps nothing of another kind")
def test_a_line_whose_time_nobody_can_read_stops_no_clock(three):
    forge("UPDATE registry_audit SET at = 'abc' WHERE id = (SELECT max(id) FROM registry_audit)")
    leave(3)
    keep(4)

    assert sealed()[3:] == [(on(3), 2)]


def test_a_line_that_is_left_late_belongs_to_the_next_day(three):
    leave(2)  # asked before midnight, told no after the day was sealed
    keep(3)
    assert len(sealed()) == 3
    keep(4)

    assert sealed()[3:] == [(on(3), 2)]
    assert altered() == []


def test_a_clock_that_ran_ahead_and_was_put_back_loses_and_doubles_no_line(three):
    leave(900)
    keep(901)
    leave(3)
    keep(5)
    leave(5)
    keep(6)

    assert sum(lines for _, lines in sealed()) == AuditLine.objects.count()
    assert altered() == []
    forge("DELETE FROM registry_audit WHERE id = (SELECT max(id) FROM registry_audit)")
    assert [what for what, _, _ in altered()] == ["lines-cut"]


def test_a_clock_far_ahead_makes_no_thousand_days(three):
    leave(4)
    keep(4_000)

    assert len(sealed()) <= 3 + EMPTY_DAYS_MOST + 2
    assert sealed()[3:5] == [(on(3), 1), (on(4), 1)]


@given(st.lists(st.integers(0, 9), max_size=20), st.integers(0, 12), st.none() | st.integers(0, 12))
def test_every_line_before_the_last_of_a_day_that_is_over_is_in_one_part(left_on, today, before):
    last = None if before is None else Part(day=on(before), after=3, until=3)
    lines = [(number, on(n)) for number, n in enumerate(left_on, start=4 if last else 1)]
    parts = days_due(lines, last=last, today=on(today))

    ends = [last.until if last else 0, *(part.until for part in parts)]
    assert [part.after for part in parts] == ends[:-1]
    assert ends == sorted(ends)
    assert all(part.day < on(today) for part in parts)
    if last is None or last.day < on(today - 1):
        assert all(number <= ends[-1] for number, day in lines if day < on(today)) or not parts


def test_a_rebuild_knows_the_days_and_the_table_of_them_proves_nothing(three):
    assert rebuild.check() == []
    until = SealedDay.objects.get(lines=2).until
    SealedDay.objects.filter(until=until).update(lines=1)
    forge("DELETE FROM registry_audit WHERE path = '/i/26-2/'")

    assert rebuild.check() == [f"audit_day: {DAY + n * timedelta(days=1):%Y%m%d} {until}" for n in (0, 1)]
    assert altered() == [("lines-cut", str(DAY), 1)]


def test_a_fact_of_a_day_cannot_be_changed_without_a_word(three):
    seals.seal(MORNING)
    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute("UPDATE journal_entry SET body = %s WHERE name = 'audit.day-sealed'", [b"{}"])


def test_two_clocks_that_strike_at_once_seal_a_day_once(county, monkeypatch):
    leave()
    honest = days._sealed

    def meanwhile(part):
        monkeypatch.setattr(days, "_sealed", honest)
        keep(1)
        return honest(part)

    monkeypatch.setattr(days, "_sealed", meanwhile)
    keep(1)

    assert sealed() == [(DAY, 1)]


@pytest.mark.django_db(transaction=True)
def test_a_line_that_is_being_left_when_a_day_is_sealed_is_not_taken_for_one_that_was_added(county):
    inside = threading.Event()

    def slowly() -> None:
        try:
            with pen(), transaction.atomic():
                leave(0, path="/i/26-1/")
                inside.set()
                time.sleep(0.6)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        left = pool.submit(slowly)
        assert inside.wait(5)
        leave(0, path="/i/26-2/")
        keep(1)
        left.result()
    keep(2)

    assert [lines for _, lines in sealed()] == [2, 0]
    assert altered() == []
