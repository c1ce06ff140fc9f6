"""The board by township and in time: who is silent where, how fast the others answered, and what came before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.domains.calls import acts as calls
from anlan.domains.calls.facts import Channel
from anlan.domains.calls.reads import before, curve, spread
from anlan.domains.warning import acts as warnings
from anlan.domains.warning import reads
from anlan.kernel.journal.facts import BEIJING
from anlan.kernel.live import curves
from anlan.kernel.registry.may import EVERYWHERE, Within
from tests.cast import MORNING, by
from tests.doors import browser
from tests.warning.made import brought, cap
from tests.warning.stands import out, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(held):
    """A red warning of which Wang answered in time, and nobody else."""
    out(held)
    calls.hear(item=rows(held)["wang"].item.no, channel=Channel.LINK, by=by("wang"), at=MORNING + timedelta(minutes=3))
    return held


def test_a_township_tells_who_is_silent_in_it_and_where_it_lies(answered):
    [lot] = spread(matter=answered, within=EVERYWHERE)

    assert (lot.place, lot.called, lot.silent, lot.heard) == ("6301", 1, 0, 1)
    assert lot.at_e7 == (1_017_500_000, 366_500_000), "in the middle of the two sites for which he answers"
    elsewhere = Within(places=("6302",), departments=None, organisations=None, persons=None)
    assert spread(matter=answered, within=elsewhere) == ()
    assert curve(matter=answered, within=elsewhere) is None


def test_a_late_answer_stands_on_the_curve_as_late(held):
    out(held)
    calls.hear(item=rows(held)["wang"].item.no, by=by("wang"), at=MORNING + timedelta(minutes=12))

    told = curve(matter=held, within=EVERYWHERE)
    assert told
    assert (told.called, told.waited, told.late) == (1, (720,), (720,))


def test_what_was_called_about_before_is_the_last_that_one_sees(answered):
    later = MORNING + timedelta(minutes=20)
    again = warnings.receive(file=brought(cap(identifier="again")), by=by("qian"), at=later).subject
    assert before(matter=answered, within=EVERYWHERE) is None
    reach = reads.reach(no=again, within=EVERYWHERE, at=later)
    warnings.release(warning=again, place=reach.place, headcount=reach.headcount, by=by("sun"), at=later)
    assert before(matter=again, within=EVERYWHERE) == answered


def test_a_drill_keeps_its_curve_and_a_file_that_was_cut_off_tells_nothing(home, settings):
    assert curves.last_drill() is None
    for name, day in (("first", 1), ("second", 2)):
        there = home / "drills" / name
        there.mkdir(parents=True)
        settings.ANLAN_HOME = there
        begun = (MORNING + timedelta(days=day)).astimezone(BEIJING)
        curves.keep(curves.Curve(begun_at=begun, called=2, waited=(30, 90), late=(90,), name=name))
    settings.ANLAN_HOME = home
    (home / "drills" / "first" / curves.FILE).write_text('{"begun')

    told = curves.last_drill()
    assert told
    assert (told.name, told.called, told.waited, told.late) == ("second", 2, (30, 90), (90,))


def test_the_page_has_a_key_for_the_first_who_is_silent_a_table_by_township_and_the_curve(held, monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", (MORNING + timedelta(minutes=2)).isoformat())
    out(held)
    page = browser("qian").get(f"/warnings/{held}/").content.decode()

    assert 'data-key="Digit1"' in page
    assert 'href="?place=6301"' in page
    assert "1 分钟内" in page
    assert 'data-key="Digit1"' not in browser("qian").get(f"/warnings/{held}/?place=6302").content.decode()


def test_whoever_rings_reads_what_to_say_and_writes_down_what_he_heard(held, monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", (MORNING + timedelta(minutes=2)).isoformat())
    out(held)
    mine = rows(held)["wang"].item.no
    page = browser("qian").post(f"/i/{mine}/ring/")

    assert page.status_code == 200
    assert "立即向高处转移" in page.content.decode()
    assert "told/" in page.content.decode()
    assert "miss/" in page.content.decode()
    assert browser("zhou").post(f"/i/{mine}/ring/").status_code == 404
    assert browser("qian").get(f"/i/{mine}/ring/").status_code == 405
