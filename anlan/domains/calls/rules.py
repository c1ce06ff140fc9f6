"""What a call asks: hear it, say it again, act, and say so. Pure: no clock, no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from anlan.domains.calls import facts
from anlan.domains.calls.facts import CALLS_ANOTHER, DONE, Channel, Colour, Deed, Outcome, Step, Tier, Wanted
from anlan.kernel.duty.ladders import Ladder
from anlan.kernel.journal.facts import By, Fact, Refused, day_of
from anlan.kernel.obligations import holders
from anlan.kernel.obligations.life import DOOR, WRONG, Item, end_of_day
from anlan.kernel.obligations.musts import must_be_owner
from anlan.kernel.obligations.rules import Duty
from anlan.kernel.registry.laws import law

KINDS = ("call",)
MANY = 1_000  # calls that are opened by one entry, at most
PEOPLE = 1_000_000  # are moved by one who is called, at most: what is more was mistyped

SAYS = {
    "call-is-over": ("{item}已结束（{state}），不用再办理。", "{item} is over ({state}): nothing more is asked."),
    "heard-already": (
        "{item}已收到。请复述，或报行动。",
        "{item} was heard. Say it again in your own words, or report what you did.",
    ),
    "nothing-read-back": (
        "请写明{item}的责任人复述了什么：往哪里转移、怎么做。",
        "Write down what whoever was called for {item} said again: where to, and what to do.",
    ),
    "own-call": (
        "{item}是叫您的：请报行动，全部转移或到岗到位即办结。",
        "{item} calls you: report what you did, and it ends when all are moved or you are in place.",
    ),
    "no-deputy": (
        "{item}没有登记副手，不能转。请自己应答，或打电话给当地值班。",
        "Nobody is named to stand in for who was called by {item}. Answer it yourself, or ring the watch of the place.",
    ),
    "passed-already": (
        "{item}已转给副手，等他应答。在他应答以前仍由您负责。",
        "{item} was passed on, and waits for his answer. Until he answers it is yours.",
    ),
    "nothing-done-yet": (
        "{item}还没有行动反馈，不能办结。请先问到做了什么。",
        "Nothing was reported of {item} yet, so it does not end. Ask first what was done.",
    ),
    "moved-more-than-all": (
        "{item}：已转移人数不能多于应转移人数。请改正两个数。",
        "{item}: more were moved than there are. Put the two numbers right.",
    ),
    "people-uncountable": (
        "{item}：人数不能小于零，也不能超过{most}。请改正。",
        "{item}: people are counted from nobody to {most}. Put the number right.",
    ),
}
WORDS = facts.WORDS


@dataclass(frozen=True, kw_only=True)
class Call:
    """A call as it stands: its item, and what was heard of whoever was called."""

    item: Item
    matter: str
    colour: Colour
    tier: Tier
    post: str | None
    sites: tuple[str, ...]
    instead: str | None
    ladder: Ladder
    knock: str | None = None  # the task to go to his door
    passed_to: str | None = None  # the call of who stands in for him
    taken_at: datetime | None = None  # … when that one had answered
    heard_at: datetime | None = None
    channel: Channel | None = None
    read_back_at: datetime | None = None
    acted_at: datetime | None = None
    deed: Deed | None = None
    moved: int | None = None
    expected: int | None = None
    missed: int = 0  # how often it reached nobody
    outcome: Outcome | None = None  # of the last time that it did
    missed_at: datetime | None = None

    @property
    def named(self) -> tuple[str, ...]:
        """Return the numbers of what a page or a paper names of it, besides himself."""
        return (self.item.organisation, self.item.place, *self.sites)

    @property
    def first(self) -> str:
        """Return where to look for him: the first of his sites or, where he answers for none, the place."""
        return next(iter(self.sites), self.item.place)

    @property
    def is_late(self) -> bool:
        """Return whether it was answered after its time: a late answer stays late."""
        return self.heard_at is not None and self.heard_at > self.item.due_at


@dataclass(frozen=True, kw_only=True)
class Climbed:
    """One step that came of one call, and who is told or called by it."""

    call: Call
    step: Step
    came_at: datetime
    person: str | None
    organisation: str | None = None  # for which he speaks there, and where; nothing of a deputy
    place: str | None = None


def open_(
    wanted: Sequence[Wanted],
    *,
    matter: str,
    what: str,
    colour: Colour,
    ladder: Ladder,
    numbers: Sequence[str],
    at: datetime,
) -> list[Fact]:
    """Call everybody once, in the time in which the ladder wants an answer: by entries of a thousand at most."""
    said: list[Fact] = []
    for begin in range(0, len(wanted), MANY):
        called, own = wanted[begin : begin + MANY], tuple(numbers[begin : begin + MANY])
        owed = facts.by_columns(called, places="place", organisations="organisation", owners="person")
        told = facts.by_columns(called, tiers="tier", posts="post", sites="sites", insteads="instead")
        opened = facts.CallsOpened(matter=matter, colour=colour, calls=own, ladder=ladder, **told)
        owed, due_at = owed | {"whats": (what,) * len(own)}, at + timedelta(minutes=ladder.answer)
        said += [*holders.open_all(owed, numbers=own, kind="call", due_at=due_at), opened]
    return said


def hear(call: Call, *, channel: Channel, by: By) -> list[Fact]:
    """Say that one has the warning; who said so before has nothing to add."""
    must_be_owner(call.item, by)
    if call.heard_at:
        raise Refused("heard-already", item=call.item.no)
    return _heard(call, channel=channel, text="")


def heard(call: Call) -> list[Fact]:
    """Return that a call was heard whose item its owner has accepted, unless that was said already."""
    if call.heard_at:
        return []
    return [facts.CallHeard(call=call.item.no, channel=Channel.PAGE, text="")]


def read_back(call: Call, *, channel: Channel, text: str, by: By) -> list[Fact]:
    """Say the warning again in one's own words, and so that one has it."""
    must_be_owner(call.item, by)
    return _read_back(call, channel=channel, text=text)


def act(
    call: Call, *, channel: Channel, deed: Deed, moved: int | None, expected: int | None, text: str, by: By
) -> list[Fact]:
    """Say what one has done; when that is all, the call comes off the ledger."""
    must_be_owner(call.item, by)
    return _acted(call, channel=channel, deed=deed, moved=moved, expected=expected, text=text)


def told(call: Call, *, channel: Channel, repeated: str, deed: Deed | None, text: str) -> list[Fact]:
    """Write down what whoever was called said to somebody who reached him; who wrote it down stands in the entry."""
    _must_be_open(call)
    said = _heard(call, channel=channel, text=text)
    if repeated.strip():
        said += _read_back(call, channel=channel, text=repeated, is_heard=True)
    if deed:
        said += _acted(call, channel=channel, deed=deed, moved=None, expected=None, text=text, is_heard=True)
    return said


def pass_on(
    call: Call,
    *,
    deputy: Wanted | None,
    his: Call | None,
    number: str,
    channel: Channel,
    text: str,
    by: By,
    at: datetime,
) -> list[Fact]:
    """Pass it on to who stands in for him, who is called by it unless he was; until that one answers, it is his own."""
    must_be_owner(call.item, by)
    _must_be_open(call)
    if call.heard_at:
        raise Refused("heard-already", item=call.item.no)
    if call.passed_to:
        raise Refused("passed-already", item=call.item.no)
    if deputy is None:
        raise Refused("no-deputy", item=call.item.no)
    to = his.item.no if his else number
    passed = facts.CallPassedOn(call=call.item.no, channel=channel, to=to, text=text)
    if his is None:
        return [passed, *_also(call, deputy, number, ladder=call.ladder.of_stand_ins, at=at)]
    return [passed, *(_taken_over([call], to) if his.heard_at else [])]


def hand_on(
    calls: Sequence[Call], *, to: str, at_his: Mapping[str, Call], numbers: Sequence[str], at: datetime
) -> list[Fact]:
    """Let whoever takes over a watch be called for what its keeper had open; the calls of that one end with it.

    `at_his` has the calls that he has already, by what they are about.
    """
    said, free = list[Fact](), list(numbers)
    for call in calls:
        if his := at_his.get(call.matter):
            said += _taken_over([call], his.item.no)
            continue
        who = {"person": to, "organisation": call.item.organisation, "place": call.item.place, "tier": Tier.DUTY}
        wanted = Wanted(**who, post=None, sites=call.sites, instead=call.item.no)  # type: ignore[arg-type]
        number = free.pop()
        said += [*_also(call, wanted, number, ladder=call.ladder, at=at), *_taken_over([call], number)]
    return said


def _also(call: Call, wanted: Wanted, number: str, *, ladder: Ladder, at: datetime) -> list[Fact]:
    """Call another for what somebody was called for."""
    how = {"what": call.item.what, "colour": call.colour, "ladder": ladder, "numbers": [number]}
    return open_([wanted], matter=call.matter, at=at, **how)  # type: ignore[arg-type]


def taken_over(calls: Sequence[Call], by: Call) -> list[Fact]:
    """Let those go who passed theirs on to one who has answered."""
    still = [call for call in calls if call.item.is_open and call.taken_at is None]
    return _taken_over(still, by.item.no) if still else []


def _taken_over(calls: Sequence[Call], by: str) -> list[Fact]:
    taken = facts.CallsTakenOver(by=by, calls=tuple(call.item.no for call in calls))
    return [*(fact for call in calls for fact in holders.let_go(call.item, why="")), taken]


def strike_off(call: Call, *, opinion: str, by: By) -> list[Fact]:
    """Take it off the ledger by the word of another, once whoever was called has acted."""
    _must_be_open(call)
    if call.item.owner in by.persons:
        raise Refused("own-call", item=call.item.no)
    if call.acted_at is None:
        raise Refused("nothing-done-yet", item=call.item.no)
    return holders.done(call.item, opinion=opinion)


def miss(call: Call, *, channel: Channel, outcome: Outcome, text: str) -> list[Fact]:
    """Say that a call reached nobody, or the wrong one."""
    _must_be_open(call)
    return [facts.CallMissed(call=call.item.no, channel=channel, outcome=outcome, text=text)]


def doubt(call: Call, *, owner: str, organisation: str, unit: str, task: str, at: datetime) -> list[Fact]:
    """Have the number put right of whoever was called; who he is stands in the register, not in the words."""
    duty = Duty(
        what=f"核对电话：{unit}一名责任人的号码打不通（{WORDS[str(call.outcome)][0]}），请更正",
        place=call.item.place,
        department=None,
        organisation=organisation,
        owner=owner,
    )
    due_at = end_of_day(at, days=law("tasks#days-put-number-right", on=day_of(at)))
    doubted = facts.NumberDoubted(call=call.item.no, person=call.item.owner, task=task)
    return [*holders.ask([duty], numbers=[task], source=WRONG, due_at=due_at), doubted]


def ask_again(call: Call, *, channel: Channel, by: By) -> list[Fact]:
    """Say that one could not make it out: it stands unanswered, and whoever keeps the board sees why."""
    must_be_owner(call.item, by)
    if call.heard_at:
        raise Refused("heard-already", item=call.item.no)
    return miss(call, channel=channel, outcome=Outcome.UNCLEAR, text="")


def end(calls: Sequence[str], *, still: Sequence[str], matter: str, why: str) -> list[Fact]:
    """Let all calls go that are open still: what they were about is over. It is said of those that had ended, too."""
    parts = (tuple(calls[begin : begin + MANY]) for begin in range(0, len(calls), MANY))
    ended = [facts.CallsEnded(matter=matter, calls=part, why=why) for part in parts]
    return [*holders.let_go_many(still, kind="call", why=why), *ended]


def moments(call: Call) -> dict[Step, datetime]:
    """Return when each step of a call comes; none of one that has ended."""
    told = {name: getattr(call, name) for name in ("heard_at", "acted_at", "outcome", "missed_at")}
    return facts.coming(call.ladder, since=call.item.filed_at, told=told) if call.item.is_open else {}


def due(call: Call, *, told: Set[str], at: datetime) -> dict[Step, datetime]:
    """Return the steps of a call that have come and were not said yet, each with when it came."""
    return {step: came for step, came in moments(call).items() if came <= at and step not in told}


def climb(steps: Sequence[Climbed], *, matter: str) -> list[Fact]:
    """Say the steps that came due of the calls about one matter, if any did."""
    if not steps:
        return []
    said = facts.CallsClimbed(
        matter=matter,
        calls=tuple(one.call.item.no for one in steps),
        steps=tuple(one.step for one in steps),
        came_ats=tuple(one.came_at for one in steps),
        people=tuple(one.person for one in steps),
    )
    return [said]


def instead(steps: Sequence[Climbed], *, called: Set[str], belongs: Mapping[str, str]) -> list[Wanted]:
    """Return who is called because another did not answer: each once, and nobody who was called already."""
    found: dict[str, Wanted] = {}
    for one in steps:
        unit = one.organisation or belongs.get(one.person or "")
        if one.step in CALLS_ANOTHER and one.person and unit and one.person not in called:
            who = {"person": one.person, "organisation": unit, "place": one.place or one.call.item.place}
            why = {"tier": Tier.INSTEAD, "post": None, "sites": one.call.sites, "instead": one.call.item.no}
            found.setdefault(one.person, Wanted(**who, **why))  # type: ignore[arg-type]
    return list(found.values())


def knock(
    doors: Sequence[Climbed], *, matter: str, numbers: Sequence[str], names: Mapping[str, str], at: datetime
) -> list[Fact]:
    """Send somebody to the door of each whose ladder has come to that; who he is stands on the call alone."""
    if not doors:
        return []
    duties = [
        Duty(
            what=f"上门叫应：{names[one.call.item.organisation]}的责任人（{names[one.call.first]}），{one.call.item.what}",
            place=one.call.item.place,
            department=None,
            organisation=str(one.organisation),
            owner=str(one.person),
        )
        for one in doors
    ]
    due_at = at + timedelta(minutes=law("calls#minutes-at-door", on=day_of(at)))
    calls = tuple(one.call.item.no for one in doors)
    asked = facts.KnocksAsked(matter=matter, calls=calls, tasks=tuple(numbers))
    return [*holders.ask(duties, numbers=numbers, source=DOOR, due_at=due_at), asked]


def at_door(steps: Sequence[Climbed]) -> list[Climbed]:
    """Return those of some steps by which somebody is sent to a door, where there is somebody to send."""
    return [one for one in steps if one.step == Step.DOOR and one.person and one.organisation and not one.call.knock]


def _heard(call: Call, *, channel: Channel, text: str) -> list[Fact]:
    _must_be_open(call)
    said = facts.CallHeard(call=call.item.no, channel=channel, text=text)
    return [*holders.take_on(call.item), said] if call.heard_at is None else []


def _read_back(call: Call, *, channel: Channel, text: str, is_heard: bool = False) -> list[Fact]:
    if not text.strip():
        raise Refused("nothing-read-back", item=call.item.no)
    heard = [] if is_heard else _heard(call, channel=channel, text="")
    return [*heard, facts.CallReadBack(call=call.item.no, channel=channel, text=text)]


def _acted(
    call: Call,
    *,
    channel: Channel,
    deed: Deed,
    moved: int | None,
    expected: int | None,
    text: str,
    is_heard: bool = False,
) -> list[Fact]:
    if any(told is not None and not 0 <= told <= PEOPLE for told in (moved, expected)):
        raise Refused("people-uncountable", item=call.item.no, most=str(PEOPLE))
    if moved is not None and expected is not None and moved > expected:
        raise Refused("moved-more-than-all", item=call.item.no)
    heard = [] if is_heard else _heard(call, channel=channel, text="")
    said = facts.CallActed(call=call.item.no, channel=channel, deed=deed, moved=moved, expected=expected, text=text)
    return [*heard, said, *(holders.done(call.item) if deed in DONE else holders.go_on(call.item, text=text))]


def _must_be_open(call: Call) -> None:
    if not call.item.is_open:
        raise Refused("call-is-over", item=call.item.no, state=call.item.state)
