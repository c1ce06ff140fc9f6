"""The ledger as numbers: how it stands, and what came and went. Asked through `reads`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from anlan.kernel.journal.facts import day_of
from anlan.kernel.obligations import tables
from anlan.kernel.obligations.life import ENDED, State, end_of_day
from anlan.kernel.obligations.lists import LASTING, mine_now, seen_items, seen_without_places
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.may import Within

WEEK = 7
AGES_DAYS = (7, 15, 30, 60)
IN_TIME = Q(overdue__in=[False])  # or its time has gone by since the sweeper last looked


@dataclass(frozen=True, kw_only=True)
class Sums:
    """How the ledger stands within somebody's reach, and for himself."""

    open: int
    overdue: int
    due_today: int
    to_check: int
    mine: int
    mine_now: int
    major: int
    struck_today: int
    ages: tuple[int, ...]  # open for up to 7, 15, 30, 60 days, and for longer
    last_struck: str | None
    at: datetime  # all of it is counted as of now


@dataclass(frozen=True, kw_only=True)
class Day:
    """How many items came onto the ledger on a day, and how many came off it."""

    on: date
    filed: int
    struck: int


def sums(*, within: Within, person: str, at: datetime) -> Sums:
    """Count what the head of the ledger shows: what the counters know from them, the rest by an index of its own."""
    morning, midnight = end_of_day(at, days=-1), end_of_day(at)
    rows = _rows(within)
    told = _counted(within, at)
    near = rows.filter(IN_TIME, due_at__lte=midnight)
    coming = _count(near, {"late": Q(due_at__lt=at), "due_today": Q(due_at__gte=at)})
    ages = _count(
        rows.filter(LASTING, filed_at__gte=at - timedelta(days=AGES_DAYS[-1])),
        {str(days): Q(filed_at__gte=at - timedelta(days=days)) for days in AGES_DAYS},
    )
    upto = [ages[str(days)] for days in AGES_DAYS] + [told["open"]]
    struck = rows.filter(state=State.STRUCK_OFF)
    last = struck.filter(ended_at__isnull=False).order_by("-ended_at", "no").values_list("no", flat=True)
    return Sums(
        open=told["open"],
        overdue=told["overdue"] + coming["late"],
        due_today=coming["due_today"],
        to_check=rows.filter(state=State.SUBMITTED, checker=person).count(),
        mine=rows.filter(LASTING, owner=person).count(),
        mine_now=mine_now(within, person).count(),
        major=told["major"],
        struck_today=struck.filter(ended_at__gte=morning).count(),
        ages=tuple(n - before for n, before in zip(upto, [0, *upto], strict=False)),
        last_struck=last.first() if told["struck"] else None,
        at=at,
    )


def week(*, within: Within, at: datetime) -> tuple[Day, ...]:
    """Count what came and went on each of the last seven days in Beijing, the oldest first."""
    ends = [end_of_day(at, days=-n) for n in range(WEEK, -1, -1)]
    spans = list(enumerate(pairwise(ends)))
    rows = _rows(within)
    filed = _count(
        rows.filter(filed_at__gte=ends[0]), {str(n): Q(filed_at__gte=a, filed_at__lt=b) for n, (a, b) in spans}
    )
    struck = _count(
        rows.filter(state=State.STRUCK_OFF, ended_at__gte=ends[0]),
        {str(n): Q(ended_at__gte=a, ended_at__lt=b) for n, (a, b) in spans},
    )
    return tuple(Day(on=day_of(begins), filed=filed[str(n)], struck=struck[str(n)]) for n, (begins, _) in spans)


def _counted(within: Within, at: datetime) -> Mapping[str, int]:
    """Return how many are open, overdue as of the last sweep, major, and struck off, within a reach."""
    asked = {
        "open": ~Q(state__in=ENDED),
        "overdue": Q(overdue=True),
        "major": ~Q(state__in=ENDED) & Q(grade="major"),
        "struck": Q(state=State.STRUCK_OFF),
    }
    if within.organisations is None and within.persons is None:
        rows = tables.Count.objects.filter(registry.seen(within, places="place", departments="department"))
        told = rows.aggregate(**{word: Sum("n", filter=which) for word, which in asked.items()})
        return {word: n or 0 for word, n in told.items()}
    return _count(seen_items(within), asked)  # of one unit, which an index finds


def _rows(within: Within) -> QuerySet[tables.Item]:
    """Return the items within a reach: those of one unit by its index, all else not by place."""
    if within.organisations is not None or within.persons is not None:
        return seen_items(within)
    return seen_without_places(within)


def _count(rows: QuerySet[tables.Item], asked: Mapping[str, Q]) -> dict[str, Any]:
    # By the place, which nothing lacks: an index that has it need not look at the rows.
    return rows.aggregate(**{word: Count("place", filter=which) for word, which in asked.items()})
