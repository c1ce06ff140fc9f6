"""Whoever was called says what he does, and is done when all is done."""

from __future__ import annotations

import pytest

from anlan.domains.calls import acts as calls
from anlan.domains.calls.facts import Deed
from anlan.domains.calls.reads import board
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.obligations import acts as items
from anlan.kernel.registry.may import EVERYWHERE
from tests.cast import by
from tests.warning.stands import SOON, out, rows

pytestmark = pytest.mark.django_db


def test_whoever_accepts_has_heard_and_whoever_says_that_all_are_moved_is_done(held):
    out(held)
    mine = rows(held)["wang"].item.no

    items.accept(item=mine, by=by("wang"), at=SOON)
    assert rows(held)["wang"].heard_at == SOON
    calls.repeat(item=mine, text="到东山学校", by=by("wang"), at=SOON)
    calls.report(item=mine, deed=Deed.MOVING, moved=3, expected=9, by=by("wang"), at=SOON)
    assert rows(held)["wang"].item.is_open
    calls.report(item=mine, deed=Deed.ALL_MOVED, moved=9, expected=9, by=by("wang"), at=SOON)

    funnel = board(matter=held, within=EVERYWHERE, at=SOON).funnel
    assert (funnel.heard, funnel.read_back, funnel.acted, funnel.in_five, funnel.median_s) == (1, 1, 1, 1, 240)
    assert rows(held)["wang"].item.state == "struck-off"
    assert rebuild.check() == []


def test_more_are_not_moved_than_there_are_and_nothing_is_said_after_the_end(held):
    out(held)
    mine = rows(held)["wang"].item.no
    with pytest.raises(Refused) as no:
        calls.report(item=mine, deed=Deed.MOVING, moved=10, expected=9, by=by("wang"), at=SOON)
    assert no.value.code == "moved-more-than-all"

    calls.report(item=mine, deed=Deed.IN_PLACE, by=by("wang"), at=SOON)
    with pytest.raises(Refused) as no:
        calls.report(item=mine, deed=Deed.IN_PLACE, by=by("wang"), at=SOON)
    assert no.value.code == "call-is-over"


def test_nobody_reports_for_another_and_nobody_elsewhere_sees_the_call(held):
    out(held)
    mine = rows(held)["wang"].item.no
    with pytest.raises(Refused):
        calls.report(item=mine, deed=Deed.IN_PLACE, by=by("qian"), at=SOON)
    with pytest.raises(NotHere):
        calls.report(item=mine, deed=Deed.IN_PLACE, by=by("zhou"), at=SOON)
