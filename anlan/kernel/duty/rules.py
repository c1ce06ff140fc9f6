"""What may be said of watches: who keeps one, who rests, and that one is on duty until another takes over. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from anlan.kernel.duty import facts
from anlan.kernel.duty.watch import Left, State, Watch
from anlan.kernel.journal.facts import BEIJING, By, Fact, NotHere, OrganisationNo, PersonNo, PlaceCode, Refused, day_of
from anlan.kernel.registry.laws import law
from anlan.kernel.registry.may import Post, Role, Within

TEXT_MOST = 2_000

SAYS = {
    "watch-crossed": ("值班的止时须晚于起时。", "A watch must end after it begins."),
    "watch-long": ("一班最长{hours}小时，请分成两班。", "A watch lasts {hours} hours at most. Make two of it."),
    "watch-past": ("{watch}的时间已过。请排以后的班。", "The time of {watch} is over. Roster later ones."),
    "watch-overlaps": (
        "与已排的{watch}时间重叠，请调整起止。",
        "This overlaps {watch}. Change when it begins or ends.",
    ),
    "on-twice": (
        "{person}在这段时间已排在{watch}。请换人或调整时间。",
        "{person} is on the roster for {watch} in this time. Choose somebody else, or another time.",
    ),
    "no-rest": (
        "{person}值夜班后须休息{hours}小时，{free}以前不能再排班。请换人。",
        "After a night {person} rests for {hours} hours, and is not rostered before {free}. Choose somebody else.",
    ),
    "not-of-office": (
        "{person}当日不在{organisation}任职，不能排班。请选择本单位在岗人员。",
        "{person} holds no post at {organisation} on that day. Choose somebody who does.",
    ),
    "leads-himself": (
        "{person}不能既值班又带班。请另选带班领导。",
        "{person} cannot both keep a watch and lead it. Choose another to lead it.",
    ),
    "not-a-leader": (
        "{person}没有领导岗位，不能带班。请选择领导。",
        "{person} holds no post as a leader, and cannot lead a watch. Choose one who does.",
    ),
    "watch-state": (
        "{watch}现在是“{state}”，不能这样办理。请重新查看。",
        "{watch} is now “{state}”, so this cannot be done. Look at it again to see what can.",
    ),
    "not-your-watch": (
        "{watch}由{officer}值班，请由其办理，或先换班。",
        "{watch} is kept by {officer}. Ask them to do it, or swap first.",
    ),
    "too-early": ("{watch}还没有到时间，{from_at}起可以接班。", "{watch} can be begun from {from_at} on."),
    "take-instead": (
        "{keeper}还在班上（{watch}）。请其交班，您再接班。",
        "{keeper} is still on duty ({watch}). Ask them to hand over, then take over.",
    ),
    "nobody-next": (
        "{watch}之后还没有排班，无法交班。请先排下一班；在此之前您仍在班。",
        "Nobody is rostered after {watch}. Roster the next watch first; until then you are on duty.",
    ),
    "not-next": ("{watch}没有交给您的班次。", "{watch} was not handed over to a watch of yours."),
    "no-words": ("请写明内容，再办理{watch}。", "Write what it is about, then try again with {watch}."),
    "no-swap": ("{watch}没有待同意的换班。", "Nobody asked for a swap of {watch}."),
    "not-the-leader": (
        "{watch}的换班须由带班领导{leader}或本单位其他领导同意，申请人和接替人不得自己同意。",
        "A swap of {watch} takes the word of {leader}, who leads it, or of another leader; never of those who swap.",
    ),
    "swap-yourself": ("{watch}本来就由{person}值班。", "{watch} is kept by {person} already."),
    "swap-uneven": (
        "{watch}不由接替人值班，不能作为交换。请另选一班。",
        "{watch} is not kept by whoever would take yours. Choose another in return.",
    ),
}

WORDS = {
    State.ROSTERED.value: ("已排班", "rostered"),
    State.ON.value: ("在班", "on duty"),
    State.OFFERED.value: ("交班中", "handing over"),
    State.OVER.value: ("已交班", "handed over"),
    State.CANCELLED.value: ("已取消", "cancelled"),
    Left.CALL.value: ("叫应未办结", "call still open"),
    Left.LAPSED.value: ("本班内逾期", "lapsed in this watch"),
    Left.RAISED.value: ("本班内上报", "raised in this watch"),
    Left.DUE.value: ("即将到期", "comes due"),
    Left.TASK.value: ("任务未办结", "task still open"),
}


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


def roster(rows: Sequence[NewWatch], *, numbers: Sequence[str], around: Around, at: datetime) -> list[Fact]:
    """Put watches on the roster of one's own office; nobody keeps two at once, or one without rest after a night."""
    known = list(around.watches)
    for no, new in zip(numbers, rows, strict=True):
        _must_be_ours(new, around)
        watch = Watch(no=no, **vars(new))
        _must_be_timely(watch, at)
        _must_be_manned(watch, around.insiders.get(new.organisation, {}))
        _must_be_alone(watch, known)
        for person in sorted(watch.seats):
            must_rest(person, watch, known)
        known.append(watch)
    columns = ("organisation", "place", "department", "officer", "leader", "from_at", "until_at")
    told: dict[str, Any] = {f"{column}s": tuple(getattr(new, column) for new in rows) for column in columns}
    deputies = tuple(new.deputy for new in rows)
    return [facts.WatchesRostered(watches=tuple(numbers), deputies=deputies, **told)]


def cancel(watch: Watch, *, why: str) -> list[Fact]:
    """Take a watch that nobody has begun off the roster, and say why."""
    _must_be(watch, State.ROSTERED)
    _must_say(watch, why)
    return [facts.WatchCancelled(watch=watch.no, why=why)]


def ask_swap(
    watch: Watch, *, to: str, in_return: Watch | None, why: str, around: Around, by: By, at: datetime
) -> list[Fact]:
    """Ask that somebody else keep one's watch, perhaps for one of his; both rest as they must."""
    _must_be(watch, State.ROSTERED)
    if by.person != watch.officer:
        raise Refused("not-your-watch", watch=watch.no, officer=watch.officer)
    _must_say(watch, why)
    must_fit_swap(watch, to=to, in_return=in_return, around=around, at=at)
    returned = in_return.no if in_return else None
    return [facts.SwapAsked(watch=watch.no, former=watch.officer, to=to, in_return=returned, why=why)]


def agree_swap(watch: Watch, *, in_return: Watch | None, around: Around, by: By, at: datetime) -> list[Fact]:
    """Agree to a swap, as who leads the watch: never for oneself, and only while it still fits."""
    _must_be(watch, State.ROSTERED)
    to = _must_lead(watch, around, by)
    must_fit_swap(watch, to=to, in_return=in_return, around=around, at=at)
    return [facts.SwapAgreed(watch=watch.no, former=watch.officer, to=to, in_return=watch.swap_return)]


def refuse_swap(watch: Watch, *, why: str, around: Around, by: By) -> list[Fact]:
    """Let a watch be kept as the roster has it, and say why."""
    _must_lead(watch, around, by)
    _must_say(watch, why)
    return [facts.SwapRefused(watch=watch.no, why=why)]


def begin(watch: Watch, *, on_duty: Watch | None, by: By, at: datetime) -> list[Fact]:
    """Begin a watch where nobody is on duty; whoever is, hands over instead."""
    _must_be(watch, State.ROSTERED)
    _must_keep(watch, by)
    _must_be_due(watch, at)
    if on_duty:
        raise Refused("take-instead", watch=on_duty.no, keeper=on_duty.kept_by or on_duty.officer)
    return [facts.WatchBegun(watch=watch.no, officer=by.person)]


def hand_over(watch: Watch, *, following: Watch | None, text: str, equipment: str, by: By) -> list[Fact]:
    """Hand over to the next watch; until somebody takes it, the giver is on duty. It may be handed over anew."""
    _must_be(watch, State.ON, State.OFFERED)
    _must_keep(watch, by)
    if following is None:
        raise Refused("nobody-next", watch=watch.no)
    _must_be(following, State.ROSTERED)
    if _office(following) != _office(watch):
        raise NotHere
    said = {"text": text.strip(), "equipment": equipment.strip()}
    return [facts.WatchOffered(watch=watch.no, next=following.no, to=following.officer, **said)]


def list_left(
    watch: Watch, left: Sequence[tuple[str, Left]], *, more: int, filed: int, struck: int, overdue: int
) -> list[Fact]:
    """List what a watch leaves to the next, as the house finds it: no giver leaves anything out."""
    items, whys = tuple(no for no, _ in left), tuple(why.value for _, why in left)
    counted = {"more": more, "filed": filed, "struck": struck, "overdue": overdue}
    return [facts.HandOverListed(watch=watch.no, items=items, whys=whys, **counted)]


def take(watch: Watch, *, following: Watch | None, text: str, by: By) -> list[Fact]:
    """Take over from whoever is on duty: from this moment on it is one's own."""
    _must_be(watch, State.OFFERED)
    if following is None or by.person not in following.seats:
        raise Refused("not-next", watch=watch.no)
    _must_be(following, State.ROSTERED)
    return [facts.WatchTaken(watch=watch.no, next=following.no, officer=by.person, text=text.strip())]


def note(watch: Watch, *, text: str, by: By) -> list[Fact]:
    """Write down what happened, while one is on duty or leads the watch."""
    _must_be(watch, State.ON, State.OFFERED)
    if by.person != watch.leader:
        _must_keep(watch, by)
    _must_say(watch, text)
    return [facts.WatchNoted(watch=watch.no, text=text.strip()[:TEXT_MOST])]


def must_fit_swap(watch: Watch, *, to: str, in_return: Watch | None, around: Around, at: datetime) -> None:
    """Raise Refused where another cannot keep a watch, or one's own rest would be broken by what one gets for it."""
    insiders = around.insiders.get(watch.organisation, {})
    if to in watch.seats:
        raise Refused("swap-yourself", watch=watch.no, person=to)
    if in_return and (in_return.officer != to or in_return.state != State.ROSTERED or in_return.until_at <= at):
        raise Refused("swap-uneven", watch=in_return.no)
    swapped = {watch.no: replace(watch, officer=to)}
    if in_return:
        swapped[in_return.no] = replace(in_return, officer=watch.officer)
    others = [one for one in around.watches if one.no not in swapped]
    for one in swapped.values():
        _must_be_timely(one, at)
        _must_be_manned(one, insiders)
        rest = [other for other in swapped.values() if other.no != one.no]
        must_rest(one.officer, one, [*others, *rest])


def must_rest(person: str, watch: Watch, known: Iterable[Watch]) -> None:
    """Raise Refused where somebody would keep two watches at once, or one in the hours of rest after a night."""
    for other in known:
        if other.no == watch.no or person not in other.seats or other.state == State.CANCELLED:
            continue
        first, second = sorted((other, watch), key=lambda one: (one.from_at, one.no))
        if second.from_at < first.until_at:
            raise Refused("on-twice", person=person, watch=other.no)
        if second.from_at < (free := free_at(first)):
            hours = int((free - first.until_at).total_seconds() // 3600)
            raise Refused("no-rest", person=person, hours=str(hours), free=_shown(free))


def _must_be_ours(new: NewWatch, around: Around) -> None:
    speaker = around.speaker
    seen = around.within.covers(
        place=new.place, department=new.department, organisation=new.organisation, person=new.officer
    )
    if speaker is None or speaker.organisation != new.organisation or not seen:
        raise NotHere


def _must_be_timely(watch: Watch, at: datetime) -> None:
    if watch.until_at <= watch.from_at:
        raise Refused("watch-crossed")
    hours = law("duty#watch-hours-most", on=day_of(watch.from_at))
    if watch.until_at - watch.from_at > timedelta(hours=hours):
        raise Refused("watch-long", hours=str(hours))
    if watch.until_at <= at:
        raise Refused("watch-past", watch=watch.no)


def _must_be_manned(watch: Watch, insiders: Mapping[str, Collection[str]]) -> None:
    for person in (watch.officer, watch.leader, watch.deputy):
        if person is not None and person not in insiders:
            raise Refused("not-of-office", person=person, organisation=watch.organisation)
    if watch.leader in watch.seats:
        raise Refused("leads-himself", person=watch.leader)
    if Role.LEADER not in insiders[watch.leader]:
        raise Refused("not-a-leader", person=watch.leader)


def _must_be_alone(watch: Watch, known: Iterable[Watch]) -> None:
    """Let one office keep one watch at a time for the same work at a place."""
    for other in known:
        is_same = _office(other) == _office(watch) and other.state != State.CANCELLED
        if is_same and other.from_at < watch.until_at and watch.from_at < other.until_at:
            raise Refused("watch-overlaps", watch=other.no)


def _must_lead(watch: Watch, around: Around, by: By) -> str:
    """Return to whom a watch is to go, if the speaker leads there and is neither of the two."""
    if watch.swap_to is None:
        raise Refused("no-swap", watch=watch.no)
    leads = by.person == watch.leader or Role.LEADER in around.insiders.get(watch.organisation, {}).get(by.person, ())
    if not leads or by.person in (watch.officer, watch.swap_to):
        raise Refused("not-the-leader", watch=watch.no, leader=watch.leader)
    return watch.swap_to


def _must_keep(watch: Watch, by: By) -> None:
    if by.person not in watch.seats:
        raise Refused("not-your-watch", watch=watch.no, officer=watch.officer)


def _must_be_due(watch: Watch, at: datetime) -> None:
    if watch.until_at <= at:
        raise Refused("watch-past", watch=watch.no)
    opens = watch.from_at - timedelta(minutes=law("duty#minutes-early", on=day_of(at)))
    if at < opens:
        raise Refused("too-early", watch=watch.no, from_at=_shown(opens))


def _must_be(watch: Watch, *states: State) -> None:
    if watch.state not in states:
        raise Refused("watch-state", watch=watch.no, state=watch.state)


def _must_say(watch: Watch, text: str) -> None:
    if not text.strip():
        raise Refused("no-words", watch=watch.no)


def _office(watch: Watch) -> tuple[str, str, str | None]:
    return watch.organisation, watch.place, watch.department


def _shown(at: datetime) -> str:
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
