"""Agreeing to more time: never by who owes it, asked for it, or checks it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from anlan.domains.dangers import acts
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts as items
from anlan.kernel.registry.may import Role
from tests.cast import MORNING, by, photo, post
from tests.dangers.test_ask_extension import (
    accepted as accepted,
)  # a danger in Wang's hands, in a county that Sun leads
from tests.dangers.test_ask_extension import ask, stands

DAY = timedelta(days=1)


def test_the_deadline_moves_and_who_asked_and_agreed_stays_told(accepted):
    ask(accepted)
    acts.extend(item=accepted, by=by("sun"), at=MORNING + DAY)

    after = stands(accepted)
    assert (after.due_at, after.due_since) == (datetime(2026, 7, 20, 16, tzinfo=UTC), MORNING + DAY)
    assert (after.extensions, after.lapses, after.agreed) == (1, 0, {"sun"})
    assert (after.asked_due_at, after.approver) == (None, None)
    assert rebuild.check() == []


def test_a_deadline_that_had_passed_stays_counted(accepted):
    late = MORNING + 8 * DAY
    ask(accepted, at=late)
    acts.extend(item=accepted, by=by("sun"), at=late)

    assert (stands(accepted).lapses, stands(accepted).due_at > late) == (1, True)
    assert rebuild.check() == []


@pytest.mark.parametrize(("who", "code"), [("wang", "own-extension"), ("li", "checker-extends")])
def test_neither_who_owes_it_nor_who_checks_it_agrees(accepted, who, code):
    ask(accepted)

    with pytest.raises(Refused, match=code):
        acts.extend(item=accepted, by=by(who), at=MORNING)
    with pytest.raises(Refused, match=code):
        acts.refuse_extension(item=accepted, why="no", by=by(who), at=MORNING)


def test_who_asked_for_the_owner_does_not_agree_in_another_post(accepted):
    record([post("hu", Role.ENTERPRISE, "E-1", "6301")], by=by("console"), at=MORNING)
    ask(accepted, who="hu", on_behalf_of="wang")
    record([post("hu", Role.OFFICER, "O-county", "6301")], by=by("console"), at=MORNING)

    with pytest.raises(Refused, match="own-extension"):
        acts.extend(item=accepted, by=by("hu"), at=MORNING)


def test_nobody_agrees_beyond_his_reach_nor_to_what_nobody_asked(accepted):
    with pytest.raises(Refused, match="no-extension-asked"):
        acts.extend(item=accepted, by=by("sun"), at=MORNING)
    ask(accepted)
    with pytest.raises(NotHere):
        acts.extend(item=accepted, by=by("zhou"), at=MORNING)


def test_a_day_that_has_passed_meanwhile_is_not_agreed_to(accepted):
    ask(accepted)

    with pytest.raises(Refused, match="extension-past"):
        acts.extend(item=accepted, by=by("sun"), at=MORNING + 30 * DAY)


def test_two_are_the_most(accepted):
    for on in (date(2026, 7, 20), date(2026, 7, 25)):
        ask(accepted, on)
        acts.extend(item=accepted, by=by("sun"), at=MORNING)

    with pytest.raises(Refused, match="extended-enough"):
        ask(accepted, date(2026, 7, 30))


def test_who_agreed_neither_checks_nor_owes_it(accepted):
    ask(accepted)
    acts.extend(item=accepted, by=by("sun"), at=MORNING)
    record([post("sun", Role.OFFICER, "O-county", "6301", "safety", "danger")], by=by("console"), at=MORNING)
    record([post("sun", Role.MEMBER, "E-1", "6301", no="post-sun-2")], by=by("console"), at=MORNING)

    with pytest.raises(Refused, match="extender-owes"):
        items.hand_over(item=accepted, to="sun", why="his", by=by("wang"), at=MORNING)
    acts.submit(item=accepted, evidence=(photo("wang"),), by=by("wang"), at=MORNING)
    assert stands(accepted).checker == "li"
    with pytest.raises(Refused, match="extender-checks"):
        acts.strike_off(item=accepted, by=by("sun"), at=MORNING)


def test_it_is_taken_back_within_ten_seconds(accepted):
    ask(accepted)
    before = stands(accepted)
    acts.extend(item=accepted, by=by("sun", command="c-1"), at=MORNING)
    items.take_back(item=accepted, key="c-1", by=by("sun"), at=MORNING + timedelta(seconds=9))

    after = stands(accepted)
    assert (after.due_at, after.extensions, after.agreed) == (before.due_at, 0, frozenset())
    assert (after.asked_due_at, after.approver) == (before.asked_due_at, "sun")
    assert rebuild.check() == []
