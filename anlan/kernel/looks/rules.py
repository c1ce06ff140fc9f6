"""Which closures are looked at again, and when. Pure: no clock, no database."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from anlan.kernel.journal.facts import Fact, day_of
from anlan.kernel.looks.facts import Finding as Finding
from anlan.kernel.looks.facts import Ground as Ground
from anlan.kernel.looks.facts import LookAnswered, LookOpened
from anlan.kernel.obligations import rules as items
from anlan.kernel.obligations.life import AGAIN, TASK, Item, end_of_day
from anlan.kernel.obligations.rules import Duty
from anlan.kernel.registry.laws import NoLaw, law
from anlan.kernel.registry.may import EVERYWHERE, Post

WORDS = {
    Finding.AWAY.value: ("未复发", "stayed away"),
    Finding.THERE.value: ("又出现或未真正整改", "there again, or never put right"),
}


@dataclass(frozen=True, kw_only=True)
class Struck:
    """A danger that came off the ledger, and when."""

    danger: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Look:
    """A task to look again at one strike-off: why it was opened, and what was found, once somebody said so."""

    task: str
    danger: str
    struck_at: datetime
    ground: Ground
    draw: str | None
    opened_at: datetime
    finding: Finding | None
    answered_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A second look as a page tells it: its task, and the danger at which somebody looks."""

    look: Look
    task: Item
    danger: Item
    is_there_again: bool


def due_at(struck: Struck) -> datetime | None:
    """Return when a major danger that was struck off is looked at again; never, where no pack said so on that day."""
    try:
        return struck.at + timedelta(days=law("dangers#days-look-again-major", on=day_of(struck.at)))
    except NoLaw:
        return None


def due(strikes: Iterable[Struck], *, opened: Set[Struck], at: datetime) -> list[Struck]:
    """Return those whose second look has come due and was not opened, in the order in which they were struck off."""
    come = ((due_at(one), one) for one in strikes if one not in opened)
    return sorted((one for when, one in come if when and when <= at), key=lambda one: (one.at, one.danger))


def waiting(strikes: Iterable[Struck], *, opened: Set[Struck]) -> list[Struck]:
    """Return those whose second look has yet to come, or to be opened."""
    return [one for one in strikes if one not in opened and due_at(one)]


def barred(danger: Item, *, ground: Ground) -> frozenset[str]:
    """Return who does not look again: who owed it, put it right or gave it more time; of a draw, who struck it off."""
    checked = {danger.checker} if ground == Ground.SAMPLE else set()
    return frozenset(filter(None, {danger.owner, danger.submitted_by, *danger.agreed, *checked}))


def open_(danger: Item, *, task: str, looker: Post, ground: Ground, draw: str | None, at: datetime) -> list[Fact]:
    """Open the task of somebody to look again whether a danger stayed away."""
    assert danger.ended_at, f"{danger.no} was not struck off"
    duty = Duty(
        what=f"回头看：{danger.what}",
        place=danger.place,
        department=danger.department,
        organisation=looker.organisation,
        owner=looker.person,
    )
    due_at = end_of_day(at, days=law("tasks#days-look-again", on=day_of(at)))
    filed = items.file(duty, no=task, kind=TASK, source=AGAIN, due_at=due_at, within=EVERYWHERE)
    opened = LookOpened(task=task, danger=danger.no, struck_at=danger.ended_at, ground=ground, draw=draw)
    return [*filed, opened]


def answer(look: Look, finding: Finding) -> Fact:
    """Say what was found."""
    return LookAnswered(task=look.task, danger=look.danger, finding=finding)
