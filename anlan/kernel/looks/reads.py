"""Questions about second looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from anlan.kernel.journal.acts import read
from anlan.kernel.journal.facts import ItemNo, NotHere, PlaceCode
from anlan.kernel.looks import drawing, opening, rules, sampling, tables
from anlan.kernel.looks.rules import Look, Outcome, Sample, Seen
from anlan.kernel.obligations import reads as items
from anlan.kernel.obligations.life import Item
from anlan.kernel.obligations.tables import stored_many
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.may import EVERYONE, OFFICIALS, Within

SAMPLES = 60  # of one page


@read(may=EVERYONE)
def looks(*, item: ItemNo, within: Within) -> tuple[Seen, ...]:
    """Return the second looks at a danger, or the one for which a task is open, as far as one sees them. 回头看情况"""
    found = items.item(item, kind=None, within=within)
    told = tables.stored(found.no)
    every = [told] if told else tables.stored_of([found.no])
    return _seen(every)


def second(task: str) -> Seen | None:
    """Return the second look for which a task was opened: who sees the task sees why it is there."""
    look = tables.stored(task)
    return _seen([look])[0] if look else None


def _seen(looks: Sequence[Look]) -> tuple[Seen, ...]:
    stands = {one.no: one for one in stored_many({no for look in looks for no in (look.task, look.danger)})}
    again = opening.come_again({look.danger for look in looks})
    return tuple(
        Seen(
            look=look,
            task=stands[look.task],
            danger=stands[look.danger],
            is_there_again=look.danger in again,
        )
        for look in looks
    )


@dataclass(frozen=True, kw_only=True)
class Row:
    """One closure that was drawn, with the look at it, and what came of it."""

    danger: Item
    closed_at: datetime
    lot: str
    seen: Seen | None
    outcome: Outcome


@dataclass(frozen=True, kw_only=True)
class Told:
    """A sample with what came of it so far. 抽查情况"""

    sample: Sample
    rows: tuple[Row, ...]
    failed_percent: int | None  # of what was looked at; of what nobody has looked at, nothing is known
    names: dict[str, str]
    at: datetime
    is_alike: bool | None = None  # whether drawing it again gives the same; not asked in a list

    def count(self, *outcomes: Outcome) -> int:
        """Return how many came to one of these."""
        return sum(row.outcome in outcomes for row in self.rows)


@dataclass(frozen=True, kw_only=True)
class Share:
    """What came of a month's samples within somebody's reach, as of a moment."""

    month: str
    drawn: int
    done: int
    failed: int
    failed_percent: int | None
    at: datetime


@read(may=OFFICIALS)
def samples(*, within: Within, at: datetime) -> tuple[Told, ...]:
    """Return what was drawn at places within one's reach, the latest month first. 销号抽查情况"""
    rows = tables.DrawnSample.objects.filter(registry.seen(within, places="place")).order_by("-month", "place")
    return _told(tables.samples(list(rows[:SAMPLES])), at=at)


@read(may=OFFICIALS)
def sample(*, place: PlaceCode, month: str, within: Within, at: datetime) -> Told:
    """Return what was drawn of a month's closures at a place, drawn once more to compare. 抽查清单"""
    rows = tables.DrawnSample.objects.filter(registry.seen(within, places="place"), place=place, month=month)
    if not rows:
        raise NotHere
    [one] = tables.samples(list(rows))
    closed = sampling.closed_in(month, place=place)
    return replace(_told([one], at=at)[0], is_alike=rules.drawn_alike(one, closed, seed=sampling.seed_of(month)))


@read(may=OFFICIALS)
def share(*, within: Within, at: datetime) -> Share | None:
    """Return what came of the last month of which anything was drawn within one's reach. 抽查不实比例"""
    rows = tables.DrawnSample.objects.filter(registry.seen(within, places="place"))
    last = rows.order_by("-month").values_list("month", flat=True).first()
    if last is None:
        return None
    outcomes = [
        row.outcome for told in _told(tables.samples(list(rows.filter(month=last))), at=at) for row in told.rows
    ]
    return Share(
        month=last,
        drawn=len(outcomes),
        done=sum(one in rules.DONE for one in outcomes),
        failed=sum(one in rules.FAILED for one in outcomes),
        failed_percent=rules.failed_percent(outcomes),
        at=at,
    )


def _told(samples: Sequence[Sample], *, at: datetime) -> tuple[Told, ...]:
    """Return samples with what came of each, all of them asked for at once."""
    numbers = {drawn.danger for one in samples for drawn in one.drawn}
    looks = {(seen.danger.no, seen.look.struck_at): seen for seen in _seen(tables.stored_of(numbers))}
    stands, again = {item.no: item for item in stored_many(numbers)}, opening.come_again(numbers)
    told = []
    for one in samples:
        rows = []
        for drawn in one.drawn:
            seen = looks.get((drawn.danger, drawn.at))
            outcome = rules.outcome(seen, has_come_again=drawn.danger in again)
            lot = drawing.lot(drawn.danger, seed=one.seed.root)
            rows.append(Row(danger=stands[drawn.danger], closed_at=drawn.at, lot=lot, seen=seen, outcome=outcome))
        who = {one.place, one.drawn_by, *(row.danger.organisation for row in rows)}
        who |= {row.seen.task.owner for row in rows if row.seen}
        percent = rules.failed_percent([row.outcome for row in rows])
        told.append(Told(sample=one, rows=tuple(rows), failed_percent=percent, names=registry.names(who), at=at))
    return tuple(told)
