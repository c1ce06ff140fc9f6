"""Who left a post, and what he left with it: for reactions and the clock, which say what becomes of it.

Whoever holds the post after him takes it; else who keeps the safety of the unit; else who leads is to say who does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from anlan.kernel.journal.facts import Fact, day_of
from anlan.kernel.journal.lock import take_within
from anlan.kernel.obligations import holders, reads, rules, tables, tasks
from anlan.kernel.obligations.life import ENDED, State
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.laws import and_above
from anlan.kernel.registry.may import OF_AN_ORGANISATION, Role
from anlan.kernel.registry.rules import HEAD
from anlan.kernel.registry.tables import Post

MOST = 500


@dataclass(frozen=True, kw_only=True)
class Leaver:
    """Somebody who held a post of an organisation and holds none there any more, and the posts that he left."""

    person: str
    organisation: str
    posts: tuple[str, ...]


def said(at: datetime, *, among: Collection[str] | None = None) -> list[Fact]:
    """Return what is to be said of all that people left who hold no post any more: of all, or `among` these."""
    facts: list[Fact] = []
    for one in _leavers(day_of(at), among):
        facts += _of_the_owner(one, at)
        facts += _of_the_checker(one, at)
    return facts


def who_held(posts: Collection[str], *, at: datetime) -> set[str]:
    """Return who held one of these posts and holds it no more."""
    rows = Post.objects.filter(no__in=sorted(posts)[:MOST], until_on__lte=day_of(at))
    return set(rows.values_list("person", flat=True))


def is_there(at: datetime) -> bool:
    """Test whether somebody left who may have left something: most minutes nobody did."""
    return next(_leavers(day_of(at), None), None) is not None


def _of_the_owner(one: Leaver, at: datetime) -> list[Fact]:
    owed = tasks.held_items(Q(owner=one.person, organisation=one.organisation))
    if not owed:
        return []
    if successor := _successor(one, day_of(at)):
        return holders.give([item for item in owed if item.checker != successor], to=successor)
    waiting = {task.no for task in tables.stored_many({item.task for item in owed if item.task}) if task.is_open}
    new = [item for item in owed if item.task not in waiting and not item.is_waiting]
    head = registry.post_for(
        place=_above_all([item.place for item in new or owed]), matter=HEAD, on=day_of(at), but={one.person}
    )
    if not new or head is None:
        return []  # it waits already; or nobody leads, up to the province, and the clock asks again
    task = take_within(at, 1)[0]
    return holders.leave(new, person=one.person, task=task, head=head, at=at)


def _above_all(places: Sequence[str]) -> str:
    """Return the place in which all of these lie: who leads it sees whatever waits for him."""
    return next(code for code in and_above(places[0]) if all(place.startswith(code) for place in places))


def _of_the_checker(one: Leaver, at: datetime) -> list[Fact]:
    """Give what a leaver was to check to who answers for it now; where nobody does, it waits for a task."""
    checking = tasks.held_items(Q(checker=one.person, state=State.SUBMITTED))
    answers = {item.no: reads.checker_of(item, on=day_of(at), but={one.person}) for item in checking}
    named = [item for item in checking if answers[item.no] not in (None, item.submitted_by)]
    facts = rules.name_checkers(named, answers=answers, tasks=())
    others = [item for item in checking if item not in named and reads.head_for(item, at=at)]
    facts += holders.leave_checks(others, person=one.person)
    opened: dict[tuple[str, str | None, str], str] = {}
    for item in others:
        task, head = tasks.task_for(item, at=at)
        key = (item.kind, item.department, head.place if head else "")
        if head and key in opened:
            task, head = opened[key], None
        elif head:
            opened[key] = task
        facts += rules.want_checker(item, task=task, head=head, at=at)
    return facts


def _leavers(on: date, among: Collection[str] | None) -> Iterator[Leaver]:
    """Yield who left the last post that he held in an organisation, where anything may still be his."""
    left = Post.objects.filter(until_on__lte=on)
    if among is None:
        still = tables.Item.objects.exclude(state__in=ENDED)
        owes, checks = Q(person__in=still.values("owner")), Q(person__in=still.values("checker"))
        left = left.filter(owes | checks)
    else:
        left = left.filter(person__in=sorted(among))
    gone: dict[tuple[str, str], set[str]] = {}
    for person, organisation, no in left.values_list("person", "organisation", "no"):
        gone.setdefault((person, organisation), set()).add(no)
    for (person, organisation), posts in sorted(gone.items()):
        if not _holding(on).filter(person=person, organisation=organisation).exists():
            yield Leaver(person=person, organisation=organisation, posts=tuple(sorted(posts)))


def _successor(one: Leaver, on: date) -> str | None:
    """Return who holds the post now that somebody left; in a unit, else who looks after its safety."""
    after = _holding(on).filter(no__in=one.posts).exclude(person=one.person)
    safety = _holding(on).filter(organisation=one.organisation, role=Role.ENTERPRISE).exclude(person=one.person)
    is_unit = Post.objects.filter(no__in=one.posts, role__in=OF_AN_ORGANISATION).exists()
    found = after.order_by("no").values_list("person", flat=True).first()
    return found or (safety.order_by("no").values_list("person", flat=True).first() if is_unit else None)


def _holding(on: date) -> QuerySet[Post]:
    return Post.objects.filter(registry.valid(on))
