"""What waits for a checker, and the tasks to have one named. Only reactions ask here: what they count, they hold first.

One name is held for all that waits of a kind, since a post for a whole province may end any such wait. Few ever hold
it: who submits where nobody checks, who ends such a wait, and who puts somebody in a post that checks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from anlan.kernel.journal.facts import day_of
from anlan.kernel.journal.lock import lock, take_within
from anlan.kernel.obligations import reads, tables
from anlan.kernel.obligations.holders import Unnamed
from anlan.kernel.obligations.life import DOOR, ENDED, EVERY_KIND, NOBODY, TASK, WITH_OWNER, Item, State
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.facts import PostsFilled
from anlan.kernel.registry.may import Post, Role
from anlan.kernel.registry.rules import HEAD
from anlan.kernel.registry.tables import Organisation

MOST = 500  # items of one person that are looked at together; the rest follows


@dataclass(frozen=True, kw_only=True)
class Wait:
    """Items that wait for a checker, who answers for each of them, and the open tasks for which they wait."""

    waiting: tuple[Item, ...]
    answers: dict[str, str | None]
    tasks: tuple[Item, ...]


def left_waiting(no: str, *, at: datetime) -> Wait | None:
    """Return an item that waits for a checker but for no open task, with who answers for it by now."""
    found = tables.stored(no)
    if found is None or not found.is_waiting:
        return None
    _hold([found.kind])
    if _open([found.task]):
        return None
    return Wait(waiting=(found,), answers=_answers([found], [day_of(at)]), tasks=())


def task_for(item: Item, *, at: datetime) -> tuple[str, Post | None]:
    """Return the open task to have such a checker named; else a new number, and who leads the place."""
    head = reads.head_for(item, at=at)
    assert head, f"{item.no} was submitted where nobody checks and nobody leads"
    alike = (task for task, department, _ in tables.awaited(item.kind) if department == item.department)
    for task in _open(alike):
        if task.place == head.place:
            return task.no, None
    return take_within(at, 1)[0], head


def no_longer_awaited(no: str) -> Item | None:
    """Return the open task for which this item waited, once nothing waits for it any more."""
    found = tables.stored(no)
    if found is None or found.task is None or found.is_waiting:
        return None
    _hold([found.kind])
    lock([found.task])
    if tables.waiting([found.task]) or tables.left_for(found.task):
        return None
    return next(iter(_open([found.task])), None)


def answered(said: PostsFilled, *, at: datetime) -> Wait:
    """Return what may have found its checker by new posts, with all that waits for the same tasks."""
    matters = (
        TASK if matter == HEAD else matter for matter in said.matters
    )  # who leads checks what the house asks for
    posts = [post for post in zip(matters, said.places, said.from_on, strict=True) if post[0] in EVERY_KIND]
    if not posts:
        return Wait(waiting=(), answers={}, tasks=())
    kinds = sorted({str(kind) for kind, _, _ in posts})
    _hold(kinds)
    awaited = {
        task
        for kind in kinds
        for task, _, place in tables.awaited(kind)
        if any(kind == matter and place.startswith(above) for matter, above, _ in posts)
    }
    waiting = tuple(tables.waiting(sorted(awaited)))
    if waiting:
        lock([item.no for item in waiting] + sorted(awaited))
    # Who begins on a later day is named today, so that nobody need look again on that day.
    days = sorted({max(day_of(at), on) for _, _, on in posts})
    return Wait(waiting=waiting, answers=_answers(waiting, days), tasks=tuple(_open(sorted(awaited))))


def _answers(waiting: Iterable[Item], days: Iterable[date]) -> dict[str, str | None]:
    """Return who answers for each item on the first of these days on which somebody does."""
    answers: dict[str, str | None] = {}
    known: dict[tuple[str | None, ...], str | None] = {}
    for item in waiting:
        alike = (item.place, item.department, item.kind, item.owner, item.submitted_by, item.approvers)
        if alike not in known:
            asked = (reads.checker_of(item, on=day, but={str(item.submitted_by), *item.agreed}) for day in days)
            known[alike] = next(filter(None, asked), None)
        answers[item.no] = known[alike]
    return answers


def _hold(kinds: Iterable[str]) -> None:
    """Hold all that waits of these kinds. It is read afterwards, so that it is seen as the last holder left it."""
    lock(f"waits {kind}" for kind in kinds)


def _open(tasks: Iterable[str | None]) -> list[Item]:
    return [task for task in tables.stored_many(task for task in tasks if task) if task.is_open]


def unnamed(units: Iterable[str], *, at: datetime) -> list[Unnamed]:
    """Return of these units those for which no task is open to have somebody named, each with who leads its place."""
    wanted = sorted(set(units))
    lock(f"nobody {unit}" for unit in wanted)
    have = {task.organisation for part in _parts(wanted) for task in _naming(part)}
    known: dict[str, Post | None] = {}
    found = []
    for unit in (unit for part in _parts(wanted) for unit in Organisation.objects.filter(no__in=part).order_by("no")):
        if unit.place not in known:
            known[unit.place] = registry.post_for(place=unit.place, matter=HEAD, on=day_of(at))
        if (head := known[unit.place]) and unit.no not in have:
            found.append(Unnamed(unit=unit.no, name=unit.name, head=head))
    return found


def named(said: PostsFilled) -> list[Item]:
    """Return the tasks that are done because somebody answers now in a unit that had nobody; and hold them."""
    filled = zip(said.organisations, said.roles, strict=True)
    units = sorted({unit for unit, role in filled if role == Role.ENTERPRISE})
    if not units:
        return []
    lock(f"nobody {unit}" for unit in units)
    numbers = [task.no for part in _parts(units) for task in _naming(part)]
    lock(numbers)
    return [task for task in tables.stored_many(numbers) if task.is_open]


def _naming(units: list[str]) -> QuerySet[tables.Item]:
    """Return the open tasks to have somebody named in one of these units."""
    open_ = tables.Item.objects.exclude(state__in=ENDED).filter(kind=TASK, source=NOBODY)
    return open_.filter(organisation__in=units).order_by("no")


def _parts(numbers: list[str]) -> Iterator[list[str]]:
    return (numbers[start : start + MOST] for start in range(0, len(numbers), MOST))


def list_of(person: str, *, to: str, at: datetime) -> list[Item]:
    """Return all that a person owes and may offer, of the organisations to which another belongs; and hold it."""
    owed = held_items(Q(owner=person, offered_to=None, state__in=sorted({State.FILED, *WITH_OWNER})))
    return [item for item in owed if reads.belongs(to, organisation=item.organisation, at=at)]


def left_for(task: str) -> list[Item]:
    """Return what waits for a task to have it said who owes it, and hold it."""
    return held_items(Q(task=task))


def doors_of(person: str, *, organisation: str) -> list[Item]:
    """Return the doors to which somebody is still to go for an office, and hold those tasks."""
    return held_items(Q(kind=TASK, source=DOOR, owner=person, organisation=organisation))


def held_items(which: Q) -> list[Item]:
    """Return those of the open items that are asked for, as many as one looks at together, and hold them.

    They are looked for again once nobody else can move them: who held one before may have made another of it.
    """
    rows = tables.Item.objects.exclude(state__in=ENDED).filter(which).order_by("no").values_list("no", flat=True)
    numbers = list(rows[:MOST])
    lock(numbers)
    return tables.stored_many(rows.filter(no__in=numbers))
