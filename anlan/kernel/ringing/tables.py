"""How it stands with each channel."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db import models

from anlan.kernel.journal.facts import moment
from anlan.kernel.journal.follow import fetch, put
from anlan.kernel.journal.tables import Moment
from anlan.kernel.ringing.rules import Breaker


class Channel(models.Model):
    """How it stands with a channel: failures in a row, since when it is left alone, and how many it carried today."""

    kept = True  # it does not follow from the journal: what a gateway did stands nowhere else

    name = models.CharField(max_length=20, primary_key=True)
    failures = models.IntegerField()
    opened_at = Moment(null=True)
    day = models.DateField()
    carried = models.IntegerField()

    class Meta:
        db_table = "ringing_channel"

    def __str__(self) -> str:
        return f"{self.name}: {self.carried}"


STANDS = "SELECT failures, opened_at, day, carried FROM ringing_channel WHERE name = %s"


@dataclass(frozen=True, kw_only=True)
class Stands:
    """How it stands with a channel on a day."""

    breaker: Breaker = field(default_factory=Breaker)
    carried: int = 0


def stands(channel: str, *, on: date) -> Stands:
    """Return how it stands with a channel on a day."""
    rows = fetch(STANDS, [channel])
    if not rows:
        return Stands()
    [(failures, opened_at, day, carried)] = rows
    breaker = Breaker(failures=failures, opened_at=None if opened_at is None else moment(opened_at))
    return Stands(breaker=breaker, carried=carried if str(day) == str(on) else 0)


def keep(channel: str, now: Stands, *, on: date) -> None:
    """Note how it stands with a channel."""
    row = (channel, now.breaker.failures, now.breaker.opened_at, on, now.carried)
    put("ringing_channel", ("name", "failures", "opened_at", "day", "carried"), [row], key=("name",))


def names() -> list[str]:
    """Return every channel that ever carried something."""
    return list(Channel.objects.order_by("name").values_list("name", flat=True))
