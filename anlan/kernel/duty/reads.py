"""Questions to the roster: who is on duty now, who comes next, and what a watch saw and left."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from anlan.kernel.duty import hours, tables
from anlan.kernel.duty.facts import WatchesRostered
from anlan.kernel.duty.musts import Around, NewWatch, is_due, may_cancel
from anlan.kernel.duty.watch import KEPT, State, Watch
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.acts import read
from anlan.kernel.journal.facts import By, ItemNo, NotHere, PersonNo, PlaceCode, WatchNo, day_of
from anlan.kernel.journal.reads import Line
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.laws import law
from anlan.kernel.registry.may import EVERYONE, OFFICIALS, Role, Within
from anlan.kernel.registry.reads import seen
from anlan.kernel.registry.rules import Tenure
from anlan.kernel.registry.tables import Post as Posts

MOST = 60  # watches of each sort on a page
NEAR = timedelta(days=3)  # within this of a watch, another may touch its rest


@dataclass(frozen=True, kw_only=True)
class Roster:
    """Who is on duty, who comes next, and who was, with names for numbers."""

    on: tuple[Watch, ...]
    coming: tuple[Watch, ...]
    past: tuple[Watch, ...]
    names: dict[str, str]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class LeftItem:
    """An item on the list that a watch left, and why it stands there."""

    item: ItemNo
    why: str


@dataclass(frozen=True, kw_only=True)
class Note:
    """What somebody on duty wrote down."""

    at: datetime
    person: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Page:
    """One watch, with the next, what it left, what was written down, and every entry of the journal about it."""

    watch: Watch
    following: Watch | None
    left: tuple[LeftItem, ...]
    more: int | None  # nothing has been listed yet
    filed: int | None
    struck: int | None
    overdue: int | None
    notes: tuple[Note, ...]
    lines: tuple[Line, ...]
    names: dict[str, str]
    verbs: tuple[str, ...]
    is_whole: bool  # whether the asker may have the list and its figures as they stand


@dataclass(frozen=True, kw_only=True)
class Keeper:
    """Somebody who may be put on the roster of his office, and whether he may lead a watch."""

    no: PersonNo
    name: str
    leads: bool


@dataclass(frozen=True, kw_only=True)
class OnDuty:
    """Who is on duty for a place at an hour: by which watch, and whether he came or only the roster says so."""

    watch: WatchNo
    place: PlaceCode
    organisation: str
    officer: str
    leader: str
    deputy: str | None
    is_begun: bool
    names: dict[str, str]


def watch(no: str, *, within: Within) -> Watch:
    """Return one watch that one sees."""
    row = _seen(within).filter(no=no).values_list(*tables.COLUMNS).first()
    if row is None:
        raise NotHere
    return tables.standing(row)


def stored(no: str | None) -> Watch | None:
    """Return a watch by its number, for what the house does of itself."""
    return next(iter(tables.stored_many([no])), None) if no else None


def following(one: Watch, *, at: datetime) -> Watch | None:
    """Return the watch to which one was handed over, or else the very next."""
    given = stored(one.next)
    is_given = given is not None and (one.state == State.OVER or given.state == State.ROSTERED)
    return given if is_given else first_after(one, at=at)


def first_after(one: Watch, *, at: datetime) -> Watch | None:
    """Return the very next watch of the same office for the same work, of which the time is not over."""
    rows = _alike(one).filter(state=State.ROSTERED, from_at__gt=one.from_at, until_at__gt=at)
    return next(tables.watches_of(rows.order_by("from_at", "no")[:1]), None)


def rostered_by(no: str) -> str | None:
    """Return who put a watch on the roster."""
    return next((line.actor for line in journal.lines_about(no) if line.name == WatchesRostered.name), None)


def near(one: Watch | None, *, person: str) -> list[Watch]:
    """Return what somebody keeps within the time in which it touches the rest before a watch."""
    if one is None:
        return []
    rows = tables.Watch.objects.filter(from_at__lt=one.until_at + NEAR, until_at__gt=one.from_at - NEAR)
    mine = rows.exclude(state=State.CANCELLED).filter(Q(officer=person) | Q(deputy=person))
    return list(tables.watches_of(mine.order_by("no")))


def kept_beside(one: Watch) -> Watch | None:
    """Return the watch by which somebody is on duty where another is to be begun."""
    return next(tables.watches_of(_alike(one).filter(state__in=KEPT).exclude(no=one.no).order_by("no")[:1]), None)


def handing_to(one: Watch) -> Watch | None:
    """Return the watch that is being handed over to this one, if one is."""
    if one.state != State.ROSTERED:
        return None
    rows = tables.Watch.objects.filter(state=State.OFFERED, next=one.no)
    return next(tables.watches_of(rows.order_by("no")[:1]), None)


def around(rows: Sequence[NewWatch | Watch], *, also: Collection[str] = (), by: By, at: datetime) -> Around:
    """Return what is rostered near these watches, and who is in post at their offices on those days."""
    begins, ends = min(row.from_at for row in rows), max(row.until_at for row in rows)
    units = {row.organisation for row in rows}
    people = {person for row in rows for person in (row.officer, row.deputy) if person} | set(also)
    near = tables.Watch.objects.filter(from_at__lt=ends + NEAR, until_at__gt=begins - NEAR)
    near = near.exclude(state=State.CANCELLED)
    mine = near.filter(Q(officer__in=people) | Q(deputy__in=people) | Q(organisation__in=units))
    insiders = {unit: insiders_of(unit, on=max(day_of(at), day_of(begins))) for unit in units}
    return Around(
        watches=list(tables.watches_of(mine.order_by("no"))),
        insiders=insiders,
        away=hours.away_near(people, begins - NEAR, ends + NEAR),
        within=registry.reach(by, at),
        speaker=registry.speaker_of(by, at),
    )


def insiders_of(organisation: str, *, on: date) -> dict[str, set[str]]:
    """Return who holds an official's post of a unit on a day, each with the roles."""
    told: dict[str, set[str]] = {}
    rows = Posts.objects.filter(registry.valid(on))
    for person, role in rows.filter(organisation=organisation, role__in=OFFICIALS).values_list("person", "role"):
        told.setdefault(person, set()).add(role)
    return told


def mine_at(person: str, *, at: datetime) -> Watch | None:
    """Return the watch that asks something of a person now: that he keeps, that waits for him, or that begins."""
    rows = tables.Watch.objects.filter(Q(officer=person) | Q(deputy=person))
    early = timedelta(minutes=law("duty#minutes-early", on=day_of(at)))
    kept = tables.watches_of(rows.filter(state__in=KEPT, kept_by=person).order_by("no")[:1])
    due = tables.watches_of(
        rows.filter(state=State.ROSTERED, from_at__lte=at + early, until_at__gt=at).order_by("from_at")[:1]
    )
    offered = tables.Watch.objects.filter(state=State.OFFERED).values("next")
    given = tables.watches_of(rows.filter(no__in=offered, state=State.ROSTERED).order_by("no")[:1])
    return next(iter([*kept, *given, *due]), None)


def rostered_for(person: str, *, at: datetime) -> list[Watch]:
    """Return the watches that a person has yet to keep, or keeps."""
    ahead = (State.ROSTERED, *sorted(KEPT))
    return list(tables.watches_of(tables.Watch.objects.filter(officer=person, state__in=ahead, until_at__gt=at)))


def is_away(person: str, *, at: datetime) -> bool:
    """Test whether somebody is away now."""
    return tables.Away.objects.filter(person=person, from_at__lte=at, until_at__gt=at).exists()


def post_seen(no: str, *, within: Within, on: date) -> Tenure:
    """Return an official's post as it is held on a day, within a reach."""
    found = registry.post(no, on=on)
    covered = found and within.covers(
        place=found.place, department=found.department, organisation=found.organisation, person=found.person
    )
    if found is None or not covered or found.role not in OFFICIALS:
        raise NotHere
    return found


@read(may=EVERYONE)
def watches(*, place: PlaceCode | None = None, within: Within, at: datetime) -> Roster:
    """Return who is on duty, who comes next and who was, as far as one sees. 值班表"""
    rows = _seen(within).exclude(state=State.CANCELLED)
    if place:
        rows = rows.filter(registry.inside("place", place))
    on = tuple(tables.watches_of(rows.filter(state__in=KEPT).order_by("place", "no")))
    ahead = rows.filter(state=State.ROSTERED, until_at__gt=at).order_by("from_at", "no")[:MOST]
    gone = rows.filter(Q(state=State.OVER) | Q(state=State.ROSTERED, until_at__lte=at)).order_by("-from_at", "-no")
    coming, past = tuple(tables.watches_of(ahead)), tuple(tables.watches_of(gone[:MOST]))
    return Roster(on=on, coming=coming, past=past, names=_names((*on, *coming, *past)), at=at)


@read(may=EVERYONE)
def show(*, no: WatchNo, within: Within, by: By, at: datetime) -> Page:
    """Return one watch, what it left to the next, and everything that was said of it. 值班日志

    The list of what was left, with its figures, goes as it stands to who keeps or leads the watch or takes it over, and
    to who sees everything of its place. Whoever else sees the watch asks for what of the list he sees: chase.hand_over.
    """
    told = page(no, within=within, by=by, at=at)
    if not told.is_whole:
        lines = tuple(line.cut(lambda number: number == no) for line in told.lines)
        told = replace(told, left=(), lines=lines, more=None, filed=None, struck=None, overdue=None)
    return told


def page(no: str, *, within: Within, by: By, at: datetime) -> Page:
    """Return the same to other rooms, uncut."""
    one = watch(no, within=within)
    left = tables.Left.objects.filter(watch=no).order_by("rank").values_list("item", "why")
    figures = tables.Sum.objects.filter(watch=no).values("more", "filed", "struck", "overdue").first()
    told = tables.Note.objects.filter(watch=no).order_by("at", "command")
    notes = tuple(Note(at=row.at, person=row.person, text=row.text) for row in told)
    lines = tuple(journal.lines_about(no))
    after = following(one, at=at) if one.state != State.CANCELLED else None
    rostered = next((line.actor for line in lines if line.name == WatchesRostered.name), None)
    said = {line.actor for line in lines} | {note.person for note in notes} | {one.swap_to}
    around_it = [other for other in (one, after, stored(one.swap_return)) if other]
    return Page(
        watch=one,
        following=after,
        left=tuple(LeftItem(item=ItemNo(item), why=why) for item, why in left),
        **(figures or dict.fromkeys(("more", "filed", "struck", "overdue"))),
        notes=notes,
        lines=lines,
        names=_names(around_it, *(no for no in said if no)),
        verbs=verbs(one, after, rostered_by=rostered, by=by, at=at),
        is_whole=_is_whole(one, after, within=within, by=by),
    )


@read(may=OFFICIALS)
def keepers(*, within: Within, by: By, at: datetime) -> tuple[Keeper, ...]:
    """Return who of the asker's office may be put on its roster. 可排班人员"""
    speaker = registry.speaker_of(by, at)
    told = insiders_of(speaker.organisation, on=day_of(at)) if speaker else {}
    names = registry.names(told)
    return tuple(
        Keeper(no=PersonNo(no), name=names[no], leads=Role.LEADER in roles) for no, roles in sorted(told.items())
    )


@read(may=OFFICIALS)
def on_duty(*, place: PlaceCode, hour: datetime | None = None, within: Within, at: datetime) -> OnDuty | None:
    """Return who is on duty for a place at an hour, now if none is named; asked upwards. 当值人员"""
    if within.places is not None and not place.startswith(within.places):
        raise NotHere
    found = hours.keeper_at(place, at=hour or at)
    if found is None:
        return None
    return OnDuty(
        watch=WatchNo(found.no),
        place=PlaceCode(found.place),
        organisation=found.organisation,
        officer=found.kept_by or found.officer,
        leader=found.leader,
        deputy=found.deputy,
        is_begun=found.begun_at is not None and found.begun_at <= (hour or at),
        names=_names([found]),
    )


def verbs(one: Watch, after: Watch | None, *, rostered_by: str | None, by: By, at: datetime) -> tuple[str, ...]:
    """Return what somebody could now do about a watch, the next step first; acts still decide."""
    keeps, leads, is_waiting = by.person in one.seats, by.person == one.leader, one.state == State.ROSTERED
    can_begin = keeps and is_waiting and is_due(one, at)
    takes = one.state == State.OFFERED and after is not None and by.person in after.seats and is_due(after, at)
    speaker = registry.speaker_of(by, at)
    is_leader = speaker is not None and speaker.role == Role.LEADER and speaker.organisation == one.organisation
    cancels = may_cancel(one, rostered_by=rostered_by, is_leader=is_leader, person=by.person)
    open_to = {
        "take": takes,
        "begin": can_begin and kept_beside(one) is None,
        "hand_over": keeps and one.is_kept,
        "note": one.is_kept and (keeps or leads),
        "agree_swap": is_waiting and one.swap_to is not None and by.person not in (one.officer, one.swap_to),
        "refuse_swap": is_waiting and one.swap_to is not None and by.person not in (one.officer, one.swap_to),
        "ask_swap": is_waiting and by.person == one.officer and at < one.until_at,
        "cancel": is_waiting and cancels,
    }
    return tuple(verb for verb, is_open in open_to.items() if is_open)


def _is_whole(one: Watch, after: Watch | None, *, within: Within, by: By) -> bool:
    """Test whether somebody sees all that a watch leaves: he answers for it, or for everything at its place."""
    seats = one.seats | {one.leader, one.kept_by} | (after.seats | {after.leader} if after else frozenset())
    divided = within.organisations is not None or within.persons is not None
    mine = within.departments is None or (one.department is not None and one.department in within.departments)
    return by.person in seats or (mine and not divided)


def seen_among(numbers: Sequence[str], *, within: Within) -> set[str]:
    """Return which of at most five hundred numbers are watches that one sees."""
    return set(_seen(within).filter(no__in=numbers).values_list("no", flat=True))


def _seen(within: Within) -> QuerySet[tables.Watch]:
    """Return the watches that one sees: a roster divides nobody, so that departments see who is on duty beside them."""
    axes = seen(replace(within, departments=None, persons=None), places="place", organisations="organisation")
    return tables.Watch.objects.filter(axes)


def _alike(one: Watch) -> QuerySet[tables.Watch]:
    """Return the watches of the same office at the same place for the same work."""
    office = {"organisation": one.organisation, "place": one.place, "department": one.department}
    return tables.Watch.objects.filter(**office)


def _names(watches: Iterable[Watch], *also: str) -> dict[str, str]:
    each = list(watches)
    told = {no for one in each for no in (one.officer, one.leader, one.deputy, one.kept_by, one.swap_to) if no}
    return registry.names(sorted(told | {no for one in each for no in (one.organisation, one.place)} | set(also)))
