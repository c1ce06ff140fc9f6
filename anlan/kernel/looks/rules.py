"""Which closures are looked at again, and when. Pure: no clock, no database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from anlan.kernel.journal.facts import UNDO, Fact, Refused, day_of
from anlan.kernel.looks import drawing
from anlan.kernel.looks.facts import Finding as Finding
from anlan.kernel.looks.facts import Ground as Ground
from anlan.kernel.looks.facts import LookAnswered, LookOpened, SampleDrawn
from anlan.kernel.obligations import rules as items
from anlan.kernel.obligations.life import AGAIN, TASK, Item, State, end_of_day
from anlan.kernel.obligations.rules import Duty
from anlan.kernel.registry.laws import NoLaw, law
from anlan.kernel.registry.may import EVERYWHERE, Post

WORDS = {
    Finding.AWAY.value: ("未复发", "stayed away"),
    Finding.THERE.value: ("又出现或未真正整改", "there again, or never put right"),
    "drawn-away": ("未复发", "stayed away"),
    "drawn-there": ("又出现或未真正整改", "there again, or never put right"),
    "drawn-came": ("抽中前已登记复发", "had come again before"),
    "drawn-open": ("待看", "to be looked at"),
    "drawn-nobody": ("无人可看", "nobody to look"),
}


SAYS = {
    "month-unknown": ("“{month}”不是月份。请写成 2026-06。", "“{month}” is no month. Write it as 2026-06."),
    "month-not-over": (
        "{month}还没有过完，抽查要等这个月的销号都在册。请下月再抽。",
        "{month} is not over, and all that is closed in it is to be there first. Draw next month.",
    ),
    "not-sealed-yet": (
        "{month}过后账本还没有签名封存，抽签的种子还没有。请稍候再试；一直这样，请系统管理员运行 anlan doctor。",
        "No head was signed since {month} was over, so there is no seed yet. Wait a little; if it stays so, "
        "have the administrator run anlan doctor.",
    ),
    "drawn-already": (
        "{place}{month}的销号已经抽过，不能再抽。请看抽查结果。",
        "What was closed at {place} in {month} was drawn from already, and is drawn from once. See what was drawn.",
    ),
    "nothing-closed": (
        "{place}{month}没有销号的隐患，不用抽查。",
        "Nothing was closed at {place} in {month}, so there is nothing to draw from.",
    ),
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


@dataclass(frozen=True, kw_only=True)
class Seed:
    """What decides a draw, and nobody can choose: the first head that was signed once the month was over."""

    root: str
    size: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What was drawn of a month's closures at a place, and all that it takes to draw it again."""

    no: str
    place: str
    month: str
    seed: Seed
    closures: int
    digest: str
    percent: int
    least: int
    most: int
    drawn: tuple[Struck, ...]
    drawn_by: str
    drawn_at: datetime


class Outcome(StrEnum):
    """What came of one closure that was drawn. 抽查结果"""

    AWAY = "drawn-away"  # looked at, and it stayed away
    THERE = "drawn-there"  # looked at, and it was there again or never put right
    CAME = "drawn-came"  # it had come again, and was on the ledger, before anybody looked
    OPEN = "drawn-open"  # somebody has yet to look, or another to accept what he found
    NOBODY = "drawn-nobody"  # nobody there could look yet


FAILED = frozenset({Outcome.THERE, Outcome.CAME})  # what was not truly closed
DONE = FAILED | {Outcome.AWAY}


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


def open_(
    danger: Item, *, struck: Struck, task: str, looker: Post, ground: Ground, draw: str | None, at: datetime
) -> list[Fact]:
    """Open the task of somebody to look again whether a danger stayed away."""
    duty = Duty(
        what=f"回头看：{danger.what}",
        place=danger.place,
        department=danger.department,
        organisation=looker.organisation,
        owner=looker.person,
    )
    due_at = end_of_day(at, days=law("tasks#days-look-again", on=day_of(at)))
    filed = items.file(duty, no=task, kind=TASK, source=AGAIN, due_at=due_at, within=EVERYWHERE)
    opened = LookOpened(task=task, danger=danger.no, struck_at=struck.at, ground=ground, draw=draw)
    return [*filed, opened]


def answer(look: Look, finding: Finding) -> Fact:
    """Say what was found."""
    return LookAnswered(task=look.task, danger=look.danger, finding=finding)


def sample_no(place: str, month: str) -> str:
    """Return by what a sample is known: of each place and month there is one."""
    return f"{place}-{month}"


def draw(
    closed: Sequence[Struck], *, place: str, month: str, seed: Seed | None, is_drawn: bool, at: datetime
) -> SampleDrawn:
    """Draw some of what was closed at a place in a month, by a seed that nobody chose."""
    ends = drawing.bounds(month)[1]
    if at < ends + UNDO:  # until then, its last closure may be taken back
        raise Refused("month-not-over", month=month)
    if is_drawn:
        raise Refused("drawn-already", place=place, month=month)
    if not closed:
        raise Refused("nothing-closed", place=place, month=month)
    if seed is None:
        raise Refused("not-sealed-yet", month=month)
    on = day_of(ends)
    percent, least, most = (
        law("sampling#percent", on=on),
        law("sampling#least", on=on),
        law("sampling#most", on=on),
    )
    sizes = {"percent": percent, "least": least, "most": most}
    closed_at = {one.danger: one.at for one in closed}
    chosen = drawing.draw(closed_at, seed=seed.root, count=drawing.size(len(closed_at), **sizes))
    return SampleDrawn(
        sample=sample_no(place, month),
        place=place,
        month=month,
        seed=seed.root,
        sealed_size=seed.size,
        sealed_at=seed.at,
        closures=len(closed_at),
        digest=drawing.digest(closed_at),
        **sizes,
        dangers=chosen,
        closed_ats=tuple(closed_at[no] for no in chosen),
    )


def drawn_alike(sample: Sample, closed: Sequence[Struck], *, seed: Seed | None) -> bool:
    """Draw again from what was closed, under the first head after the month, and tell whether the same comes out."""
    numbers = [one.danger for one in closed]
    count = drawing.size(len(numbers), percent=sample.percent, least=sample.least, most=sample.most)
    again = drawing.draw(numbers, seed=sample.seed.root, count=count)
    same_list = drawing.digest(numbers) == sample.digest and again == tuple(one.danger for one in sample.drawn)
    return same_list and seed == sample.seed


def outcome(seen: Seen | None, *, has_come_again: bool) -> Outcome:
    """Return what came of a closure that was drawn; what was found counts once another has accepted it."""
    if seen is None:
        return Outcome.CAME if has_come_again else Outcome.NOBODY
    if seen.task.state != State.STRUCK_OFF:
        return Outcome.OPEN
    return Outcome.THERE if seen.look.finding == Finding.THERE else Outcome.AWAY


def failed_percent(outcomes: Sequence[Outcome]) -> int | None:
    """Return the share of what was looked at that was not truly closed; nothing, while nobody has looked."""
    done = [one for one in outcomes if one in DONE]
    return round(100 * sum(one in FAILED for one in done) / len(done)) if done else None
