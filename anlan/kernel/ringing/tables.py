"""How it stands with each channel, and with each path to a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import models

from anlan.kernel.journal.facts import moment
from anlan.kernel.journal.follow import fetch, fetch_in, put
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


class Path(models.Model):
    """That somebody's address was tested by a channel, and nobody rung."""

    kept = True  # it does not follow from the journal: what a gateway said stands nowhere else

    pk = models.CompositePrimaryKey("person", "channel")
    person = models.CharField(max_length=80)
    channel = models.CharField(max_length=20)
    at = Moment()
    is_good = models.BooleanField()

    class Meta:
        db_table = "ringing_path"

    def __str__(self) -> str:
        return f"{self.person} by {self.channel}"


PATHS = "SELECT person, channel, at, is_good FROM ringing_path WHERE person IN (%s)"
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


def paths(people: Iterable[str]) -> dict[tuple[str, str], tuple[datetime, bool]]:
    """Return when the addresses of these people were last tested, by person and channel, and whether they are good."""
    return {(no, name): (moment(at), bool(good)) for no, name, at, good in fetch_in(PATHS, people)}


def tested_since(channel: str, since: datetime) -> set[str]:
    """Return whose address was tested by a channel since then."""
    return set(Path.objects.filter(channel=channel, at__gt=since).values_list("person", flat=True))


def keep_paths(channel: str, told: Mapping[str, bool], *, at: datetime) -> None:
    """Note whose address is good and whose is not."""
    rows = [(person, channel, at, is_good) for person, is_good in told.items()]
    put("ringing_path", ("person", "channel", "at", "is_good"), rows, key=("person", "channel"))
