"""What went wrong in other houses that call people, each as what must hold in this one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from anlan.domains.calls import acts as calls
from anlan.domains.calls.facts import Channel, Deed, Outcome
from anlan.domains.calls.reads import board, climbing
from anlan.domains.warning import acts as warnings
from anlan.kernel.duty import acts as duty
from anlan.kernel.duty.musts import Absence
from anlan.kernel.journal import followers
from anlan.kernel.journal.record import record
from anlan.kernel.journal.tables import Letter
from anlan.kernel.obligations import tables as ledger
from anlan.kernel.obligations.tables import Item
from anlan.kernel.registry.facts import OrganisationsRegistered, PeopleRegistered
from anlan.kernel.registry.may import EVERYWHERE, Role
from anlan.kernel.registry.rules import HEAD
from anlan.kernel.ringing import keeping
from tests.cast import MORNING, by, post
from tests.warning.made import brought, cap
from tests.warning.stands import SOON, out, rows

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
UNIT = OrganisationsRegistered(
    organisations=("E-1",),
    names=("烟花公司",),
    usccs=(None,),
    places=("6301",),
    kinds=("enterprise",),
    sectors=(None,),
    departments=(None,),
    are_simulated=(True,),
)
MEN = PeopleRegistered(people=("wang",), organisations=("E-1",))


def steps(no: str, person: str) -> set[str]:
    told = board(matter=no, within=EVERYWHERE, at=MORNING).rows
    return {str(step) for row in told if row.call.item.owner == person for step in row.steps}


def rung(person: str, at) -> int:
    """Return how often somebody has been rung by then."""
    followers.follow_on(keeping.ring.__module__.split(".")[-2], at)
    return Letter.objects.filter(person=person).count()


def test_escalation_goes_on_after_the_clock_has_paused(held):
    """OnCall #1206: after a pause by the hours of the day the escalation never went on."""
    out(held)
    calls.climb(MORNING + 2 * MINUTE)
    assert steps(held, "wang") == {"again"}

    calls.climb(MORNING + timedelta(hours=9))  # nobody asked the clock for a night

    assert steps(held, "wang") == {"again", "deputy", "above", "lapsed", "door-knock"}


def test_what_was_answered_long_ago_never_rings_again(held):
    """OnCall #3111: what was acknowledged in June paged somebody in October."""
    out(held)
    calls.report(item=rows(held)["wang"].item.no, deed=Deed.IN_PLACE, by=by("wang"), at=SOON)
    before = rung("wang", SOON)

    for months in range(1, 5):
        calls.climb(MORNING + timedelta(days=30 * months))

    assert climbing(matter=held, within=EVERYWHERE, at=MORNING + timedelta(days=150)) == ()
    assert rung("wang", MORNING + timedelta(days=150)) == before


def test_nobody_is_rung_after_he_has_answered(held):
    """OnCall #4654: it went on calling after the acknowledgement."""
    out(held)
    assert rung("wang", MORNING) == 1
    calls.hear(item=rows(held)["wang"].item.no, channel=Channel.LINK, by=by("wang"), at=MORNING + MINUTE)

    for minutes in range(2, 15):
        calls.climb(MORNING + minutes * MINUTE)

    assert rung("wang", MORNING + 15 * MINUTE) == 1
    assert steps(held, "wang") == set()


def test_each_step_of_a_ladder_is_reached_whatever_came_before_it(held):
    """OnCall #934: steps of a personal wait could not be reached."""
    out(held)
    ladder = rows(held)["wang"].ladder
    waits = (ladder.again, ladder.deputy, ladder.above, ladder.answer)
    for step, minutes in zip(("again", "deputy", "above", "lapsed"), waits, strict=True):
        calls.climb(MORNING + minutes * MINUTE - MINUTE / 60)
        assert step not in steps(held, "wang")
        calls.climb(MORNING + minutes * MINUTE)
        assert step in steps(held, "wang")


def test_an_answer_without_a_deed_comes_back(held):
    """GoAlert #1919: what was acknowledged stayed so for ever, though nobody did anything."""
    out(held)
    mine = rows(held)["wang"].item.no
    calls.hear(item=mine, by=by("wang"), at=MORNING + MINUTE)
    before = rung("wang", MORNING + MINUTE)
    act = rows(held)["wang"].ladder.act

    calls.climb(MORNING + (1 + act) * MINUTE)

    assert steps(held, "wang") == {"silent"}
    assert rung("wang", MORNING + (1 + act) * MINUTE) == before + 1


def test_what_is_still_to_do_is_chased_after_the_warning_is_over(held):
    """Dispatch: reminders went only to tasks of incidents that were still open."""
    record([post("lu", Role.LEADER, "O-county", "6301", matter=HEAD), UNIT, MEN], by=by("console"), at=MORNING)
    out(held)
    wrong = {"channel": Channel.PHONE, "outcome": Outcome.WRONG_PERSON}
    calls.miss(item=rows(held)["wang"].item.no, **wrong, by=by("qian"), at=SOON)
    over = cap(identifier="over", kind="Cancel", refers_to="63010041600000_20260701085500_1")
    out(warnings.receive(file=brought(over), by=by("qian"), at=SOON).subject)

    assert rows(held)["wang"].item.state == "void"
    [task] = Item.objects.filter(source="wrong-number")
    assert task.state == "filed"
    ledger.sweep(MORNING + timedelta(days=9))
    task.refresh_from_db()
    assert task.overdue


def test_a_late_answer_is_taken_and_stays_late(held):
    """Everbridge: what was confirmed after the time was refused, and shown as not confirmed."""
    out(held)
    calls.climb(MORNING + 11 * MINUTE)
    calls.hear(item=rows(held)["wang"].item.no, by=by("wang"), at=MORNING + 40 * MINUTE)

    funnel = board(matter=held, within=EVERYWHERE, at=MORNING + 40 * MINUTE).funnel
    assert (funnel.heard, funnel.late, funnel.silent) == (1, 1, funnel.called - 1)
    assert rows(held)["wang"].is_late


def test_who_is_away_is_not_called_but_his_deputy_is(held):
    """Resgrid #270: people off duty were paged, and the setting against it was silently not saved."""
    record(
        [post("lu", Role.LEADER, "O-county", "6301", matter=HEAD), post("hu", Role.LEADER, "O-county", "6301")],
        by=by("console"),
        at=MORNING,
    )
    duty.name_deputy(post="post-lu", deputy="hu", from_on=date(2026, 7, 1), by=by("sun"), at=MORNING)
    away = {"from_at": MORNING - MINUTE, "until_at": MORNING + timedelta(hours=9), "kind": Absence.OTHER}
    duty.tell_away(person="lu", **away, by=by("sun"), at=MORNING)
    out(held)

    assert "lu" not in rows(held)
    assert "hu" in rows(held)


def test_an_exercise_calls_nobody_in_the_living_house(held):
    """ShakeCast #137: groups of a scenario got notices of what was real, and the other way round."""
    exercise = cap(identifier="exercise", status="Exercise")
    no = warnings.receive(file=brought(exercise), by=by("qian"), at=MORNING).subject

    assert board(matter=no, within=EVERYWHERE, at=SOON).rows == ()
    assert Letter.objects.count() == 0
