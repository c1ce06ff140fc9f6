"""Where nobody answers, somebody goes to the door; told there, heard otherwise or over, nobody need go any more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.domains.calls import acts as calls
from anlan.domains.calls.facts import Channel
from anlan.domains.calls.reads import sought
from anlan.domains.warning import acts as warnings
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import NotHere
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts as items
from anlan.kernel.obligations.reads import show
from anlan.kernel.obligations.tables import Item
from anlan.kernel.registry.may import EVERYWHERE, Role
from anlan.kernel.registry.rules import HEAD
from tests.cast import MORNING, by, post
from tests.warning.made import brought, cap
from tests.warning.stands import out, rows

pytestmark = pytest.mark.django_db
LATE = MORNING + timedelta(minutes=11)


@pytest.fixture
def knock(held):
    """The task to go to Wang's door, which is of who leads the place."""
    record([post("lu", Role.LEADER, "O-county", "6301", matter=HEAD)], by=by("console"), at=MORNING)
    out(held)
    calls.climb(LATE)
    return Item.objects.get(kind="task", source="door-knock", no=rows(held, LATE)["wang"].knock)


def test_whoever_is_nearest_is_sent_and_reads_where_to(knock, held):
    assert knock.owner == "lu"
    assert "烟花仓库" in knock.what
    items.accept(item=knock.no, by=by("lu"), at=LATE)
    assert show(no=knock.no, within=EVERYWHERE, by=by("lu"), at=LATE).next_verb == "knock"
    assert sought(task=knock.no, within=EVERYWHERE).item.owner == "wang"
    with pytest.raises(NotHere):
        sought(task=rows(held)["wang"].item.no, within=EVERYWHERE)
    calls.climb(LATE + timedelta(hours=1))
    assert Item.objects.filter(source="door-knock").count() == 1, "nobody is sent twice to one door"
    assert rebuild.check() == []


def test_told_at_the_door_ends_the_task_as_done(knock, held):
    calls.told(item=rows(held)["wang"].item.no, channel=Channel.DOOR, repeated="上山", by=by("sun"), at=LATE)

    knock.refresh_from_db()
    assert knock.state == "struck-off"
    assert rows(held, LATE)["wang"].channel == Channel.DOOR
    assert rebuild.check() == []


def test_whoever_answers_otherwise_is_not_visited(knock, held):
    items.accept(item=rows(held)["wang"].item.no, by=by("wang"), at=LATE)

    knock.refresh_from_db()
    assert knock.state == "void"
    assert rebuild.check() == []


def test_what_is_over_sends_nobody_to_a_door(knock):
    over = cap(identifier="over", kind="Cancel", refers_to="63010041600000_20260701085500_1")
    out(warnings.receive(file=brought(over), by=by("qian"), at=LATE).subject)

    knock.refresh_from_db()
    assert knock.state == "void"
    assert rebuild.check() == []


def test_where_there_is_nobody_to_send_the_step_says_so(held):
    out(held)
    calls.climb(LATE)

    assert rows(held, LATE)["wang"].knock is None
    assert not Item.objects.filter(source="door-knock").exists()
