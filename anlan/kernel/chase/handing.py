"""What a watch leaves to the next, and what it saw: asked of the ledger, so that no giver leaves anything out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from anlan.kernel.chase import tables
from anlan.kernel.chase.rules import REMINDERS
from anlan.kernel.duty.watch import Left, Watch
from anlan.kernel.journal.facts import ItemNo, day_of
from anlan.kernel.obligations.life import ENDED, TASK, State
from anlan.kernel.obligations.lists import seen_items
from anlan.kernel.obligations.tables import Item
from anlan.kernel.registry.laws import law
from anlan.kernel.registry.may import Within

CALL = "call"
LISTED = 300  # items on one list; how many more there are, is said
LOGGED = 500  # lines of one log of each sort


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a watch would leave if it were handed over now, the gravest first, and what it saw in figures."""

    left: tuple[tuple[ItemNo, Left], ...]
    more: int
    filed: int
    struck: int
    overdue: int


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened to an item while a watch was kept: it was filed, struck off, or raised by a step."""

    at: datetime
    what: str
    item: ItemNo
    title: str
    organisation: str
    person: str | None


def draft(watch: Watch, *, at: datetime) -> Draft:
    """Return what a watch leaves, by the items of its place and work that are open."""
    begun, here = watch.begun_at or at, seen_items(_work(watch))
    still = here.exclude(state__in=ENDED)
    soon = at + timedelta(hours=law("duty#hours-ahead", on=day_of(at)))
    raised = tables.Step.objects.filter(at__gte=begun, at__lte=at).exclude(step__in=REMINDERS)
    asked = {
        Left.CALL: still.filter(kind=CALL),
        Left.LAPSED: still.filter(due_at__gte=begun, due_at__lt=at),
        Left.RAISED: still.filter(no__in=raised.values("item")),
        Left.DUE: still.filter(due_at__gte=at, due_at__lte=soon),
        Left.TASK: still.filter(kind=TASK),
    }
    found: dict[ItemNo, Left] = {}
    for why, rows in asked.items():
        for no in rows.order_by("due_at", "no").values_list("no", flat=True)[: LISTED + 1]:
            found.setdefault(ItemNo(no), why)
    every = Q(kind__in=(CALL, TASK)) | Q(due_at__gte=begun, due_at__lte=soon) | Q(no__in=raised.values("item"))
    return Draft(
        left=tuple(found.items())[:LISTED],
        more=max(still.filter(every).count() - LISTED, 0),
        filed=here.filter(filed_at__gte=begun, filed_at__lte=at).count(),
        struck=_struck(here).filter(ended_at__gte=begun, ended_at__lte=at).count(),
        overdue=still.filter(due_at__lt=at).count(),
    )


def events(watch: Watch, *, within: Within, at: datetime) -> tuple[Event, ...]:
    """Return what happened at the place of a watch while it was kept, as far as the asker sees it, in order."""
    begun, ended = watch.begun_at, watch.ended_at or at
    if begun is None:
        return ()
    here = seen_items(_work(watch)).filter(no__in=seen_items(within).values("no"))
    filed = here.filter(filed_at__gte=begun, filed_at__lte=ended).order_by("filed_at", "no")
    struck = _struck(here).filter(ended_at__gte=begun, ended_at__lte=ended).order_by("ended_at", "no")
    told = [_event(one, "filed", one.filed_at, one.filed_by) for one in filed[:LOGGED]]
    told += [_event(one, "struck-off", one.ended_at, one.checker) for one in struck[:LOGGED]]
    steps = tables.Step.objects.filter(at__gte=begun, at__lte=ended, item__in=here.values("no"))
    said = list(steps.exclude(step__in=REMINDERS).order_by("at", "item", "step")[:LOGGED])
    named = {one.no: one for one in here.filter(no__in=[step.item for step in said])}
    told += [_event(named[step.item], step.step, step.at, step.person) for step in said]
    return tuple(sorted(told, key=lambda one: (one.at, one.item, one.what)))


def _event(item: Item, what: str, at: datetime, person: str | None) -> Event:
    return Event(at=at, what=what, item=ItemNo(item.no), title=item.what, organisation=item.organisation, person=person)


def _struck(rows: QuerySet[Item]) -> QuerySet[Item]:
    return rows.filter(state=State.STRUCK_OFF)


def _work(watch: Watch) -> Within:
    """Return how far the work reaches for which a watch is kept."""
    departments = (watch.department,) if watch.department else None
    return Within(places=(watch.place,), departments=departments, organisations=None, persons=None)
