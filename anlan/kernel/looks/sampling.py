"""What was closed in a month, and by what it is drawn from. For the act and the clock, which hold the pen."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.facts import Fact, day_of
from anlan.kernel.journal.lock import lock
from anlan.kernel.looks import drawing, rules, tables
from anlan.kernel.looks.facts import SampleDrawn
from anlan.kernel.looks.opening import DANGER, open_looks
from anlan.kernel.looks.rules import Ground, Seed, Struck
from anlan.kernel.obligations.life import State
from anlan.kernel.obligations.tables import Item as Ledger
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.laws import NoLaw, law

COUNTY = 6  # digits of the code of a county


def closed_in(month: str, *, place: str) -> list[Struck]:
    """Return what was closed at a place in a month: struck off, or taken in as closed before."""
    rows = (
        _closed(month)
        .filter(registry.inside("place", place))
        .order_by("no")
        .only("no", "ended_at", "filed_at", "state")
    )
    return [Struck(danger=row.no, at=closed_at(row)) for row in rows]


def closed_at(row: Ledger) -> datetime:
    """Return when a closure came onto the ledger: of what was closed before, the day of that is only told."""
    at: datetime = row.ended_at if row.state == State.STRUCK_OFF and row.ended_at else row.filed_at
    return at


def counties_closed_in(month: str) -> list[str]:
    """Return the counties in which something was closed in a month; above them, a head draws himself."""
    places = _closed(month).order_by().values_list("place", flat=True).distinct()
    return sorted({place[:COUNTY] for place in places if len(place) >= COUNTY})


def seed_of(month: str) -> Seed | None:
    """Return what decides the draws of a month: the root under the first head that was signed once it was over."""
    head = journal.first_head_since(drawing.bounds(month)[1])
    return Seed(root=head.root, size=head.size, at=datetime.fromisoformat(head.at)) if head else None


def is_drawn(place: str, month: str) -> bool:
    """Test whether a sample of a place and month was drawn, and hold it, so that nobody else draws it meanwhile."""
    no = rules.sample_no(place, month)
    lock([no])
    return tables.DrawnSample.objects.filter(no=no).exists()


def draw(place: str, month: str, *, at: datetime) -> list[Fact]:
    """Return what the clock is to say to draw, and to open the look at each closure that was drawn."""
    held = is_drawn(place, month)
    closed = closed_in(month, place=place)
    drawn = rules.draw(closed, place=place, month=month, seed=seed_of(month), is_drawn=held, at=at)
    return [drawn, *look_at_each(drawn, at=at)]


def look_at_each(drawn: SampleDrawn, *, at: datetime) -> list[Fact]:
    """Return what is to be said to open the look at each closure that was drawn."""
    pairs = zip(drawn.dangers, drawn.closed_ats, strict=True)
    chosen = [Struck(danger=danger, at=closed) for danger, closed in pairs]
    return open_looks(chosen, ground=Ground.SAMPLE, draw=drawn.sample, at=at)


def months_due(done: datetime | None, *, at: datetime) -> list[str]:
    """Return the months of which the house is to draw by now; none, where no pack says so."""
    try:
        day = law("sampling#day", on=day_of(at))
    except NoLaw:
        return []
    return drawing.months_due(done, day=day, at=at)


def _closed(month: str) -> QuerySet[Ledger]:
    begins, ends = drawing.bounds(month)
    struck = Q(state=State.STRUCK_OFF, ended_at__gte=begins, ended_at__lt=ends)
    before = Q(state=State.CLOSED_BEFORE, filed_at__gte=begins, filed_at__lt=ends)
    return Ledger.objects.filter(struck | before, kind=DANGER)
