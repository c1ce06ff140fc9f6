"""Questions about second factors that were lost."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from anlan.kernel.credentials import codes, factors
from anlan.kernel.credentials.rules import Ending, Held, Removal
from anlan.kernel.credentials.tables import Ending as Asked
from anlan.kernel.credentials.tables import Removal as Row
from anlan.kernel.credentials.tables import Subject
from anlan.kernel.journal.acts import read
from anlan.kernel.journal.facts import By, NotHere, day_of
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.may import ADMINISTRATORS, Tenure, Within
from anlan.kernel.registry.tables import Person


@read(may=ADMINISTRATORS)
def removals(*, within: Within, by: By, at: datetime) -> tuple[Removal, ...]:
    """Return whose lost factor is to be taken off, and whose was until he has another one. 待同意的解除"""
    rows = [_removal(row) for row in Row.objects.order_by("asked_at", "person")]
    homes = dict(Person.objects.filter(no__in=[row.person for row in rows]).values_list("no", "organisation"))
    seen = registry.reached(homes.values(), within=registry.register_reach(by, at))
    return tuple(row for row in rows if homes.get(row.person) in seen and (row.taken_at or row.is_open(at)))


@read(may=ADMINISTRATORS)
def endings(*, within: Within, by: By, at: datetime) -> tuple[Ending, ...]:
    """Return the posts of the three administrators that are to end, if another agrees. 待同意的免去管理员"""
    asked = [row.post for row in Asked.objects.order_by("asked_at", "post")]
    held = (registry.post(no, on=day_of(at)) for no in asked)
    kept = [one for one in held if one and _keeps(one, by, at)]
    found = [(one, ending_of(one.no)) for one in kept]
    return tuple(ending for one, ending in found if ending and ending.person == one.person and ending.is_open(at))


def ending_of(post: str) -> Ending | None:
    """Return what was asked about the end of a post."""
    words: Any = Asked.objects.filter(post=post).values().first()
    return Ending(**words) if words else None


def administrator(post: str, *, by: By, at: datetime) -> Tenure:
    """Return a post as it is held today, of the speaker's place, for who would end it. Raises NotHere."""
    found = registry.post(post, on=day_of(at))
    if found is None or not _keeps(found, by, at):
        raise NotHere
    return found


def removal_of(person: str) -> Removal | None:
    """Return what was asked about the factor of a person, or that it was taken off."""
    return next((_removal(row) for row in Row.objects.filter(person=person)), None)


def held(person: str, *, by: By, at: datetime) -> Held:
    """Return what is known of a person of the speaker's place, for who would take his factor off. Raises NotHere."""
    found = Person.objects.filter(no=person, is_erased=False).first()
    if found is None or not registry.reached([found.organisation], within=registry.register_reach(by, at)):
        raise NotHere
    roles = codes.roles_of(person, at=at)
    return Held(person=person, roles=roles, used_at=factors.used_at(person), removal=removal_of(person))


def bound_among(people: Collection[str]) -> set[str]:
    """Return which of these people come in by the sign-in service."""
    return set(Subject.objects.filter(person__in=people).values_list("person", flat=True))


def _keeps(held: Tenure, by: By, at: datetime) -> bool:
    """Test whether a post lies where the speaker keeps the register."""
    within = registry.register_reach(by, at)
    is_near = within.places is None or held.place.startswith(within.places)
    return is_near and bool(registry.reached([held.organisation], within=within))


def _removal(row: Row) -> Removal:
    return Removal(
        person=row.person,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        until=row.until,
        taken_at=row.taken_at,
        taken_by=row.taken_by,
    )
