"""Who is called when something threatens sites and places: who answers for each at that hour, and whom nobody named."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Q

from anlan.kernel.duty.hours import deputy_of, keeper_at, who_stands_in
from anlan.kernel.journal.facts import OrganisationNo, PersonNo, PlaceCode, PostNo, SiteNo, day_of
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.may import Role
from anlan.kernel.registry.rules import HEAD, Tenure
from anlan.kernel.registry.tables import Post as Posts
from anlan.kernel.registry.tables import Site

PLACEHOLDERS = 500
SPOT = ("no", "organisation", "place", "lon_e7", "lat_e7")


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A site as far as a warning asks for it: where it is, and whose."""

    no: SiteNo
    organisation: OrganisationNo
    place: PlaceCode
    lon_e7: int | None
    lat_e7: int | None


@dataclass(frozen=True, kw_only=True)
class Answerer:
    """Somebody who answers at an hour: for sites of his unit, or for a place."""

    person: PersonNo
    post: PostNo | None
    organisation: OrganisationNo
    place: PlaceCode
    sites: tuple[SiteNo, ...] = ()


def spots(among: Sequence[str] | None = None) -> list[Spot]:
    """Return every site that there is, or those of these numbers, by its number."""
    parts = [Site.objects.all()] if among is None else [Site.objects.filter(no__in=part) for part in _parts(among)]
    rows = (row for part in parts for row in part.order_by("no").values_list(*SPOT))
    return [Spot(no=no, organisation=unit, place=at, lon_e7=lon, lat_e7=lat) for no, unit, at, lon, lat in rows]


def for_sites(exposed: Sequence[Spot], *, at: datetime) -> tuple[list[Answerer], list[OrganisationNo]]:
    """Return who looks after safety in the units of these sites, each once with all his sites; and units without one.

    Of a unit in which several do, each is called: nobody's answer stops another's call.
    """
    of_unit: dict[str, list[Spot]] = {}
    for spot in exposed:
        of_unit.setdefault(spot.organisation, []).append(spot)
    found: dict[str, Answerer] = {}
    named: set[str] = set()
    for post in _posts(of_unit, at):
        named.add(post.organisation)
        person, mine = who_stands_in(post, at=at), of_unit[post.organisation]
        before = found[person].sites if person in found else ()
        found[person] = Answerer(
            person=PersonNo(person),
            post=PostNo(post.no),
            organisation=OrganisationNo(post.organisation),
            place=PlaceCode(mine[0].place),
            sites=tuple(dict.fromkeys((*before, *(spot.no for spot in mine)))),
        )
    return list(found.values()), [OrganisationNo(unit) for unit in of_unit if unit not in named]


def on_watch(places: Collection[str], *, at: datetime) -> list[Answerer]:
    """Return who keeps the watch of each of these places at an hour, there or nearest above; each once."""
    found: dict[str, Answerer] = {}
    for place in sorted(places):
        watch = keeper_at(place, at=at)
        person = (watch.kept_by or watch.officer) if watch else None
        if watch and person:
            found.setdefault(
                person,
                Answerer(
                    person=PersonNo(person),
                    post=None,
                    organisation=OrganisationNo(watch.organisation),
                    place=PlaceCode(watch.place),
                ),
            )
    return list(found.values())


def heads(places: Collection[str], *, at: datetime) -> list[Answerer]:
    """Return who leads each of these places or, where nobody does, the nearest above; each once."""
    found: dict[str, Answerer] = {}
    for place in sorted(places):
        post = registry.post_for(place=place, matter=HEAD, on=day_of(at))
        if post:
            person = who_stands_in(post, at=at)
            found.setdefault(
                person,
                Answerer(
                    person=PersonNo(person),
                    post=PostNo(post.no),
                    organisation=OrganisationNo(post.organisation),
                    place=PlaceCode(post.place),
                ),
            )
    return list(found.values())


def stands_in(post: str, *, but: str, at: datetime) -> str | None:
    """Return who else answers by a post, where its holder does not: the deputy who was named for the day."""
    deputy = deputy_of(post, on=day_of(at))
    return deputy if deputy and deputy != but else None


def units_of(people: Collection[str], *, at: datetime) -> dict[str, str]:
    """Return for which unit each of these people speaks, by his first post; who holds none is left out."""
    posts = {no: registry.posts_of(no, on=day_of(at)) for no in sorted(people)}
    return {no: held[0].organisation for no, held in posts.items() if held}


def _posts(units: Iterable[str], at: datetime) -> Iterator[Tenure]:
    for part in _parts(units):
        held = Q(organisation__in=part, role=Role.ENTERPRISE)
        rows = Posts.objects.filter(registry.valid(day_of(at)), held).order_by("no", "from_on")
        told: Iterable[Any] = rows.values()
        yield from (Tenure(**row) for row in told)


def _parts(numbers: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(numbers)
    while part := list(islice(rest, PLACEHOLDERS)):
        yield part
