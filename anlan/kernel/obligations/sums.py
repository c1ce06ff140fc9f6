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
from anlan.kernel.obligations.lists import (
    IN_TIME,
    LASTING,
    UNITS,
    Asked,
    Pressing,
    is_plain,
    mine_now,
    narrowed,
    seen_items,
    seen_without_places,
    spans,
)
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.may import Within
from anlan.kernel.registry.tables import Organisation

WEEK = 7
AGES_DAYS = (7, 15, 30, 60)


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


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A unit of which dangers can be filed, with how many it has on the ledger."""

    no: str
    name: str
    place: str
    open: int


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


def pressing(asked: Asked, *, within: Within, at: datetime) -> Pressing | None:
    """Count what is open by how it presses, by the counters and what falls due soon; nothing, if they cannot tell."""
    if not is_plain(asked) or asked.words or asked.organisation or not _is_of_places(within):
        return None
    known = {"open": ~Q(state__in=ENDED), "swept": Q(overdue=True)}
    counters = narrowed(_counters(within), asked, within=within, at=at)
    told = counters.aggregate(**{word: Sum("n", filter=which) for word, which in _twice(known).items()})
    rows = narrowed(_rows(within), asked, within=within, at=at)
    near = dict(zip(("late", "today", "week"), spans(at), strict=False))
    told |= _count(rows.filter(IN_TIME, due_at__lte=end_of_day(at, days=WEEK)), _twice(near))
    major, whole = ({word: told[f"{which}_{word}"] or 0 for word in (*known, *near)} for which in ("major", "all"))
    both = [major, {word: whole[word] - major[word] for word in whole}]
    overdue = tuple(one[word] for one in both for word in ("swept", "late"))
    later = tuple(one["open"] - sum(n for word, n in one.items() if word != "open") for one in both)
    return overdue, *(tuple(one[word] for one in both) for word in ("today", "week")), later


def _twice(asked: Mapping[str, Q]) -> dict[str, Q]:
    """Ask for the major among them, and for all."""
    major = {f"major_{word}": which & Q(grade="major") for word, which in asked.items()}
    return major | {f"all_{word}": which for word, which in asked.items()}


def units(*, words: str, within: Within) -> tuple[Unit, ...]:
    """Return units within a reach whose name has these words in it, by name, as many as one can look through."""
    seen = registry.seen(within, places="place", departments="department", organisations="no")
    rows = Organisation.objects.filter(seen, name__icontains=words.strip()).exclude(kind="office")
    found = list(rows.order_by("name", "no").values_list("no", "name", "place")[:UNITS])
    owing = tables.Item.objects.filter(organisation__in=[no for no, *_ in found]).exclude(state__in=ENDED)
    counts = dict(owing.values_list("organisation").annotate(n=Count("no")))
    return tuple(Unit(no=no, name=name, place=place, open=counts.get(no, 0)) for no, name, place in found)


def _counted(within: Within, at: datetime) -> Mapping[str, int]:
    """Return how many are open, overdue as of the last sweep, major, and struck off, within a reach."""
    asked = {
        "open": ~Q(state__in=ENDED),
        "overdue": Q(overdue=True),
        "major": ~Q(state__in=ENDED) & Q(grade="major"),
        "struck": Q(state=State.STRUCK_OFF),
    }
    if _is_of_places(within):
        told = _counters(within).aggregate(**{word: Sum("n", filter=which) for word, which in asked.items()})
        return {word: n or 0 for word, n in told.items()}
    return _count(seen_items(within), asked)  # of one unit, which an index finds


def _is_of_places(within: Within) -> bool:
    return within.organisations is None and within.persons is None


def _counters(within: Within) -> QuerySet[tables.Count]:
    return tables.Count.objects.filter(registry.seen(within, places="place", departments="department"))


def _rows(within: Within) -> QuerySet[tables.Item]:
    """Return the items within a reach: those of one unit by its index, all else not by place."""
    return seen_without_places(within) if _is_of_places(within) else seen_items(within)


def _count(rows: QuerySet[tables.Item], asked: Mapping[str, Q]) -> dict[str, Any]:
    # By the place, which nothing lacks: an index that has it need not look at the rows.
    return rows.aggregate(**{word: Count("place", filter=which) for word, which in asked.items()})
