"""Carry what waits in the outbox out of the house by one channel."""

from __future__ import annotations

import base64
from datetime import datetime
from hashlib import sha256

from django.conf import settings

from anlan.kernel.journal import followers
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.facts import ItemNo, PersonNo
from anlan.kernel.journal.followers import Letter
from anlan.kernel.obligations import tables as items
from anlan.kernel.ringing.door import Channel, Message
from anlan.kernel.ringing.links import token
from anlan.kernel.ringing.rules import calls_of

BYTES = 20  # of a key: nobody meets another by chance


def carry(channel: Channel, *, at: datetime) -> int:
    """Hand over every letter of a channel that is due, each once; return how many."""

    def send(letter: Letter) -> None:
        if message := _message(channel, letter):
            channel.hand_over([message])

    return followers.carry(channel.name, send, at=at)


def key_of(entry: str, *, person: str, channel: str) -> str:
    """Return the key of what goes to a person by a channel because of an entry, which is named by its hash."""
    digest = sha256(f"{entry} {person} {channel}".encode()).digest()
    return base64.b32encode(digest[:BYTES]).decode().lower()


def _message(channel: Channel, letter: Letter) -> Message | None:
    [line] = journal.lines_at([letter.seq])
    calls = [item for item in items.stored_many(calls_of(line.name, line.fact)) if item.owner == letter.person]
    to = channel.addresses([PersonNo(letter.person)]).get(PersonNo(letter.person))
    if not calls or to is None:
        return None
    call, link = calls[0], f"{settings.ADDRESS}/r/{token(calls[0].no)}/"
    return Message(
        key=key_of(line.hash, person=letter.person, channel=channel.name),
        person=PersonNo(letter.person),
        call=ItemNo(call.no),
        to=to,
        text=call.what,
        link=link,
        urgent=True,
        expires_at=None,
    )
