"""What may be said of watches: who keeps one, who rests, and that one is on duty until another takes over. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from anlan.kernel.duty import facts
from anlan.kernel.duty.musts import (
    Absence,
    Around,
    NewWatch,
    Reason,
    WhyNot,
    called,
    is_due,
    may_cancel,
    must_be,
    must_be_alone,
    must_be_due,
    must_be_manned,
    must_be_ours,
    must_be_there,
    must_be_timely,
    must_fit_swap,
    must_keep,
    must_lead,
    must_rest,
    must_say,
    office,
)
from anlan.kernel.duty.watch import Left, State, Watch
from anlan.kernel.journal.facts import By, Fact, NotHere, Refused
from anlan.kernel.registry.may import Post, Role
from anlan.kernel.registry.rules import Tenure

TEXT_MOST = 2_000

SAYS = {
    "watch-crossed": ("值班的止时须晚于起时。", "A watch must end after it begins."),
    "watch-long": ("一班最长{hours}小时，请分成两班。", "A watch lasts {hours} hours at most. Make two of it."),
    "watch-past": ("{watch}的时间已过。请排以后的班。", "The time of {watch} is over. Roster later ones."),
    "watch-overlaps": (
        "与已排的一班（{watch}）时间重叠，请调整起止。",
        "This overlaps the watch of {watch}. Change when it begins or ends.",
    ),
    "on-twice": (
        "{person}在这段时间已排了班（{watch}）。请换人或调整时间。",
        "{person} is on the roster for {watch} in this time. Choose somebody else, or another time.",
    ),
    "no-rest": (
        "{person}值夜班后须休息{hours}小时，{free}以前不能再排班。请换人。",
        "After a night {person} rests for {hours} hours, and is not rostered before {free}. Choose somebody else.",
    ),
    "not-of-office": (
        "所选的人当日不在{organisation}任职，不能排班。请选择本单位在岗人员。",
        "Whoever was chosen holds no post at {organisation} on that day. Choose somebody who does.",
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
    "not-first": (
        "{watch}只能交给本单位紧接的一班（{first}），或已到时间的班。",
        "{watch} is handed over to the very next watch ({first}), or to one whose time has come.",
    ),
    "not-yours-to-cancel": (
        "{watch}由{officer}值班，只能由本人、排班人或本单位领导取消。不能到岗的，请申请换班。",
        "{watch} is kept by {officer}: they, whoever put it on the roster, or a leader of the office cancels it.",
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
    "not-your-post": (
        "{post}由{person}任职，B角由其本人或本单位领导明确。",
        "{post} is held by {person}: they, or a leader of the office, name the deputy.",
    ),
    "deputy-days": (
        "{post}的B角须自今天或以后起，止期晚于起期。",
        "A deputy for {post} begins today or later, and ends after that.",
    ),
    "deputy-himself": ("{person}不能做自己的B角。", "{person} cannot be his own deputy."),
    "deputy-unfit": (
        "所选的人不能做{post}的B角：须在本单位任同样角色的岗位，范围不小于该岗位。",
        "Whoever was chosen cannot stand in for {post}: that takes a post of the same role and office, as wide.",
    ),
    "away-crossed": ("外出的止时须晚于起时和现在。", "To be away must end after it begins, and after now."),
    "away-on-watch": (
        "{person}在这段时间排有班（{watch}），请先换班。",
        "{person} is on the roster for {watch} in this time. Swap it first.",
    ),
    "not-away": ("{person}现在没有外出报备。", "Nothing says that {person} is away now."),
    "is-away": (
        "{person}报备外出至{until}，不能排班。请换人。",
        "{person} is away until {until}. Choose somebody else.",
    ),
    "swap-uneven": (
        "{watch}不由接替人值班，不能作为交换。请另选一班。",
        "{watch} is not kept by whoever would take yours. Choose another in return.",
    ),
}

WORDS = {
    Reason.HOLDER.value: ("责任人", "holds the post"),
    Reason.DEPUTY.value: ("B角", "deputy of the post"),
    Reason.ON_DUTY.value: ("值班", "on duty"),
    Reason.HEAD.value: ("属地主要负责人", "head of the place"),
    Reason.UNIT.value: ("单位自管", "of the unit itself"),
    WhyNot.AWAY.value: ("外出", "away"),
    WhyNot.RESTING.value: ("夜班后休息", "resting after a night"),
    WhyNot.NOT_COME.value: ("未上岗", "has not come"),
    Absence.LEAVE.value: ("休假", "on leave"),
    Absence.TRIP.value: ("出差", "on a trip"),
    Absence.COURSE.value: ("学习培训", "on a course"),
    Absence.OTHER.value: ("其他", "otherwise away"),
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


def name_deputy(
    post: Tenure,
    *,
    deputy: str | None,
    posts: Sequence[Post],
    from_on: date,
    until_on: date | None,
    speaker: Post | None,
    today: date,
) -> list[Fact]:
    """Name who answers where the holder of a post is away: one of the office who could hold it: no right grows."""
    if speaker is None or speaker.organisation != post.organisation:
        raise NotHere
    if speaker.role != Role.LEADER and speaker.person != post.person:
        raise Refused("not-your-post", post=post.no, person=post.person)
    if from_on < today or (until_on is not None and until_on <= from_on):
        raise Refused("deputy-days", post=post.no)
    if deputy == post.person:
        raise Refused("deputy-himself", person=post.person)
    if deputy and not any(_could_hold(one, post) for one in posts):
        raise Refused("deputy-unfit", post=post.no)  # who it was, nobody is told of another office
    return [facts.DeputyNamed(post=post.no, deputy=deputy, from_on=from_on, until_on=until_on)]


def tell_away(
    person: str, *, kind: Absence, from_at: datetime, until_at: datetime, watches: Sequence[Watch], at: datetime
) -> list[Fact]:
    """Say that somebody is away from when to when; his watches in that time are swapped first."""
    if not max(from_at, at) < until_at:
        raise Refused("away-crossed")
    for watch in watches:
        if person == watch.officer and watch.from_at < until_at and from_at < watch.until_at:
            raise Refused("away-on-watch", person=person, watch=called(watch))
    return [facts.AwayTold(person=person, kind=kind.value, from_at=from_at, until_at=until_at)]


def tell_back(person: str, *, is_away: bool) -> list[Fact]:
    """Say that somebody is back."""
    if not is_away:
        raise Refused("not-away", person=person)
    return [facts.BackTold(person=person)]


def _could_hold(one: Post, post: Post) -> bool:
    is_alike = (one.role, one.organisation) == (post.role, post.organisation)
    return is_alike and post.place.startswith(one.place) and one.department in (None, post.department)


def roster(rows: Sequence[NewWatch], *, numbers: Sequence[str], around: Around, at: datetime) -> list[Fact]:
    """Put watches on the roster of one's own office; nobody keeps two at once, or one without rest after a night."""
    known = list(around.watches)
    for no, new in zip(numbers, rows, strict=True):
        must_be_ours(new, around)
        watch = Watch(no=no, **vars(new))
        must_be_timely(watch, at)
        must_be_manned(watch, around.insiders.get(new.organisation, {}))
        must_be_alone(watch, known)
        for person in sorted(watch.seats):
            must_rest(person, watch, known)
            must_be_there(person, watch, around.away)
        known.append(watch)
    columns = ("organisation", "place", "department", "officer", "leader", "from_at", "until_at")
    told: dict[str, Any] = {f"{column}s": tuple(getattr(new, column) for new in rows) for column in columns}
    deputies = tuple(new.deputy for new in rows)
    return [facts.WatchesRostered(watches=tuple(numbers), deputies=deputies, **told)]


def cancel(watch: Watch, *, why: str, rostered_by: str | None, speaker: Post, by: By) -> list[Fact]:
    """Take a watch that nobody has begun off the roster, one's own or as who rosters, and say why."""
    must_be(watch, State.ROSTERED)
    if not may_cancel(watch, rostered_by=rostered_by, is_leader=speaker.role == Role.LEADER, person=by.person):
        raise Refused("not-yours-to-cancel", watch=called(watch), officer=watch.officer)
    must_say(watch, why)
    seats = {"officer": watch.officer, "leader": watch.leader, "deputy": watch.deputy}
    return [facts.WatchCancelled(watch=watch.no, why=why, **seats)]


def ask_swap(
    watch: Watch, *, to: str, in_return: Watch | None, why: str, around: Around, by: By, at: datetime
) -> list[Fact]:
    """Ask that somebody else keep one's watch, perhaps for one of his; both rest as they must."""
    must_be(watch, State.ROSTERED)
    if by.person != watch.officer:
        raise Refused("not-your-watch", watch=called(watch), officer=watch.officer)
    must_say(watch, why)
    must_fit_swap(watch, to=to, in_return=in_return, around=around, at=at)
    returned = in_return.no if in_return else None
    return [facts.SwapAsked(watch=watch.no, former=watch.officer, to=to, in_return=returned, why=why)]


def agree_swap(watch: Watch, *, in_return: Watch | None, around: Around, by: By, at: datetime) -> list[Fact]:
    """Agree to a swap, as who leads the watch: never for oneself, and only while it still fits."""
    must_be(watch, State.ROSTERED)
    to = must_lead(watch, around, by)
    must_fit_swap(watch, to=to, in_return=in_return, around=around, at=at)
    sits = {person for one in filter(None, (watch, in_return)) for person in (one.leader, one.deputy) if person}
    beside = tuple(sorted(sits - {watch.officer, to}))
    swapped = facts.SwapAgreed(watch=watch.no, former=watch.officer, to=to, in_return=watch.swap_return, beside=beside)
    return [swapped]


def refuse_swap(watch: Watch, *, why: str, around: Around, by: By) -> list[Fact]:
    """Let a watch be kept as the roster has it, and say why."""
    must_lead(watch, around, by)
    must_say(watch, why)
    return [facts.SwapRefused(watch=watch.no, why=why)]


def begin(watch: Watch, *, on_duty: Watch | None, near: Sequence[Watch], by: By, at: datetime) -> list[Fact]:
    """Begin a watch where nobody is on duty; whoever is, hands over instead."""
    must_be(watch, State.ROSTERED)
    must_keep(watch, by)
    must_be_due(watch, at)
    must_rest(by.person, watch, near)
    if on_duty:
        raise Refused("take-instead", watch=called(on_duty), keeper=on_duty.kept_by or on_duty.officer)
    return [facts.WatchBegun(watch=watch.no, officer=by.person)]


def hand_over(
    watch: Watch, *, following: Watch | None, first: Watch | None, text: str, equipment: str, by: By, at: datetime
) -> list[Fact]:
    """Hand over to the very next watch, or to one that is due; it may be handed over anew.

    Until somebody takes it, the giver is on duty.
    """
    must_be(watch, State.ON, State.OFFERED)
    must_keep(watch, by)
    if following is None:
        raise Refused("nobody-next", watch=called(watch))
    must_be(following, State.ROSTERED)
    if office(following) != office(watch):
        raise NotHere
    if first is not None and following.no != first.no and not is_due(following, at):
        raise Refused("not-first", watch=called(watch), first=called(first))
    said = {"text": text.strip(), "equipment": equipment.strip()}
    return [facts.WatchOffered(watch=watch.no, next=following.no, to=following.officer, **said)]


def list_left(
    watch: Watch, left: Sequence[tuple[str, Left]], *, more: int, filed: int, struck: int, overdue: int
) -> list[Fact]:
    """List what a watch leaves to the next, as the house finds it: no giver leaves anything out."""
    items, whys = tuple(no for no, _ in left), tuple(why.value for _, why in left)
    counted = {"more": more, "filed": filed, "struck": struck, "overdue": overdue}
    return [facts.HandOverListed(watch=watch.no, items=items, whys=whys, **counted)]


def take(
    watch: Watch, *, following: Watch | None, near: Sequence[Watch], text: str, by: By, at: datetime
) -> list[Fact]:
    """Take over from whoever is on duty, when one's own watch is due: from this moment on it is one's own."""
    must_be(watch, State.OFFERED)
    if following is None or by.person not in following.seats:
        raise Refused("not-next", watch=called(watch))
    must_be(following, State.ROSTERED)
    must_be_due(following, at)
    must_rest(by.person, following, near)
    return [facts.WatchTaken(watch=watch.no, next=following.no, officer=by.person, text=text.strip())]


def try_alarm(watch: Watch, *, heard: bool, shown: bool, by: By) -> list[Fact]:
    """Say what came of the alarm when it was tried, while one is on duty."""
    must_be(watch, State.ON, State.OFFERED)
    must_keep(watch, by)
    return [facts.AlarmTried(watch=watch.no, heard=heard, shown=shown)]


def note(watch: Watch, *, text: str, by: By) -> list[Fact]:
    """Write down what happened, while one is on duty or leads the watch."""
    must_be(watch, State.ON, State.OFFERED)
    if by.person != watch.leader:
        must_keep(watch, by)
    must_say(watch, text)
    return [facts.WatchNoted(watch=watch.no, text=text.strip()[:TEXT_MOST])]
