"""Questions about channels: how they stand, what became of messages, and what was replied that became no answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

import msgspec
from django.conf import settings

from anlan.engines.sheets.texts import UNREADABLE
from anlan.kernel.channels import pushes as pushes
from anlan.kernel.channels.tables import Delivery, Reply, SetChannel, Standing
from anlan.kernel.journal.acts import read
from anlan.kernel.journal.facts import ItemNo
from anlan.kernel.obligations.lists import seen_among
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry import vault
from anlan.kernel.registry.may import EVERYONE, OFFICIALS, Role, Within
from anlan.kernel.ringing import outbox
from anlan.kernel.ringing.door import channels
from anlan.kernel.ringing.outbox import Letter
from anlan.kernel.ringing.rules import By

DAY = timedelta(days=1)
LAST = 100
MANY = 500


@dataclass(frozen=True, kw_only=True)
class Stands:
    """A channel as it stands: where, by whose hand, and how it last went. Never its address whole, never its secret."""

    name: str
    kind: str
    host: str
    fingerprint: str
    set_by: str
    set_at: datetime
    taken_at: datetime | None
    trouble: str | None  # a code of engines/gateways/client.py
    trouble_at: datetime | None
    tried_by: str | None
    tried_at: datetime | None
    tried_said: str | None
    tried_state: str | None  # what its report said
    tried_state_at: datetime | None
    answered_at: datetime | None  # … and when its digit came


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """How far one message about a call has come."""

    call: ItemNo
    channel: str
    state: str
    at: datetime
    why: str | None


@dataclass(frozen=True, kw_only=True)
class Unanswered:
    """What somebody replied and was taken for no answer: by which number, in which words, and why not."""

    at: datetime
    channel: str
    sender: str
    text: str
    person: str | None
    call: ItemNo | None
    name: str
    why: str


@read(may={Role.SYSTEM})
def standing(*, within: Within) -> tuple[Stands, ...]:
    """Return every channel of this home, in the order in which they were set. 渠道"""
    rows = SetChannel.objects.filter(home=settings.ORIGIN).order_by("set_at", "name")
    known = Standing.objects.in_bulk()
    tried = Delivery.objects.in_bulk([row.tried_key for row in rows if row.tried_key])
    return tuple(_standing(row, known.get(row.name), tried.get(row.tried_key or "")) for row in rows)


@read(may=OFFICIALS)
def there(*, within: Within) -> tuple[str, ...]:
    """Return by which channels calls leave this house; by none, nobody outside is reached. 可用渠道"""
    return tuple(channels())


@read(may=EVERYONE)
def deliveries(*, calls: tuple[ItemNo, ...], within: Within) -> tuple[Delivered, ...]:
    """Return how far the messages about these calls have come, the last first. 送达情况"""
    seen = sorted(no for part in _parts(calls) for no in seen_among(part, within=within))
    letters = [letter for letter in outbox.of_items(seen) if letter.channel != By.NOTHING]
    told = {row.key: row.why for part in _parts(_keys(letters)) for row in Delivery.objects.filter(key__in=part)}
    found = [
        Delivered(
            call=ItemNo(letter.item or ""),
            channel=letter.channel,
            state=letter.state,
            at=letter.at or letter.not_before,
            why=told.get(letter.key or "") or letter.why or None,
        )
        for letter in letters
    ]
    return tuple(sorted(found, key=lambda one: (one.call, one.at), reverse=True))


@read(may=OFFICIALS)
def unanswered(*, within: Within, at: datetime) -> tuple[Unanswered, ...]:
    """Return what was replied in a day and became no answer: about calls that one sees, or about none. 未采用的回复"""
    rows = list(Reply.objects.filter(at__gt=at - DAY).exclude(why=None).order_by("-at", "mark")[:LAST])
    here = seen_among([row.call for row in rows if row.call], within=within)
    seen = [row for row in rows if row.call is None or row.call in here]
    told = vault.tell([row.subject for row in seen], "reply")
    names = registry.names([row.person for row in seen if row.person])
    return tuple(_reply(row, told.get(row.subject, UNREADABLE), names.get(row.person or "", "")) for row in seen)


def _standing(row: SetChannel, known: Standing | None, tried: Delivery | None) -> Stands:
    return Stands(
        name=row.name,
        kind=row.kind,
        host=row.host,
        fingerprint=row.fingerprint,
        set_by=row.set_by,
        set_at=row.set_at,
        taken_at=known.taken_at if known else None,
        trouble=known.trouble if known else None,
        trouble_at=known.trouble_at if known else None,
        tried_by=row.tried_by,
        tried_at=row.tried_at,
        tried_said=row.tried_said,
        tried_state=tried.state if tried else None,
        tried_state_at=tried.at if tried else None,
        answered_at=tried.answered_at if tried else None,
    )


def _reply(row: Reply, told: str, name: str) -> Unanswered:
    said = {"sender": "", "text": ""} if told == UNREADABLE else msgspec.json.decode(told, type=dict[str, str])
    call = ItemNo(row.call) if row.call else None
    told_of = {"at": row.at, "channel": row.channel, "person": row.person, "call": call, "name": name}
    return Unanswered(why=row.why or "", **told_of, **said)  # type: ignore[arg-type]


def _keys(letters: Iterable[Letter]) -> list[str]:
    return sorted({letter.key for letter in letters if letter.key})


def _parts(numbers: Iterable[str]) -> Iterable[list[str]]:
    rest = iter(numbers)
    while part := list(islice(rest, MANY)):
        yield part
