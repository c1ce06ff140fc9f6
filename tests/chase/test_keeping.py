"""What the clock does each minute: everybody is told once, also after days in which it was down."""

from datetime import timedelta

import pytest

from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers.rules import Description, Grade
from anlan.kernel.chase import keeping, reads
from anlan.kernel.chase.facts import ItemsChased
from anlan.kernel.chase.rules import Chased, Step, steps_said
from anlan.kernel.chase.tables import Step as Row
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import NotHere
from anlan.kernel.journal.reads import facts_said
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts as items
from anlan.kernel.obligations.tables import stored
from anlan.kernel.registry.may import EVERYWHERE, Role, Within
from tests.cast import MORNING, by, photo, post

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ELSEWHERE = Within(places=("6302",), departments=None, organisations=None, persons=None)


def said() -> list[Chased]:
    return [one for told in facts_said() if isinstance(told.fact, ItemsChased) for one in steps_said(told.fact)]


def told() -> list[tuple[Step, str | None]]:
    return [(one.step, one.person) for one in said()]


def due(no: str):
    item = stored(no)
    assert item is not None
    return item.due_at


@pytest.fixture
def in_a_township(county):
    """A danger in a township where somebody checks, below a county and a prefecture where somebody else answers."""
    answering = [("hai", "630122905"), ("gao", "630122"), ("ma", "63")]
    record(
        [post(who, Role.OFFICER, "O", at, "safety", "danger") for who, at in answering], by=by("console"), at=MORNING
    )
    return file(place="630122905", owner="wang", organisation="E-1")


def file(**duty: str) -> str:
    told = Description(basis="GB 50016", measures="clear it")
    filed = {"what": "a loose wire", "department": "safety", "grade": Grade.GENERAL, "told": told}
    return dangers.file(**filed, **duty, by=by("zhao"), at=MORNING).subject


def test_minute_by_minute_each_step_is_said_when_it_comes_and_once(in_a_township):
    at, last = MORNING, due(in_a_township) + 8 * DAY
    while at < last:
        keeping.keep(at)
        at += timedelta(hours=2)

    assert told() == [
        (Step.HALF, "wang"),
        (Step.NEAR, "wang"),
        (Step.LAPSED, "hai"),
        (Step.DEPARTMENT, "gao"),
        (Step.PREFECTURE, "li"),
    ]
    assert all(one.came_at >= MORNING for one in said())
    assert rebuild.check() == []


def test_a_clock_that_was_down_for_days_says_each_step_that_came_meanwhile_once(found):
    for _ in range(3):
        keeping.keep(due(found) + 3 * DAY)

    assert [step for step, _ in told()] == [Step.HALF, Step.NEAR, Step.LAPSED, Step.DEPARTMENT]
    assert [row.at - row.came_at for row in Row.objects.order_by("came_at")][-1] == timedelta(0)


def test_what_was_struck_off_in_time_is_chased_no_further(found):
    items.accept(item=found, by=by("wang"), at=MORNING)
    dangers.submit(item=found, evidence=(photo("wang"),), by=by("wang"), at=MORNING)
    dangers.strike_off(item=found, by=by("li"), at=MORNING)
    keeping.keep(MORNING + 99 * DAY)

    assert said() == []


def test_once_it_is_submitted_the_reminder_goes_to_who_checks(found):
    items.accept(item=found, by=by("wang"), at=MORNING)
    dangers.submit(item=found, evidence=(photo("wang"),), by=by("wang"), at=MORNING)
    keeping.keep(due(found) - DAY)

    assert told() == [(Step.HALF, "li"), (Step.NEAR, "li")]


def test_nobody_is_told_of_what_he_owes_himself(county):
    own = file(place="6301", owner="li", organisation="O-county")
    keeping.keep(due(own))

    assert told()[-1] == (Step.LAPSED, None)


def test_the_chase_takes_nobodys_ten_seconds(found):
    items.accept(item=found, by=by("wang", command="mine"), at=due(found))
    keeping.keep(due(found))
    items.take_back(item=found, key="mine", by=by("wang"), at=due(found) + timedelta(seconds=5))

    item = stored(found)
    assert item is not None
    assert item.state == "filed"


def test_whoever_was_told_finds_it_among_what_was_raised_to_him_until_it_is_done(found):
    keeping.keep(due(found) + DAY)
    assert [(one.item.no, one.step) for one in reads.raised(within=EVERYWHERE, by=by("li"))] == [(found, Step.LAPSED)]
    assert reads.raised(within=EVERYWHERE, by=by("wang")) == ()
    assert reads.raised(within=ELSEWHERE, by=by("li")) == ()

    dangers.void(item=found, why="no such exit", by=by("zhao"), at=due(found) + DAY)
    assert reads.raised(within=EVERYWHERE, by=by("li")) == ()


def test_the_chase_of_an_item_tells_what_was_said_and_what_comes_next(found):
    keeping.keep(due(found) - DAY)
    chase = reads.chase(item=found, within=EVERYWHERE)

    assert [one.step for one in chase.said] == [Step.HALF, Step.NEAR]
    assert (chase.next_step, chase.next_at) == (Step.LAPSED, due(found))
    with pytest.raises(NotHere):
        reads.chase(item=found, within=ELSEWHERE)
