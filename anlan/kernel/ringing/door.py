"""The narrow door by which calls leave the house: what a channel is given, and what it may answer.

A channel is made by a maker, which is asked before each hand-over: so credentials that were set a moment ago count.

    @makes_channels
    def gateways() -> Iterable[Channel]: …

Where several reach the same person they stand in the order of their makers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from anlan.kernel.journal.facts import ItemNo, PersonNo


class Verdict(StrEnum):
    """What a channel answers of a message that it was handed, or was asked about. 送达结论"""

    TAKEN = "taken"  # the gateway has it, and answers for it from here on
    REFUSED = "refused"  # this address will never take it: another channel is wanted
    LATER = "later"  # nothing has left: busy, 429, 5xx, no connection
    UNKNOWN = "unknown"  # it may have left: the answer was lost


@dataclass(frozen=True, kw_only=True)
class Message:
    """What leaves the house for one person by one channel.

    The key is the same each time that this message is handed over or asked about: a gateway that knows keys sends it
    once. `to` is a number or an address, out of the vault; nobody keeps it.
    """

    key: str
    person: PersonNo
    call: ItemNo
    to: str
    text: str
    link: str
    urgent: bool
    expires_at: datetime | None  # after this nobody wants it any more; nothing where nobody said


class Channel(Protocol):
    """By what a call leaves the house. Nothing here raises for what a gateway does: it is a verdict."""

    @property
    def name(self) -> str:
        """The outbox keeps it: at most 20 characters."""

    @property
    def batch(self) -> int:
        """How many messages it takes at once, at most."""

    @property
    def reports(self) -> bool:
        """Whether it tells later, by its key, that a message arrived."""

    def addresses(self, people: Collection[PersonNo]) -> Mapping[PersonNo, str]:
        """Return where each of these people is reached by this channel; who is not among them is not."""

    def hand_over(self, messages: Sequence[Message]) -> Sequence[Verdict]:
        """Hand messages over, and return a verdict for each, in their order. It must come back within half a minute."""

    def ask(self, keys: Sequence[str]) -> Mapping[str, Verdict]:
        """Return what the gateway knows of these keys: taken, later where it never had them, unknown if it cannot say.

        What is left out could not be asked just now, and is asked again.
        """


@runtime_checkable
class Tests(Protocol):
    """What a channel can besides, if it can: ask of an address whether it would take a message, and ring nobody."""

    def test(self, to: Sequence[str]) -> Sequence[Verdict]:
        """Return of each address whether it would take a message: taken, refused, or what is not known."""


@runtime_checkable
class ByChoice(Protocol):
    """A channel by which only those are reached who asked for it themselves: whoever did not lacks nothing."""

    @property
    def by_choice(self) -> bool:
        """Whether that is so."""


Maker = Callable[[], Iterable[Channel]]
MAKERS: list[Maker] = []


def makes_channels(maker: Maker) -> Maker:
    """Mark the function that returns the channels of one kind as they are set by now."""
    MAKERS.append(maker)
    return maker


def channels() -> dict[str, Channel]:
    """Return every channel of this home by its name, in their order."""
    return {channel.name: channel for maker in MAKERS for channel in maker()}


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What people are called about, in the words that leave the house, and whether it still may."""

    headline: str
    instruction: str
    colour: str | None
    expires_at: datetime | None
    is_stopped: bool = False  # nothing more of it leaves the house but its correction
    correction: str = ""
    sms: str = ""  # what a text message says, where somebody wrote it …
    over: str = ""  # … and what it says once all is over


Telling = Callable[[str], Matter | None]
TELLING: list[Telling] = []


def tells_matters(telling: Telling) -> Telling:
    """Mark the function that knows matters by their numbers; of one that it does not know it returns nothing."""
    TELLING.append(telling)
    return telling


Adding = Callable[[str, Matter], Matter]
ADDING: list[Adding] = []


def adds_to_matters(adding: Adding) -> Adding:
    """Mark the function of a room that knows more of a matter than the one that tells it."""
    ADDING.append(adding)
    return adding


def matter(no: str) -> Matter | None:
    """Return what people are called about, by its number; nothing where no room knows it."""
    found = next((found for telling in TELLING if (found := telling(no))), None)
    for adding in ADDING:
        found = found and adding(no, found)
    return found
