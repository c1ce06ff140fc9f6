"""The ladder of a call: after how many minutes each step comes, by hazard and colour, and by the hour. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from anlan.kernel.journal.facts import BEIJING, day_of
from anlan.kernel.registry.laws import NoLaw, Words, chain, law, rows


class Hours(StrEnum):
    """When a ladder holds, the most pressing first; a row without hours holds at all of them. 阶梯适用时段"""

    SHORT = "short"  # what is warned of comes within so many minutes, or is there
    NIGHT = "night"
    ANY = "any"


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """After how many minutes each step of a call comes; a fact keeps it as it was applied. 叫应阶梯"""

    key: str
    again: int
    deputy: int
    above: int
    answer: int
    door: int | None  # nobody is sent to knock where there is none
    act: int

    @property
    def of_stand_ins(self) -> Ladder:
        """Return the ladder of whoever is called instead: the same, but that nobody goes to his door."""
        return replace(self, door=None)


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of the packs: for which hazard, colour and hours its ladder holds, in which span of days, and why."""

    ladder: Ladder
    hazard: str | None
    colour: str
    hours: Hours
    words: Words
    document: str
    article: str
    from_on: date
    until_on: date | None
    verified: bool
    sure: str
    pack: str

    def holds(self, on: date) -> bool:
        """Test whether it holds on a day."""
        return self.from_on <= on and (self.until_on is None or on < self.until_on)


# Whom a colour calls. Every row by its name: a house test finds each of them in a pack.
TIERS: dict[tuple[str, str], Callable[[date], int]] = {
    ("site", "red"): lambda on: law("calls#calls-sites-red", on=on),
    ("site", "orange"): lambda on: law("calls#calls-sites-orange", on=on),
    ("site", "yellow"): lambda on: law("calls#calls-sites-yellow", on=on),
    ("site", "blue"): lambda on: law("calls#calls-sites-blue", on=on),
    ("head", "red"): lambda on: law("calls#calls-heads-red", on=on),
    ("head", "orange"): lambda on: law("calls#calls-heads-orange", on=on),
    ("head", "yellow"): lambda on: law("calls#calls-heads-yellow", on=on),
    ("head", "blue"): lambda on: law("calls#calls-heads-blue", on=on),
}


def ladder(*, told: Iterable[str], colour: str, onset_at: datetime | None, at: datetime) -> Ladder:
    """Return the ladder of what is warned of in these words, at this hour. Raises NoLaw where no pack has one.

    A hazard that has rows of its own for a colour uses those alone; among them the most pressing that fits the hour.
    """
    on, kind = day_of(at), hazard(told)
    fitting = [row for row in ladders(chain()) if row.colour == colour and row.holds(on)]
    own = [row for row in fitting if row.hazard == kind and kind] or [row for row in fitting if row.hazard is None]
    for hours in _hours(onset_at, at):
        for row in own:
            if row.hours == hours:
                return row.ladder
    raise NoLaw(f"no pack has a ladder of {kind or 'every hazard'}, {colour}, for {on}")


def hazard(told: Iterable[str]) -> str | None:
    """Return which hazard the first of some words names that names any; codes differ from office to office."""
    for text in told:
        for code, names in _hazards(chain()):
            if any(name in text for name in names):
                return code
    return None


def is_called(tier: str, colour: str, *, on: date) -> bool:
    """Test whether a warning of a colour calls those of a tier; who is on watch is always called."""
    return bool(TIERS[tier, colour](on)) if (tier, colour) in TIERS else True


def words(key: str) -> Words | None:
    """Return what the ladder of a key is called."""
    return next((row.words for row in ladders(chain()) if row.ladder.key == key), None)


def is_night(at: datetime) -> bool:
    """Test whether people sleep at an hour, as the packs have it."""
    on, hour = day_of(at), at.astimezone(BEIJING).hour
    return hour >= law("calls#hour-night-begins", on=on) or hour < law("calls#hour-night-ends", on=on)


@cache
def ladders(packs: tuple[str, ...]) -> tuple[Row, ...]:
    """Return every ladder of these packs, what is ours first."""
    return tuple(_row(row, pack) for pack, row in rows("ladders", "ladder"))


def _hours(onset_at: datetime | None, at: datetime) -> tuple[Hours, ...]:
    short = timedelta(minutes=law("calls#minutes-short-notice", on=day_of(at)))
    is_short = onset_at is not None and onset_at - at <= short
    return (*((Hours.SHORT,) if is_short else ()), *((Hours.NIGHT,) if is_night(at) else ()), Hours.ANY)


@cache
def _hazards(packs: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((row["code"], tuple(row["names"])) for _, row in rows("ladders", "hazard"))


def _row(row: dict[str, Any], pack: str) -> Row:
    return Row(
        ladder=Ladder(key=row["key"], **({"door": None} | row["minutes"])),
        hazard=row.get("hazard"),
        colour=row["colour"],
        hours=Hours(row.get("hours", Hours.ANY)),
        words=Words(**row["words"]),
        **row["source"],
        from_on=row["from"],
        until_on=row.get("until"),
        verified=row["verified"],
        sure=row["sure"],
        pack=pack,
    )
