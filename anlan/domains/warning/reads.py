"""Questions about warnings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from anlan.domains.calls import reads as calls
from anlan.domains.calls.facts import Colour
from anlan.domains.warning import tables
from anlan.domains.warning.facts import State, WarningReceived
from anlan.domains.warning.rules import (
    UPDATED,
    Alert,
    Incoming,
    Known,
    Reach,
    Shape,
    as_told,
    calls_people,
    covers,
    shape_of,
)
from anlan.engines.cap import reading
from anlan.engines.cap.message import Message
from anlan.engines.cap.writing import fingerprint
from anlan.engines.spatial.areas import Circle, MultiArea, Polygon
from anlan.engines.spatial.unsound import Unsound
from anlan.kernel.duty import sites
from anlan.kernel.duty.ladders import ladder
from anlan.kernel.duty.sites import Exposed
from anlan.kernel.journal import files
from anlan.kernel.journal.acts import read
from anlan.kernel.journal.facts import By, FileNo, ItemNo, NotHere, PlaceCode, Refused, WarningNo
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.laws import and_above
from anlan.kernel.registry.may import EVERYONE, EVERYWHERE, OFFICIALS, Within

SHOWN = 200
COUNTY_DIGITS = 6
TOWN_DIGITS = 9

_counted: ContextVar[tuple[WarningNo, Reach] | None] = ContextVar("counted", default=None)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A warning with whom it would call, while it waits to go out."""

    alert: Alert
    reach: Reach | None
    names: dict[str, str]
    may_release: bool
    at: datetime


@read(may=OFFICIALS)
def warnings(*, within: Within, at: datetime) -> tuple[Alert, ...]:
    """Return the warnings that touch what one sees, those that wait first and then the newest. 预警"""
    rows = tables.Warning.objects.filter(_touches(within)).order_by("-received_at", "-no")
    numbers = list(rows.values_list("no", flat=True)[:SHOWN])
    found = [_alert(row) for row in tables.stored(numbers)]
    return tuple(sorted(found, key=lambda one: (one.state != State.HELD, -one.received_at.timestamp(), one.no)))


@read(may=OFFICIALS)
def alert(*, no: WarningNo, within: Within) -> Alert:
    """Return one warning as it stands. 一条预警"""
    if not tables.Warning.objects.filter(_touches(within), no=no).exists():
        raise NotHere
    return _alert(tables.stored([no])[0])


@read(may=EVERYONE)
def told(*, item: ItemNo, within: Within) -> WarningReceived:
    """Return what the warning says about which somebody is called, for whoever sees the call. 叫应所据预警"""
    return alert(no=WarningNo(calls.call(item=item, within=within).matter), within=EVERYWHERE).told


@read(may=OFFICIALS)
def warning(*, no: WarningNo, within: Within, at: datetime) -> Shown:
    """Return one warning and, while it waits, whom it would call now. 预警详情"""
    found = alert(no=no, within=within)
    waits = found.state == State.HELD
    would = reach(no=no, within=within, at=at) if waits else None
    people = [found.received_by, *filter(None, [found.released_by])]
    names = registry.names([*(would.nobody if would else ()), found.told.place, *people])
    return Shown(alert=found, reach=would, names=names, may_release=waits and covers(found, within), at=at)


@read(may=OFFICIALS)
def reach(*, no: WarningNo, within: Within, at: datetime) -> Reach:
    """Return whom a warning calls at an hour, by its area and its colour. 叫应范围"""
    if (counted := _counted.get()) and counted[0] == no:
        return counted[1]
    told = alert(no=no, within=within).told
    root = _stands(told.refers_to or _root_of(reading.read(files.read(told.file)).message))
    if not calls_people(told):
        return _reached(told, root)
    exposed = _exposed(as_told(told))
    touched = {place[:digits] for place in exposed.places() for digits in (COUNTY_DIGITS, TOWN_DIGITS)}
    places = tuple(PlaceCode(code) for code in sorted(touched | set(told.places)))
    drawn, steps = calls.Draft(wanted=(), nobody=()), None
    if told.colour:
        steps = ladder(told=(told.event, told.headline), colour=told.colour, onset_at=told.onset_at, at=at)
        drawn = calls.draft(
            sites=exposed.numbers(), places=places, colour=Colour(told.colour), within=EVERYWHERE, at=at
        )
    name = registry.names([told.place])[told.place]
    whom = {"wanted": drawn.wanted, "nobody": drawn.nobody, "headcount": len(drawn.wanted), "ladder": steps}
    return Reach(place=name, sites=len(exposed), root=root, **whom)  # type: ignore[arg-type]


@read(may=OFFICIALS)
def incoming(*, file: FileNo, within: Within, by: By, at: datetime) -> Incoming:
    """Return what a file that one has brought says as a warning, and where it belongs. 预警文件"""
    if files.kept_by(file, by.person) is None:
        raise NotHere
    found = reading.read(files.read(file), at=at)
    if found.message is None:
        return Incoming(read=found, known=None, root=None, place="")
    shape = shape_of(found.message)
    place = _place_of([*_exposed(shape).places(), *shape.places])
    return Incoming(read=found, known=_known(found.message, file), root=_root_of(found.message), place=place)


@contextmanager
def _have_counted(no: WarningNo, whom: Reach) -> Iterator[None]:
    """Let what follows inside call whom somebody has just counted: among a million sites nobody looks twice."""
    before = _counted.set((no, whom))
    try:
        yield
    finally:
        _counted.reset(before)


counted = _have_counted  # behind no face: whoever lets a warning go out has counted


def _reached(told: WarningReceived, root: Alert | None) -> Reach:
    """Return whom a word reaches by which another is over: whoever was called because of that one."""
    place = root.told.place if root else told.place
    headcount = len(calls.about(matter=root.no, within=EVERYWHERE)) if root else 0
    name, sites = registry.names([place])[place], (root.sites if root else None) or 0
    return Reach(place=name, sites=sites, headcount=headcount, wanted=(), nobody=(), ladder=None, root=root)


def _stands(no: str | None) -> Alert | None:
    """Return the warning that stands in the place of one that was updated: a word about the first is about the last."""
    while no is not None:
        found = _alert(tables.stored([no])[0])
        if found.ended_by is None or found.why != UPDATED:
            return found
        no = found.ended_by
    return None


def _known(message: Message, file: str) -> Known | None:
    """Return the warning that came in before under the number of this one."""
    rows = tables.Warning.objects.filter(sender=message.sender, identifier=message.identifier)
    for no, other in rows.order_by("no").values_list("no", "file"):
        return Known(warning=no, is_same=other == file or _says_the_same(message, other))
    return None


def _says_the_same(message: Message, file: str) -> bool:
    """Test whether a message that came in before says the same in other bytes: signed again, or out of a feed."""
    before = reading.read(files.read(file)).message
    return before is not None and fingerprint(before) == fingerprint(message)


def _root_of(message: Message | None) -> str | None:
    """Return the warning of the same sender that is referred to; of several the last that came in."""
    if message is None:
        return None
    named = sorted({one.identifier for one in message.references if one.sender == message.sender})
    rows = tables.Warning.objects.filter(sender=message.sender, identifier__in=named)
    return rows.order_by("-received_at", "-no").values_list("no", flat=True).first()


def _place_of(touched: Sequence[str]) -> str:
    """Return the smallest place that holds all places that are touched; nothing where none is."""
    told = [set(and_above(code)) for code in set(touched)]
    return max(set.intersection(*told), key=len) if told else ""


def _exposed(shape: Shape) -> Exposed:
    """Return the sites in an area, and those at places that are named; a site on the edge is in it."""
    polygons = tuple(Polygon(outer=tuple(zip(ring[::2], ring[1::2], strict=True))) for ring in shape.rings)
    circles = tuple(Circle(lon_e7=lon, lat_e7=lat, radius_m=metres) for lon, lat, metres in shape.circles)
    try:
        return sites.within(MultiArea(polygons=polygons, circles=circles, prefixes=shape.places))
    except Unsound as unsound:
        raise Refused("area-unsound", why=f"{unsound.says('zh')} / {unsound.says('en')}") from unsound


def _touches(within: Within) -> Q:
    """Return the filter for warnings whose place lies in what one sees, or around it."""
    if within.places is None:
        return Q()
    found = Q(pk__in=[])
    for place in within.places:
        found |= registry.inside("place", place) | Q(place__in=and_above(place))
    return found


def _alert(row: dict[str, Any]) -> Alert:
    told: WarningReceived = row["told"]
    kept = tuple(name for name in row if name not in ("state", "place", "sender", "identifier", "file", "told"))
    return Alert(state=State(row["state"]), told=told, **{name: row[name] for name in kept})
