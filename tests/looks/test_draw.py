"""Drawing of what was closed in a month."""

from datetime import datetime, timedelta

import pytest

from anlan.kernel.journal import rebuild, seals
from anlan.kernel.journal.facts import BEIJING, NotHere, Refused
from anlan.kernel.journal.record import record
from anlan.kernel.looks import acts, drawing, keeping
from anlan.kernel.looks.reads import sample, samples
from anlan.kernel.looks.rules import Outcome
from anlan.kernel.obligations.tables import Item, stored
from anlan.kernel.registry.may import EVERYWHERE, Role, Within
from tests.cast import MORNING, by, post
from tests.looks.closures import close

pytestmark = pytest.mark.django_db
AUGUST = datetime(2026, 8, 1, tzinfo=BEIJING)
DAY = timedelta(days=1)
MONTH = "2026-07"


@pytest.fixture(autouse=True)
def alone(home):
    """Live in a home of one's own, whose keys are of this journal."""


@pytest.fixture
def closed(county):
    """Eight closures of July by Li, a head, and somebody else who can look."""
    more = [
        post("ma", Role.LEADER, "O-county", "6301", None, "head"),
        post("gao", Role.OFFICER, "O-prefecture", "63", "safety", "danger"),
    ]
    record(more, by=by("console"), at=MORNING)
    return [close(f"exit {n}", at=MORNING + n * DAY) for n in range(8)]


def draw(who: str = "ma", at=AUGUST + DAY, **more):
    return acts.draw(**({"place": "6301"} | more), by=by(who), at=at)


def told(**more):
    return sample(**({"place": "6301", "month": MONTH} | more), within=EVERYWHERE, at=AUGUST + DAY)


def test_a_head_draws_of_the_last_month_once_by_a_seed_that_nobody_chose(closed):
    close("of August", at=AUGUST)
    head = seals.seal(AUGUST + DAY / 2)
    assert head is not None
    draw()

    shown = told()
    assert (shown.sample.closures, shown.sample.seed.root, len(shown.rows)) == (8, head.said().root, 3)
    again = drawing.draw(closed, seed=head.said().root, count=3)
    assert [row.danger.no for row in shown.rows] == list(again)
    assert shown.is_alike
    assert {row.outcome for row in shown.rows} == {Outcome.OPEN}
    assert shown.failed_percent is None
    assert {row.seen.task.owner for row in shown.rows if row.seen} == {"gao"}, "not Li, who struck them off"
    with pytest.raises(Refused, match="drawn-already"):
        draw()
    assert rebuild.check() == []


def test_who_draws_later_gets_the_same_list_whatever_was_said_meanwhile(closed):
    seals.seal(AUGUST + DAY / 2)
    close("of August", at=AUGUST + DAY)
    seals.seal(AUGUST + DAY)
    draw(at=AUGUST + 20 * DAY)

    root = told().sample.seed.root
    assert told().sample.seed.at == AUGUST + DAY / 2
    assert [row.danger.no for row in told().rows] == list(drawing.draw(closed, seed=root, count=3))


def test_before_the_month_is_over_before_it_was_sealed_and_of_nothing_there_is_no_draw(closed):
    for month, at in ((MONTH, AUGUST - DAY), (MONTH, AUGUST + timedelta(seconds=9)), ("2026-08", AUGUST + DAY)):
        with pytest.raises(Refused, match="month-not-over"):
            draw(month=month, at=at)
    with pytest.raises(Refused, match="not-sealed-yet"):
        draw()
    seals.seal(AUGUST - DAY)
    with pytest.raises(Refused, match="not-sealed-yet"):
        draw()
    with pytest.raises(Refused, match="nothing-closed"):
        draw(month="2026-05")
    with pytest.raises(Refused, match="month-unknown"):
        draw(month="July")


def test_nobody_draws_beyond_his_reach_or_sees_what_was_drawn_there(closed):
    seals.seal(AUGUST + DAY / 2)
    for place in ("6302", "63"):
        with pytest.raises(NotHere):
            draw(place=place)
    draw()

    elsewhere = Within(places=("6302",), departments=None, organisations=None, persons=None)
    of_one_unit = Within(places=None, departments=None, organisations=("E-1",), persons=None)
    for within in (elsewhere, of_one_unit):
        assert samples(within=within, at=AUGUST) == ()
        with pytest.raises(NotHere):
            sample(place="6301", month=MONTH, within=within, at=AUGUST)
    assert (
        len(samples(within=Within(places=("63",), departments=None, organisations=None, persons=None), at=AUGUST)) == 1
    )


def test_what_is_altered_in_the_ledger_or_in_the_list_no_longer_comes_out_alike(closed):
    seals.seal(AUGUST + DAY / 2)
    draw()
    Item.objects.filter(no=told().rows[0].danger.no).update(ended_at=MORNING - 60 * DAY)

    assert told().is_alike is False


def test_where_nobody_drew_the_clock_does_on_its_day_for_each_county_and_once(closed):
    here = [close(f"beam {n}", place="630122901") for n in range(4)]
    there = close(place="630123")
    keeping.keep(AUGUST + 5 * DAY)
    assert samples(within=EVERYWHERE, at=AUGUST) == (), "nothing was sealed yet"
    seals.seal(AUGUST + 5 * DAY)
    keeping.keep(AUGUST + 3 * DAY)
    assert samples(within=EVERYWHERE, at=AUGUST) == (), "its day has not come"

    for at in (AUGUST + 6 * DAY, AUGUST + 6 * DAY, AUGUST + 7 * DAY):
        keeping.keep(at)
    found = samples(within=EVERYWHERE, at=AUGUST)
    assert [(one.sample.place, one.sample.drawn_by) for one in found] == [("630122", "house"), ("630123", "house")]
    assert [row.danger.no for row in found[1].rows] == [there]
    assert {row.danger.no for row in found[0].rows} < set(here)
    assert Item.objects.filter(kind="task").count() == 4
    assert rebuild.check() == []


def test_what_nobody_could_look_at_is_looked_at_once_somebody_can(county):
    close(at=MORNING)
    record([post("ma", Role.LEADER, "O-county", "6301", None, None)], by=by("console"), at=MORNING)
    seals.seal(AUGUST + DAY / 2)
    draw()
    assert [row.outcome for row in told().rows] == [Outcome.NOBODY]

    record([post("gao", Role.OFFICER, "O-2", "63", "safety", "danger")], by=by("console"), at=MORNING)
    for _ in range(2):
        keeping.keep(AUGUST + 2 * DAY)
    [row] = told().rows
    assert row.outcome == Outcome.OPEN
    assert row.seen
    task = stored(row.seen.task.no)
    assert task is not None
    assert task.owner == "gao"
