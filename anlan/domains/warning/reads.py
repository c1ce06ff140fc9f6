"""Questions about warnings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db.models import Q

from anlan.domains.calls import reads as calls
from anlan.domains.calls.facts import Colour
from anlan.domains.warning import tables
from anlan.domains.warning.facts import State, WarningReceived
from anlan.domains.warning.rules import (
    POISON,
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
from anlan.engines.cap import advice, chinese, reading
from anlan.engines.cap.gist import gravest
from anlan.engines.cap.message import Message
from anlan.engines.cap.writing import fingerprint
from anlan.engines.spatial.areas import Circle, MultiArea, Polygon
from anlan.engines.spatial.unsound import Unsound
from anlan.kernel.duty import sites
from anlan.kernel.duty.ladders import ladder
from anlan.kernel.duty.sites import Exposed
from anlan.kernel.journal import files
from anlan.kernel.journal.acts import read
from anlan.kernel.journal.facts import By, FileNo, ItemNo, NotHere, PlaceCode, Refused, WarningNo, day_of
from anlan.kernel.registry import laws
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.laws import and_above
from anlan.kernel.registry.may import EVERYONE, EVERYWHERE, OFFICIALS, Within
from anlan.kernel.ringing.door import Matter, tells_matters
from anlan.kernel.sources import reads as sources

SHOWN = 200
COUNTY_DIGITS = 6
TOWN_DIGITS = 9

_counted: ContextVar[tuple[WarningNo, Reach] | None] = ContextVar("counted", default=None)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A warning with whom it would call, while it waits to go out."""

    alert: Alert
    reach: Reach | None  # nothing also where its area can be matched with nothing
    names: dict[str, str]
    may_release: bool
    at: datetime
    beside: tuple[Alert, ...] = ()  # those that came under the same number, and say something else


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What came in and was not read as a warning: kept as it came, with why."""

    no: WarningNo
    file: FileNo
    name: str  # of the file
    size: int
    code: str
    why: tuple[str, ...]  # in Chinese and in English
    place: PlaceCode
    brought_by: str
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


@tells_matters
def _matter(no: str) -> Matter | None:
    """Return in what words people are called because of a warning."""
    for row in tables.stored([no]):
        told: WarningReceived = row["told"]
        return Matter(
            headline=told.headline or told.event,
            instruction=told.instruction,
            colour=told.colour,
            expires_at=told.expires_at,
        )
    return None


@read(may=OFFICIALS)
def warning(*, no: WarningNo, within: Within, at: datetime) -> Shown:
    """Return one warning and, while it waits, whom it would call now. 预警详情"""
    found = alert(no=no, within=within)
    waits = found.state == State.HELD
    would = _would_reach(found, within, at) if waits else None
    beside = _beside(found, within)
    people = [
        found.received_by,
        *filter(None, [found.released_by, found.vouched_by]),
        *(one.received_by for one in beside),
    ]
    names = _named([*(would.nobody if would else ()), found.told.place, *people])
    may_release = waits and covers(found, within)
    return Shown(alert=found, reach=would, names=names, may_release=may_release, at=at, beside=beside)


def _would_reach(found: Alert, within: Within, at: datetime) -> Reach | None:
    """Return whom a warning calls, or nothing where its area can be matched with nothing."""
    try:
        return reach(no=WarningNo(found.no), within=within, at=at)
    except Refused as unsound:
        if unsound.code != "area-unsound":
            raise
        return None


def _beside(found: Alert, within: Within) -> tuple[Alert, ...]:
    """Return the other warnings that came under the number of this one, the first first."""
    known_as = tables.identity(found.told.sender, found.told.identifier)
    rows = tables.Warning.objects.filter(_touches(within), identity=known_as).exclude(no=found.no)
    numbers = rows.order_by("received_at", "no").values_list("no", flat=True)[:SHOWN]
    return tuple(_alert(row) for row in tables.stored(list(numbers)))


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
    return _incoming(file, at)


def _incoming(file: str, at: datetime) -> Incoming:
    found = reading.read(files.read(file), at=at)
    if found.message is None:
        letter = tables.DeadLetter.objects.filter(file=file).order_by("no").values_list("no", flat=True).first()
        return Incoming(read=found, known=Known(warning=letter, is_same=True) if letter else None)
    message, info = found.message, gravest(found.message)
    event = chinese.event(info, _events(at)) if info else None
    place, is_unsound = _placed(message)
    return Incoming(
        read=found,
        known=_known(message, file),
        root=_root_of(message),
        place=place,
        event_code=event.code if event else None,
        is_unsound=is_unsound,
    )


@read(may=OFFICIALS)
def letters(*, within: Within, at: datetime) -> tuple[Letter, ...]:
    """Return what came in and was not read as a warning, the last first. 死信"""
    rows = tables.DeadLetter.objects.filter(_touches(within)).order_by("-at", "-no")[:SHOWN]
    names = _named({row.brought_by for row in rows})
    return tuple(_letter(row, names) for row in rows)


@read(may=OFFICIALS)
def lettered(*, within: Within) -> int:
    """Return how many dead letters there are. 死信数"""
    return tables.DeadLetter.objects.filter(_touches(within)).count()


@read(may=OFFICIALS)
def letter(*, no: WarningNo, within: Within) -> Letter:
    """Return one dead letter. 一封死信"""
    row = tables.DeadLetter.objects.filter(_touches(within), no=no).first()
    if row is None:
        raise NotHere
    return _letter(row, _named([row.brought_by]))


def _letter(row: tables.DeadLetter, names: dict[str, str]) -> Letter:
    """Return a dead letter with why it is one, read again from the file by the words of today."""
    kept = files.about(row.file)
    rejected = reading.read(files.read(row.file)).rejected if row.why != POISON else None
    why = ("zh", "en")
    return Letter(
        no=WarningNo(row.no),
        file=FileNo(row.file),
        name=kept.name if kept else "",
        size=kept.size if kept else 0,
        code=row.why,
        why=tuple(rejected.says(one) if rejected else advice.says(row.why, one) for one in why),
        place=PlaceCode(row.place),
        brought_by=names[row.brought_by],
        at=row.at,
    )


written = _incoming  # behind no face: what is taken in that was written here


def _named(numbers: Iterable[str]) -> dict[str, str]:
    """Return what people call these, sources among them."""
    told = list(numbers)
    return registry.names(told) | sources.called(told)


def _events(at: datetime) -> dict[str, str]:
    return {code: words.zh for code, words in laws.events(on=day_of(at)).items()}


def _placed(message: Message) -> tuple[str, bool]:
    """Return the place that a message touches, and whether its area can be matched with nothing."""
    shape = shape_of(message)
    try:
        return _place_of([*_exposed(shape).places(), *shape.places]), False
    except Refused:
        return _place_of(shape.places), True


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
    """Return the warning that came in before under the number of this one: one that says the same before any other."""
    rows = tables.Warning.objects.filter(identity=tables.identity(*message.identity))
    found = [
        Known(warning=no, is_same=other == file or _says_the_same(message, other))
        for no, other in rows.order_by("no").values_list("no", "file")
    ]
    return next((one for one in found if one.is_same), next(iter(found), None))


def _says_the_same(message: Message, file: str) -> bool:
    """Test whether a message that came in before says the same in other bytes: signed again, or out of a feed."""
    before = reading.read(files.read(file)).message
    return before is not None and fingerprint(before) == fingerprint(message)


def _root_of(message: Message | None) -> str | None:
    """Return the warning of the same sender that is referred to; of several the last that came in."""
    if message is None:
        return None
    named = {tables.identity(one.sender, one.identifier) for one in message.references if one.sender == message.sender}
    rows = tables.Warning.objects.filter(identity__in=sorted(named))
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
    return Alert(**{field.name: row[field.name] for field in fields(Alert)} | {"state": State(row["state"])})
