"""Who answers at an hour: the holder of a post or, where he is away or rests, his deputy; who is on duty; who leads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet

from anlan.kernel.duty import tables
from anlan.kernel.duty.musts import Reason, WhyNot, free_at, is_office_hour
from anlan.kernel.duty.watch import State, Watch
from anlan.kernel.ground import reads as ground
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.acts import read
from anlan.kernel.journal.facts import NotHere, PlaceCode, PostNo, SiteNo, day_of
from anlan.kernel.registry import laws
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.facts import PostsEnded, PostsFilled
from anlan.kernel.registry.laws import and_above
from anlan.kernel.registry.may import OF_AN_ORGANISATION, OFFICIALS, Role, Within, entered_late
from anlan.kernel.registry.rules import HEAD, Tenure, nearest
from anlan.kernel.registry.tables import Post as Posts
from anlan.kernel.registry.tables import Site
from anlan.rooms import kinds

LONGEST = timedelta(days=3)  # a watch and the rest after it are over by then
SUPERVISION = "supervision"
PLACEHOLDERS = 500


def parts(numbers: Iterable[str]) -> Iterator[list[str]]:
    """Yield as many numbers at a time as a question bears."""
    rest = iter(numbers)
    while part := list(islice(rest, PLACEHOLDERS)):
        yield part


@dataclass(frozen=True, kw_only=True)
class Reached:
    """One of those who can be reached about a matter: why he, and whether he is there at that hour."""

    person: str
    name: str
    title: str
    organisation: str
    place: PlaceCode
    reason: Reason
    why_not: WhyNot | None
    until: datetime | None  # when he is there again


@dataclass(frozen=True, kw_only=True)
class Answering:
    """Who answers for a matter at a place at an hour, in the order in which to ask; the first who is there answers."""

    place: PlaceCode
    matter: str
    department: str | None
    hour: datetime
    is_office_hour: bool
    people: tuple[Reached, ...]

    @property
    def first(self) -> Reached | None:
        """Return the first who is there."""
        return next((one for one in self.people if one.why_not is None), None)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Who answers for one matter and department at a place on a day; nobody where `post` is none."""

    matter: str
    department: str | None
    post: PostNo | None
    place: PlaceCode | None  # of the post: above, where nobody answers here
    organisation: str | None
    title: str
    person: str | None
    deputy: str | None
    entered_on: date | None  # where the holder was entered only after that day


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The responsibility sheet of a place on a day: a line for each matter and department, those without a name too."""

    place: PlaceCode
    path: tuple[str, ...]
    on: date
    cells: tuple[Cell, ...]
    empty: int
    names: dict[str, str]


def keeper_at(place: str, *, at: datetime) -> Watch | None:
    """Return the watch that is kept for all the work at a place at an hour: here or, where none is, nearest above.

    Where nobody came yet, the one that the roster has for that hour. Who began goes before whom the roster names.
    """
    return keepers_at([place], at=at).get(place)


def keepers_at(places: Iterable[str], *, at: datetime) -> dict[str, Watch]:
    """Return the watch that is kept at each of these places at an hour, there or nearest above, where one is."""
    above = {place: and_above(place) for place in places}
    came = Q(begun_at__lte=at) & (Q(ended_at__isnull=True) | Q(ended_at__gt=at))
    due = Q(from_at__lte=at, until_at__gt=at, begun_at__isnull=True) & ~Q(state=State.CANCELLED)
    kept: dict[str, Watch] = {}
    for part in parts(sorted({code for codes in above.values() for code in codes})):
        here = tables.Watch.objects.filter(came | due, place__in=part, department=None)
        for one in sorted(tables.watches_of(here), key=lambda one: (one.begun_at is not None, one.from_at, one.no)):
            kept[one.place] = one
    nearest = {place: next((kept[code] for code in codes if code in kept), None) for place, codes in above.items()}
    return {place: watch for place, watch in nearest.items() if watch}


def deputy_of(post: str, *, on: date) -> str | None:
    """Return who was named to answer where the holder of a post is away, on a day."""
    rows = tables.Deputy.objects.filter(registry.valid(on), post=post)
    return rows.order_by("-from_on").values_list("deputy", flat=True).first()


def why_not(person: str, *, at: datetime) -> tuple[WhyNot, datetime] | None:
    """Return why somebody is not there at an hour, and until when: away, or resting after a night."""
    away = tables.Away.objects.filter(person=person, from_at__lte=at, until_at__gt=at)
    last: Any = away.order_by("-until_at").first()
    if last:
        return WhyNot.AWAY, last.until_at
    kept = tables.Watch.objects.filter(kept_by=person, ended_at__lte=at, ended_at__gt=at - LONGEST)
    for one in tables.watches_of(kept.order_by("-ended_at", "no")):
        ended = replace(one, until_at=one.ended_at or one.until_at)
        if at < (free := free_at(ended)):
            return WhyNot.RESTING, free
    return None


def away_near(people: Iterable[str], begins: datetime, ends: datetime) -> list[tuple[str, datetime, datetime]]:
    """Return who of these people is away in a time, from when to when."""
    rows = tables.Away.objects.filter(person__in=sorted(people), from_at__lt=ends, until_at__gt=begins)
    told: Iterable[Any] = rows.order_by("person", "from_at").values_list("person", "from_at", "until_at")
    return list(told)


def who_stands_in(post: Tenure, *, at: datetime) -> str:
    """Return who answers by a post at a moment: its holder or, while he is away, a deputy who is not."""
    gone = why_not(post.person, at=at)
    return _deputy_there(post.no, but=post.person, at=at) if gone and gone[0] == WhyNot.AWAY else post.person


def who_stand_in(holders: Mapping[str, str], *, at: datetime) -> dict[str, str]:
    """Return who answers by each of these posts, given by its holder, at a moment."""
    away = set(tables.Away.objects.filter(from_at__lte=at, until_at__gt=at).values_list("person", flat=True))
    instead = {no: _deputy_there(no, but=one, at=at) for no, one in holders.items() if one in away} if away else {}
    return {**holders, **instead}


@read(may=OFFICIALS)
def answering(
    *,
    place: PlaceCode | None = None,
    site: SiteNo | None = None,
    matter: str = "danger",
    department: str | None = None,
    hour: datetime | None = None,
    within: Within,
    at: datetime,
) -> Answering:
    """Return who answers for a matter at a place or site at an hour, now if none is named. 此刻谁负责"""
    told, unit = _where(place, site)
    if within.places is not None and not told.startswith(within.places):
        raise NotHere
    asked = hour or at
    is_open = is_office_hour(asked)
    holders = list(_holders(told, matter, department, asked))
    keeper = list(_keeper(told, asked))
    first = [*holders, *keeper] if is_open else [*keeper, *holders]
    heads = [] if matter == HEAD else list(_holders(told, HEAD, department, asked))
    watching = list(_watching(site, asked)) if site else []
    people = [*watching, *first, *heads, *(_of_the_unit(unit, asked) if unit and not watching else ())]
    return Answering(
        place=PlaceCode(told),
        matter=matter,
        department=department,
        hour=asked,
        is_office_hour=is_open,
        people=tuple(_named(_once(people))),
    )


@read(may=OFFICIALS)
def sheet(*, place: PlaceCode, on: date | None = None, within: Within, at: datetime) -> Sheet:
    """Return who answers for each matter and department at a place on a day, and for which nobody does. 责任表"""
    day = on or day_of(at)
    if within.places is not None and not place.startswith(within.places):
        raise NotHere
    if registry.place(place, on=day) is None:
        raise NotHere
    answering = _answering_at(place, on=day)
    entered = _entered_late(answering, day) if day < day_of(at) else {}
    duties = _duties(answering, within)
    cells = tuple(_cell(matter, department, answering, day, entered) for matter, department in duties)
    told = {no for cell in cells for no in (cell.person, cell.deputy, cell.place) if no}
    return Sheet(
        place=place,
        path=registry.path_of(place, on=day),
        on=day,
        cells=cells,
        empty=sum(cell.post is None for cell in cells),
        names=registry.names(sorted(told)),
    )


def _deputy_there(post: str, *, but: str, at: datetime) -> str:
    """Return the deputy of a post if he is there, and else `but` its holder after all."""
    deputy = deputy_of(post, on=day_of(at))
    return deputy if deputy and why_not(deputy, at=at) is None else but


def _answering_at(place: str, *, on: date) -> list[Tenure]:
    """Return the posts that answer for something at a place or above it."""
    rows = Posts.objects.filter(registry.valid(on))
    rows = rows.filter(place__in=and_above(place)).exclude(matter=None).exclude(role__in=OF_AN_ORGANISATION)
    return _tenures(rows)


def _duties(answering: Iterable[Tenure], within: Within) -> Iterator[tuple[str, str | None]]:
    """Yield what is to be answered for: who leads and presses, then each kind that there is in each department."""
    yield HEAD, None
    yield SUPERVISION, None
    moved = dict.fromkeys([*kinds(), *(str(post.matter) for post in answering)])
    for matter in (one for one in moved if one not in (HEAD, SUPERVISION)):
        for department in laws.codes("departments"):
            if within.departments is None or department in within.departments:
                yield matter, department


def _entered_late(answering: Iterable[Tenure], on: date) -> dict[str, date]:
    """Return by post when its holder of a day was entered, where that was only after it."""
    told = {post.no: entered_late(post, _said_of(post.no), on=on) for post in answering}
    return {no: day for no, day in told.items() if day}


def _said_of(post: str) -> Iterator[tuple[date, Tenure | date]]:
    """Yield what was said of a post, in order, each with the day on which it was said."""
    for line in journal.lines_about(post):
        day, fact = day_of(line.recorded_at), line.fact
        if isinstance(fact, PostsEnded):
            yield from ((day, until_on) for no, until_on in zip(fact.posts, fact.until_on, strict=True) if no == post)
        elif isinstance(fact, PostsFilled):
            yield from ((day, _tenure(fact, n)) for n, no in enumerate(fact.posts) if no == post)


def _tenure(said: PostsFilled, n: int) -> Tenure:
    """Return how one of the posts of an entry was filled by it."""
    return Tenure(
        no=said.posts[n],
        role=said.roles[n],
        title=said.titles[n],
        person=said.persons[n],
        organisation=said.organisations[n],
        place=said.places[n],
        department=said.departments[n],
        matter=said.matters[n],
        from_on=said.from_on[n],
        until_on=said.until_on[n],
    )


def _cell(
    matter: str, department: str | None, answering: Iterable[Tenure], on: date, entered: Mapping[str, date]
) -> Cell:
    post = nearest((one for one in answering if one.matter == matter), department=department)
    return Cell(
        matter=matter,
        department=department,
        post=PostNo(post.no) if post else None,
        place=PlaceCode(post.place) if post else None,
        organisation=post.organisation if post else None,
        title=post.title if post else "",
        person=post.person if post else None,
        deputy=deputy_of(post.no, on=on) if post else None,
        entered_on=entered.get(post.no) if post else None,
    )


def _where(place: str | None, site: str | None) -> tuple[str, str | None]:
    """Return of which place is asked, and of which unit where a site is. Raises NotHere where neither is known."""
    if site:
        found = Site.objects.filter(no=site).values_list("place", "organisation").first()
        if found is None:
            raise NotHere
        return found
    if not place:
        raise NotHere
    return place, None


def _watching(site: str, at: datetime) -> Iterator[Reached]:
    """Yield who holds the post by which a zone is watched, and his deputy; nobody of any other site."""
    if no := ground.watched(at).get(SiteNo(site)):
        yield from _of_post(registry.post(no, on=day_of(at)), Reason.HOLDER, at)


def _holders(place: str, matter: str, department: str | None, at: datetime) -> Iterator[Reached]:
    """Yield who holds the post that answers, and his deputy."""
    reason = Reason.HEAD if matter == HEAD else Reason.HOLDER
    yield from _of_post(registry.post_for(place=place, matter=matter, department=department, on=day_of(at)), reason, at)


def _of_post(post: Tenure | None, reason: Reason, at: datetime) -> Iterator[Reached]:
    if post is None:
        return
    yield _reached(post.person, post, reason, at)
    if deputy := deputy_of(post.no, on=day_of(at)):
        yield _reached(deputy, post, Reason.DEPUTY, at)


def _keeper(place: str, at: datetime) -> Iterator[Reached]:
    keeper = keeper_at(place, at=at)
    if keeper is None:
        return
    for person in dict.fromkeys(filter(None, (keeper.kept_by, keeper.officer, keeper.deputy))):
        came = keeper.begun_at is not None and keeper.begun_at <= at
        yield Reached(
            person=person,
            name=person,
            title="",
            organisation=keeper.organisation,
            place=PlaceCode(keeper.place),
            reason=Reason.ON_DUTY,
            why_not=None if came and person == keeper.kept_by else WhyNot.NOT_COME,
            until=None,
        )


def _of_the_unit(unit: str, at: datetime) -> Iterator[Reached]:
    """Yield who looks after safety in a unit itself."""
    day = day_of(at)
    rows = Posts.objects.filter(registry.valid(day), organisation=unit)
    for post in _tenures(rows.filter(role=Role.ENTERPRISE)):
        yield _reached(post.person, post, Reason.UNIT, at)


def _tenures(rows: QuerySet[Posts]) -> list[Tenure]:
    told: Iterable[Any] = rows.order_by("no", "from_on").values()
    return [Tenure(**row) for row in told]


def _reached(person: str, post: Tenure, reason: Reason, at: datetime) -> Reached:
    gone = None if post.role in OF_AN_ORGANISATION else why_not(person, at=at)
    return Reached(
        person=person,
        name=person,
        title=post.title,
        organisation=post.organisation,
        place=PlaceCode(post.place),
        reason=reason,
        why_not=gone[0] if gone else None,
        until=gone[1] if gone else None,
    )


def _once(people: Iterable[Reached]) -> list[Reached]:
    """Return each person once, for the first reason for which he is there, or the first at all."""
    found: dict[str, Reached] = {}
    for one in people:
        if one.person not in found or (found[one.person].why_not and not one.why_not):
            found[one.person] = one
    return list(found.values())


def _named(people: list[Reached]) -> Iterator[Reached]:
    names = registry.names(sorted({no for one in people for no in (one.person, one.organisation)}))
    for one in people:
        yield replace(one, name=names[one.person], organisation=names[one.organisation])
