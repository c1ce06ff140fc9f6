"""What is said between the house and a gateway, as JSON: what goes out, what it answers, and what comes of it later."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, TypeVar

import msgspec

T = TypeVar("T")

Key = Annotated[str, msgspec.Meta(min_length=1, max_length=128, pattern=r"^[\x21-\x7e]+$")]
Number = Annotated[str, msgspec.Meta(max_length=64)]
MANY = 1_000
Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class Kind(StrEnum):
    """By what a gateway reaches people."""

    SMS = "sms"
    VOICE = "voice"


class Said(StrEnum):
    """What a gateway says of a message."""

    TAKEN = "taken"
    REFUSED = "refused"  # this number, never
    LATER = "later"  # it has none of it, and may be given it again
    UNKNOWN = "unknown"  # it may have it, or not


class Fate(StrEnum):
    """What became of a message that was taken. 送达状态"""

    DELIVERED = "delivered"
    FAILED = "failed"


class Why(StrEnum):
    """Why a message did not come to anybody. 未送达原因"""

    NO_SUCH_NUMBER = "no-such-number"
    NO_ANSWER = "no-answer"
    BUSY = "busy"
    SWITCHED_OFF = "switched-off"
    UNREACHABLE = "unreachable"
    EXPIRED = "expired"
    OTHER = "other"


class Outgoing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One message: by its number a gateway knows it again, however often it is given it."""

    id: str
    to: str
    text: str
    urgent: bool
    expires_at: datetime | None


class Batch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is handed over at once."""

    kind: Kind
    messages: tuple[Outgoing, ...]


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a gateway is asked of messages of which nobody knows whether it has them."""

    kind: Kind
    ids: tuple[str, ...]


class Address(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number that is asked about, and by which name its answer is known."""

    id: str
    to: str


class Tested(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Numbers of which a gateway is asked whether they would take a message; nobody is rung by it."""

    kind: Kind
    numbers: tuple[Address, ...]


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What a gateway says of one message."""

    id: Key
    said: Said


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """What a gateway answers, message by message."""

    answers: Annotated[tuple[Answered, ...], msgspec.Meta(max_length=MANY)]


class Report(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What became of one message, and when."""

    id: Key
    fate: Fate
    at: Moment
    why: Why | None = None


class Reply(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody answered: by which number, in which words or by which key, and to which message, if it is known."""

    id: Key
    sender: Number
    text: Annotated[str, msgspec.Meta(max_length=2_000)]
    at: Moment
    to: Key | None = None


class News(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a gateway tells the house of its own accord."""

    reports: Annotated[tuple[Report, ...], msgspec.Meta(max_length=MANY)] = ()
    replies: Annotated[tuple[Reply, ...], msgspec.Meta(max_length=MANY)] = ()


class Unreadable(ValueError):
    """It is none of what a gateway and the house say to each other."""


def encoded(told: Batch | Asked | Tested) -> bytes:
    """Return what is sent, as it is signed."""
    return msgspec.json.encode(told)


def answers(content: bytes) -> dict[str, Said]:
    """Return what a gateway said of each message. Raises Unreadable."""
    return {one.id: one.said for one in _read(content, Answers).answers}


def news(content: bytes) -> News:
    """Return what a gateway tells. Raises Unreadable."""
    return _read(content, News)


def _read(content: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.MsgspecError, ValueError, RecursionError) as wrong:
        raise Unreadable from wrong
