"""What is known of a unit, in one file: who answers there, where its sites are, what it owes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db.models import Count, Max, Q, QuerySet

from anlan.kernel.journal.acts import read
from anlan.kernel.journal.facts import NotHere, OrganisationNo, PlaceCode, SiteNo, day_of
from anlan.kernel.obligations import tables
from anlan.kernel.obligations.life import ENDED, State
from anlan.kernel.obligations.lists import seen_items
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.may import EVERYONE, OF_AN_ORGANISATION, Role, Within
from anlan.kernel.registry.tables import Organisation, Place, Post, Site
from anlan.kernel.units import spread as spreads
from anlan.kernel.units.spread import Spread

PAGE = 100
SITES = 200
SELF_CHECK = "self-check"


@dataclass(frozen=True, kw_only=True)
class Owing:
    """How a unit stands on the ledger, as far as the asker sees it."""

    open: int = 0
    overdue: int = 0
    major: int = 0
    struck_off: int = 0
    closed_before: int = 0


@dataclass(frozen=True, kw_only=True)
class Entity:
    """One line of the list of units."""

    no: OrganisationNo
    name: str
    place: PlaceCode
    sector: str | None
    department: str | None
    is_closed: bool
    owing: Owing
    looked_at: datetime | None  # when something was last found there by others; nothing where nobody has


@dataclass(frozen=True, kw_only=True)
class Entities:
    """A page of the list of units, by name."""

    rows: tuple[Entity, ...]
    places: dict[str, str]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, kw_only=True)
class Answering:
    """Who answers for a unit: in which post, for what, and since when."""

    title: str
    role: str
    person: str
    name: str
    unit: str
    since: date


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A site of a unit, and where it lies, if anybody has said that."""

    no: SiteNo
    name: str
    place: PlaceCode
    place_name: str
    kind: str
    lon_e7: int | None
    lat_e7: int | None


@dataclass(frozen=True, kw_only=True)
class File:
    """All that is known of one unit. 一企一档"""

    no: OrganisationNo
    name: str
    uscc: str | None
    kind: str
    sector: str | None
    department: str | None
    is_simulated: bool
    is_closed: bool
    place: PlaceCode
    where: tuple[str, ...]
    answering: tuple[Answering, ...]
    sites: tuple[Spot, ...]
    owing: Owing
    looked_at: datetime | None
    checked_itself_at: datetime | None


@read(may=EVERYONE)
def entities(
    *, words: str = "", place: PlaceCode | None = None, page: int = 1, within: Within, at: datetime
) -> Entities:
    """Return a page of the units that one sees, by name, and how each stands on the ledger. 单位一览"""
    rows = registry.units_seen(within).exclude(kind="office")
    if words.strip():
        rows = rows.filter(Q(name__icontains=words.strip()) | Q(uscc=words.strip().upper()))
    if place:
        rows = rows.filter(registry.inside("place", place))
    total = rows.count()
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    found = list(rows.order_by("name", "no")[(page - 1) * PAGE : page * PAGE])
    owing, looked = _owing([one.no for one in found], within, at), _looked([one.no for one in found], within)
    codes = {one.place for one in found}
    lines = tuple(
        Entity(
            no=OrganisationNo(one.no),
            name=one.name,
            place=PlaceCode(one.place),
            sector=one.sector,
            department=one.department,
            is_closed=_is_closed(one, at),
            owing=owing.get(one.no, Owing()),
            looked_at=looked.get(one.no, (None, None))[0],
        )
        for one in found
    )
    places = dict(Place.objects.filter(code__in=codes).values_list("code", "name"))
    return Entities(rows=lines, places=places, total=total, page=page, pages=pages)


@read(may=EVERYONE)
def entity(*, no: OrganisationNo, within: Within, at: datetime) -> File:
    """Return all that is known of one unit. 一企一档"""
    one = registry.units_seen(within).filter(no=no).first()
    if one is None:
        raise NotHere
    looked, itself = _looked([no], within).get(no, (None, None))
    return File(
        no=OrganisationNo(one.no),
        name=one.name,
        uscc=one.uscc,
        kind=one.kind,
        sector=one.sector,
        department=one.department,
        is_simulated=one.is_simulated,
        is_closed=_is_closed(one, at),
        place=PlaceCode(one.place),
        where=registry.path_of(one.place, on=day_of(at)),
        answering=_answering(one, at),
        sites=_sites(no),
        owing=_owing([no], within, at).get(no, Owing()),
        looked_at=looked,
        checked_itself_at=itself,
    )


@read(may=EVERYONE)
def spread(*, place: PlaceCode | None = None, within: Within, at: datetime) -> Spread:
    """Return open items and units of a place by its divisions, and the sites that have a position. 一张图"""
    return spreads.spread(place=place, within=within, at=at)


def _is_closed(one: Organisation, at: datetime) -> bool:
    return one.closed_on is not None and one.closed_on <= day_of(at)


def _owing(numbers: Iterable[str], within: Within, at: datetime) -> dict[str, Owing]:
    is_open = ~Q(state__in=ENDED)
    rows = seen_items(within).filter(organisation__in=list(numbers)).values("organisation")
    counted = rows.annotate(
        open=Count("no", filter=is_open),
        overdue=Count("no", filter=is_open & Q(due_at__lt=at)),
        major=Count("no", filter=is_open & Q(grade="major")),
        struck_off=Count("no", filter=Q(state=State.STRUCK_OFF)),
        closed_before=Count("no", filter=Q(state=State.CLOSED_BEFORE)),
    ).order_by()
    columns = [field.name for field in fields(Owing)]
    return {
        str(no): Owing(**dict(zip(columns, told, strict=True)))
        for no, *told in counted.values_list("organisation", *columns)
    }


def _looked(numbers: Iterable[str], within: Within) -> dict[str, tuple[datetime | None, datetime | None]]:
    """Return when others last found something at each of these units, and when each last found something itself."""
    itself = Q(source=SELF_CHECK)
    items: QuerySet[tables.Item] = seen_items(within).filter(organisation__in=list(numbers))
    rows = items.values("organisation").annotate(
        others=Max("filed_at", filter=Q(source=None) | ~itself), own=Max("filed_at", filter=itself)
    )
    return {row["organisation"]: (row["others"], row["own"]) for row in rows.order_by()}


def _answering(one: Organisation, at: datetime) -> tuple[Answering, ...]:
    """Return who keeps safety in the unit, and who of the authorities answers for its dangers."""
    on = day_of(at)
    posts = Post.objects.filter(registry.valid(on), organisation=one.no, role__in=[Role.ENTERPRISE]).order_by("no")
    told = [(post.title, str(post.role), post.person, post.organisation, post.from_on) for post in posts]
    above = registry.post_for(place=one.place, matter="danger", department=one.department, on=on)
    if above and above.role not in OF_AN_ORGANISATION:
        told.append((above.title, str(above.role), above.person, above.organisation, above.from_on))
    names = registry.names(no for *_, person, unit, _since in told for no in (person, unit))
    return tuple(
        Answering(title=title, role=role, person=person, name=names[person], unit=names[unit], since=since)
        for title, role, person, unit, since in told
    )


def _sites(no: str) -> tuple[Spot, ...]:
    rows = list(Site.objects.filter(organisation=no).order_by("name", "no")[:SITES])
    called = dict(Place.objects.filter(code__in={row.place for row in rows}).values_list("code", "name"))
    return tuple(
        Spot(
            no=SiteNo(row.no),
            name=row.name,
            place=PlaceCode(row.place),
            place_name=called.get(row.place, row.place),
            kind=row.kind,
            lon_e7=row.lon_e7,
            lat_e7=row.lat_e7,
        )
        for row in rows
    )
