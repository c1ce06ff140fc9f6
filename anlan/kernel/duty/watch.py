"""How a watch stands after each thing that was said of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from anlan.kernel.duty import facts
from anlan.kernel.journal.facts import Fact, Told, altered, upcast


class State(StrEnum):
    """Where a watch is on its way."""

    ROSTERED = "rostered"
    ON = "on-watch"
    OFFERED = "handing-over"
    OVER = "handed-over"
    CANCELLED = "cancelled"


class Left(StrEnum):
    """Why something stands on the list that a watch leaves to the next, the gravest first."""

    CALL = "call-open"
    LAPSED = "lapsed-in-watch"
    RAISED = "raised-in-watch"
    DUE = "comes-due"
    TASK = "task-open"


KEPT = frozenset({State.ON, State.OFFERED})  # somebody is on duty by it


@dataclass(frozen=True, kw_only=True)
class Watch:
    """One watch: for which work of which office, at which place, kept by whom, from when until when."""

    no: str
    organisation: str
    place: str
    department: str | None
    officer: str
    leader: str
    deputy: str | None
    from_at: datetime
    until_at: datetime
    state: str = State.ROSTERED
    begun_at: datetime | None = None
    kept_by: str | None = None  # who of them came
    next: str | None = None  # the watch to which it was handed over
    offered_at: datetime | None = None
    ended_at: datetime | None = None
    swap_to: str | None = None
    swap_return: str | None = None

    @property
    def is_kept(self) -> bool:
        """Return whether somebody is on duty by it."""
        return self.state in KEPT

    @property
    def seats(self) -> frozenset[str]:
        """Return who may keep it: who is on the roster for it, and who stands in."""
        return frozenset({self.officer, self.deputy} - {None})  # type: ignore[arg-type]

    def is_missed(self, at: datetime) -> bool:
        """Return whether it is over and nobody ever came."""
        return self.state == State.ROSTERED and self.until_at <= at


Watches = Mapping[str, Watch]


def numbers(fact: Fact) -> tuple[str, ...]:
    """Return the number of every watch that a fact of this room moves."""
    if isinstance(fact, facts.WatchesRostered):
        return ()  # they were none before
    also = (getattr(fact, "next", None), getattr(fact, "in_return", None))
    return (fact.subject, *(no for no in also if no))


def apply(told: Told[Any], watches: Watches) -> Iterator[Watch]:
    """Yield each watch of which this was said, as it stands afterwards."""
    fact = told.fact
    if isinstance(fact, facts.WatchesRostered):
        yield from _rostered(fact)
        return
    watch = watches[fact.subject]
    if isinstance(fact, facts.WatchTaken):
        yield altered(watch, state=State.OVER, ended_at=told.at)
        yield altered(watches[fact.next], state=State.ON, begun_at=told.at, kept_by=fact.officer)
    elif isinstance(fact, facts.SwapAgreed):
        yield altered(watch, officer=fact.to, swap_to=None, swap_return=None)
        if fact.in_return:
            yield altered(watches[fact.in_return], officer=fact.former)
    else:
        yield altered(watch, **_change(told))


def _change(told: Told[Any]) -> dict[str, Any]:
    match told.fact:
        case facts.WatchCancelled():
            return {"state": State.CANCELLED, "ended_at": told.at, "swap_to": None, "swap_return": None}
        case facts.SwapAsked() as asked:
            return {"swap_to": asked.to, "swap_return": asked.in_return}
        case facts.SwapRefused():
            return {"swap_to": None, "swap_return": None}
        case facts.WatchBegun() as begun:
            return {"state": State.ON, "begun_at": told.at, "kept_by": begun.officer}
        case facts.WatchOffered() as offered:
            return {"state": State.OFFERED, "next": offered.next, "offered_at": told.at}
    return {}


def _rostered(said: facts.WatchesRostered) -> Iterator[Watch]:
    who = (said.watches, said.organisations, said.places, said.departments, said.officers, said.leaders)
    for row in zip(*who, said.deputies, said.from_ats, said.until_ats, strict=True):
        no, organisation, place, department, officer, leader, deputy, from_at, until_at = row
        yield Watch(
            no=no,
            organisation=organisation,
            place=place,
            department=department,
            officer=officer,
            leader=leader,
            deputy=deputy,
            from_at=from_at,
            until_at=until_at,
        )


@upcast("duty.watch-cancelled", version=1)
def know_who_was_on_it(told: dict[str, Any]) -> dict[str, Any]:
    """Say of a watch that was cancelled before that nobody was named."""
    return told | dict.fromkeys(("officer", "leader", "deputy"))


@upcast("duty.swap-agreed", version=1)
def know_who_sits_beside(told: dict[str, Any]) -> dict[str, Any]:
    """Say of a swap before that nobody beside the two was named."""
    return told | {"beside": ()}


EVERY_FACT: tuple[type[Fact], ...] = (
    *(facts.WatchesRostered, facts.WatchCancelled, facts.SwapAsked, facts.SwapAgreed, facts.SwapRefused),
    *(facts.WatchBegun, facts.WatchOffered, facts.HandOverListed, facts.WatchTaken, facts.WatchNoted),
)
