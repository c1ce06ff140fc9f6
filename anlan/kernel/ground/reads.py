"""Questions about the ground of sites, and about zones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from anlan.kernel.ground import tables
from anlan.kernel.ground.facts import Shape
from anlan.kernel.ground.facts import Zone as Kind
from anlan.kernel.ground.rules import Drawn
from anlan.kernel.journal.acts import read
from anlan.kernel.journal.facts import NotHere, OrganisationNo, PersonNo, PlaceCode, PostNo, SiteNo, day_of
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.may import OFFICIALS, Tenure, Within
from anlan.kernel.registry.tables import Post, Site

PART = 500  # numbers in one question
SHOWN = 500  # zones that are over
POST = tuple(field.name for field in fields(Tenure))


@dataclass(frozen=True, kw_only=True)
class Zone:
    """A zone as it stands: where it is, and who answers for it."""

    no: SiteNo
    kind: Kind
    name: str
    place: PlaceCode
    organisation: OrganisationNo
    post: PostNo
    title: str
    person: PersonNo | None  # who holds the post today
    drawn: Drawn
    why: str
    drawn_by: PersonNo
    drawn_at: datetime
    until_at: datetime | None
    ended_at: datetime | None
    ended_by: PersonNo | None
    ended_why: str | None

    def is_over(self, at: datetime) -> bool:
        """Test whether nobody needs to watch it any more: somebody said so, or its time has gone by."""
        return self.ended_at is not None or (self.until_at is not None and self.until_at <= at)


@read(may=OFFICIALS)
def zones(*, is_over: bool = False, within: Within, at: datetime) -> tuple[Zone, ...]:
    """Return the zones that are watched in one's place, the newest first, or those that are over. 区域"""
    rows = tables.Zone.objects.filter(_over(at) if is_over else ~_over(at)).order_by("-drawn_at", "-no")
    mine = rows if within.places is None else rows.filter(no__in=_sites_in(within.places))
    return tuple(_joined(mine[:SHOWN] if is_over else mine, at))


@read(may=OFFICIALS)
def zone(*, no: SiteNo, within: Within, at: datetime) -> Zone:
    """Return one zone. 一个区域"""
    for one in _joined(tables.Zone.objects.filter(no=no), at):
        if within.places is None or one.place.startswith(within.places):
            return one
    raise NotHere


@read(may=OFFICIALS)
def posts(*, place: PlaceCode, within: Within, at: datetime) -> tuple[Tenure, ...]:
    """Return the posts of offices that somebody holds at a place and below it; by one a zone is watched. 在岗"""
    if within.places is not None and not place.startswith(within.places):
        raise NotHere
    held = Post.objects.filter(registry.valid(day_of(at)), registry.inside("place", place), role__in=sorted(OFFICIALS))
    ours = held if within.departments is None else held.filter(_of(within.departments))
    return tuple(Tenure(**row) for row in ours.order_by("place", "no").values(*POST))


def shapes() -> Iterator[tuple[str, Drawn]]:
    """Yield every site that was outlined, with its shape; also zones that are over."""
    for row in tables.Outline.objects.order_by("site"):
        yield row.site, _drawn(row)


def ends() -> dict[str, datetime]:
    """Return when each zone is over of which that is known: when it was ended, or by itself."""
    rows: Any = tables.Zone.objects.order_by("no").values_list("no", "until_at", "ended_at")
    known = [(no, until_at or ended_at, ended_at or until_at) for no, until_at, ended_at in rows]
    return {no: min(one, other) for no, one, other in known if one and other}


def watched(at: datetime) -> dict[SiteNo, str]:
    """Return the post by which each zone is watched that is not over."""
    rows = tables.Zone.objects.filter(~_over(at)).order_by("no").values_list("no", "post")
    return {SiteNo(no): post for no, post in rows}


def is_zone(no: str) -> bool:
    """Test whether a site is a zone."""
    return tables.Zone.objects.filter(no=no).exists()


def must_be_seen(no: str, *, within: Within) -> None:
    """Raise NotHere where a site is not within a reach."""
    site = Site.objects.filter(no=no).first()
    if site is None or not _is_seen(site, within):
        raise NotHere


def _is_seen(site: Site, within: Within) -> bool:
    is_near = within.places is None or site.place.startswith(within.places)
    return is_near and (within.organisations is None or site.organisation in within.organisations)


def _over(at: datetime) -> Q:
    return Q(ended_at__isnull=False) | Q(until_at__lte=at, until_at__isnull=False)


def _joined(rows: QuerySet[tables.Zone], at: datetime) -> list[Zone]:
    found = list(rows)
    numbers = [row.no for row in found]
    sites = {no: site for part in _parts(numbers) for no, site in Site.objects.in_bulk(part).items()}
    drawn = {no: _drawn(row) for part in _parts(numbers) for no, row in tables.Outline.objects.in_bulk(part).items()}
    posts_ = {no: registry.post(no, on=day_of(at)) for no in {row.post for row in found}}
    return [_zone(row, sites[row.no], drawn[row.no], posts_[row.post]) for row in found]


def _parts(numbers: Sequence[str]) -> Iterator[Sequence[str]]:
    return (numbers[begin : begin + PART] for begin in range(0, len(numbers), PART))


def _sites_in(places: Sequence[str]) -> Any:
    """Return the numbers of the sites in places and below them, as a question within another."""
    here = reduce(or_, (registry.inside("place", place) for place in places), Q(pk__in=[]))
    return Site.objects.filter(here).values("no")


def _of(departments: Sequence[str]) -> Q:
    return Q(department__isnull=True) | Q(department__in=departments)


def _drawn(row: tables.Outline) -> Drawn:
    return Drawn(shape=Shape(row.shape), e7=tuple(map(int, row.e7.split())), metres=row.metres)


def _zone(row: tables.Zone, site: Site, drawn: Drawn, post: Tenure | None) -> Zone:
    return Zone(
        no=SiteNo(row.no),
        kind=Kind(row.kind),
        name=site.name,
        place=PlaceCode(site.place),
        organisation=OrganisationNo(site.organisation),
        post=PostNo(row.post),
        title=post.title if post else "",
        person=PersonNo(post.person) if post else None,
        drawn=drawn,
        why=row.why,
        drawn_by=PersonNo(row.drawn_by),
        drawn_at=row.drawn_at,
        until_at=row.until_at,
        ended_at=row.ended_at,
        ended_by=PersonNo(row.ended_by) if row.ended_by else None,
        ended_why=row.ended_why,
    )
