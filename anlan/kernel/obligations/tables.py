"""The ledger, kept in step with the journal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from itertools import repeat
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import models

from anlan.kernel.journal.facts import Told, moment
from anlan.kernel.journal.follow import (
    Deltas,
    change,
    count,
    counter,
    derived,
    fetch,
    fetch_in,
    fold,
    put,
    put_ready,
    ready,
    write,
)
from anlan.kernel.journal.lock import lock
from anlan.kernel.journal.tables import Moment
from anlan.kernel.obligations import life
from anlan.kernel.obligations.facts import ItemsFiled, ItemShown, ItemsVoided, ItemTakenBack
from anlan.kernel.obligations.life import Item as Standing


class Item(models.Model):
    """One duty, as it stands."""

    no = models.CharField(max_length=40, primary_key=True)
    kind = models.CharField(max_length=20)
    what = models.TextField()
    place = models.CharField(max_length=12)
    department = models.CharField(max_length=20, null=True)
    organisation = models.CharField(max_length=40)
    owner = models.CharField(max_length=40)
    due_at = Moment()
    state = models.CharField(max_length=20)
    grade = models.CharField(max_length=20, null=True)
    accepted_at = Moment(null=True)
    offered_to = models.CharField(max_length=40, null=True)
    submitted_by = models.CharField(max_length=40, null=True)
    submitted_at = Moment(null=True)
    checker = models.CharField(max_length=40, null=True)
    returns = models.IntegerField()
    shown = models.IntegerField()
    ended_at = Moment(null=True)
    held_since = Moment(null=True)
    disowned_by = models.CharField(max_length=40, null=True)
    due_since = Moment(null=True)
    lapses = models.IntegerField(default=0)
    extensions = models.IntegerField(default=0)
    asked_due_at = Moment(null=True)
    asked_by = models.CharField(max_length=40, null=True)
    approver = models.CharField(max_length=40, null=True)
    approvers = models.TextField(default="")
    listed = models.CharField(max_length=20, null=True)
    listed_until = Moment(null=True)
    source = models.CharField(max_length=20, null=True)
    found_at = Moment(null=True)
    task = models.CharField(max_length=40, null=True)
    filed_by = models.CharField(max_length=40)
    filed_at = Moment()
    command = models.CharField(max_length=80)
    moved_at = Moment()
    # Whether it is overdue: kept by folds and by the sweeper, and no part of how acts know an item. What nobody owes
    # any more has no answer, so that the sweeper finds what has come due in one range of the index.
    overdue = models.BooleanField(null=True)

    class Meta:
        db_table = "obligations_item"
        indexes = (
            models.Index(fields=["place", "state", "due_at"], name="obligations_item_place"),
            models.Index(fields=["organisation", "state"], name="obligations_item_org"),
            models.Index(fields=["owner", "state"], name="obligations_item_owner"),
            models.Index(fields=["checker", "state"], name="obligations_item_checker"),
            models.Index(fields=["offered_to"], name="obligations_item_offered"),
            models.Index(fields=["approver"], name="obligations_item_approver"),
            # By what a page of the ledger is ordered and narrowed: of rows it then reads those that it shows.
            models.Index(
                fields=["overdue", "due_at", "grade", "place", "department", "no"], name="obligations_item_pressing"
            ),
            models.Index(fields=["filed_at", "overdue", "place", "department"], name="obligations_item_filed"),
            models.Index(fields=["ended_at"], name="obligations_item_ended"),
        )

    def __str__(self) -> str:
        return f"{self.no} {self.state}"


class Evidence(models.Model):
    """That a file shows something of an item."""

    pk = models.CompositePrimaryKey("item", "file")
    item = models.CharField(max_length=40)
    file = models.CharField(max_length=64, db_index=True)
    stage = models.CharField(max_length=10)
    caption = models.TextField()
    person = models.CharField(max_length=40)
    at = Moment()
    command = models.CharField(max_length=80)

    class Meta:
        db_table = "obligations_evidence"

    def __str__(self) -> str:
        return f"{self.file[:8]} of {self.item}"


class Count(models.Model):
    """How many items there are of each sort at each place."""

    pk = models.CompositePrimaryKey("place", "department", "kind", "grade", "state", "overdue")
    place = models.CharField(max_length=12)
    department = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    grade = models.CharField(max_length=20)
    state = models.CharField(max_length=20)
    overdue = models.BooleanField()
    n = models.BigIntegerField()

    class Meta:
        db_table = "obligations_count"

    def __str__(self) -> str:
        return f"{self.place} {self.kind} {self.state}: {self.n}"


class Swept(models.Model):
    """Up to which moment what is overdue was looked for."""

    what = models.CharField(max_length=20, primary_key=True)
    at = Moment()

    kept = True  # no fact: what is overdue follows from the journal and this moment

    class Meta:
        db_table = "obligations_swept"

    def __str__(self) -> str:
        return f"{self.what} as of {self.at}"


COLUMNS = tuple(field.name for field in fields(Standing))
MOMENTS = (
    *("due_at", "accepted_at", "submitted_at", "ended_at", "found_at", "filed_at", "moved_at"),
    *("held_since", "due_since", "asked_due_at", "listed_until"),
)
SELECT = f"SELECT {', '.join(COLUMNS)}, overdue FROM obligations_item WHERE no IN (%s)"
SORTS = "SELECT place, department, kind, grade, state, overdue FROM obligations_item WHERE no IN (%s)"
VOIDED = (
    f"UPDATE obligations_item SET state = '{life.State.VOID}', ended_at = %s, offered_to = NULL, overdue = NULL,"
    " command = %s, moved_at = %s WHERE no = %s"
)
WAITS = f"FROM obligations_item WHERE checker IS NULL AND state = '{life.State.SUBMITTED}'"
AWAITED = f"SELECT DISTINCT task, department, place {WAITS} AND kind = %s AND task IS NOT NULL"
WAITING = f"SELECT {', '.join(COLUMNS)} {WAITS} AND task IN (%s)"
EVIDENCE = ("item", "file", "stage", "caption", "person", "at", "command")
_columns = itemgetter(*COLUMNS)
COUNTS = counter("obligations_count", "place", "department", "kind", "grade", "state", "overdue")
OVERDUE = "overdue"
CAME_DUE = "SELECT no FROM obligations_item WHERE overdue = %s AND due_at < %s ORDER BY due_at, no LIMIT 500"
# What a clock that ran ahead has marked too early; of what was spoken of at a later hour, that hour decided.
TOO_EARLY = (
    "SELECT no FROM obligations_item WHERE overdue = %s AND due_at >= %s AND due_at >= moved_at"
    " ORDER BY due_at, no LIMIT 500"
)
MARK = "UPDATE obligations_item SET overdue = %s WHERE no IN (%s)"
SWEPT = "SELECT at FROM obligations_swept WHERE what = %s"
Lateness = Mapping[str, bool | None]


def standing(row: Iterable[Any]) -> Standing:
    """Return an item as rules know it from a row that begins with COLUMNS."""
    told = dict(zip(COLUMNS, row, strict=False))
    for name in MOMENTS:
        if told[name] is not None:
            told[name] = moment(told[name])
    told["state"] = life.State(told["state"])
    return life.with_columns(told)


def stored(no: str) -> Standing | None:
    """Return an item by its number, without the ORM: every act asks this."""
    return next(map(standing, fetch_in(SELECT, [no])), None)


def stored_many(numbers: Iterable[str]) -> list[Standing]:
    """Return items by their numbers, those that there are."""
    return [standing(row) for row in fetch_in(SELECT, numbers)]


class Owing(NamedTuple):
    """Who owes an item, and whether it is open."""

    no: str
    owner: str
    is_open: bool


def owing(numbers: Iterable[str]) -> list[Owing]:
    """Return who owes these items, those that there are: all that is asked where very many are rung."""
    rows = fetch_in("SELECT no, owner, state FROM obligations_item WHERE no IN (%s)", numbers)
    return [Owing(no, owner, state not in life.ENDED) for no, owner, state in rows]


def awaited(kind: str) -> list[tuple[str, str | None, str]]:
    """Return the task for which items of a kind wait to have a checker, each with their departments and places."""
    return [(task, department, place) for task, department, place in fetch(AWAITED, [kind])]


def waiting(tasks: Iterable[str]) -> list[Standing]:
    """Return the items that wait for tasks."""
    return [standing(row) for row in fetch_in(WAITING, tasks)]


def left_for(task: str) -> bool:
    """Test whether anything waits for a task to have it said who owes it."""
    rows = Item.objects.filter(task=task).exclude(state__in=life.ENDED)
    return Item.objects.filter(no=task, source=life.LEFT).exists() and rows.exists()


@fold(*life.EVERY_FACT)
def moved(batch: Sequence[Told[Any]]) -> Deltas:
    """Let each fact move its items, and count how many came to stand where."""
    kinds = {type(told.fact) for told in batch}
    return AT_ONCE.get(kinds.pop() if len(kinds) == 1 else object, _one_by_one)(batch)


def _one_by_one(batch: Sequence[Told[Any]]) -> Deltas:
    new = {no for told in batch if isinstance(told.fact, life.FILINGS) for no in life.numbers(told.fact)}
    concerned = [no for told in batch for no in life.numbers(told.fact) if no not in new]
    before, was_late = _stand(concerned)
    after, late = dict(before), dict(was_late)
    for told in batch:
        for item in life.apply(told, after):
            late[item.no] = life.overdue(item, before=after.get(item.no), was=late.get(item.no), at=told.at)
            after[item.no] = item
    _keep(before, after, was_late, late)
    _keep_evidence(batch)
    return _deltas(before, after, was_late, late)


def _filed_at_once(batch: Sequence[Told[ItemsFiled]]) -> Deltas:
    """Keep many things that were filed, and of which nothing else was said yet, by columns: there may be a million."""
    rows: list[tuple[Any, ...]] = []
    counts: Counter[tuple[Any, ...]] = Counter()
    for told in batch:
        first, own = life.filed_at_once(told)
        late = [due_at < told.at for due_at in own["due_at"]]
        known = {name: repeat(value) for name, value in vars(first).items()} | own | {"state": repeat(str(first.state))}
        columns = [ready(known[name]) if name in MOMENTS else known[name] for name in COLUMNS]
        rows += zip(*columns, late, strict=False)
        sorts = (own["place"], [one or "" for one in own["department"]], repeat(first.kind))
        counts.update(zip(*sorts, [one or "" for one in own["grade"]], repeat(str(first.state)), late, strict=False))
    put_ready("obligations_item", (*COLUMNS, "overdue"), rows)
    return {(COUNTS, *sort): n for sort, n in counts.items()}


def _voided_at_once(batch: Sequence[Told[ItemsVoided]]) -> Deltas:
    """Keep of many things that they ended, without reading what they were: there may be a hundred thousand."""
    counts: Counter[tuple[Any, ...]] = Counter()
    for told in batch:
        for place, department, kind, grade, state, is_late in fetch_in(SORTS, told.fact.items):
            sort = (COUNTS, place, department or "", kind, grade or "")
            counts[(*sort, state, bool(is_late))] -= 1
            counts[(*sort, str(life.State.VOID), False)] += 1
        write(VOIDED, [(told.at, told.command, told.at, no) for no in told.fact.items])
    return counts


AT_ONCE: dict[type, Callable[[Sequence[Told[Any]]], Deltas]] = {
    ItemsFiled: _filed_at_once,
    ItemsVoided: _voided_at_once,
}


def sweep(at: datetime) -> bool:
    """Mark the next five hundred items that have come due as overdue, and those that a clock running ahead had marked
    as not; return whether there were any.
    """
    numbers = _wrong(at)
    lock(numbers)
    _mark(numbers, at)
    if not numbers and swept_at() != at:
        put("obligations_swept", ("what", "at"), [(OVERDUE, at)], key=("what",))
    return bool(numbers)


def _wrong(at: datetime) -> list[str]:
    """Return items whose mark is not what it should be at this moment."""
    return [no for [no] in (*fetch(CAME_DUE, [False, at]), *fetch(TOO_EARLY, [True, at]))]


def swept_at() -> datetime | None:
    """Return up to which moment what is overdue was looked for."""
    return next((moment(at) for [at] in fetch(SWEPT, [OVERDUE])), None)


@derived
def sweep_again() -> None:
    """Mark what was overdue at the moment of the last sweep: so far does a rebuild bring it, which nobody disturbs."""
    at = swept_at()
    while at and (numbers := _wrong(at)):
        _mark(numbers, at)


def _mark(numbers: Sequence[str], at: datetime) -> None:
    """Mark those of these items that have come due, as they stand now, and count them as overdue, or no longer."""
    items, was_late = _stand(numbers)
    for is_late in (True, False):
        # Of what has ended nothing is marked: it is neither.
        was_other = {no: item for no, item in items.items() if was_late[no] is (not is_late)}
        if came := {no: item for no, item in was_other.items() if (item.due_at < at) is is_late}:
            write(MARK.replace("(%s)", f"({', '.join(['%s'] * len(came))})"), [(is_late, *came)])
            count(_deltas(came, came, was_late, dict.fromkeys(came, is_late)))


def _stand(numbers: Iterable[str]) -> tuple[dict[str, Standing], Lateness]:
    """Return how items stand, and whether each is overdue."""
    rows = [(standing(row), row[-1]) for row in fetch_in(SELECT, numbers)]
    return {item.no: item for item, _ in rows}, {item.no: None if late is None else bool(late) for item, late in rows}


def _keep(before: Mapping[str, Standing], after: Mapping[str, Standing], was_late: Lateness, late: Lateness) -> None:
    """Keep how items stand now: of many all of them, of one what has changed."""
    if len(after) == len(before) == 1:
        [[no, was], [_, item]] = [*before.items(), *after.items()]
        is_now = vars(item)
        changed = {column: is_now[column] for column, value in vars(was).items() if is_now[column] != value}
        changed |= {"overdue": late[no]} if late[no] != was_late[no] else {}
        change("obligations_item", changed, key="no", of=no)
    else:
        rows = [(*_columns(vars(item)), late[no]) for no, item in after.items()]
        put("obligations_item", (*COLUMNS, "overdue"), rows, key=("no",))


def _deltas(
    before: Mapping[str, Standing], after: Mapping[str, Standing], was_late: Lateness, late: Lateness
) -> Deltas:
    moved: Counter[tuple[Any, ...]] = Counter()
    for items, lateness, step in ((before, was_late, -1), (after, late, +1)):
        for no, item in items.items():
            sort = (item.place, item.department or "", item.kind, item.grade or "", str(item.state))
            moved[(COUNTS, *sort, lateness[no] is True)] += step
    return moved


def _keep_evidence(batch: Sequence[Told[Any]]) -> None:
    """Keep which files show what; what a command put there goes when it is taken back."""
    rows: dict[tuple[str, str], tuple[Any, ...]] = {}
    for told in batch:
        said = told.fact
        if isinstance(said, ItemShown):
            for file in said.files:
                rest = (said.stage, said.caption, told.person, told.at, told.command)
                rows.setdefault((said.item, file), (said.item, file, *rest))
        elif isinstance(said, ItemTakenBack):
            for key in [key for key, row in rows.items() if key[0] == said.item and row[-1] == said.command]:
                del rows[key]
            write("DELETE FROM obligations_evidence WHERE item = %s AND command = %s", [(said.item, said.command)])
    put("obligations_evidence", EVIDENCE, list(rows.values()), key=("item", "file"))
