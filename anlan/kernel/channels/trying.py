"""Have one's own telephone rung by a channel, to see whether it does."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.conf import settings

from anlan.kernel.channels import rules, setting
from anlan.kernel.channels.facts import ChannelTried
from anlan.kernel.channels.rules import Kind
from anlan.kernel.channels.tables import Delivery
from anlan.kernel.journal.facts import By, ItemNo, PersonNo, Refused
from anlan.kernel.journal.record import record
from anlan.kernel.registry.rules import CONSOLE
from anlan.kernel.ringing.door import Message, channels

TEXT = "安澜试拨：收到请回1。这不是预警，不用转发。"
PUSHED = "安澜试推：看到就好，不用应答。这不是预警。"


def ring_own(channel: str, *, by: By, at: datetime) -> str:
    """Hand one message to the speaker's own telephone over, and say so; return its key. Raises Refused."""
    if by.person == CONSOLE:
        raise Refused("not-yours-to-try")
    there = channels().get(channel) if setting.is_set(channel) else None
    rules.must_be_set(channel, is_set=there is not None)
    assert there is not None
    person = PersonNo(by.person)
    to = there.addresses([person]).get(person)
    is_pushed = setting.kind_of(channel) == Kind.PUSH
    if to is None and is_pushed:
        raise Refused("no-browser-of-yours")
    if to is None:
        raise Refused("no-phone-of-yours")
    key = f"test{uuid4().hex[:28]}"
    told = {"text": PUSHED if is_pushed else TEXT, "link": "", "urgent": False, "expires_at": None}
    message = Message(key=key, person=person, call=ItemNo(""), to=to, **told)  # type: ignore[arg-type]
    [said] = there.hand_over([message])
    record([ChannelTried(channel=channel, home=settings.ORIGIN, key=key, said=said)], by=by, at=at)
    return key


def became(key: str) -> Delivery | None:
    """Return what became of such a message, where its channel keeps that."""
    return Delivery.objects.filter(key=key).first()
