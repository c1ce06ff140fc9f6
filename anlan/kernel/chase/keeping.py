"""What the clock does each minute: tell of every step that has come due, once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from anlan.kernel.chase import rules, tables
from anlan.kernel.chase.rules import REMINDERS, Beating, Chased, Step
from anlan.kernel.journal.facts import By, day_of, micros
from anlan.kernel.journal.lock import lock, pen
from anlan.kernel.journal.record import record
from anlan.kernel.journal.seals import HOUSE
from anlan.kernel.obligations.life import ENDED, Item, State, next_step, with_columns
from anlan.kernel.obligations.tables import COLUMNS, stored, stored_many
from anlan.kernel.obligations.tables import Item as Ledger
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.rules import HEAD

CHASING = "chase"
PAGE = 500


def keep(at: datetime) -> None:
    """Say every step that has come and was not said: all that came while the clock was down, each once."""
    after = ""
    while page := _open_after(after):
        told = tables.told_of(page)
        if late := [item.no for item in page if rules.due(item, told=told[item.no], at=at)]:
            _say(late, at)
        after = page[-1].no


def beat(what: Beating, at: datetime) -> None:
    """Say that this goes on."""
    with pen(), transaction.atomic():
        tables.beat(what, at)


def _open_after(no: str) -> list[Item]:
    """Return a page of the items that somebody still owes, by number, from the one after this."""
    rows = Ledger.objects.exclude(state__in=ENDED).filter(no__gt=no).order_by("no").values(*COLUMNS)[:PAGE]
    return [with_columns({**row, "state": State(row["state"])}) for row in rows]


def _say(numbers: list[str], at: datetime) -> None:
    """Look again at these items, now that nobody else can move them, and say what is due of them."""
    with pen(), transaction.atomic():
        lock([CHASING, *numbers])
        items = stored_many(numbers)
        told = tables.told_of(items)
        steps = [step for item in items for step in _steps(item, told[item.no], at)]
        if said := rules.chase(steps):
            command = f"{CHASING} {numbers[0]} {micros(at)}"
            record(said, by=By(person=HOUSE, post=HOUSE, command=command), at=at)


def _steps(item: Item, told: frozenset[Step], at: datetime) -> Iterable[Chased]:
    for step, came_at in rules.due(item, told=told, at=at).items():
        person = _next_person(item) if step in REMINDERS else _above(item, step, on=day_of(at))
        yield Chased(item=item.no, step=step, due_at=item.due_at, came_at=came_at, person=person)


def _next_person(item: Item) -> str:
    task = stored(item.task) if item.is_waiting and item.task else None
    return next_step(item, task=task)[0]


def _above(item: Item, step: Step, *, on: date) -> str | None:
    """Return who is told: who answers for such items there or, where nobody does, who leads; never its owner."""
    place = rules.place_of(step, item.place)
    for matter in (item.kind, HEAD):
        but, department = {item.owner}, item.department
        if person := registry.who_answers_for(place=place, matter=matter, department=department, on=on, but=but):
            return person
    return None
