"""Who is called when something threatens sites and places: who answers for each at that hour, and whom nobody named."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from anlan.kernel.duty.hours import deputy_of, keepers_at, parts, who_stand_in
from anlan.kernel.duty.sites import Exposed, among
from anlan.kernel.ground import reads as ground
from anlan.kernel.journal.facts import OrganisationNo, PersonNo, PlaceCode, PostNo, SiteNo, day_of
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.laws import and_above
from anlan.kernel.registry.may import EVERYWHERE, OF_AN_ORGANISATION, Role
from anlan.kernel.registry.rules import HEAD, Tenure, nearest
from anlan.kernel.registry.tables import Post as Posts
from anlan.kernel.registry.tables import of_role


class Answerer(Struct, frozen=True, kw_only=True):
    """Somebody who answers at an hour: for sites of his unit, or for a place."""

    person: PersonNo
    post: PostNo | None
    organisation: OrganisationNo
    place: PlaceCode
    sites: tuple[SiteNo, ...] = ()


def for_sites(exposed: Exposed, *, at: datetime) -> tuple[list[Answerer], list[OrganisationNo]]:
    """Return who looks after safety in the units of these sites, each once with all his sites; and units without one.

    Of a unit in which several do, each is called: nobody's answer stops another's call.
    """
    zones = ground.watched(at)
    exposed, watched = exposed.apart(list(zones))
    of_unit = {unit: (place, numbers) for unit, place, numbers in exposed.of_units()}
    posts = of_role(Role.ENTERPRISE, of_unit, on=day_of(at))
    answers = who_stand_in({no: person for no, person, _ in posts}, at=at)
    found: dict[str, Answerer] = {}
    for no, _, name in posts:
        unit, post, person = OrganisationNo(name), PostNo(no), PersonNo(answers[no])
        place, numbers = of_unit[unit]
        if before := found.get(person):
            numbers = tuple(dict.fromkeys((*before.sites, *numbers)))
        found[person] = Answerer(person=person, post=post, organisation=unit, place=place, sites=numbers)
    for one in _of_zones(watched, zones, at=at):
        before = found.get(one.person)
        found[one.person] = replace(before, sites=(*before.sites, *one.sites)) if before else one
    answered = {no for one in found.values() for no in one.sites} if len(watched) else frozenset()
    named = {unit for *_, unit in posts}
    alone = [unit for unit, _, sites in watched.of_units() if not answered >= set(sites)]
    return list(found.values()), list(dict.fromkeys([*(unit for unit in of_unit if unit not in named), *alone]))


def _of_zones(watched: Exposed, posts: Mapping[SiteNo, str], *, at: datetime) -> Iterator[Answerer]:
    """Yield who answers for zones by the post that was named for each; where nobody holds it, who leads its place."""
    of_post: dict[str, list[SiteNo]] = {}
    for site in watched.numbers():
        of_post.setdefault(posts[site], []).append(site)
    held = {no: post for no in of_post if (post := registry.post(no, on=day_of(at)))}
    answers = who_stand_in({no: post.person for no, post in held.items()}, at=at)
    for no, sites in of_post.items():
        if post := held.get(no):
            where = {"organisation": OrganisationNo(post.organisation), "place": PlaceCode(post.place)}
            person = PersonNo(answers[no])
            yield Answerer(person=person, post=PostNo(no), sites=tuple(sites), **where)  # type: ignore[arg-type]
        else:
            places = among(sites).places()
            yield from (replace(one, sites=tuple(sites)) for one in heads(places, at=at))


def on_watch(places: Collection[str], *, at: datetime) -> list[Answerer]:
    """Return who keeps the watch of each of these places at an hour, there or nearest above; each once."""
    found: dict[str, Answerer] = {}
    watches = keepers_at(places, at=at)
    for watch in (watches[place] for place in sorted(watches)):
        person = watch.kept_by or watch.officer
        if person:
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
    leading = _leading({code for place in places for code in and_above(place)}, at)
    posts = dict[str, Tenure]()
    for place in sorted(places):
        here = [post for code in and_above(place) for post in leading.get(code, ())]
        if post := nearest(here, department=None):
            posts.setdefault(post.no, post)
    answers = who_stand_in({post.no: post.person for post in posts.values()}, at=at)
    found: dict[str, Answerer] = {}
    for post in posts.values():
        found.setdefault(
            answers[post.no],
            Answerer(
                person=PersonNo(answers[post.no]),
                post=PostNo(post.no),
                organisation=OrganisationNo(post.organisation),
                place=PlaceCode(post.place),
            ),
        )
    return list(found.values())


def chain(place: str, *, at: datetime) -> tuple[Answerer, ...]:
    """Return who can take up what nobody answers at a place: who keeps its watch or one above, then who leads them."""
    codes = and_above(place)
    watches = (one for code in codes for one in on_watch((code,), at=at))
    leading = (one for code in codes for one in heads((code,), at=at))
    found: dict[tuple[str, str], Answerer] = {}
    for one in (*watches, *leading):
        found.setdefault((one.person, one.place), one)
    return tuple(found.values())


def changed_on(posts: Collection[str], *, at: datetime) -> date | None:
    """Return since when the newest holder holds one of these posts; nothing where there is none of them."""
    held = Posts.objects.filter(registry.valid(day_of(at)))
    days: Iterable[Any] = (
        day for part in parts(sorted(posts)) for day in held.filter(no__in=part).values_list("from_on", flat=True)
    )
    return max(days, default=None)


def stands_in(post: str, *, but: str, at: datetime) -> str | None:
    """Return who else answers by a post, where its holder does not: the deputy who was named for the day."""
    deputy = deputy_of(post, on=day_of(at))
    return deputy if deputy and deputy != but else None


def who_keeps_number(person: str, *, unit: str, at: datetime) -> Answerer | None:
    """Return who is to put the number of somebody right: another who looks after safety in his unit, else who leads."""
    for no, other, _ in of_role(Role.ENTERPRISE, [unit], on=day_of(at)):
        if other != person:
            named, post, place = PersonNo(other), PostNo(no), PlaceCode("")
            return Answerer(person=named, post=post, organisation=OrganisationNo(unit), place=place)
    places = [one.place for one in registry.units_among([unit], within=EVERYWHERE)]
    return next((one for one in heads(places, at=at) if one.person != person), None)


def beside(person: str, *, place: str, at: datetime) -> str | None:
    """Return who else is on the watch that somebody keeps at a place: its deputy, or who leads it."""
    watch = keepers_at([place], at=at).get(place)
    if watch is None or person not in (watch.kept_by, watch.officer):
        return None
    return next((one for one in (watch.deputy, watch.leader) if one and one != person), None)


def units_of(people: Collection[str], *, at: datetime) -> dict[str, str]:
    """Return for which unit each of these people speaks, by his first post; who holds none is left out."""
    posts = {no: registry.posts_of(no, on=day_of(at)) for no in sorted(people)}
    return {no: held[0].organisation for no, held in posts.items() if held}


def _leading(places: Collection[str], at: datetime) -> dict[str, list[Tenure]]:
    """Return the posts that lead each of these places on that day."""
    rows = Posts.objects.filter(registry.valid(day_of(at)), matter=HEAD).exclude(role__in=OF_AN_ORGANISATION)
    found: dict[str, list[Tenure]] = {}
    for part in parts(sorted(places)):
        told: Iterable[Any] = rows.filter(place__in=part).order_by("no", "from_on").values()
        for row in told:
            found.setdefault(row["place"], []).append(Tenure(**row))
    return found
