"""What the clock does: put into the outbox whom an entry rings, and carry it out by the channels that there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from anlan.kernel.journal import followers
from anlan.kernel.journal.followers import Letter, Notice, follower
from anlan.kernel.journal.reads import Line
from anlan.kernel.obligations import tables as items
from anlan.kernel.registry.door import is_demo
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
    """Hand over what waits. In a demo the telephones are a page: whatever is handed over shows there."""
    if is_demo():
        followers.carry(By.PHONE, _shown, at=at)


def _shown(letter: Letter) -> None:
    """Let a telephone of the demo have it: the outbox itself is what the page of telephones reads."""
