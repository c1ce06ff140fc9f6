"""The ledger as lists: which items, in which order, how many of each sort. Asked through `reads`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import chain
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Concat

from anlan.kernel.journal.acts import READS
from anlan.kernel.journal.facts import ItemNo, OrganisationNo, PlaceCode
from anlan.kernel.obligations import tables
from anlan.kernel.obligations.life import (
    ENDED,
    LEFT,
    TASK,
    WITH_OWNER,
    Item,
    State,
    end_of_day,
    next_step,
    with_columns,
)
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.may import Within
from anlan.kernel.registry.tables import Place

PAGE = 500
LASTING = Q(overdue__isnull=False)  # somebody still owes it
# As the sweeper saw it last. Said by a list, so that SQLite looks for it in the index instead of testing every line.
OVERDUE, IN_TIME = Q(overdue__in=[True]), Q(overdue__in=[False])
WHICH = (Q(grade="major"), ~Q(grade="major"))
GRAVITY = Case(When(grade="major", then=Value(0)), default=Value(1), output_field=IntegerField())
UNITS = 100
MATCHING = "search.matching"  # the question that knows which items somebody means by some words
NUMBERED = "intake.numbered"  # the question that knows items by the numbers of ledgers from outside


class View(StrEnum):
    """Which items of the ledger one looks at."""

    OPEN = "open"  # 全部在册
    MINE = "mine"  # 我负责
    TO_CHECK = "to-check"  # 待我验收
    MINE_NOW = "mine-now"  # 该我办的
    OVERDUE = "overdue"  # 逾期
    DUE_TODAY = "due-today"  # 今日到期
    MAJOR = "major"  # 重大隐患
    LISTED = "listed"  # 挂牌督办
    STRUCK_TODAY = "struck-today"  # 今日已销号
    STRUCK_OFF = "struck-off"  # 已销号
    BEFORE = "before"  # 系统外销号
    VOID = "void"  # 作废
    ALL = "all"  # 全部


class Group(StrEnum):
    """By what the lines of a list stand together."""

    DUE = "due"
    ORGANISATION = "organisation"
    PLACE = "place"
    DEPARTMENT = "department"
    KIND = "kind"
    NONE = "none"


# What the lines of a group have in common, as the database knows it.
GROUPED_BY = {
    Group.DUE: "rank",
    Group.ORGANISATION: "organisation",
    Group.PLACE: "place",
    Group.DEPARTMENT: "department",
    Group.KIND: "kind",
}


class Due(StrEnum):
    """When an item falls due, as people sort it."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"
    ENDED = "ended"


ENDED_RANK = [*Due].index(Due.ENDED)


# Of each rank, how many are major and how many are not; of what is overdue, each as swept and as come due since.
Pressing = tuple[tuple[int, ...], ...]
Part = tuple[QuerySet[tables.Item], Sequence[Any]]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody asks the ledger for."""

    view: View
    words: str = ""
    kind: str = ""
    grade: str = ""
    place: PlaceCode | None = None
    organisation: OrganisationNo | None = None
    group: Group = Group.DUE
    page: int = 1
    among: tuple[ItemNo, ...] = ()  # chosen one by one: then the view decides their order, not which they are


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of a list: the item, when it is due as people sort it, and who has which next step."""

    item: Item
    due: Due
    group: str
    next_person: str | None
    next_verb: str | None


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """A page of the ledger: its rows in order, how many there are in all and in each group, and names for numbers."""

    rows: tuple[Row, ...]
    total: int
    ended: int  # how many of them nobody owes any more: those of today stay among what is open until midnight
    groups: tuple[tuple[str, int], ...]
    page: int
    pages: int
    names: dict[str, str]
    places: dict[str, str]
    at: datetime


def seen_items(within: Within) -> QuerySet[tables.Item]:
    """Return the items within a reach."""
    return tables.Item.objects.filter(is_seen(within))


def items_among(numbers: Sequence[str], *, within: Within) -> list[Item]:
    """Return those of at most five hundred items that are within a reach, by number."""
    rows = seen_items(within).filter(no__in=numbers).order_by("no").values_list(*tables.COLUMNS)
    return [_item(row) for row in rows]


def items_of(organisation: str, *, within: Within) -> list[Item]:
    """Return the dangers of a unit that are within a reach, those filed last, as many as a page has."""
    rows = seen_items(within).filter(organisation=organisation, kind="danger").order_by("-filed_at", "-no")
    return [_item(row) for row in rows.values_list(*tables.COLUMNS)[:PAGE]]


def seen_among(numbers: Sequence[str], *, within: Within) -> set[str]:
    """Return which of at most five hundred numbers are items within a reach."""
    return set(seen_items(within).filter(no__in=numbers).values_list("no", flat=True))


def waiting_for(task: Item, *, within: Within) -> tuple[ItemNo, ...]:
    """Return the number of what waits for a task and is within a reach, as many as one can look through."""
    if task.kind != TASK:
        return ()
    of_a_leaver = task.source == LEFT
    waits = ~Q(state__in=ENDED) if of_a_leaver else Q(checker=None, state=State.SUBMITTED)
    rows = seen_items(within).filter(waits, task=task.no).order_by("no")
    return tuple(ItemNo(no) for no in rows.values_list("no", flat=True)[:UNITS])


def numbers_asked(asked: Asked, *, within: Within, person: str, at: datetime) -> list[str]:
    """Return the number of every item that was asked for, whatever the page, in the order of the screen."""
    rows = _asked(asked, within=within, person=person, at=at)
    rows = rows.annotate(rank=_rank(at), gravity=GRAVITY)
    return list(rows.order_by(*_order(asked)).values_list("no", flat=True))


def standing_as_evidence(files: Iterable[str]) -> set[str]:
    """Return which of these files stand as evidence of some item, whichever it is."""
    return set(tables.Evidence.objects.filter(file__in=list(files)).values_list("file", flat=True))


def ledger(asked: Asked, *, within: Within, person: str, at: datetime, pressing: Pressing | None = None) -> Ledger:
    """Return one page of what was asked, most pressing first; `pressing` tells how many press how much, where known."""
    parts: list[Part]
    if pressing is None:
        rows = _asked(asked, within=within, person=person, at=at).annotate(rank=_rank(at), gravity=GRAVITY)
        by, groups = GROUPED_BY.get(asked.group), list[tuple[Any, int]]()
        if by:
            groups += rows.order_by(by).values_list(by).annotate(n=Count("no"))
        parts, counts = [(rows, _order(asked))], [sum(n for _, n in groups) if by else rows.count()]
    else:
        struck = _struck_today(asked, within=within, at=at)
        parts = [*_pressing(asked, within=within, at=at), struck]
        counts = [*chain.from_iterable(pressing), struck[0].count()]
        ranks = enumerate((*map(sum, pressing), counts[-1]))
        groups = [(rank, n) for rank, n in ranks if n] if asked.group == Group.DUE else []
    total = sum(counts)
    pages = max(1, -(-total // PAGE))
    page = min(max(1, asked.page), pages)
    items = _in_order(_numbers_of(parts, counts, start=(page - 1) * PAGE))
    tasks = _tasks(items)
    lines = tuple(_row(item, tasks.get(item.task or ""), asked.group, at) for item in items)
    codes = {line.item.place for line in lines}
    return Ledger(
        rows=lines,
        total=total,
        ended=_ended(parts, counts, asked, dict(groups)),
        groups=tuple((_group_name(asked.group, key), n) for key, n in groups),
        page=page,
        pages=pages,
        names=registry.names(_numbers(lines)),
        places=dict(Place.objects.filter(code__in=codes).values_list("code", "name")),
        at=at,
    )


def is_plain(asked: Asked) -> bool:
    """Test whether somebody asks for what is open by how it presses: then each part of it is a range of an index."""
    return asked.view == View.OPEN and not asked.among and asked.group in (Group.DUE, Group.NONE)


def _struck_today(asked: Asked, *, within: Within, at: datetime) -> Part:
    rows = narrowed(seen_without_places(within), asked, within=within, at=at)
    rows = rows.filter(state=State.STRUCK_OFF, ended_at__gte=end_of_day(at, days=-1))
    rank = Value(ENDED_RANK, output_field=IntegerField())
    return rows.annotate(rank=rank, gravity=GRAVITY), _order(asked)


def _pressing(asked: Asked, *, within: Within, at: datetime) -> list[Part]:
    """Return what is open in parts, most pressing first, each in the order of the index that finds it."""
    still = narrowed(seen_without_places(within), asked, within=within, at=at)
    late, *coming = spans(at)
    together = [(OVERDUE, late), *((one,) for one in coming)]
    return [(still.filter(span, which), ("due_at", "no")) for of in together for which in WHICH for span in of]


def spans(at: datetime) -> tuple[Q, Q, Q, Q]:
    """Return when what is not yet swept as overdue falls due: by now, today, within a week, later."""
    midnight, week = end_of_day(at), end_of_day(at, days=7)
    ends = (Q(due_at__lt=at), Q(due_at__gte=at, due_at__lte=midnight), Q(due_at__gt=midnight, due_at__lte=week))
    late, today, soon = (IN_TIME & one for one in ends)
    return late, today, soon, IN_TIME & Q(due_at__gt=week)


def _numbers_of(parts: Sequence[Part], counts: Sequence[int], *, start: int) -> list[str]:
    """Return the numbers on the page that begins there, across the parts: an index knows them without the rows."""
    numbers: list[str] = []
    for (rows, order), count in zip(parts, counts, strict=True):
        end = start + PAGE - len(numbers)
        if start < count and start < end:
            numbers += rows.order_by(*order).values_list("no", flat=True)[start:end]
        start = max(start - count, 0)
    return numbers


def _in_order(numbers: Sequence[str]) -> list[Item]:
    found = tables.Item.objects.filter(no__in=numbers).values_list(*tables.COLUMNS)
    items = {item.no: item for item in map(_item, found)}
    return [items[no] for no in numbers if no in items]


def _asked(asked: Asked, *, within: Within, person: str, at: datetime) -> QuerySet[tables.Item]:
    rows = mine_now(within, person) if asked.view == View.MINE_NOW else seen_items(within)
    rows = rows.filter(Q(no__in=asked.among) if asked.among else _view(asked.view, person, at))
    return narrowed(rows, asked, within=within, at=at)


def narrowed(rows: QuerySet[Any], asked: Asked, *, within: Within, at: datetime) -> QuerySet[Any]:
    """Return those of these items, or of their counters, that have what else was asked for."""
    if asked.words:
        rows = rows.filter(no__in=READS[MATCHING](words=asked.words, within=within, at=at))
    if asked.place:
        rows = rows.filter(registry.inside("place", asked.place))
    for column in ("kind", "grade", "organisation"):
        if getattr(asked, column):
            rows = rows.filter(**{column: getattr(asked, column)})
    return rows


def _ended(parts: Sequence[Part], counts: Sequence[int], asked: Asked, groups: dict[Any, int]) -> int:
    """Count those of the rows that were asked for which nobody owes any more."""
    if asked.view == View.MINE_NOW:
        return 0
    if len(parts) > 1:
        return counts[-1]
    if asked.group == Group.DUE:
        return groups.get(ENDED_RANK, 0)
    return parts[0][0].filter(state__in=ENDED).count()


def mine_now(within: Within, person: str) -> QuerySet[tables.Item]:
    """Return what waits for this person: to be accepted, put right, checked, given more time, or taken over.

    Each way by itself, so that a database finds each by its own index.
    """
    rows = seen_without_places(within, seeing=False)
    seen = is_seen(within, places="where")
    owing = seen & Q(owner=person, state__in=sorted({State.FILED, *WITH_OWNER}))
    checking = seen & Q(checker=person, state=State.SUBMITTED)
    offered = Q(offered_to=person) & ~Q(state__in=ENDED)  # perhaps beyond one's reach until it is taken
    agreeing = seen & Q(approver=person) & ~Q(state__in=ENDED)
    return rows.filter(owing | checking | offered | agreeing)


def seen_without_places(within: Within, *, seeing: bool = True) -> QuerySet[tables.Item]:
    """Return the items within a reach, so that no database looks for them by place: a province is every place."""
    rows = tables.Item.objects.annotate(where=Concat("place", Value("")))
    return rows.filter(is_seen(within, places="where")) if seeing else rows


def is_seen(within: Within, *, places: str = "place") -> Q:
    return registry.seen(within, places=places, departments="department", organisations="organisation", persons="owner")


def _view(view: View, person: str, at: datetime) -> Q:
    is_open = ~Q(state__in=ENDED)
    morning = end_of_day(at, days=-1)
    return {
        View.OPEN: is_open | Q(state=State.STRUCK_OFF, ended_at__gte=morning),
        View.MINE: is_open & Q(owner=person),
        View.TO_CHECK: Q(state=State.SUBMITTED, checker=person),
        View.MINE_NOW: Q(),
        View.OVERDUE: is_open & Q(due_at__lt=at),
        View.DUE_TODAY: is_open & Q(due_at__gte=at, due_at__lte=end_of_day(at)),
        View.MAJOR: is_open & Q(grade="major"),
        View.LISTED: Q(listed__isnull=False),
        View.STRUCK_TODAY: Q(state=State.STRUCK_OFF, ended_at__gte=morning),
        View.STRUCK_OFF: Q(state=State.STRUCK_OFF),
        View.BEFORE: Q(state=State.CLOSED_BEFORE),
        View.VOID: Q(state=State.VOID),
        View.ALL: Q(),
    }[view]


def _rank(at: datetime) -> Case:
    midnight, week = end_of_day(at), end_of_day(at, days=7)
    return Case(
        When(state__in=ENDED, then=Value(ENDED_RANK)),
        When(due_at__lt=at, then=Value(0)),
        When(due_at__lte=midnight, then=Value(1)),
        When(due_at__lte=week, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )


def _order(asked: Asked) -> list[Any]:
    by = GROUPED_BY.get(asked.group, "rank")
    has_ended = asked.view in (View.STRUCK_TODAY, View.STRUCK_OFF, View.BEFORE, View.VOID)
    pressing = ("-ended_at",) if has_ended else ("gravity", "due_at")
    first = F("department").asc(nulls_last=True) if by == "department" else by
    return list(dict.fromkeys((first, "rank", *pressing, "no")))


def _tasks(items: Sequence[Item]) -> dict[str, Item]:
    """Return the tasks for which some of these items wait, by number: theirs is the next step."""
    wanted = {item.task for item in items if item.task}
    if not wanted:
        return {}
    rows = tables.Item.objects.filter(no__in=wanted).values_list(*tables.COLUMNS)
    return {task.no: task for task in map(_item, rows)}


def _row(item: Item, task: Item | None, group: Group, at: datetime) -> Row:
    due = _due(item, at)
    person, verb = next_step(item, task=task) if item.is_open else (None, None)
    by = GROUPED_BY.get(group)
    name = due if group == Group.DUE else (by and getattr(item, by)) or ""
    return Row(item=item, due=due, group=name, next_person=person, next_verb=verb)


def _due(item: Item, at: datetime) -> Due:
    if not item.is_open:
        return Due.ENDED
    if item.due_at < at:
        return Due.OVERDUE
    if item.due_at <= end_of_day(at):
        return Due.TODAY
    return Due.WEEK if item.due_at <= end_of_day(at, days=7) else Due.LATER


def _group_name(group: Group, key: Any) -> str:
    return tuple(Due)[key] if group == Group.DUE else key or ""


def _item(row: Sequence[Any]) -> Item:
    told = dict(zip(tables.COLUMNS, row, strict=True))
    return with_columns(told | {"state": State(told["state"])})


def _numbers(lines: Sequence[Row]) -> set[str]:
    people = {line.next_person for line in lines}
    people |= {no for line in lines for no in (line.item.owner, line.item.checker, line.item.organisation)}
    return {no for no in people if no}
