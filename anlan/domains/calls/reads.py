"""Questions about calls."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from anlan.domains.calls import tables
from anlan.domains.calls.facts import Channel, Colour, Deed, Outcome, Step, Tier, Wanted
from anlan.domains.calls.rules import Call, Climbed, due
from anlan.kernel.duty import calling
from anlan.kernel.duty.calling import Answerer
from anlan.kernel.duty.ladders import is_called
from anlan.kernel.duty.sites import among
from anlan.kernel.journal.acts import read
from anlan.kernel.journal.facts import By, ItemNo, NotHere, OrganisationNo, PersonNo, PlaceCode, SiteNo, day_of
from anlan.kernel.live.curves import Curve
from anlan.kernel.obligations import reads as items
from anlan.kernel.obligations.life import Item, State
from anlan.kernel.obligations.lists import items_among, seen_items
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.may import EVERYONE, EVERYWHERE, OFFICIALS, Within
from anlan.kernel.registry.tables import Place, Site

PLACEHOLDERS = 500
TOWN_DIGITS = 9
FAST = timedelta(minutes=5)
# Why somebody is called because he keeps a watch, and not by a post of his own.
ON_WATCH = frozenset({Tier.DUTY, Tier.INSTEAD})


@dataclass(frozen=True, kw_only=True)
class Row:
    """A call as the board shows it, with the steps that have come."""

    call: Call
    steps: tuple[Step, ...]


@dataclass(frozen=True, kw_only=True)
class Funnel:
    """How far the calls about a matter have come, and how fast they were answered."""

    called: int
    heard: int
    read_back: int
    acted: int
    silent: int  # called, not heard
    late: int
    in_five: int  # heard within five minutes
    median_s: int | None  # from the call to the answer, of those who answered; nothing of none
    p90_s: int | None


@dataclass(frozen=True, kw_only=True)
class Board:
    """All calls about one matter that one may see: who is silent first."""

    matter: str
    rows: tuple[Row, ...]
    funnel: Funnel
    names: dict[str, str]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Lot:
    """How the calls of one township stand, and where it lies, where that is known."""

    place: PlaceCode
    name: str
    called: int
    silent: int
    heard: int
    acted: int
    at_e7: tuple[int, int] | None


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Who is called, each once, and the units of sites in which nobody answers."""

    wanted: tuple[Wanted, ...]
    nobody: tuple[OrganisationNo, ...]


@read(may=EVERYONE)
def call(*, item: ItemNo, within: Within) -> Call:
    """Return one call as it stands. 叫应"""
    return _joined([items.item(item, kind="call", within=within)])[0]


@read(may=EVERYONE)
def sought(*, task: ItemNo, within: Within) -> Call:
    """Return the call because of which somebody is to go to a door. 上门叫应对象"""
    if not items_among([task], within=within):
        raise NotHere
    numbers = tables.Call.objects.filter(knock=task).values_list("item", flat=True)
    found = _joined(items_among(list(numbers), within=EVERYWHERE))
    if not found:
        raise NotHere
    return found[0]


@read(may=EVERYONE)
def board(*, matter: str, within: Within, at: datetime) -> Board:
    """Return who was called about a matter, who is silent, who answered and who acted. 叫应台"""
    calls = about(matter=matter, within=within)
    said = tables.said(one.item.no for one in calls)
    rows = [Row(call=one, steps=tuple(step for step in Step if step in said.get(one.item.no, ()))) for one in calls]
    rows.sort(key=lambda row: (_urgency(row), row.call.item.filed_at, row.call.item.no))
    named = {no for one in calls for no in (one.item.owner, one.item.organisation, one.item.place, *one.sites)}
    return Board(matter=matter, rows=tuple(rows), funnel=_funnel(calls), names=registry.names(sorted(named)), at=at)


@read(may=EVERYONE)
def mine(*, within: Within, by: By, at: datetime) -> tuple[Call, ...]:
    """Return the calls that wait for one's own answer, the oldest first: they sound on one's page. 待我应答的叫应"""
    rows = seen_items(within).filter(kind="call", overdue__isnull=False, owner=by.person, state=State.FILED)
    numbers = list(rows.order_by("filed_at", "no").values_list("no", flat=True)[:PLACEHOLDERS])
    found = sorted(_joined(items_among(numbers, within=within)), key=lambda one: (one.item.filed_at, one.item.no))
    return tuple(one for one in found if one.heard_at is None)


@read(may=EVERYONE)
def curve(*, matter: str, within: Within) -> Curve | None:
    """Return how fast the calls about a matter were answered, of those one sees; nothing where none is. 应答曲线"""
    calls = about(matter=matter, within=within)
    if not calls:
        return None
    begun = {one.item.no: one.item.filed_at for one in calls}
    counted = _counted(calls)
    waited = {one.item.no: int((one.heard_at - _since(one, begun)).total_seconds()) for one in counted if one.heard_at}
    late = sorted(waited[one.item.no] for one in counted if one.is_late)
    return Curve(
        begun_at=min(begun.values()), called=len(counted), waited=tuple(sorted(waited.values())), late=tuple(late)
    )


@read(may=EVERYONE)
def before(*, matter: str, within: Within) -> str | None:
    """Return what was called about last before this, of what one sees. 上一次叫应"""
    mine = about(matter=matter, within=within)
    if not mine:
        return None
    here = tables.Call.objects.filter(matter=matter).values("item")
    first = min(one.item.filed_at for one in mine)
    others = seen_items(within).filter(kind="call", filed_at__lt=first).exclude(no__in=here)
    last = others.order_by("-filed_at", "-no").values_list("no", flat=True).first()
    return tables.Call.objects.filter(item=last).values_list("matter", flat=True).first() if last else None


@read(may=EVERYONE)
def spread(*, matter: str, within: Within) -> tuple[Lot, ...]:
    """Return the townships in which somebody is called, the silent first, and where they lie. 各乡镇应答"""
    calls = _counted(about(matter=matter, within=within))
    lots: dict[str, list[Call]] = {}
    for one in calls:
        lots.setdefault(one.item.place[:TOWN_DIGITS], []).append(one)
    names, at = registry.names(sorted(lots)), _positions(lots)
    found = [
        Lot(
            place=PlaceCode(place),
            name=names[place],
            called=len(mine),
            silent=sum(one.heard_at is None and one.item.is_open for one in mine),
            heard=sum(one.heard_at is not None for one in mine),
            acted=sum(one.acted_at is not None for one in mine),
            at_e7=at.get(place),
        )
        for place, mine in lots.items()
    ]
    return tuple(sorted(found, key=lambda lot: (-lot.silent, -lot.called, lot.place)))


def _positions(lots: Mapping[str, Sequence[Call]]) -> dict[str, tuple[int, int]]:
    """Return where each township lies: as the register has it, or where the sites are for which somebody is called."""
    sites = {no: place for place, mine in lots.items() for one in mine for no in one.sites}
    spots: dict[str, list[tuple[int, int]]] = {}
    for part in _parts(sorted(sites)):
        rows = Site.objects.filter(no__in=part).exclude(lon_e7=None).exclude(lat_e7=None)
        told: Iterable[Any] = rows.values_list("no", "lon_e7", "lat_e7")
        for no, lon, lat in told:
            spots.setdefault(sites[no], []).append((lon, lat))
    found = {place: (sum(x for x, _ in at) // len(at), sum(y for _, y in at) // len(at)) for place, at in spots.items()}
    places = Place.objects.filter(code__in=sorted(lots)).exclude(lon_e7=None).exclude(lat_e7=None)
    known: Iterable[Any] = places.values_list("code", "lon_e7", "lat_e7")
    return found | {code: (lon, lat) for code, lon, lat in known}


@read(may=EVERYONE)
def numbers(*, matter: str, is_open: bool = False, within: Within) -> tuple[ItemNo, ...]:
    """Return the numbers of the calls about a matter, or of the open ones: there may be very many. 某事的叫应编号"""
    mine = seen_items(within).filter(no__in=tables.Call.objects.filter(matter=matter).values("item"))
    rows = mine.filter(overdue__isnull=False) if is_open else mine
    return tuple(map(ItemNo, rows.order_by("no").values_list("no", flat=True)))


@read(may=EVERYONE)
def about(*, matter: str, within: Within) -> tuple[Call, ...]:
    """Return the calls about a matter within a reach, by number. 某事的叫应"""
    numbers: Iterable[str] = tables.Call.objects.filter(matter=matter).order_by("item").values_list("item", flat=True)
    return tuple(call for part in _parts(numbers) for call in _joined(items_among(part, within=within)))


@read(may=EVERYONE)
def deputy(*, item: ItemNo, within: Within, at: datetime) -> Wanted | None:
    """Return who stands in for whoever is called, by his post or his watch; nobody where none is named. 叫应副手"""
    one = call(item=item, within=within)
    person = calling.stands_in(one.post, but=one.item.owner, at=at) if one.post else None
    person = person or calling.beside(one.item.owner, place=one.item.place, at=at)
    unit = calling.units_of([person], at=at).get(person) if person else None
    if person is None or unit is None:
        return None
    who = {"person": person, "organisation": unit, "place": one.item.place, "post": None, "sites": one.sites}
    return Wanted(**who, tier=Tier.DEPUTY, instead=one.item.no)  # type: ignore[arg-type]


@read(may=OFFICIALS)
def passed_to(*, item: ItemNo, within: Within) -> tuple[Call, ...]:
    """Return the calls that were passed on to who was called by this one. 转给此件的叫应"""
    call(item=item, within=within)
    numbers = tables.Call.objects.filter(passed_to=item).order_by("item").values_list("item", flat=True)
    return tuple(_joined(items_among(list(numbers), within=within)))


@read(may=OFFICIALS)
def of_watch(*, keeper: PersonNo, organisation: OrganisationNo, place: PlaceCode, within: Within) -> tuple[Call, ...]:
    """Return the open calls of who keeps a watch, that are his by it. 班上未办结的叫应"""
    here = seen_items(within).filter(kind="call", overdue__isnull=False, owner=keeper)
    mine = here.filter(organisation=organisation, place=place).order_by("no").values_list("no", flat=True)
    return tuple(one for one in _joined(items_among(list(mine), within=within)) if one.tier in ON_WATCH)


@read(may=OFFICIALS)
def doubts(*, of: PersonNo, within: Within) -> tuple[ItemNo, ...]:
    """Return the open tasks to put somebody's number right. 电话待核的任务"""
    asked = tables.Doubt.objects.filter(person=of).order_by("task").values_list("task", flat=True)
    return tuple(ItemNo(one.no) for one in items_among(list(asked), within=within) if one.is_open)


@read(may=EVERYONE)
def doubted(*, task: ItemNo, within: Within) -> PersonNo:
    """Return whose number a task is to put right. 电话待核者"""
    person = tables.Doubt.objects.filter(task=task).values_list("person", flat=True).first()
    if person is None or not items_among([task], within=within):
        raise NotHere
    return PersonNo(person)


@read(may=OFFICIALS)
def knocks(*, among: tuple[ItemNo, ...], within: Within) -> tuple[ItemNo, ...]:
    """Return the open tasks to go to the doors of those who were called. 未了的上门任务"""
    asked = tables.knocks(among)
    return tuple(ItemNo(one.no) for one in items_among(sorted(asked), within=within) if one.is_open)


def _funnel(calls: Collection[Call]) -> Funnel:
    """Count how far calls have come; who was let go without an answer counts as called."""
    begun = {one.item.no: one.item.filed_at for one in calls}
    counted = _counted(calls)
    waited = sorted((one.heard_at - _since(one, begun)).total_seconds() for one in counted if one.heard_at)
    return Funnel(
        called=len(counted),
        heard=len(waited),
        read_back=sum(one.read_back_at is not None for one in calls),
        acted=sum(one.acted_at is not None for one in calls),
        silent=sum(one.heard_at is None and one.item.is_open for one in calls),
        late=sum(one.is_late for one in calls),
        in_five=sum(seconds <= FAST.total_seconds() for seconds in waited),
        median_s=int(waited[len(waited) // 2]) if waited else None,
        p90_s=int(waited[min(len(waited) - 1, len(waited) * 9 // 10)]) if waited else None,
    )


def _counted(calls: Iterable[Call]) -> list[Call]:
    """Return those that count: who passed his on without an answer counts with the one to whom he did."""
    return [one for one in calls if one.taken_at is None or one.heard_at]


def _since(one: Call, begun: Mapping[str, datetime]) -> datetime:
    """Return since when an answer was waited for: of one that was passed on, since the first was called."""
    return begun.get(one.instead or "", one.item.filed_at) if one.tier == Tier.DEPUTY else one.item.filed_at


@read(may=OFFICIALS)
def draft(
    *, sites: tuple[SiteNo, ...], places: tuple[PlaceCode, ...], colour: Colour, within: Within, at: datetime
) -> Draft:
    """Return who is called at an hour where a warning of a colour touches these sites and places. 叫应对象"""
    inside = ("",) if within.places is None else within.places
    exposed = among(sites).at(inside)
    places = tuple(place for place in places if place.startswith(inside))
    for_sites, nobody = calling.for_sites(exposed, at=at)
    tiers = (
        (Tier.SITE, for_sites),
        (Tier.DUTY, calling.on_watch(places, at=at)),
        (Tier.HEAD, calling.heads(places, at=at)),
    )
    wanted: dict[str, Wanted] = {}
    for tier, people in tiers:
        if is_called(tier, colour, on=day_of(at)):
            for one in people:  # the first reason counts
                wanted.setdefault(one.person, _wanted(one, tier))
    return Draft(wanted=tuple(wanted.values()), nobody=tuple(nobody))


@read(may=OFFICIALS)
def climbing(*, matter: str | None = None, within: Within, at: datetime) -> tuple[Climbed, ...]:
    """Return the steps of ladders that have come and were not said, each with whom it calls or tells. 到时的升级"""
    rows = _ahead(at).order_by("matter", "item")
    numbers = (rows if matter is None else rows.filter(matter=matter)).values_list("item", flat=True)
    chains: dict[str, tuple[Answerer, ...]] = {}
    return tuple(step for part in _parts(numbers) for step in _steps_due(part, within, at, chains))


def _ahead(at: datetime) -> QuerySet[tables.Call]:
    """Return the open calls of which a step has come that was not said. The clock asks each second."""
    open_ = seen_items(EVERYWHERE).filter(kind="call", overdue__isnull=False).values("no")
    return tables.Call.objects.filter(next_at__lte=at, item__in=open_)


def _steps_due(
    numbers: Collection[str], within: Within, at: datetime, chains: dict[str, tuple[Answerer, ...]]
) -> Iterator[Climbed]:
    calls = [one for one in _joined(items_among(sorted(numbers), within=within)) if one.item.is_open]
    said = tables.said(one.item.no for one in calls)
    for one in calls:
        for step, came_at in due(one, told=said.get(one.item.no, frozenset()), at=at).items():
            yield Climbed(call=one, step=step, came_at=came_at, **_whom(one, step, chains, at=at))


def _wanted(one: Answerer, tier: Tier) -> Wanted:
    where = {"organisation": one.organisation, "place": one.place}
    return Wanted(person=one.person, **where, tier=tier, post=one.post, sites=one.sites)


def _whom(one: Call, step: Step, chains: dict[str, tuple[Answerer, ...]], *, at: datetime) -> dict[str, Any]:
    """Return whom a step calls or sends: himself again, his deputy, who keeps the watch there, or who is nearest."""
    if step in (Step.AGAIN, Step.SILENT):
        return {"person": one.item.owner}
    if step == Step.DEPUTY:
        return {"person": calling.stands_in(one.post, but=one.item.owner, at=at) if one.post else None}
    place = one.item.place
    if place not in chains:
        chains[place] = calling.chain(place, at=at)
    others = [other for other in chains[place] if other.person != one.item.owner]
    if step == Step.DOOR:
        others.sort(key=lambda other: -len(other.place))
    if not others:
        return {"person": None}
    return {"person": others[0].person, "organisation": others[0].organisation, "place": others[0].place}


def _urgency(row: Row) -> int:
    """Return in which order calls are shown: silent, climbing, heard but not understood, and then what is well."""
    call = row.call
    if not call.item.is_open and call.item.state != State.STRUCK_OFF:
        return 5
    if call.heard_at is None:
        return 0 if Step.LAPSED in row.steps or call.missed else 1
    if call.acted_at is None:
        return 2 if call.read_back_at is None else 3
    return 4


def _joined(found: Iterable[Item]) -> list[Call]:
    each = list(found)
    rows = tables.stored(item.no for item in each)
    return [_call(item, rows[item.no]) for item in each if item.no in rows]


def _call(item: Item, row: dict[str, Any]) -> Call:
    told = {name: value for name, value in row.items() if name != "item"}
    words = {"colour": Colour, "tier": Tier, "channel": Channel, "deed": Deed, "outcome": Outcome}
    told |= {name: kind(told[name]) for name, kind in words.items() if told[name] is not None}
    return Call(item=item, **told)


def _parts(numbers: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(numbers)
    while part := list(islice(rest, PLACEHOLDERS)):
        yield part
