"""Questions about warnings of our own: whom one would call, and what is ready to end it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from anlan.domains.calls import reads as calls
from anlan.domains.calls.facts import Colour, Wanted
from anlan.domains.issuing import tables
from anlan.domains.issuing.facts import Corners
from anlan.domains.issuing.rules import Ready, ring
from anlan.domains.warning import reads as warnings
from anlan.domains.warning.facts import WarningReceived
from anlan.engines.cap import reading
from anlan.engines.cap.message import Message, MsgType, Scope, Status
from anlan.engines.spatial.areas import Circle, MultiArea, Polygon
from anlan.engines.spatial.unsound import Unsound
from anlan.kernel.duty import calling, sites
from anlan.kernel.duty.hours import parts
from anlan.kernel.journal import files
from anlan.kernel.journal.acts import read
from anlan.kernel.journal.facts import OrganisationNo, PlaceCode, SiteNo, WarningNo
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.may import EVERYWHERE, OFFICIALS, Within
from anlan.kernel.registry.tables import Site
from anlan.kernel.ringing.door import Matter, adds_to_matters

COUNTY_DIGITS, TOWN_DIGITS = 6, 9
TOLD_FOR = timedelta(days=7)  # after it went out, a warning is told of to everybody
MESSAGES = 256  # that are kept as they were read: their files never change
DRAWN = 2_000  # sites: of more, one sees no more


@dataclass(frozen=True, kw_only=True)
class Would:
    """Whom a warning would call that is only being written. 拟发范围"""

    sites: tuple[SiteNo, ...]
    spots: tuple[tuple[int, int], ...]  # where they lie, of those whose position is known
    units: int
    wanted: tuple[Wanted, ...]
    nobody: tuple[OrganisationNo, ...]  # units in which nobody answers
    names: dict[str, str]
    changed_on: date | None  # since when the newest of those holds his post who are called by one
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Public:
    """A message that went out to everybody, as it stands by now."""

    no: WarningNo
    file: str
    message: Message
    told: WarningReceived
    released_at: datetime
    ended_at: datetime | None
    ended_by: str | None
    why: str

    @property
    def warns(self) -> bool:
        """Return whether it warns of something; the word that another is over does not."""
        return self.message.msg_type in (MsgType.ALERT, MsgType.UPDATE)

    def is_over(self, at: datetime) -> bool:
        """Return whether it holds no longer: ended, or its time has passed."""
        return self.ended_at is not None or (self.told.expires_at is not None and self.told.expires_at <= at)

    @property
    def changed_at(self) -> datetime:
        """Return when it last became another."""
        return self.ended_at or self.released_at


@read(may=OFFICIALS)
def would_reach(
    *, places: tuple[PlaceCode, ...] = (), drawn: tuple[Corners, ...] = (), colour: Colour, within: Within, at: datetime
) -> Would:
    """Return whom a warning would call that is only being written, of those whom one sees. 拟发范围"""
    inside = ("",) if within.places is None else within.places
    named = tuple(place for place in places if place.startswith(inside))
    ground = tuple(Polygon(outer=ring(corners)) for corners in drawn)
    exposed = sites.within(MultiArea(polygons=ground, prefixes=named), at=at).at(inside)
    touched = {place[:digits] for place in exposed.places() for digits in (COUNTY_DIGITS, TOWN_DIGITS)}
    whom = calls.draft(
        sites=exposed.numbers(),
        places=tuple(PlaceCode(code) for code in sorted(touched | set(named))),
        colour=colour,
        within=within,
        at=at,
    )
    return Would(
        sites=exposed.numbers(),
        spots=_spots(exposed.numbers()),
        units=sum(1 for _ in exposed.of_units()),
        wanted=whom.wanted,
        nobody=whom.nobody,
        names=registry.names(whom.nobody),
        changed_on=calling.changed_on({one.post for one in whom.wanted if one.post}, at=at),
        at=at,
    )


@read(may=OFFICIALS)
def ready(*, no: WarningNo, within: Within) -> Ready | None:
    """Return a warning of ours with its words by channel and for its end, if it is ours. 备好用语"""
    found = warnings.alert(no=no, within=within)
    written = tables.stored(found.no)
    message = reading.read(files.read(found.told.file)).message if written else None
    if written is None or message is None:
        return None
    words, by = written
    return Ready(
        words=words,
        by=by,
        message=message,
        told=found.told,
        state=found.state,
        place=registry.names([found.told.place])[found.told.place],
        headcount=len(calls.about(matter=found.no, within=EVERYWHERE)),
    )


@read(may=OFFICIALS)
def spots(*, no: WarningNo, within: Within, at: datetime) -> tuple[tuple[int, int], ...]:
    """Return where the sites lie that a warning touches, of those whose position is known. 涉及点位"""
    told = warnings.alert(no=no, within=within).told
    ground = tuple(Polygon(outer=tuple(zip(ring[::2], ring[1::2], strict=True))) for ring in told.rings)
    circles = tuple(Circle(lon_e7=lon, lat_e7=lat, radius_m=metres) for lon, lat, metres in told.circles)
    try:
        exposed = sites.within(MultiArea(polygons=ground, circles=circles, prefixes=told.places), at=at)
    except Unsound:
        return ()  # what is said of it beside tells why nothing is drawn
    return _spots(replace(exposed, rows=exposed.rows[:DRAWN]).numbers())


@adds_to_matters
def _worded(no: str, matter: Matter) -> Matter:
    """Let what was written here go out in the words for text messages, and its end in those that were ready."""
    written = tables.stored(no)
    return replace(matter, sms=written[0].sms, over=written[0].cancel) if written else matter


def _public(at: datetime) -> tuple[Public, ...]:
    """Return what went out to everybody in the last days and was meant in earnest, the last first."""
    out = ((one.released_at, one) for one in warnings.out_since(at - TOLD_FOR))
    lately = sorted((gone, one.no, one) for gone, one in out if gone)
    found = ((gone, one, _message(one.told.file)) for gone, _, one in reversed(lately))
    return tuple(
        Public(
            no=WarningNo(one.no),
            file=one.told.file,
            message=message,
            told=one.told,
            released_at=gone,
            ended_at=one.ended_at,
            ended_by=one.ended_by,
            why=one.why,
        )
        for gone, one, message in found
        if message and (message.scope, message.status) == (Scope.PUBLIC, Status.ACTUAL)
    )


published = _public  # asked by whoever comes: nothing of it is anybody's alone


@lru_cache(maxsize=MESSAGES)
def _message(file: str) -> Message | None:
    return reading.read(files.read(file)).message


def _spots(numbers: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Return where the first of these sites lie, of those whose position is known."""
    rows = (Site.objects.filter(no__in=part).values_list("lon_e7", "lat_e7") for part in parts(numbers[:DRAWN]))
    return tuple((lon, lat) for part in rows for lon, lat in part if lon is not None and lat is not None)
