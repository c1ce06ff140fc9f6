"""What the clock does each minute: open the second looks that have come due, and draw where nobody has drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from uuid import uuid4

from django.db.models import Q

from anlan.kernel.journal.facts import EPOCH, By, Fact, micros
from anlan.kernel.journal.lock import whole
from anlan.kernel.journal.record import record
from anlan.kernel.journal.seals import HOUSE
from anlan.kernel.looks import drawing, rules, sampling, tables
from anlan.kernel.looks.opening import DANGER, has_come_again, open_looks
from anlan.kernel.looks.rules import Ground, Struck
from anlan.kernel.obligations.life import State
from anlan.kernel.obligations.tables import Item as Ledger

MAJOR = "major"
SAMPLED = "sampled"
PAGE = 500  # of strike-offs that are looked through
TOGETHER = 10  # looks that are opened in one transaction: each is two entries


def keep(at: datetime, *, meanwhile: Callable[[], object] = lambda: None) -> None:
    """Open the looks that came due and draw of the months that are over: what came while the clock was down, once."""
    _look_at_what_is_major(at, meanwhile)
    _draw(at, meanwhile)
    _look_at_what_was_drawn(at)


def _look_at_what_is_major(at: datetime, meanwhile: Callable[[], object]) -> None:
    after = Struck(danger="", at=tables.upto(MAJOR) or EPOCH)
    left: datetime | None = None
    while page := _struck_after(after, at):
        opened = tables.opened(one.danger for one in page)
        due = rules.due(page, opened=opened, at=at)
        for start in range(0, len(due), TOGETHER):
            _open(due[start : start + TOGETHER], Ground.MAJOR, None, at)
            meanwhile()
        waiting = rules.waiting(page, opened=tables.opened(one.danger for one in page) if due else opened)
        still = (one.at for one in waiting if one not in due or not has_come_again(one.danger))
        left = left or next(still, None)
        after = page[-1]
    last = left or after.at
    if last != (tables.upto(MAJOR) or EPOCH):
        whole(lambda: tables.mark(MAJOR, last))


def _draw(at: datetime, meanwhile: Callable[[], object]) -> None:
    """Draw of what was closed in each county in the months that are due, where nobody has; a seed is waited for."""
    for month in sampling.months_due(tables.upto(SAMPLED), at=at):
        counties = [
            one for one in sampling.counties_closed_in(month) if tables.sample(rules.sample_no(one, month)) is None
        ]
        if counties and sampling.seed_of(month) is None:
            return
        for county in counties:
            _say(partial(sampling.draw, county, month, at=at), f"draws {county} {month}", at)
            meanwhile()
        whole(partial(tables.mark, SAMPLED, drawing.bounds(month)[1]))


def _look_at_what_was_drawn(at: datetime) -> None:
    """Open what could not be opened when it was drawn, since nobody could look."""
    left: dict[str, list[Struck]] = {}
    for sample, one in tables.drawn_without_a_look():
        if not has_come_again(one.danger):
            left.setdefault(sample, []).append(one)
    for sample, strikes in left.items():
        for start in range(0, len(strikes), TOGETHER):
            _open(strikes[start : start + TOGETHER], Ground.SAMPLE, sample, at)


def _open(strikes: Sequence[Struck], ground: Ground, draw: str | None, at: datetime) -> None:
    _say(partial(open_looks, strikes, ground=ground, draw=draw, at=at), f"looks {ground} {uuid4().hex}", at)


def _say(what: Callable[[], list[Fact]], command: str, at: datetime) -> None:
    """Say in one transaction what is to be said, if anything is."""

    def say() -> None:
        if facts := what():
            record(facts, by=By(person=HOUSE, post=HOUSE, command=f"{command} {micros(at)}"), at=at)

    whole(say)


def _struck_after(after: Struck, at: datetime) -> list[Struck]:
    """Return a page of the major dangers that were struck off, in order, from the one after this."""
    later = Q(ended_at__gt=after.at) | Q(ended_at=after.at, no__gt=after.danger)
    rows = Ledger.objects.filter(later, ended_at__gte=after.at, ended_at__lte=at, state=State.STRUCK_OFF)
    major = rows.filter(kind=DANGER, grade=MAJOR).order_by("ended_at", "no").only("no", "ended_at")
    return [Struck(danger=one.no, at=one.ended_at) for one in major[:PAGE] if one.ended_at is not None]
