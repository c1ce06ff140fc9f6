"""Which steps of the chase are due: a function of the items and the hour alone. Pure: no clock, no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Protocol

from anlan.kernel.chase.facts import ClockConfirmed, ClockJumped, ItemsChased
from anlan.kernel.journal.facts import Fact, Refused, day_of
from anlan.kernel.registry.laws import chain, law

MAJOR = "major"


class Step(StrEnum):
    """How far the chase of an item has come, the gentlest first."""

    HALF = "half-term"  # half of the term is over
    NEAR = "last-day"  # a day is left
    LAPSED = "supervisor-told"  # the deadline has passed
    DEPARTMENT = "county-told"  # … and the department of the county is told
    PREFECTURE = "prefecture-told"  # … and that of the prefecture


# Steps that remind whoever has the next step; the others raise the item to who stands above.
REMINDERS = frozenset({Step.HALF, Step.NEAR})

WORDS = {
    Step.HALF.value: ("期限过半提醒", "reminded at half of the term"),
    Step.NEAR.value: ("临期提醒", "reminded a day before the deadline"),
    Step.LAPSED.value: ("逾期报督办人", "overdue, raised to the supervisor"),
    Step.DEPARTMENT.value: ("逾期报县级部门", "overdue, raised to the county department"),
    Step.PREFECTURE.value: ("逾期报市（州）部门", "overdue, raised to the prefecture's department"),
}


class Beating(StrEnum):
    """What has to go on beside the pages, and says each half minute that it does."""

    CHASE = "chase"  # steps of the chase
    SEALS = "seals"  # signed heads, notices: whatever follows the journal
    CARRIER = "carrier"  # calls that leave the house
    WATCHDOG = "watchdog"  # who watches the others, and is watched by them


# After so long without a word, something has stopped: several times as long as it takes between two.
SILENT = timedelta(minutes=3)

# A clock that is moved by more than this while the house goes on is not believed until somebody has looked at it.
JUMP = timedelta(minutes=5)
SAYS = {
    "clock-right": ("时钟没有跳变，无须确认。", "The clock was not moved: there is nothing to confirm."),
}

STOPPED = {
    Beating.CHASE: (
        "督催已停：到期的不再提醒，逾期的不再上报",
        "The chase has stopped: nobody is reminded, and nothing overdue is raised",
    ),
    Beating.SEALS: ("账本封存已停：新的销号暂无凭证", "Sealing has stopped: what is struck off now gets no receipt"),
    Beating.CARRIER: ("呼叫送达已停：预警叫应发不出去", "The carrier has stopped: no call leaves the house"),
    Beating.WATCHDOG: (
        "看守进程已停：别的停了，没有人会知道",
        "The watchdog has stopped: if something else stops, nobody will know",
    ),
}

# What was never heard of here: the house has just been made, or nobody has begun this part of it.
NOT_BEGUN = {
    Beating.CHASE: (
        "督催从未启动：到期的不会提醒，逾期的不会上报",
        "The chase has never begun: nobody is reminded, and nothing overdue is raised",
    ),
    Beating.SEALS: (
        "账本封存从未启动：销号没有凭证",
        "Sealing has never begun: what is struck off gets no receipt",
    ),
    Beating.CARRIER: ("呼叫送达从未启动：预警叫应发不出去", "The carrier has never begun: no call leaves the house"),
    Beating.WATCHDOG: (
        "看守进程从未启动：别的停了，没有人会知道",
        "The watchdog has never begun: if something else stops, nobody will know",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Jump:
    """That the clock was moved: when it was noticed, by the new hour, and by how many seconds, forward or backward."""

    at: datetime
    seconds: int

    @property
    def is_forward(self) -> bool:
        """Return whether it was moved forward, so that much would come due at once."""
        return self.seconds > 0


@dataclass(frozen=True, kw_only=True)
class Stopped:
    """Something that has stopped, and when it was last heard of."""

    what: Beating
    since: datetime


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """After how long each step comes, as the packs had it on a day."""

    percent: int
    hours_before: int
    supervisor_days: int
    department_days: int
    prefecture_days: int
    prefecture_days_major: int


@dataclass(frozen=True, kw_only=True)
class Chased:
    """One step that came due of one item, and who is told."""

    item: str
    step: Step
    due_at: datetime
    came_at: datetime
    person: str | None


class Owed(Protocol):
    """As much of an item as tells which of its steps have come."""

    @property
    def no(self) -> str: ...
    @property
    def filed_at(self) -> datetime: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def due_since(self) -> datetime | None: ...
    @property
    def grade(self) -> str | None: ...
    @property
    def is_open(self) -> bool: ...


def ladder(on: date) -> Ladder:
    """Return the ladder that held on a day. Raises NoLaw where no pack has one."""
    return _ladder(on, chain())


@cache
def _ladder(on: date, packs: tuple[str, ...]) -> Ladder:
    return Ladder(
        percent=law("chase#owner-percent", on=on),
        hours_before=law("chase#owner-hours-before", on=on),
        supervisor_days=law("chase#supervisor-days-after", on=on),
        department_days=law("chase#department-days-after", on=on),
        prefecture_days=law("chase#prefecture-days-after", on=on),
        prefecture_days_major=law("chase#prefecture-days-after-major", on=on),
    )


def moments(item: Owed) -> dict[Step, datetime]:
    """Return when each step of an item comes, by the ladder of the day on which it was filed.

    A deadline that was moved is chased from when it was. No reminder comes with the filing or before it. What was
    overdue when it came onto the ledger is raised from then on: an old ledger that is read in on one morning does not
    reach the prefecture by noon. No department learns of it later than the one above it.
    """
    steps = ladder(day_of(item.filed_at))
    late, since = max(item.due_at, item.filed_at), item.due_since or item.filed_at
    reminders = {
        Step.HALF: since + (item.due_at - since) * steps.percent // 100,
        Step.NEAR: item.due_at - timedelta(hours=steps.hours_before),
    }
    prefecture = steps.prefecture_days_major if item.grade == MAJOR else steps.prefecture_days
    days = {
        Step.LAPSED: steps.supervisor_days,
        Step.DEPARTMENT: min(steps.department_days, prefecture),
        Step.PREFECTURE: prefecture,
    }
    return {step: at for step, at in reminders.items() if since < at < item.due_at} | {
        step: late + timedelta(days=n) for step, n in days.items()
    }


def due(item: Owed, *, told: Set[Step], at: datetime) -> dict[Step, datetime]:
    """Return the steps of an open item that have come and of which nobody was told yet, each with when it came."""
    if not item.is_open:
        return {}
    return {step: came for step, came in moments(item).items() if came <= at and step not in told}


def next_due(item: Owed, *, told: Set[Step]) -> tuple[Step, datetime] | None:
    """Return the step that comes next, if there is one."""
    ahead = {step: came for step, came in moments(item).items() if step not in told} if item.is_open else {}
    return min(ahead.items(), key=lambda one: (one[1], tuple(Step).index(one[0])), default=None)


def place_of(step: Step, place: str) -> str:
    """Return the place whose department is told at a step: that of the item, of its county, or of its prefecture."""
    digits = {Step.DEPARTMENT: 6, Step.PREFECTURE: 4}.get(step)
    return place[:digits]


def chase(steps: Sequence[Chased]) -> list[Fact]:
    """Say the steps that came due, if any did."""
    if not steps:
        return []
    said = ItemsChased(
        items=tuple(one.item for one in steps),
        steps=tuple(one.step for one in steps),
        due_ats=tuple(one.due_at for one in steps),
        came_ats=tuple(one.came_at for one in steps),
        people=tuple(one.person for one in steps),
    )
    return [said]


def steps_said(said: ItemsChased) -> list[Chased]:
    """Return the steps that an entry tells of."""
    rows = zip(said.items, said.steps, said.due_ats, said.came_ats, said.people, strict=True)
    return [
        Chased(item=item, step=Step(step), due_at=due_at, came_at=came_at, person=person)
        for item, step, due_at, came_at, person in rows
    ]


def stopped(beats: Mapping[Beating, datetime], *, at: datetime) -> tuple[Stopped, ...]:
    """Return what has been silent for too long; of what was never heard here nothing is known.

    A word from the future is none: whoever said it has said nothing since the clock of the machine went back.
    """
    return tuple(Stopped(what=what, since=last) for what, last in beats.items() if abs(at - last) > SILENT)


def not_going(beats: Mapping[Beating, datetime], *, at: datetime) -> dict[Beating, datetime | None]:
    """Return what does not go on by all that is known, and when it was last heard of; None where it never was."""
    silent = {one.what: one.since for one in stopped(beats, at=at)}
    return {what: silent.get(what) for what in Beating if what in silent or what not in beats}


def jump(home: str, *, by: timedelta) -> list[Fact]:
    """Say that the clock was moved, where it was by more than a few minutes."""
    return [ClockJumped(home=home, seconds=round(by.total_seconds()))] if abs(by) > JUMP else []


def confirm_clock(home: str, *, jump: Jump | None) -> list[Fact]:
    """Say that the clock is right now, after it was moved."""
    if jump is None:
        raise Refused("clock-right")
    return [ClockConfirmed(home=home, jumped_at=jump.at)]


def waits(jump: Jump | None) -> bool:
    """Test whether what climbs and is raised waits: the clock was moved forward, and nobody has looked at it since."""
    return jump is not None and jump.is_forward
