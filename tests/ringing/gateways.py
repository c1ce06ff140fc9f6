"""A gateway that is no gateway: it counts what it is handed, and behaves as badly as a test wants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from anlan.domains.calls import rules as ladders
from anlan.domains.calls.facts import Colour, Tier, Wanted
from anlan.kernel.duty.ladders import Ladder
from anlan.kernel.journal import followers
from anlan.kernel.journal.lock import take_within
from anlan.kernel.journal.record import record
from anlan.kernel.journal.tables import Letter
from anlan.kernel.ringing import door
from anlan.kernel.ringing.door import Matter, Message, Verdict
from tests.cast import MORNING, by

LADDER = Ladder(key="red", again=2, deputy=5, above=8, answer=10, door=None, act=20)
HEADLINE = "暴雨红色预警信号"


class Killed(BaseException):
    """Whoever carried was killed: nothing of his goes on."""


class Gateway:
    """A channel in memory. `mode` says how it behaves; `got` counts how often each telephone rang, by key."""

    batch = 50

    def __init__(self, name: str = "sms", *, mode: str = "ok", reports: bool = False) -> None:
        self.name, self.mode, self.reports = name, mode, reports
        self.got: Counter[str] = Counter()
        self.texts: dict[str, str] = {}
        self.order: list[str] = []
        self.said: list[str] = []
        self.handed: list[int] = []  # how many messages came at once
        self.nowhere: set[str] = set()
        self.phones: dict[str, str] = {}
        self.poison: str | None = None

    def addresses(self, people):
        return {person: self.phones.get(person, person) for person in people if person not in self.nowhere}

    def hand_over(self, messages: Sequence[Message]) -> Sequence[Verdict]:
        self.handed.append(len(messages))
        if self.poison and self.poison in {message.person for message in messages}:
            raise Killed
        return [self._verdict(message, n) for n, message in enumerate(messages)]

    def ask(self, keys):
        if self.mode == "down":
            return {}
        if self.mode in ("forgetful", "forgetful-half"):
            return dict.fromkeys(keys, Verdict.UNKNOWN)
        return {key: Verdict.TAKEN if self.got[key] else Verdict.LATER for key in keys}

    def rang(self) -> Counter[str]:
        """Return how often each person was rung."""
        return Counter(self.order)

    def _verdict(self, message: Message, n: int) -> Verdict:
        if self.mode == "down" or (self.mode == "half-errors" and n % 2):
            return Verdict.LATER
        if self.mode == "refuses":
            return Verdict.REFUSED
        if self.mode == "drops":
            return Verdict.TAKEN
        if self.mode == "half-lost" and n % 2:
            return Verdict.UNKNOWN  # the request was lost on its way
        self.got[message.key] += 1
        self.texts[message.key] = message.text
        self.order.append(message.person)
        self.said.append(message.text)
        return Verdict.UNKNOWN if self.mode in ("half-ack", "forgetful-half") else Verdict.TAKEN


def behind(monkeypatch, *gateways: Gateway, colours: dict[str, str] | None = None, **words) -> None:
    """Let these gateways be the only channels; a matter whose number is not among the colours is red."""
    monkeypatch.setattr(door, "MAKERS", [lambda: gateways])

    def telling(no: str) -> Matter:
        colour = (colours or {}).get(no, "red")
        told = {"headline": HEADLINE, "instruction": "立即转移", "expires_at": None} | words
        return Matter(colour=colour, **told)

    monkeypatch.setattr(door, "TELLING", [telling])


def called(people: Sequence[str], *, matter: str = "w-1", at: datetime = MORNING) -> list[str]:
    """Call people about a matter, and put into the outbox whom that rings; return the numbers of the calls."""
    wanted = [
        Wanted(person=person, organisation="E-1", place="6301", tier=Tier.SITE, post=None, sites=())
        for person in people
    ]
    numbers = take_within(at, len(wanted))
    how = {"matter": matter, "what": "暴雨红色", "numbers": numbers, "at": at}
    facts = ladders.open_(wanted, colour=Colour.RED, ladder=LADDER, **how)
    record(facts, by=by("sun"), at=at)
    followers.follow_on("ringing", at)
    return list(numbers)


def fates(channel: str = "sms") -> Counter[str]:
    """Return how many letters of a channel stand where, with why."""
    rows = Letter.objects.filter(channel=channel).values_list("state", "why")
    return Counter(f"{state} {why}".strip() for state, why in rows)


def crowd(count: int) -> list[str]:
    """Return so many people."""
    return [f"p-{n:05}" for n in range(count)]


def each_once(gateway: Gateway, people: Sequence[str]) -> None:
    """Everybody was rung once: nobody never, nobody twice."""
    assert gateway.rang() == Counter(people)


def until_quiet(keep: Callable[[datetime], object], moments: Iterator[datetime], *, most: int = 500) -> datetime:
    """Let the clock go on until nothing waits any more; return when that was."""
    for at, _ in zip(moments, range(most), strict=False):
        keep(at)
        if not Letter.objects.filter(state__in=("waiting", "sending")).exists():
            return at
    raise AssertionError(f"still {fates()}")
