"""Whoever is called passes it on to his deputy; until that one answers, it is his own, and climbs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from anlan.domains.calls import acts as calls
from anlan.domains.calls.facts import Channel, Tier
from anlan.domains.calls.reads import board
from anlan.kernel.duty.facts import DeputyNamed
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts as items
from anlan.kernel.registry.may import EVERYWHERE, Role
from tests.cast import MORNING, by, post
from tests.warning.stands import SOON, out, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def deputy(held):
    """Tang stands in for Wang; he came to the unit after the warning had gone out."""
    out(held)
    named = DeputyNamed(post="post-wang", deputy="tang", from_on=date(2026, 1, 1), until_on=None)
    record([named, post("tang", Role.ENTERPRISE, "E-1", "6301")], by=by("console"), at=MORNING)
    return "tang"


def test_the_deputy_is_called_and_until_he_answers_it_is_owed_and_climbs(held, deputy):
    mine = rows(held)["wang"].item.no
    calls.pass_on(item=mine, channel=Channel.LINK, by=by("wang"), at=MORNING + timedelta(minutes=1))

    his = rows(held)[deputy]
    assert (his.tier, his.instead, his.ladder.door) == (Tier.DEPUTY, mine, None)
    assert his.sites == rows(held)["wang"].sites
    assert rows(held)["wang"].item.is_open
    assert calls.climb(MORNING + timedelta(minutes=3)) > 0
    told = board(matter=held, within=EVERYWHERE, at=SOON)
    assert {row.call.item.owner for row in told.rows if "again" in row.steps} >= {"wang"}
    with pytest.raises(Refused) as no:
        calls.pass_on(item=mine, by=by("wang"), at=SOON)
    assert no.value.code == "passed-already"
    assert rebuild.check() == []


def test_when_the_deputy_has_answered_the_first_is_free_and_counts_once(held, deputy):
    before = board(matter=held, within=EVERYWHERE, at=SOON).funnel.called
    mine = rows(held)["wang"].item.no
    calls.pass_on(item=mine, by=by("wang"), at=MORNING + timedelta(minutes=1))
    items.accept(item=rows(held)[deputy].item.no, by=by(deputy), at=SOON)

    first, funnel = rows(held)["wang"], board(matter=held, within=EVERYWHERE, at=SOON).funnel
    assert (first.taken_at, first.item.state, first.heard_at) == (SOON, "void", None)
    assert (funnel.called, funnel.heard, funnel.median_s) == (before, 1, 240), "waited since the first was called"
    assert calls.climb(MORNING + timedelta(minutes=9)) >= 0
    assert rows(held)["wang"].knock is None
    assert rebuild.check() == []


def test_who_has_answered_or_has_no_deputy_does_not_pass_it_on(held):
    out(held)
    mine = rows(held)["wang"].item.no
    with pytest.raises(Refused) as no:
        calls.pass_on(item=mine, by=by("wang"), at=SOON)
    assert no.value.code == "no-deputy"
    with pytest.raises(Refused) as no:
        calls.pass_on(item=mine, by=by("qian"), at=SOON)
    assert no.value.code == "not-the-owner"
    items.accept(item=mine, by=by("wang"), at=SOON)
    with pytest.raises(Refused) as no:
        calls.pass_on(item=mine, by=by("wang"), at=SOON)
    assert no.value.code == "heard-already"


def test_a_deputy_who_was_called_already_takes_over_at_once_when_he_has_answered(held):
    named = DeputyNamed(post="post-wang", deputy="tang", from_on=date(2026, 1, 1), until_on=None)
    record([named, post("tang", Role.ENTERPRISE, "E-1", "6301")], by=by("console"), at=MORNING)
    out(held)
    items.accept(item=rows(held)["tang"].item.no, by=by("tang"), at=SOON)
    before = len(rows(held))

    calls.pass_on(item=rows(held)["wang"].item.no, by=by("wang"), at=SOON)

    assert len(rows(held)) == before
    assert not rows(held)["wang"].item.is_open
    assert rebuild.check() == []
