"""What a gateway tells of its own accord: only what it signed, now, and once; of its own messages alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

import msgspec
from django.db import transaction
from msgspec.structs import replace

from anlan import clock
from anlan.engines.gateways import exchange, replies, signing
from anlan.engines.gateways.exchange import News, Unreadable
from anlan.engines.gateways.exchange import Reply as Replied
from anlan.engines.gateways.replies import Answer
from anlan.engines.gateways.signing import NotSigned
from anlan.kernel.channels import deliveries, setting
from anlan.kernel.channels.rules import Unanswered
from anlan.kernel.channels.tables import Delivery, Heard, Reply
from anlan.kernel.journal.lock import lock, pen
from anlan.kernel.obligations import tables as items
from anlan.kernel.registry import vault

NOBODY = b"no channel has this secret, whoever asks"  # reckoned with where there is none: it takes the same time
REPLY = "reply"
SLACK = timedelta(minutes=2)  # by how much the clock of a gateway may go behind ours


@dataclass(frozen=True, kw_only=True)
class Read:
    """What a reply means: an answer to a message, or why it is none."""

    answer: Answer | None
    delivery: Delivery | None
    why: Unanswered | None = None


def heard(channel: str, body: bytes, headers: Mapping[str, str]) -> News:
    """Return what a gateway tells. Raises NotSigned for what it did not sign, now and first; Unreadable."""
    at = clock.outside()
    told = setting.credentials(channel) if setting.is_set(channel) else None
    secret = told.secret if told else b""
    no = signing.must_be_signed(secret or NOBODY, body, headers, at=at)
    if not secret:
        raise NotSigned
    news = _by_our_clock(exchange.news(body), clock.now() - at)
    mark = sha256(f"{no}.{headers.get(signing.SECOND, '')}".encode()).hexdigest()
    with pen(), transaction.atomic():
        lock([f"heard {channel}"])
        Heard.objects.filter(channel=channel, until__lt=at).delete()
        until = at + 2 * signing.OLDEST
        if not Heard.objects.get_or_create(channel=channel, mark=mark, defaults={"until": until})[1]:
            raise NotSigned
    return news


def is_known(channel: str, reply: Replied) -> bool:
    """Test whether this reply was kept before: a gateway tells it again until it is sure."""
    return Reply.objects.filter(channel=channel, mark=_mark(reply)).exists()


def read(channel: str, reply: Replied) -> Read:
    """Return which message a reply answers: the one that it names, or the last to its number before it was sent.

    It is never taken for the answer of somebody else: a number of two people who are called answers for neither.
    """
    answer = replies.read(reply.text)
    if reply.to:
        named = deliveries.of_key(channel, reply.to)
        if named is None or not deliveries.is_number_of(reply.sender, named.person):
            return Read(answer=answer, delivery=None, why=Unanswered.NOT_HIS)
        return _answering(answer, named, [named])
    found = deliveries.to_number(channel, reply.sender, until=reply.at + SLACK)
    if not found:
        return Read(answer=answer, delivery=None, why=Unanswered.NUMBER)
    return _answering(answer, found[0], found)


def _answering(answer: Answer | None, to: Delivery, among: Sequence[Delivery]) -> Read:
    """Return what an answer to a message means, where these may be meant: of several people's calls, nothing."""
    calls = {no for one in among for no in deliveries.calls_of(one)}
    standing = {item.no: item for item in items.stored_many(calls) if item.is_open}
    if len({item.owner for item in standing.values()}) > 1:
        return Read(answer=answer, delivery=None, why=Unanswered.SHARED)
    if to.call and to.call not in standing:
        return Read(answer=answer, delivery=to, why=Unanswered.NOTHING_OPEN)
    return Read(answer=answer, delivery=to, why=None if answer else Unanswered.WORDS)


def keep(channel: str, reply: Replied, read: Read, *, why: Unanswered | None, at: datetime) -> None:
    """Keep what somebody replied; what he wrote and by which number under a key of its own, in the vault."""
    mark = _mark(reply)
    subject = f"reply {mark}"
    told = {"sender": reply.sender, "text": reply.text}
    row = {
        "at": at,
        "subject": subject,
        "person": read.delivery.person if read.delivery else None,
        "call": (read.delivery.call or None) if read.delivery else None,
        "why": why,
    }
    with pen(), transaction.atomic():
        lock([subject])
        if Reply.objects.get_or_create(channel=channel, mark=mark, defaults=row)[1]:
            vault.keep(subject, REPLY, msgspec.json.encode(told).decode())


def _by_our_clock(news: News, ahead: timedelta) -> News:
    """Return what was told with the moments by which the house lives: a drill may stand at an hour of its own."""
    try:
        told = [[replace(one, at=one.at + ahead) for one in each] for each in (news.reports, news.replies)]
    except OverflowError as wrong:
        raise Unreadable from wrong
    return News(reports=tuple(told[0]), replies=tuple(told[1]))  # type: ignore[arg-type]


def _mark(reply: Replied) -> str:
    return sha256(reply.id.encode()).hexdigest()
