"""Followers: what leaves the house, because of what was said, after it was said.

A follower reads the journal from its own cursor. What it answers and how far it came are kept in one transaction, under
a key of entry, person and channel: so it may be killed at any moment, and repeats nothing and loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from itertools import takewhile

from django.db import transaction
from msgspec import Struct

from anlan.kernel.journal import reads, seals
from anlan.kernel.journal.facts import UNDO, micros
from anlan.kernel.journal.follow import fetch, put_ready, ready, write
from anlan.kernel.journal.lock import lock, pen
from anlan.kernel.journal.reads import Line

# How much a follower takes in at once, so that on SQLite nobody waits long for the pen: entries, and bytes of them.
SLICE, BYTES = 500, 1 << 20
ENOUGH = 20_000  # letters that are put into the outbox before what lies there leaves
AHEAD = "{} ahead"  # how far a follower has taken in what does not wait, past what does
LEAST = 9  # the urgency of what nobody waits for

CURSOR = "SELECT seq FROM journal_cursor WHERE follower = %s"
MOVE = (
    "INSERT INTO journal_cursor (follower, seq) VALUES (%s, %s) ON CONFLICT (follower) DO UPDATE SET seq = excluded.seq"
)
LETTER = (
    *("seq", "person", "channel", "item", "stage", "urgency", "subject", "name"),
    *("not_before", "expires_at", "state", "why", "tries", "is_again"),
)


class Notice(Struct, frozen=True, kw_only=True):
    """That a person is to learn of an entry, by this channel: because of which item, why, and how urgently."""

    seq: int
    person: str
    channel: str
    item: str | None = None
    stage: str = ""
    urgency: int = LEAST  # the lowest goes first
    expires_at: datetime | None = None  # after this nobody wants it any more


Follower = Callable[[Sequence[Line]], Iterable[Notice]]
FOLLOWERS: dict[str, Follower] = {}


def follower(name: str) -> Callable[[Follower], Follower]:
    """Mark the function that says who is to learn of some entries.

    It may see an entry twice, and never sees one that was taken back. What it writes itself must bear being repeated.
    """

    def mark(function: Follower) -> Follower:
        assert name not in FOLLOWERS, f"two followers are called {name}"
        FOLLOWERS[name] = function
        return function

    return mark


def keep(at: datetime) -> None:
    """Do what is due beside the journal: seal it, and let every follower come up. The clock calls this each second.

    Where one of these fails the others are done all the same; the failure is then raised.
    """
    with ExitStack() as rest:
        for name in reversed(FOLLOWERS):
            rest.callback(_come_up, name, at)
        rest.callback(seals.seal, at)


def follow_on(name: str, at: datetime) -> int:
    """Let a follower take in the next entries that nobody can take back any more; return how many.

    What does not wait, as a released warning, is taken in at once, even while something before it still waits.
    """
    return _follow_on(name, at)[0]


def lateness(at: datetime) -> dict[str, timedelta]:
    """Return by how much each follower is late: how long it could have taken in the next entry, and has not.

    Negative is the time that the next entry still waits.
    """
    late = {}
    for name in FOLLOWERS:
        following = reads.lines_after(cursor(name), count=1)
        late[name] = max([at - _not_before(line) for line in following], default=timedelta())
    return late


def start_here() -> None:
    """Let every follower begin at the end of the journal: nobody is told of what was said before, as in a demo."""
    with pen(), transaction.atomic():
        write(MOVE, [(name, reads.size()) for name in FOLLOWERS])


def _come_up(name: str, at: datetime) -> None:
    """Let a follower come up, or so far that what it has put into the outbox can leave before it goes on."""
    letters, is_behind = 0, True
    while is_behind and letters < ENOUGH:
        _, came, is_behind = _follow_on(name, at)
        letters += came


def _follow_on(name: str, at: datetime) -> tuple[int, int, bool]:
    """Let a follower take in the next entries; return how many, how many letters came of it, and whether to go on."""
    if cursor(name) == reads.size():
        return 0, 0, False  # nobody waits for the pen because a follower looks
    with pen(), transaction.atomic(), reads.in_bulk():
        lock([f"follower {name}"])
        last, ahead = cursor(name), cursor(AHEAD.format(name))
        coming = reads.lines_after(last, count=SLICE, size=BYTES) if _is_ripe(last + 1, at) else []
        ripe = _ripe(coming, at)
        end = ripe[-1].seq if ripe else last
        is_whole = bool(ripe) and ripe == coming
        urgent = [] if is_whole else reads.urgent_lines_after(max(end, ahead), size=BYTES)
        new = [line for line in ripe if line.seq > ahead or _waits(line)] + urgent
        standing = [line for line in new if not reads.is_taken_back(line.seq)]
        came = _put_in_outbox(FOLLOWERS[name](standing), standing)
        move(name, end)
        if urgent:
            move(AHEAD.format(name), urgent[-1].seq)
    return len(ripe), came, bool(urgent or is_whole)


def cursor(name: str) -> int:
    """Return how far somebody came who follows the journal."""
    rows = fetch(CURSOR, [name])
    return int(rows[0][0]) if rows else 0


def move(name: str, seq: int) -> None:
    """Note how far somebody came; the caller holds the pen."""
    write(MOVE, [(name, seq)])


def _ripe(lines: Sequence[Line], at: datetime) -> list[Line]:
    """Return the entries up to the first that may still be taken back."""
    return list(takewhile(lambda line: _not_before(line) <= at, lines))


def _is_ripe(seq: int, at: datetime) -> bool:
    """Test whether an entry may leave, without reading it through: what follows it may be very much."""
    return any(at >= recorded_at + (UNDO if waits else timedelta()) for waits, recorded_at in reads.waiting(seq))


def _not_before(line: Line) -> datetime:
    """Return from when on an entry may leave the house."""
    return line.recorded_at + UNDO if _waits(line) else line.recorded_at


def _waits(line: Line) -> bool:
    """Test whether an entry waits until nobody can take it back."""
    return line.fact is None or line.fact.waits


def _put_in_outbox(notices: Iterable[Notice], lines: Sequence[Line]) -> int:
    """Put what follows from some entries into the outbox; return how many letters."""
    alike = {line.seq: (line.fact.subject if line.fact else "", line.name, micros(_not_before(line))) for line in lines}
    told = {(one.seq, one.person, one.channel): one for one in notices}
    moments = ready(one.expires_at for one in told.values())
    rows = [
        (*key, one.item, one.stage, one.urgency, *alike[one.seq], expires_at, "waiting", "", 0, False)
        for (key, one), expires_at in zip(told.items(), moments, strict=True)
    ]
    put_ready("journal_outbox", LETTER, rows, key=("seq", "person", "channel"), keeps=True)
    return len(rows)
