"""Whom an entry rings, how urgent that is, whether it is still wanted, and when a channel is left alone. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from anlan.kernel.obligations.life import Item, State
from anlan.kernel.registry.laws import chain, law
from anlan.kernel.ringing.door import Verdict


class By(StrEnum):
    """By what a call is carried out of the house, where the house itself says it."""

    PHONE = "demo-phone"  # the telephones of a demo, which a page shows
    NOTHING = "none"  # there was no channel when it was to leave


class Stage(StrEnum):
    """Why somebody is rung. 呼叫缘由"""

    OPENED = "opened"
    AGAIN = "again"  # he has not answered
    SILENT = "silent"  # he answered, and has not said what he did
    OVER = "over"  # what he was called about is over
    CORRECTED = "corrected"  # what went to him was wrong


class Fate(StrEnum):
    """Where a letter is on its way out of the house. 送达状态"""

    WAITING = "waiting"
    SENDING = "sending"  # somebody is just handing it over, or fell while he did
    TAKEN = "taken"  # the gateway has it, and is to report that it arrived
    SENT = "sent"  # the gateway has it, and reports nothing
    ARRIVED = "arrived"
    FAILED = "failed"  # the gateway had it, and reports that it did not arrive
    UNREPORTED = "unreported"  # the gateway had it, and no report came in its time
    REFUSED = "wrong-address"  # this address never takes it
    DOUBT = "doubt"  # nobody can say whether it left
    PARKED = "parked"  # whoever carried it fell over it each time
    DROPPED = "dropped"  # nobody wants it any more: `why` says it
    RECALLED = "recalled"  # who said the entry took it back


class Why(StrEnum):
    """Why a letter was not handed over. 不再呼叫的原因"""

    ANSWERED = "answered"
    CALL_OVER = "call-over"
    PASSED_ON = "passed-on"  # another owes the answer by now
    EXPIRED = "expired"
    STOPPED = "stopped"
    NO_ADDRESS = "no-address"
    OTHER_WAY = "other-way"  # another channel had it meanwhile
    NEVER_RUNG = "never-rung"  # what is corrected never went to him by this channel


# Of these it is not known that they stayed in the house: a correction goes to them.
GONE = frozenset({Fate.SENDING, Fate.TAKEN, Fate.SENT, Fate.ARRIVED, Fate.FAILED, Fate.UNREPORTED, Fate.DOUBT})
# Whoever has one of these has it: no other channel is wanted.
THERE = frozenset({Fate.TAKEN, Fate.SENT, Fate.ARRIVED})

URGENCY = {"red": 0, "orange": 1, "yellow": 2, "blue": 3}
RED, LEAST = URGENCY["red"], 9


class Trouble(StrEnum):
    """What somebody has to know of a channel. 渠道告警"""

    AWAY = "channel-away"  # it fails, and is left alone
    NEAR_MOST = "channel-near-most"
    AT_MOST = "channel-at-most"
    PARKED = "letters-parked"
    DOUBT = "letters-in-doubt"


class Lane(StrEnum):
    """Who carries what: red letters have a carrier of their own, whom no other letter keeps waiting. 渠道分道"""

    RED = "red"
    REST = "rest"

    @property
    def urgencies(self) -> tuple[int, int]:
        """Return the urgencies of its letters, the first and the last."""
        return (0, RED) if self == Lane.RED else (RED + 1, LEAST)


# Steps of a ladder by which the same one is rung again; who is called instead has a call of his own.
AGAIN = {"again": Stage.AGAIN, "silent": Stage.SILENT}
OVER = "calls.ended"
STOPPED = "stopped"  # why calls ended that were stopped: a correction tells of it, and nothing else


def _opened(fact: Any) -> Iterable[tuple[str, Stage]]:
    return ((call, Stage.OPENED) for call in fact.calls)


def _climbed(fact: Any) -> Iterable[tuple[str, Stage]]:
    return ((call, AGAIN[step]) for call, step in zip(fact.calls, fact.steps, strict=True) if step in AGAIN)


def _ended(fact: Any) -> Iterable[tuple[str, Stage]]:
    stage = Stage.CORRECTED if fact.why == STOPPED else Stage.OVER
    return ((call, stage) for call in fact.calls)


# What rings, by the name of the fact: the calls of which it speaks, each with why.
RINGS: dict[str, Callable[[Any], Iterable[tuple[str, Stage]]]] = {
    "calls.opened": _opened,
    "calls.climbed": _climbed,
    "calls.ended": _ended,
}


def calls_of(name: str, fact: Any) -> dict[str, Stage]:
    """Return the calls for which an entry rings, each once, with why."""
    found: dict[str, Stage] = {}
    for call, stage in RINGS[name](fact) if fact is not None and name in RINGS else ():
        found.setdefault(call, stage)
    return found


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How calls leave the house, as the packs have it."""

    at_once: tuple[int, ...]  # by how many channels at once, by urgency
    wait_next: timedelta  # after so long the next channel is taken
    wait_report: timedelta  # so long a report may take
    failures: int  # so many in a row, and a channel is left alone …
    pause: timedelta  # … so long, and then tried with one message
    most_a_day: int  # a channel carries so many, and red ones beyond it
    warned_at: int  # … and somebody is told when it comes to this
    share_red: int  # of a hundred, in each batch, that nothing but red letters may have
    tries: int  # so often somebody may fall over a letter
    hours_over: int  # so long somebody wants to know that a thing is over


@cache
def _terms(on: date, packs: tuple[str, ...]) -> Terms:
    most = law("ringing#most-a-day", on=on)
    return Terms(
        at_once=(
            law("ringing#channels-at-once-red", on=on),
            law("ringing#channels-at-once-orange", on=on),
            law("ringing#channels-at-once-yellow", on=on),
            law("ringing#channels-at-once-blue", on=on),
        ),
        wait_next=timedelta(seconds=law("ringing#seconds-to-next", on=on)),
        wait_report=timedelta(seconds=law("ringing#seconds-to-report", on=on)),
        failures=law("ringing#failures-in-a-row", on=on),
        pause=timedelta(seconds=law("ringing#seconds-pause", on=on)),
        most_a_day=most,
        warned_at=most * law("ringing#percent-warned", on=on) // 100,
        share_red=law("ringing#percent-for-red", on=on),
        tries=law("ringing#tries-most", on=on),
        hours_over=law("ringing#hours-over", on=on),
    )


def terms(*, on: date) -> Terms:
    """Return how calls left the house on a day. Raises NoLaw where no pack says it."""
    return _terms(on, chain())


def first(channels: Sequence[str], *, urgency: int, terms: Terms) -> tuple[str, ...]:
    """Return the channels by which somebody is rung at once; where there is none it waits for one."""
    return tuple(channels[: terms.at_once[urgency]]) or (By.NOTHING.value,)


def following(channels: Sequence[str], channel: str) -> str | None:
    """Return the channel that is taken where this one did not reach somebody; of one that is gone, the first."""
    rest = channels[channels.index(channel) + 1 :] if channel in channels else channels
    return next(iter(rest), None)


def no_longer(stage: Stage, item: Item | None, *, person: str, expires_at: datetime | None, at: datetime) -> Why | None:
    """Return why nobody wants a letter any more that was written for this item; nothing where it is wanted."""
    if expires_at and expires_at <= at:
        return Why.EXPIRED
    if stage in (Stage.OVER, Stage.CORRECTED):
        return None
    if item is None or not item.is_open:
        return Why.CALL_OVER
    if item.owner != person:
        return Why.PASSED_ON
    if stage != Stage.SILENT and item.state != State.FILED:
        return Why.ANSWERED
    return None


@dataclass(frozen=True, kw_only=True)
class Breaker:
    """How it stands with a channel: how many messages in a row it did not take, and since when it is left alone."""

    failures: int = 0
    opened_at: datetime | None = None

    def lets(self, at: datetime, terms: Terms) -> int | None:
        """Return how many messages may be handed over: none, one to try it, or nothing is said of how many."""
        if self.opened_at is None:
            return None
        return 1 if self.opened_at + terms.pause <= at else 0

    def after(self, verdicts: Iterable[Verdict], at: datetime, terms: Terms) -> Breaker:
        """Return how it stands after these verdicts: whatever was taken, or refused for its address, closes it."""
        now = self
        for verdict in verdicts:
            if verdict in (Verdict.TAKEN, Verdict.REFUSED):
                now = Breaker()
            else:
                failures = now.failures + 1
                is_open = now.opened_at is not None or failures >= terms.failures
                now = Breaker(failures=failures, opened_at=at if is_open else None)
        return now


def room(lane: Lane, batch: int, *, breaker: Breaker, carried: int, terms: Terms, at: datetime) -> int:
    """Return how many letters of a lane a channel may be handed now, of which it takes so many at once.

    What is not red leaves a share of each batch to what is, and stops at the most of a day; red letters pass it.
    """
    lets = breaker.lets(at, terms)
    if lets is not None:
        return lets
    if lane == Lane.RED:
        return batch
    return max(0, min(max(1, batch * (100 - terms.share_red) // 100), terms.most_a_day - carried))


def troubles(breaker: Breaker, carried: int, *, parked: int, doubt: int, terms: Terms) -> dict[Trouble, int]:
    """Return what somebody has to know of a channel, each with how many."""
    used = Trouble.AT_MOST if carried >= terms.most_a_day else Trouble.NEAR_MOST
    known = {
        Trouble.AWAY: breaker.failures if breaker.opened_at else 0,
        used: carried if carried >= terms.warned_at else 0,
        Trouble.PARKED: parked,
        Trouble.DOUBT: doubt,
    }
    return {what: n for what, n in known.items() if n}


def together(tries: int, room: int) -> int:
    """Return how many letters travel together over which somebody fell so often: the next time fewer, then one."""
    return min(room, (room, 20)[tries]) if tries < 2 else 1


def wait(failures: int) -> timedelta:
    """Return for how long a letter waits that a channel did not take: a second, and twice as long each time."""
    return timedelta(seconds=min(60, 1 << min(failures, 6)))


WORDS = {
    Fate.WAITING.value: ("待发", "waiting to leave"),
    Fate.SENDING.value: ("发送中", "just leaving"),
    Fate.TAKEN.value: ("已交渠道，待回执", "handed over, no report yet"),
    Fate.SENT.value: ("已发出", "sent"),
    Fate.ARRIVED.value: ("已送达", "arrived"),
    Fate.FAILED.value: ("未送达", "did not arrive"),
    Fate.UNREPORTED.value: ("无回执", "no report came"),
    Fate.REFUSED.value: ("号码不可用", "this number never takes it"),
    Fate.DOUBT.value: ("存疑", "in doubt"),
    Fate.PARKED.value: ("已搁置", "put aside"),
    Fate.DROPPED.value: ("未发", "not sent"),
    Fate.RECALLED.value: ("已撤回", "taken back"),
    Why.EXPIRED.value: ("预警已过期", "the warning had expired"),
    Why.NO_ADDRESS.value: ("没有号码", "no number"),
    Why.OTHER_WAY.value: ("已由其他渠道送出", "another channel had it"),
    Why.STOPPED.value: ("已叫停", "stopped"),
    Why.CALL_OVER.value: ("叫应已结束", "the call was over"),
    Why.PASSED_ON.value: ("已改叫他人", "another is called"),
    Why.NEVER_RUNG.value: ("原先没有发给此人", "the first never went to him"),
}
