"""What people can do about a call, and what the clock does: the next step of its ladder."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from anlan.domains.calls import reads, rules
from anlan.domains.calls.facts import Channel, Deed, Outcome
from anlan.kernel.duty import calling
from anlan.kernel.journal.acts import Act, act
from anlan.kernel.journal.facts import By, ItemNo, micros
from anlan.kernel.journal.lock import lock, pen, take_within
from anlan.kernel.journal.record import Recorded, record
from anlan.kernel.journal.seals import HOUSE
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.may import EVERYONE, EVERYWHERE, OFFICIALS
from anlan.kernel.registry.reads import reach


@act(may=EVERYONE, locks=("item",))
def hear(*, item: ItemNo, channel: Channel = Channel.PAGE, by: By, at: datetime) -> Recorded:
    """Say that one has the warning. 收到"""
    call = reads.call(item=item, within=reach(by, at))
    return record(rules.hear(call, channel=channel, by=by), by=by, at=at)


@act(may=EVERYONE, locks=("item",))
def repeat(*, item: ItemNo, text: str, channel: Channel = Channel.PAGE, by: By, at: datetime) -> Recorded:
    """Say the warning again in one's own words. 复述"""
    call = reads.call(item=item, within=reach(by, at))
    return record(rules.read_back(call, channel=channel, text=text, by=by), by=by, at=at)


@act(may=EVERYONE, locks=("item",))
def report(
    *,
    item: ItemNo,
    deed: Deed,
    moved: int | None = None,
    expected: int | None = None,
    text: str = "",
    channel: Channel = Channel.PAGE,
    by: By,
    at: datetime,
) -> Recorded:
    """Say what one has done since. 行动反馈"""
    call = reads.call(item=item, within=reach(by, at))
    facts = rules.act(call, channel=channel, deed=deed, moved=moved, expected=expected, text=text, by=by)
    return record(facts, by=by, at=at)


@act(may=EVERYONE, locks=("item",))
def ask_again(*, item: ItemNo, channel: Channel = Channel.PAGE, by: By, at: datetime) -> Recorded:
    """Say that one could not make it out, and be told again by who keeps the board. 听不清，请重说"""
    call = reads.call(item=item, within=reach(by, at))
    return record(rules.ask_again(call, channel=channel, by=by), by=by, at=at)


@act(may=EVERYONE, locks=("item",))
def pass_on(*, item: ItemNo, text: str = "", channel: Channel = Channel.PAGE, by: By, at: datetime) -> Recorded:
    """Pass it on to who stands in for oneself; until he answers, one owes it oneself. 转给副手"""
    call = reads.call(item=item, within=reach(by, at))
    deputy = reads.deputy(item=item, within=reach(by, at), at=at)
    others = reads.about(matter=call.matter, within=EVERYWHERE) if deputy else ()
    his = next((one for one in others if deputy and one.item.owner == deputy.person), None)
    number = "" if his or deputy is None else take_within(at, 1)[0]
    to = {"deputy": deputy, "his": his, "number": number}
    return record(rules.pass_on(call, **to, channel=channel, text=text, by=by, at=at), by=by, at=at)  # type: ignore[arg-type]


@act(may=OFFICIALS, locks=("item",))
def told(
    *,
    item: ItemNo,
    channel: Channel,
    repeated: str = "",
    deed: Deed | None = None,
    text: str = "",
    by: By,
    at: datetime,
) -> Recorded:
    """Write down what somebody said whom one has reached. 代为登记应答"""
    call = reads.call(item=item, within=reach(by, at))
    return record(rules.told(call, channel=channel, repeated=repeated, deed=deed, text=text), by=by, at=at)


@act(may=OFFICIALS, locks=("item",))
def miss(*, item: ItemNo, channel: Channel, outcome: Outcome, text: str = "", by: By, at: datetime) -> Recorded:
    """Write down that a call reached nobody, or the wrong one. 登记未接"""
    call = reads.call(item=item, within=reach(by, at))
    return record(rules.miss(call, channel=channel, outcome=outcome, text=text), by=by, at=at)


def _miss_by_gateway(*, item: ItemNo, channel: Channel, outcome: Outcome, by: By, at: datetime) -> Recorded:
    call = reads.call(item=item, within=EVERYWHERE)
    return record(rules.miss(call, channel=channel, outcome=outcome, text=""), by=by, at=at)


_missing = Act(_miss_by_gateway, frozenset())
_missing.locks = ("item",)


def _unreached(*, item: ItemNo, channel: Channel, outcome: Outcome, key: str, at: datetime) -> None:
    """Say that a gateway reached nobody, or the wrong one: under a key, so that it is said once. Raises Refused."""
    _missing(item=item, channel=channel, outcome=outcome, by=By(person=HOUSE, post=HOUSE, command=key), at=at)


unreached = _unreached  # behind no face: a gateway says it, which is nobody in a post


@act(may=OFFICIALS, locks=("item",))
def strike_off(*, item: ItemNo, opinion: str = "", by: By, at: datetime) -> Recorded:
    """End a call whose deed is enough, though not all was reported as done. 叫应办结"""
    call = reads.call(item=item, within=reach(by, at))
    return record(rules.strike_off(call, opinion=opinion, by=by), by=by, at=at)


def _climb_all(at: datetime) -> int:
    """Say every step of a ladder that has come and was not said, and call who is called by it; return how many came.

    What came while the clock was down is said then, each step once, with both times.
    """
    matters = dict.fromkeys(one.call.matter for one in reads.climbing(within=EVERYWHERE, at=at))
    return sum(_climb(matter, at) for matter in matters)


def _climb(matter: str, at: datetime) -> int:
    """Look again at the calls about a matter, now that nobody else can move them, and say what is due of them."""
    with pen(), transaction.atomic():
        held = {one.call.item.no for one in reads.climbing(matter=matter, within=EVERYWHERE, at=at)}
        lock([f"calls {matter}", *sorted(held)])
        due = reads.climbing(matter=matter, within=EVERYWHERE, at=at)
        steps = [one for one in due if one.call.item.no in held]  # of any other, somebody may just be answering
        facts = rules.climb(steps, matter=matter)
        if not facts:
            return 0
        owners = {one.item.owner for one in reads.about(matter=matter, within=EVERYWHERE)}
        people = {one.person for one in steps if one.person and not one.organisation}
        wanted = rules.instead(steps, called=owners, belongs=calling.units_of(people, at=at))
        doors = rules.at_door(steps)
        numbers = take_within(at, len(wanted) + len(doors)) if wanted or doors else ()
        first, called = steps[0].call, numbers[: len(wanted)]
        how = {"what": first.item.what, "colour": first.colour, "ladder": first.ladder.of_stand_ins}
        facts += rules.open_(wanted, matter=matter, numbers=called, at=at, **how)  # type: ignore[arg-type]
        names = registry.names({no for one in doors for no in one.call.named})
        facts += rules.knock(doors, matter=matter, numbers=numbers[len(wanted) :], names=names, at=at)
        record(facts, by=By(person=HOUSE, post=HOUSE, command=f"calls {micros(at)} {uuid4().hex}"), at=at)
        return len(steps)


climb = _climb_all  # behind no face: the clock of the house does it
