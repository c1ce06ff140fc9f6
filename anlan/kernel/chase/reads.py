"""Questions to the chase."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from anlan.kernel.chase import handing, rules, tables
from anlan.kernel.chase.handing import Event
from anlan.kernel.chase.rules import REMINDERS, Beating, Chased, Jump, Step, Stopped
from anlan.kernel.duty import reads as duty
from anlan.kernel.duty.reads import LeftItem
from anlan.kernel.journal.acts import read
from anlan.kernel.journal.facts import By, ItemNo, WatchNo
from anlan.kernel.obligations import lists
from anlan.kernel.obligations import reads as items
from anlan.kernel.obligations.life import CALL, ENDED, Item
from anlan.kernel.obligations.tables import Item as Ledger
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.may import EVERYONE, Within

MOST = 500  # how many steps one looks through


@dataclass(frozen=True, kw_only=True)
class Chase:
    """How an item was chased so far, and which step comes next, and when."""

    said: tuple[Chased, ...]
    next_step: Step | None
    next_at: datetime | None
    names: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Raised:
    """An item that was raised to somebody: how far, and when."""

    item: Item
    step: Step
    at: datetime
    names: dict[str, str]


@read(may=EVERYONE)
def chase(*, item: ItemNo, within: Within) -> Chase:
    """Return who was told when of an item that is not put right, and which step comes next. 督催情况"""
    found = items.item(item, kind=None, within=within)
    rows = tables.Step.objects.filter(item=found.no).order_by("came_at", "step")
    said = tuple(
        Chased(item=row.item, step=Step(row.step), due_at=row.due_at, came_at=row.came_at, person=row.person)
        for row in rows
    )
    done = {one.step for one in said if one.due_at == found.due_at}
    ahead = None if found.kind == CALL else rules.next_due(found, told=done)  # a call has a ladder of its own
    names = registry.names(one.person for one in said if one.person)
    step, at = ahead or (None, None)
    return Chase(said=said, next_step=step, next_at=at, names=names)


@read(may=EVERYONE)
def raised(*, within: Within, by: By) -> tuple[Raised, ...]:
    """Return what was raised to the asker and is still open, the longest overdue first. 上报给我的"""
    still = Ledger.objects.exclude(state__in=ENDED).values("no")
    rows = tables.Step.objects.filter(person=by.person, item__in=still).exclude(step__in=REMINDERS)
    steps = {(row.item, row.due_at): row for row in rows.order_by("due_at", "item", "came_at")[:MOST]}
    seen = {one.no: one for one in lists.items_among([no for no, _ in steps], within=within)}
    found = [(seen[no], row) for (no, due_at), row in steps.items() if no in seen and seen[no].due_at == due_at]
    names = registry.names({number for one, _ in found for number in (one.organisation, one.owner)})
    return tuple(Raised(item=one, step=Step(row.step), at=row.at, names=names) for one, row in found)


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """What a watch leaves to the next: as it was listed, or as it would be now; the items that the asker sees."""

    left: tuple[LeftItem, ...]
    items: tuple[Item, ...]  # those of the list that are still open, in its order
    more: int | None  # the figures are of all that there is, and told to who sees all of it
    filed: int | None
    struck: int | None
    overdue: int | None
    is_listed: bool
    names: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Log:
    """What happened at the place of a watch while it was kept."""

    events: tuple[Event, ...]
    names: dict[str, str]


@read(may=EVERYONE)
def hand_over(*, no: WatchNo, within: Within, by: By, at: datetime) -> HandOver:
    """Return what a watch left to the next or, before it is handed over, what it would leave now. 交接清单"""
    page = duty.page(no, within=within, by=by, at=at)
    listed, figures = page.left, (page.more, page.filed, page.struck, page.overdue)
    if page.more is None:
        now = handing.draft(page.watch, at=at)
        listed = tuple(LeftItem(item=item, why=why) for item, why in now.left)
        figures = (now.more, now.filed, now.struck, now.overdue)
    seen = {one.no: one for one in lists.items_among([one.item for one in listed], within=within)}
    items_seen = tuple(seen[one.item] for one in listed if one.item in seen)
    more, filed, struck, overdue = figures if page.is_whole else (None,) * len(figures)
    names = registry.names({number for one in items_seen for number in (one.organisation, one.owner)})
    counted = {"more": more, "filed": filed, "struck": struck, "overdue": overdue}
    told = tuple(one for one in listed if one.item in seen)
    return HandOver(left=told, items=items_seen, is_listed=page.more is not None, names=names, **counted)


@read(may=EVERYONE)
def log(*, no: WatchNo, within: Within, at: datetime) -> Log:
    """Return what happened at the place of a watch while it was kept, in order. 值班纪事"""
    told = handing.events(duty.watch(no, within=within), within=within, at=at)
    names = registry.names({number for one in told for number in (one.organisation, one.person) if number})
    return Log(events=told, names=names)


@read(may=EVERYONE)
def moved_clock(*, within: Within) -> Jump | None:
    """Return how the clock was moved that nobody has confirmed since, if it was. 时钟跳变"""
    return tables.jump()


@read(may=EVERYONE)
def stopped(*, within: Within, at: datetime) -> tuple[Stopped, ...]:
    """Return what has stopped of that which has to go on beside the pages, and since when. 停摆"""
    return silent(at)


def is_waiting() -> bool:
    """Test whether what climbs and is raised waits until somebody has looked at the clock."""
    return rules.waits(tables.jump())


def silent(at: datetime) -> tuple[Stopped, ...]:
    """Return the same to the processes of the house."""
    return rules.stopped(_beats(), at=at)


def beside_the_pages(at: datetime) -> tuple[tuple[Stopped, ...], Jump | None]:
    """Return at once what has stopped and how the clock was moved, for the head of every page."""
    beats, jump = tables.heard()
    return rules.stopped(beats, at=at), jump


def not_going(at: datetime) -> dict[Beating, datetime | None]:
    """Return what does not go on beside the pages, also what was never heard of; whoever watches the house asks it."""
    return rules.not_going(_beats(), at=at)


def _beats() -> dict[Beating, datetime]:
    return {Beating(row.what): row.at for row in tables.Beat.objects.order_by("what")}
