"""What the clock does: put into the outbox whom an entry rings, and carry it out by the channels that there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from anlan.kernel.journal.followers import Notice, follower
from anlan.kernel.journal.reads import Line
from anlan.kernel.obligations import tables as items
from anlan.kernel.ringing import carrying
from anlan.kernel.ringing import phones as phones
from anlan.kernel.ringing.door import channels
from anlan.kernel.ringing.rules import OVER, By, calls_of


@follower("ringing")
def ring(lines: Sequence[Line]) -> Iterator[Notice]:
    """Say who is rung by some entries: the owner of each call that is open, or over by it; once for each entry."""
    for line in lines:
        found = items.stored_many(calls_of(line.name, line.fact))
        owners = {item.owner for item in found if item.is_open or line.name == OVER}
        for person in sorted(owners):
            yield Notice(seq=line.seq, person=person, channel=By.PHONE)


def keep(at: datetime) -> None:
    """Hand over what waits, by every channel that there is."""
    for channel in channels().values():
        carrying.carry(channel, at=at)
