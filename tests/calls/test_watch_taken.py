"""A call outlives a change of watch: whoever took over is called by name, and whoever went is free."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.domains.calls import acts as calls
from anlan.domains.calls.facts import Tier
from anlan.domains.calls.reads import board
from anlan.kernel.duty import acts as duty
from anlan.kernel.duty.musts import NewWatch
from anlan.kernel.journal import rebuild
from anlan.kernel.obligations.tables import Item
from anlan.kernel.registry.may import EVERYWHERE
from tests.cast import MORNING, by
from tests.warning.stands import SOON, out, rows

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LATER = MORNING + 4 * HOUR


@pytest.fixture
def watch(held):
    """Qian is on duty when the warning goes out; Li comes after him."""
    words = {"organisation": "O-county", "place": "6301", "leader": "sun"}
    hours = (("qian", 0, 4), ("li", 4, 15))
    rows_ = tuple(
        NewWatch(officer=who, from_at=MORNING + a * HOUR, until_at=MORNING + b * HOUR, **words) for who, a, b in hours
    )
    first = duty.roster(rows=rows_, by=by("sun"), at=MORNING).subject
    duty.begin(watch=first, by=by("qian"), at=MORNING)
    out(held)
    return first


def take(watch: str) -> None:
    duty.hand_over(watch=watch, by=by("qian"), at=LATER)
    duty.take(watch=watch, by=by("li"), at=LATER)


def test_whoever_took_over_is_called_and_the_former_call_leads_to_his(watch, held):
    calls.hear(item=rows(held)["qian"].item.no, by=by("qian"), at=SOON)
    before = board(matter=held, within=EVERYWHERE, at=SOON).funnel
    take(watch)

    former, now = rows(held)["qian"], rows(held)["li"]
    assert (former.item.state, former.taken_at, former.passed_to) == ("void", LATER, now.item.no)
    assert (now.tier, now.instead, now.item.is_open) == (Tier.DUTY, former.item.no, True)
    assert now.item.due_at == LATER + timedelta(minutes=now.ladder.answer)
    funnel = board(matter=held, within=EVERYWHERE, at=LATER).funnel
    assert (funnel.heard, funnel.called) == (before.heard, before.called + 1), "what was answered stays answered"
    assert rebuild.check() == []


def test_a_silent_call_and_the_doors_go_to_whoever_took_over(watch, held):
    calls.climb(MORNING + timedelta(minutes=11))
    [door] = Item.objects.filter(source="door-knock", owner="qian")
    take(watch)

    door.refresh_from_db()
    assert (door.owner, door.state) == ("li", "filed")
    assert not rows(held)["qian"].item.is_open
    assert rows(held)["li"].item.is_open
    assert rebuild.check() == []


def test_who_is_called_already_is_not_called_twice(watch, held):
    duty.hand_over(watch=watch, by=by("qian"), at=LATER)
    mine = calls.pass_on(item=rows(held)["qian"].item.no, by=by("qian"), at=LATER)
    assert mine
    people = [row.call.item.owner for row in board(matter=held, within=EVERYWHERE, at=LATER).rows]
    duty.take(watch=watch, by=by("li"), at=LATER)

    after = [row.call.item.owner for row in board(matter=held, within=EVERYWHERE, at=LATER).rows]
    assert len(after) == len(set(after)) == len(people) + ("li" not in people)
    assert not rows(held)["qian"].item.is_open
    assert rebuild.check() == []
