"""What must hold before something is said of a watch, and the hours of nights, rest and offices. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from anlan.kernel.duty.watch import State, Watch
from anlan.kernel.journal.facts import BEIJING, By, NotHere, OrganisationNo, PersonNo, PlaceCode, Refused, day_of
from anlan.kernel.registry.laws import law, rest
from anlan.kernel.registry.may import Post, Role, Within


class Reason(StrEnum):
    """Why somebody is asked about a matter at an hour."""

    HOLDER = "holder"
    DEPUTY = "post-deputy"
    ON_DUTY = "keeps-watch"
    HEAD = "leads-place"
    UNIT = "of-the-unit"


class WhyNot(StrEnum):
    """Why somebody who would answer is not there."""

    AWAY = "away"
    RESTING = "resting"
    NOT_COME = "not-come"


class Absence(StrEnum):
    """For which sort of reason somebody is away: no more of it is kept."""

    LEAVE = "on-leave"
    TRIP = "on-a-trip"
    COURSE = "on-a-course"
    OTHER = "otherwise-away"


@dataclass(frozen=True, kw_only=True)
class NewWatch:
    """A watch as it is to be put on the roster."""

    organisation: OrganisationNo
    place: PlaceCode
    officer: PersonNo
    leader: PersonNo
    from_at: datetime
    until_at: datetime
    deputy: PersonNo | None = None
    department: str | None = None


@dataclass(frozen=True, kw_only=True)
class Night:
    """What a day of the packs says of nights and of the rest after one."""

    from_hour: int
    until_hour: int
    least: timedelta
    rest: timedelta


@dataclass(frozen=True, kw_only=True)
class Around:
    """What is on the roster already about the time of which somebody speaks, and who is in which post."""

    watches: Sequence[Watch]
    insiders: Mapping[str, Mapping[str, Collection[str]]]  # unit -> person -> roles
    away: Sequence[tuple[str, datetime, datetime]]  # who is away, from when to when
    within: Within
    speaker: Post | None


def night(on: date) -> Night:
    """Return what counts as night duty on a day, and how long one rests after it."""
    return Night(
        from_hour=law("duty#night-from-hour", on=on),
        until_hour=law("duty#night-until-hour", on=on),
        least=timedelta(hours=law("duty#night-hours-least", on=on)),
        rest=timedelta(hours=law("duty#rest-hours-after-night", on=on)),
    )


def at_night(from_at: datetime, until_at: datetime, told: Night) -> timedelta:
    """Return how much of a span lies in the hours of the night, in Beijing."""
    whole, day = timedelta(), from_at.astimezone(BEIJING).date() - timedelta(days=1)
    while (begins := datetime(day.year, day.month, day.day, told.from_hour, tzinfo=BEIJING)) < until_at:
        ends = begins + timedelta(hours=(told.until_hour - told.from_hour) % 24)
        whole += max(timedelta(), min(ends, until_at) - max(begins, from_at))
        day += timedelta(days=1)
    return whole


def free_at(watch: Watch) -> datetime:
    """Return from when on who kept a watch may keep the next: at once, or after the rest that follows a night."""
    told = night(day_of(watch.from_at))
    is_night = at_night(watch.from_at, watch.until_at, told) >= told.least
    return watch.until_at + (told.rest if is_night else timedelta())


def is_office_hour(at: datetime) -> bool:
    """Test whether offices work at a moment: on a day on which they do not rest, in the hours of the packs."""
    here = at.astimezone(BEIJING)
    on = here.date()
    begins, ends = law("duty#office-from-hour", on=on), law("duty#office-until-hour", on=on)
    return rest(on) is None and begins <= here.hour < ends


def must_fit_swap(watch: Watch, *, to: str, in_return: Watch | None, around: Around, at: datetime) -> None:
    """Raise Refused where another cannot keep a watch, or one's own rest would be broken by what one gets for it."""
    insiders = around.insiders.get(watch.organisation, {})
    if to in watch.seats:
        raise Refused("swap-yourself", watch=called(watch), person=to)
    if in_return and (in_return.officer != to or in_return.state != State.ROSTERED or in_return.until_at <= at):
        raise Refused("swap-uneven", watch=called(in_return))
    swapped = {watch.no: replace(watch, officer=to)}
    if in_return:
        swapped[in_return.no] = replace(in_return, officer=watch.officer)
    others = [one for one in around.watches if one.no not in swapped]
    for one in swapped.values():
        must_be_timely(one, at)
        must_be_manned(one, insiders)
        exchanged = [other for other in swapped.values() if other.no != one.no]
        must_rest(one.officer, one, [*others, *exchanged])
        must_be_there(one.officer, one, around.away)


def must_rest(person: str, watch: Watch, known: Iterable[Watch]) -> None:
    """Raise Refused where somebody would keep two watches at once, or one in the hours of rest after a night."""
    for other in known:
        if other.no == watch.no or person not in other.seats or other.state == State.CANCELLED:
            continue
        first, second = sorted((other, watch), key=lambda one: (one.from_at, one.no))
        if second.from_at < first.until_at:
            raise Refused("on-twice", person=person, watch=called(other))
        if second.from_at < (free := free_at(first)):
            hours = int((free - first.until_at).total_seconds() // 3600)
            raise Refused("no-rest", person=person, hours=str(hours), free=shown(free))


def must_be_there(person: str, watch: Watch, away: Sequence[tuple[str, datetime, datetime]]) -> None:
    for who, from_at, until_at in away:
        if who == person and from_at < watch.until_at and watch.from_at < until_at:
            raise Refused("is-away", person=person, until=shown(until_at))


def must_be_ours(new: NewWatch, around: Around) -> None:
    speaker = around.speaker
    seen = around.within.covers(
        place=new.place, department=new.department, organisation=new.organisation, person=new.officer
    )
    if speaker is None or speaker.organisation != new.organisation or not seen:
        raise NotHere


def must_be_timely(watch: Watch, at: datetime) -> None:
    if watch.until_at <= watch.from_at:
        raise Refused("watch-crossed")
    hours = law("duty#watch-hours-most", on=day_of(watch.from_at))
    if watch.until_at - watch.from_at > timedelta(hours=hours):
        raise Refused("watch-long", hours=str(hours))
    if watch.until_at <= at:
        raise Refused("watch-past", watch=called(watch))


def must_be_manned(watch: Watch, insiders: Mapping[str, Collection[str]]) -> None:
    for person in (watch.officer, watch.leader, watch.deputy):
        if person is not None and person not in insiders:
            raise Refused(
                "not-of-office", organisation=watch.organisation
            )  # who it is, nobody is told of another office
    if watch.leader in watch.seats:
        raise Refused("leads-himself", person=watch.leader)
    if Role.LEADER not in insiders[watch.leader]:
        raise Refused("not-a-leader", person=watch.leader)


def must_be_alone(watch: Watch, known: Iterable[Watch]) -> None:
    """Let one office keep one watch at a time for the same work at a place."""
    for other in known:
        is_same = office(other) == office(watch) and other.state != State.CANCELLED
        if is_same and other.from_at < watch.until_at and watch.from_at < other.until_at:
            raise Refused("watch-overlaps", watch=called(other))


def must_lead(watch: Watch, around: Around, by: By) -> str:
    """Return to whom a watch is to go, if the speaker leads there and is neither of the two."""
    if watch.swap_to is None:
        raise Refused("no-swap", watch=called(watch))
    leads = by.person == watch.leader or Role.LEADER in around.insiders.get(watch.organisation, {}).get(by.person, ())
    if not leads or by.person in (watch.officer, watch.swap_to):
        raise Refused("not-the-leader", watch=called(watch), leader=watch.leader)
    return watch.swap_to


def must_keep(watch: Watch, by: By) -> None:
    if by.person not in watch.seats:
        raise Refused("not-your-watch", watch=called(watch), officer=watch.officer)


def must_be_due(watch: Watch, at: datetime) -> None:
    if watch.until_at <= at:
        raise Refused("watch-past", watch=called(watch))
    if at < (opens := opens_at(watch, at)):
        raise Refused("too-early", watch=called(watch), from_at=shown(opens))


def is_due(watch: Watch, at: datetime) -> bool:
    """Test whether a watch may be begun or taken at a moment."""
    return opens_at(watch, at) <= at < watch.until_at


def opens_at(watch: Watch, at: datetime) -> datetime:
    """Return from when on a watch may be begun or taken."""
    return watch.from_at - timedelta(minutes=law("duty#minutes-early", on=day_of(at)))


def may_cancel(watch: Watch, *, rostered_by: str | None, is_leader: bool, person: str) -> bool:
    """Test whether somebody of the office may take a watch off the roster: it is his own, or he is who rosters."""
    return is_leader or person in (watch.officer, rostered_by)


def must_be(watch: Watch, *states: State) -> None:
    if watch.state not in states:
        raise Refused("watch-state", watch=called(watch), state=watch.state)


def must_say(watch: Watch, text: str) -> None:
    if not text.strip():
        raise Refused("no-words", watch=called(watch))


def office(watch: Watch) -> tuple[str, str, str | None]:
    return watch.organisation, watch.place, watch.department


def shown(at: datetime) -> str:
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}"


def called(watch: Watch) -> str:
    """Say which watch is meant as people know it, by its day and its hours: its number stands on no page."""
    begins, ends = (at.astimezone(BEIJING) for at in (watch.from_at, watch.until_at))
    return f"{begins:%m-%d %H:%M}–{ends:%H:%M}"
