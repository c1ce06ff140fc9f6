"""Questions about warnings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import lru_cache
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
    as_told,
    calls_people,
    covers,
    is_same_number,
    unclear_of,
)
from anlan.engines.cap import advice, chinese, reading
from anlan.engines.cap.gist import Shape, gravest, shape_of
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
MOST_RELATED = 50
COUNTY_DIGITS, TOWN_DIGITS = 6, 9

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
    related: tuple[Alert, ...] = ()  # what speaks of it, directly or through others, and what it speaks of; in order
    former: tuple[tuple[str, str], ...] = ()  # codes that it names, each with that which stands for it now


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
def warnings(*, event: str = "", within: Within, at: datetime) -> tuple[Alert, ...]:
    """Return the warnings that touch what one sees, of one kind of event if asked, those that wait first. 预警"""
    rows = tables.Warning.objects.filter(_touches(within), **({"event_code": event} if event else {}))
    newest = rows.order_by("-received_at", "-no").values_list("no", flat=True)
    numbers = [*newest.filter(state=State.HELD)[:SHOWN], *newest.exclude(state=State.HELD)[:SHOWN]]
    found = {row["no"]: _alert(row) for row in tables.stored(numbers)}
    return tuple(found[no] for no in numbers)


def _out_since(at: datetime) -> list[Alert]:
    """Return all that went out after a moment, however much else has come since."""
    return [_alert(row) for row in tables.stored(tables.released_after(at))]


@read(may=OFFICIALS)
def waiting(*, within: Within, at: datetime) -> int:
    """Return how many warnings wait for somebody to let them go out, and have not expired. 待签发预警数"""
    rows = tables.Warning.objects.filter(_touches(within), state=State.HELD)
    held = [row["told"].expires_at for row in tables.stored(rows.values_list("no", flat=True)[:SHOWN])]
    return sum(expires_at is None or expires_at > at for expires_at in held)


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
    others = _family(found, _touches(within))
    beside = tuple(one for one in others if is_same_number(one, found))
    people = [*(one.received_by for one in (found, *others)), found.released_by, found.vouched_by]
    former = _former(found)
    codes = [*(would.nobody if would else ()), found.told.place, *(code for pair in former for code in pair)]
    names = _named([*codes, *filter(None, people)])
    return Shown(
        alert=found,
        reach=would,
        names=names,
        may_release=waits and covers(found, within),
        at=at,
        beside=beside,
        related=tuple(one for one in others if one not in beside),
        former=former,
    )


def _would_reach(found: Alert, within: Within, at: datetime) -> Reach | None:
    """Return whom a warning calls, or nothing where its area can be matched with nothing."""
    try:
        return reach(no=WarningNo(found.no), within=within, at=at)
    except Refused as unsound:
        if unsound.code != "area-unsound":
            raise
        return None


def _family(found: Alert, seen: Q) -> list[Alert]:
    """Return what speaks of a warning, directly or through others, and what it speaks of, in the order of sending."""
    rows = tables.Warning.objects.filter(seen, no__in=tables.related(found.no, most=MOST_RELATED))
    every = [_alert(row) for row in tables.stored(list(rows.values_list("no", flat=True)))]
    return sorted(every, key=lambda one: (one.told.sent_at, one.received_at, one.no))


def _former(found: Alert) -> tuple[tuple[str, str], ...]:
    """Return the codes of places that a warning names, and that others stand for now."""
    message = reading.read(files.read(found.told.file)).message
    codes = shape_of(message).places if message else ()
    return tuple((code, now) for code in codes if (now := _current(code, found.received_at)) != code)


def _current(code: str, at: datetime) -> str:
    return registry.current_code(code, on=day_of(at)) or code


@read(may=OFFICIALS)
def reach(*, no: WarningNo, within: Within, at: datetime) -> Reach:
    """Return whom a warning calls at an hour, by its area and its colour. 叫应范围"""
    if (counted := _counted.get()) and counted[0] == no:
        return counted[1]
    found = alert(no=no, within=within)
    told, root = found.told, _ends(found.told)
    unclear = unclear_of(found, _family(found, Q())) if told.identifiers else ""
    if not calls_people(told):
        return replace(_reached(told, root), unclear=unclear)
    exposed = _exposed(as_told(told), at)
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
    return Reach(place=name, sites=len(exposed), root=root, unclear=unclear, **whom)  # type: ignore[arg-type]


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
    shape = shape_of(message)
    shape = replace(shape, places=tuple(dict.fromkeys(_current(code, at) for code in shape.places)))
    place, is_unsound = _placed(shape, at)
    return Incoming(
        read=found,
        known=_known(message, file),
        root=_found_of({(one.sender, one.identifier) for one in message.references}, sender=message.sender),
        place=place,
        places=shape.places,
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
    kept = files.about(row.file)
    return Letter(
        no=WarningNo(row.no),
        file=FileNo(row.file),
        name=kept.name if kept else "",
        size=kept.size if kept else 0,
        code=row.why,
        why=_why(row.file, row.why),
        place=PlaceCode(row.place),
        brought_by=names[row.brought_by],
        at=row.at,
    )


@lru_cache(1 << 10)  # what is written in a file does not change, and may be dear to read
def _why(file: str, code: str) -> tuple[str, ...]:
    """Return why a file is no warning, in Chinese and in English, read again from it by the words of today."""
    rejected = reading.read(files.read(file)).rejected if code != POISON else None
    return tuple(rejected.says(one) if rejected else advice.says(code, one) for one in ("zh", "en"))


written = _incoming  # behind no face: what is taken in that was written here


def _named(numbers: Iterable[str]) -> dict[str, str]:
    """Return what people call these, sources among them."""
    told = list(numbers)
    return registry.names(told) | sources.called(told)


def _events(at: datetime) -> dict[str, str]:
    return {code: words.zh for code, words in laws.events(on=day_of(at)).items()}


def _placed(shape: Shape, at: datetime) -> tuple[str, bool]:
    """Return the place that an area touches, and whether it can be matched with nothing."""
    try:
        return _place_of([*_exposed(shape, at).places(), *shape.places]), False
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


def _ends(told: WarningReceived) -> Alert | None:
    """Return what a message updates or cancels, as it stands by now; also what came in after it."""
    named = set(zip(told.senders, told.identifiers, strict=True))
    return _stands((_found_of(named, sender=told.sender) if named else None) or told.refers_to)


def _found_of(named: Set[tuple[str, str]], *, sender: str) -> str | None:
    """Return which of these messages of a sender is there: one that is out before any other, else the last to come."""
    known_as = sorted(tables.identity(*one) for one in named if one[0] == sender)
    rows = tables.Warning.objects.filter(identity__in=known_as).order_by("-received_at", "-no")
    numbers = rows.values_list("no", flat=True)
    return numbers.filter(state=State.RELEASED).first() or numbers.first()


def _place_of(touched: Sequence[str]) -> str:
    """Return the smallest place that holds all places that are touched; nothing where none is."""
    told = [set(and_above(code)) for code in set(touched)]
    return max(set.intersection(*told), key=len) if told else ""


def _exposed(shape: Shape, at: datetime) -> Exposed:
    """Return the sites in an area, and those at places that are named; a site on the edge is in it."""
    polygons = tuple(Polygon(outer=tuple(zip(ring[::2], ring[1::2], strict=True))) for ring in shape.rings)
    circles = tuple(Circle(lon_e7=lon, lat_e7=lat, radius_m=metres) for lon, lat, metres in shape.circles)
    try:
        return sites.within(MultiArea(polygons=polygons, circles=circles, prefixes=shape.places), at=at)
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


out_since, ends = _out_since, _ends  # behind no face: what everybody is told, and what a release holds
