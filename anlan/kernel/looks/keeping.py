"""What the clock does each minute: open the second look at every major danger that was struck off so long ago, once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db.models import Q

from anlan.kernel.journal.facts import EPOCH, By, micros
from anlan.kernel.journal.lock import whole
from anlan.kernel.journal.record import record
from anlan.kernel.journal.seals import HOUSE
from anlan.kernel.looks import rules, tables
from anlan.kernel.looks.opening import has_come_again, open_looks
from anlan.kernel.looks.rules import Ground, Struck
from anlan.kernel.obligations.life import State
from anlan.kernel.obligations.tables import Item as Ledger

MAJOR = "major"
DANGER = "danger"
PAGE = 500  # of strike-offs that are looked through
TOGETHER = 10  # looks that are opened in one transaction: each is two entries


def keep(at: datetime, *, meanwhile: Callable[[], object] = lambda: None) -> None:
    """Open the looks that came due, those also that came while the clock was down, each once."""
    after = Struck(danger="", at=tables.upto(MAJOR) or EPOCH)
    left: datetime | None = None
    while page := _struck_after(after, at):
        opened = tables.opened(one.danger for one in page)
        due = rules.due(page, opened=opened, at=at)
        for start in range(0, len(due), TOGETHER):
            _open(due[start : start + TOGETHER], at)
            meanwhile()
        waiting = rules.waiting(page, opened=tables.opened(one.danger for one in page) if due else opened)
        still = (one.at for one in waiting if one not in due or not has_come_again(one.danger))
        left = left or next(still, None)
        after = page[-1]
    last = left or after.at
    if last != (tables.upto(MAJOR) or EPOCH):
        whole(lambda: tables.mark(MAJOR, last))


def _open(due: Sequence[Struck], at: datetime) -> None:
    def say() -> None:
        if facts := open_looks(due, ground=Ground.MAJOR, at=at):
            command = f"looks {due[0].danger} {micros(at)}"
            record(facts, by=By(person=HOUSE, post=HOUSE, command=command), at=at)

    whole(say)


def _struck_after(after: Struck, at: datetime) -> list[Struck]:
    """Return a page of the major dangers that were struck off, in order, from the one after this."""
    later = Q(ended_at__gt=after.at) | Q(ended_at=after.at, no__gt=after.danger)
    rows = Ledger.objects.filter(later, ended_at__gte=after.at, ended_at__lte=at, state=State.STRUCK_OFF)
    major = rows.filter(kind=DANGER, grade=MAJOR).order_by("ended_at", "no").only("no", "ended_at")
    return [Struck(danger=one.no, at=one.ended_at) for one in major[:PAGE] if one.ended_at is not None]
