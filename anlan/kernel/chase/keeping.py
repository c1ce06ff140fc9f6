"""What the clock does each minute: mark what is overdue by now, and tell of every step that has come due, once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from anlan.kernel.chase import leavers, rules, tables
from anlan.kernel.chase.acts import CLOCK
from anlan.kernel.chase.rules import REMINDERS, Beating, Chased, Step
from anlan.kernel.duty.hours import who_stands_in
from anlan.kernel.journal.facts import By, day_of, micros
from anlan.kernel.journal.lock import lock, pen, whole
from anlan.kernel.journal.record import record
from anlan.kernel.journal.seals import HOUSE
from anlan.kernel.obligations import tables as items
from anlan.kernel.obligations.life import CALL, ENDED, Item, next_step
from anlan.kernel.obligations.tables import Item as Ledger
from anlan.kernel.obligations.tables import stored, stored_many
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.rules import HEAD

CHASING = "chase"
PAGE = 500  # of items that are looked at, and of steps that are said together


def keep(at: datetime, *, meanwhile: Callable[[], object] = lambda: None) -> None:
    """Mark what has come due, and say every step that has come and was not said: all that came meanwhile, each once.

    Of a province, or after a long sleep, that is much; `meanwhile` is called between pages, so that other things go on.
    """
    sweep(at, meanwhile=meanwhile)
    hand_on(at)
    after, above = "", Above(at=at)
    while page := _open_after(after):
        waiting = [item for item in page if rules.due(item, told=frozenset(), at=at)]
        told = tables.told_of(waiting)
        if late := [item.no for item in waiting if rules.due(item, told=told[item.no], at=at)]:
            _say(late, above, at)
        meanwhile()
        after = page[-1].no


def sweep(at: datetime, *, meanwhile: Callable[[], object] = lambda: None) -> None:
    """Mark as overdue what has come due, page by page; it is no fact, for it follows from the journal and the hour."""
    left = [True]

    def mark() -> None:
        left.append(items.sweep(at))

    while left[-1]:
        whole(mark)
        meanwhile()


def hand_on(at: datetime) -> None:
    """Hand on what people left who hold no post any more, where their last day is over."""

    def say() -> None:
        if facts := leavers.said(at):
            command = f"leavers {micros(at)}"
            record(facts, by=By(person=HOUSE, post=HOUSE, command=command), at=at)

    if leavers.is_there(at):
        whole(say)


class Above:
    """Who stands above an item, each asked for once: many lapse on one day at one place."""

    def __init__(self, *, at: datetime) -> None:
        self._at, self._known = at, dict[tuple[str, str, str | None], str | None]()

    def of(self, item: Item, step: Step) -> str | None:
        """Return who is told: who answers for such items there or, where nobody does, who leads; never its owner."""
        place = rules.place_of(step, item.place)
        for matter in (item.kind, HEAD):
            key = (place, matter, item.department)
            if key not in self._known:
                self._known[key] = self._ask(*key)
            person = self._known[key]
            if person == item.owner:
                person = self._ask(*key, but={item.owner})
            if person:
                return person
        return None

    def _ask(self, place: str, matter: str, department: str | None, but: Collection[str] = ()) -> str | None:
        post = registry.post_for(place=place, matter=matter, department=department, on=day_of(self._at), but=but)
        person = who_stands_in(post, at=self._at) if post else None
        return None if person in but else person


def notice(by: timedelta, at: datetime) -> bool:
    """Say that the clock was moved by so much, where that is more than a few minutes; return whether it was."""
    if facts := rules.jump(settings.ORIGIN, by=by):
        with pen(), transaction.atomic():
            lock([CLOCK])
            record(facts, by=By(person=HOUSE, post=HOUSE, command=f"{CLOCK} {micros(at)} {uuid4().hex}"), at=at)
    return bool(facts)


def beat(what: Beating, at: datetime) -> None:
    """Say that this goes on."""
    with pen(), transaction.atomic():
        tables.beat(what, at)


class _Open(NamedTuple):
    """As much of an item as tells whether a step has come."""

    no: str
    filed_at: datetime
    due_at: datetime
    due_since: datetime | None
    grade: str | None

    @property
    def is_open(self) -> bool:
        """Return that it is: nothing else is read."""
        return True


def _open_after(no: str) -> list[_Open]:
    """Return a page of what is still owed, by number, from the one after this; calls have ladders of their own."""
    rows = Ledger.objects.exclude(state__in=ENDED).exclude(kind=CALL).filter(no__gt=no).order_by("no")
    return [_Open(*row) for row in rows.values_list(*_Open._fields)[:PAGE]]


def _say(numbers: list[str], above: Above, at: datetime) -> None:
    """Look again at these items, now that nobody else can move them, and say what is due of them."""
    with pen(), transaction.atomic():
        lock([CHASING, *numbers])
        found = stored_many(numbers)
        told = tables.told_of(found)
        steps = [step for item in found for step in _steps(item, told[item.no], above, at)]
        if said := rules.chase(steps):
            command = f"{CHASING} {micros(at)} {uuid4().hex}"  # it stands on pages, and names nothing one may not see
            record(said, by=By(person=HOUSE, post=HOUSE, command=command), at=at)


def _steps(item: Item, told: frozenset[Step], above: Above, at: datetime) -> Iterator[Chased]:
    for step, came_at in rules.due(item, told=told, at=at).items():
        person = _next_person(item) if step in REMINDERS else above.of(item, step)
        yield Chased(item=item.no, step=step, due_at=item.due_at, came_at=came_at, person=person)


def _next_person(item: Item) -> str:
    task = stored(item.task) if item.task else None
    return next_step(item, task=task)[0]
