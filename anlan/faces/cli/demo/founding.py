"""Found the register of the demo: the console enters places, units, people, posts and sites, and marks the home."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction

from anlan.faces.cli.console import keeper
from anlan.faces.cli.demo.shapes import Register
from anlan.kernel.intake.rules import KEPT, Ledger
from anlan.kernel.journal.acts import ACTS
from anlan.kernel.journal.facts import OrganisationNo, PersonNo, PlaceCode, day_of
from anlan.kernel.journal.lock import pen
from anlan.kernel.journal.reads import lines_of_command
from anlan.kernel.registry import acts as registry
from anlan.kernel.registry import vault
from anlan.kernel.registry.laws import PlaceRow, and_above
from anlan.kernel.registry.may import Role
from anlan.kernel.registry.rules import NewOrganisation, NewPerson, NewPost, NewSite

Key = Callable[[str], str]


@dataclass(frozen=True, kw_only=True)
class Found:
    """The numbers that the register gave to what the plan calls by keys."""

    organisations: dict[str, str]
    people: dict[str, str]
    posts: dict[str, str]


def found(plan: Register, *, at: datetime, key: Key) -> Found:
    """Enter all that stands in the register before anything happens."""
    _enter("registry.mark_home", {"kind": "demo"}, at=at, key=key)
    registry.load_packs(by=keeper(at=at, key=key("packs")).by, at=at)
    _enter("registry.import_places", {"rows": _places(plan), "is_simulated": True}, at=at, key=key)
    organisations = _numbered("registry.register_organisations", plan.organisations, _organisations(plan), at, key)
    people = _numbered("registry.register_people", plan.people, _people(plan, organisations), at, key)
    with pen(), transaction.atomic():
        vault.keep_many(_kept(plan, organisations))
    posts = _numbered("registry.fill_posts", plan.posts, _posts(plan, organisations, people, at), at, key)
    _enter("registry.register_sites", {"rows": _sites(plan, organisations)}, at=at, key=key)
    return Found(organisations=organisations, people=people, posts=posts)


def _enter(act: str, words: dict[str, Any], *, at: datetime, key: Key) -> None:
    keeper(at=at, key=key(act)).do(ACTS[act], words)


def _numbered(act: str, told: Sequence[Any], rows: tuple[Any, ...], at: datetime, key: Key) -> dict[str, str]:
    """Enter rows and return the number that each got, by its key in the plan."""
    speaker = keeper(at=at, key=key(act))
    speaker.do(ACTS[act], {"rows": rows})
    [line] = lines_of_command(person=speaker.by.person, command=speaker.by.command)
    assert line.fact, "nothing has been erased yet"
    numbers = islice(line.fact.speaks_of(), 1, 1 + len(rows))  # first the batch, then each of its things
    return dict(zip((one.key for one in told), numbers, strict=True))


def _places(plan: Register) -> tuple[PlaceRow, ...]:
    return tuple(
        PlaceRow(
            code=place.code,
            name=place.name,
            level=place.level,
            parent=and_above(place.code)[1],
            from_on=None,
            until_on=None,
            replaced_by=None,
            lon_e7=place.longitude,
            lat_e7=place.latitude,
        )
        for place in plan.places
        if place.is_simulated
    )


def _organisations(plan: Register) -> tuple[NewOrganisation, ...]:
    return tuple(
        NewOrganisation(
            name=one.name,
            place=PlaceCode(one.place),
            kind=one.sort,
            uscc=one.uscc,
            sector=one.sector,
            department=one.department,
            is_simulated=True,
        )
        for one in plan.organisations
    )


def _people(plan: Register, organisations: Mapping[str, str]) -> tuple[NewPerson, ...]:
    return tuple(
        NewPerson(organisation=OrganisationNo(organisations[one.organisation]), name=one.name, phone=one.phone)
        for one in plan.people
    )


def _posts(
    plan: Register, organisations: Mapping[str, str], people: Mapping[str, str], at: datetime
) -> tuple[NewPost, ...]:
    return tuple(
        NewPost(
            role=one.role,
            title=one.title,
            person=PersonNo(people[one.person]),
            organisation=OrganisationNo(organisations[one.organisation]),
            place=PlaceCode(one.place),
            department=one.department,
            matter=one.matter,
            from_on=day_of(at),
        )
        for one in plan.posts
    )


def _kept(plan: Register, organisations: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return what only the vault keeps of a unit, as a ledger of units would bring it."""
    people = {one.key: one for one in plan.people}
    officers = {one.organisation: people[one.person] for one in plan.posts if one.role == Role.ENTERPRISE}
    fields = KEPT[Ledger.ORGANISATIONS]
    rows = []
    for one in plan.organisations:
        officer = officers.get(one.key)
        said = {"address": one.address}
        if officer:
            said |= {"safety_officer": f"{officer.name} {officer.phone}", "phone": officer.phone}
        rows += [(organisations[one.key], fields[column], text) for column, text in said.items() if text]
    return rows


def _sites(plan: Register, organisations: Mapping[str, str]) -> tuple[NewSite, ...]:
    return tuple(
        NewSite(
            name=one.name,
            organisation=OrganisationNo(organisations[one.organisation]),
            place=PlaceCode(one.place),
            kind="site",
            lon_e7=one.longitude,
            lat_e7=one.latitude,
            is_simulated=True,
        )
        for one in plan.sites
    )
