"""What holds, of all messages that came: one truth for each chain, in whichever order they came and however often.

An Update or a Cancel speaks for what it refers to. What nobody can place is held for a person, and touches nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from anlan.engines.cap.message import Message, MsgType
from anlan.engines.cap.writing import fingerprint

Identity = tuple[str, str]

SAYS = {
    "kind-unknown": ("看不出是发布、更新还是解除。", "Whether it is an alert, an update or a cancel cannot be told."),
    "names-nothing": ("没有写明针对哪一条预警。", "It does not say which message it is about."),
    "other-sender": ("针对的是别的单位发布的预警。", "It is about a message of another sender."),
    "unknown-message": ("针对的预警没有收到过。", "It is about a message that never came."),
    "of-the-future": (
        "针对的预警比它自己还晚，或互相引用。",
        "It is about a message later than itself, or each is about the other.",
    ),
    "other-status": (
        "它与所针对的预警一个是实际发布，一个不是。",
        "One of it and what it is about is in earnest, and one is not.",
    ),
    "covers-part": (
        "针对的预警已与另一条合并，它只提到其中一条。",
        "What it is about was joined with another warning, which it does not name.",
    ),
    "after-cancel": ("针对的预警已经解除。", "What it is about was cancelled before."),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Chain:
    """One warning through its life, in the order in which it was sent."""

    messages: tuple[Message, ...]
    cancelled_by: Message | None = None

    @property
    def first(self) -> Message:
        """Return the alert with which it began."""
        return self.messages[0]

    @property
    def now(self) -> Message:
        """Return what it says: the last alert or update, also where it was cancelled since."""
        return next(one for one in reversed(self.messages) if one.msg_type is not MsgType.CANCEL)

    @property
    def is_cancelled(self) -> bool:
        """Return whether it was called off."""
        return self.cancelled_by is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """A message that changes nothing until a person has looked at it, and why."""

    message: Message
    code: str

    def says(self, language: str) -> str:
        """Return why, in `zh` or `en`."""
        return SAYS[self.code][language != "zh"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Clash:
    """Messages of one sender under one identifier that say different things: the first stands, the others are shown.

    First is what was sent first, for the order of coming must not matter here. Who knows which one came first, and has
    acted upon it, gives only that one.
    """

    identity: Identity
    messages: tuple[Message, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Resolved:
    """All that came, each in its place."""

    chains: tuple[Chain, ...] = ()
    held: tuple[Held, ...] = ()
    clashes: tuple[Clash, ...] = ()
    answers: tuple[Message, ...] = ()


def resolve(messages: Iterable[Message]) -> Resolved:
    """Return what holds. Order and repetition make no difference."""
    standing, clashes = _standing(messages)
    warns = [one for one in standing.values() if one.msg_type not in (MsgType.ACK, MsgType.ERROR)]
    chains = _Chains(standing)
    for _, group in groupby(sorted(warns, key=_order), key=lambda one: one.sent):
        chains.put_all(list(group))
    answers = sorted((one for one in standing.values() if one.msg_type in (MsgType.ACK, MsgType.ERROR)), key=_order)
    return Resolved(chains=chains.told(), held=tuple(chains.held), clashes=clashes, answers=tuple(answers))


def why_held(message: Message, others: Iterable[Message]) -> str:
    """Return why a message has no place among others, as a code of `SAYS`; nothing where it has one."""
    return next((one.code for one in resolve((message, *others)).held if one.message == message), "")


def _order(message: Message) -> tuple[datetime, int, Identity]:
    ranks = (MsgType.ALERT, MsgType.UPDATE, MsgType.CANCEL)
    rank = ranks.index(message.msg_type) if message.msg_type in ranks else len(ranks)
    return message.sent, rank, message.identity


def _standing(messages: Iterable[Message]) -> tuple[dict[Identity, Message], tuple[Clash, ...]]:
    """Return each identity with the message that stands for it, and where several want to."""
    found: dict[Identity, set[Message]] = {}
    for message in messages:
        found.setdefault(message.identity, set()).add(message)
    standing, clashes = {}, []
    for identity, several in sorted(found.items()):
        ordered = sorted(several, key=lambda one: (one.sent, fingerprint(one) if len(several) > 1 else ""))
        standing[identity] = ordered[0]
        if len(ordered) > 1:
            clashes.append(Clash(identity=identity, messages=tuple(ordered)))
    return standing, tuple(clashes)


@dataclass(slots=True, eq=False)
class _Growing:
    """A chain while it is put together."""

    messages: list[Message]
    alerts: set[Identity]
    cancelled_by: Message | None = None

    def add(self, message: Message) -> None:
        self.messages.append(message)
        if message.msg_type is MsgType.CANCEL and self.cancelled_by is None:
            self.cancelled_by = message


@dataclass(slots=True)
class _Chains:
    """Messages as they are put in their places, in the order in which they were sent.

    Each speaks for the alerts that it reaches through what it refers to; whoever updates or cancels must speak for all.
    """

    standing: Mapping[Identity, Message]
    held: list[Held] = field(default_factory=list)
    _of: dict[Identity, _Growing] = field(default_factory=dict)
    _speaks_for: dict[Identity, frozenset[Identity]] = field(default_factory=dict)

    def put_all(self, group: list[Message]) -> None:
        """Put messages of one moment in their places: what refers to another of them comes after it."""
        while group:
            late = [one for one in group if self._waits(one, group)]
            if len(late) == len(group):
                self.held += [Held(message=one, code="of-the-future") for one in late]
                return
            for message in group:
                if message not in late and (code := self._put(message)):
                    self.held.append(Held(message=message, code=code))
            group = late

    def told(self) -> tuple[Chain, ...]:
        """Return the chains as they are now."""
        chains = {id(one): one for one in self._of.values()}.values()
        told = [Chain(messages=tuple(one.messages), cancelled_by=one.cancelled_by) for one in chains]
        return tuple(sorted(told, key=lambda one: _order(one.first)))

    def _waits(self, message: Message, group: list[Message]) -> bool:
        if message.msg_type not in (MsgType.UPDATE, MsgType.CANCEL):
            return False
        pending = {one.identity for one in group}
        return any((one.sender, one.identifier) in pending for one in message.references)

    def _put(self, message: Message) -> str:
        """Put a message in its place, or return why it has none."""
        if message.msg_type is None or message.status is None:
            return "kind-unknown"
        if message.msg_type is MsgType.ALERT:
            self._of[message.identity] = _Growing(messages=[message], alerts={message.identity})
            self._speaks_for[message.identity] = frozenset((message.identity,))
            return ""
        if code := self._cannot(message):
            return code
        named = {(one.sender, one.identifier): None for one in message.references}
        known = [identity for identity in named if identity in self._of]
        chains = list({id(self._of[one]): self._of[one] for one in known}.values())
        speaks_for = frozenset[Identity]().union(*(self._speaks_for[one] for one in known))
        if not all(speaks_for >= one.alerts for one in chains):
            return "covers-part"
        if message.msg_type is MsgType.UPDATE and any(one.cancelled_by for one in chains):
            return "after-cancel"
        self._of[message.identity] = self._joined(chains)
        self._of[message.identity].add(message)
        self._speaks_for[message.identity] = speaks_for
        return ""

    def _cannot(self, message: Message) -> str:
        """Return why a message cannot be about what it names."""
        if not message.references:
            return "names-nothing"
        if any(one.sender != message.sender for one in message.references):
            return "other-sender"
        if any(one.sent > message.sent for one in message.references):
            return "of-the-future"
        # By sender and identifier alone: offices write the wrong time of sending behind the right number.
        known = [
            self.standing[found] for one in message.references if (found := (one.sender, one.identifier)) in self._of
        ]
        if not known:
            return "unknown-message"
        return "other-status" if any(one.status != message.status for one in known) else ""

    def _joined(self, chains: list[_Growing]) -> _Growing:
        """Return one chain of several."""
        if len(chains) == 1:
            return chains[0]
        ended = [one.cancelled_by for one in chains]
        joined = _Growing(
            messages=sorted((one for chain in chains for one in chain.messages), key=_order),
            alerts=set[Identity]().union(*(one.alerts for one in chains)),
            cancelled_by=ended[0] if all(ended) else None,
        )
        for one in joined.messages:
            self._of[one.identity] = joined
        return joined
