"""The ledger, kept in step with the journal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from operator import itemgetter
from typing import Any

from django.db import models

from anlan.kernel.journal.facts import Told, moment
from anlan.kernel.journal.follow import Deltas, change, counter, fetch, fetch_in, fold, put, write
from anlan.kernel.journal.tables import Moment
from anlan.kernel.obligations import life
from anlan.kernel.obligations.facts import ItemShown, ItemTakenBack
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

    class Meta:
        db_table = "obligations_item"
        indexes = (
            models.Index(fields=["place", "state", "due_at"], name="obligations_item_place"),
            models.Index(fields=["organisation", "state"], name="obligations_item_org"),
            models.Index(fields=["owner", "state"], name="obligations_item_owner"),
            models.Index(fields=["checker", "state"], name="obligations_item_checker"),
            models.Index(fields=["offered_to"], name="obligations_item_offered"),
            models.Index(fields=["approver"], name="obligations_item_approver"),
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

    pk = models.CompositePrimaryKey("place", "department", "kind", "grade", "state")
    place = models.CharField(max_length=12)
    department = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    grade = models.CharField(max_length=20)
    state = models.CharField(max_length=20)
    n = models.BigIntegerField()

    class Meta:
        db_table = "obligations_count"

    def __str__(self) -> str:
        return f"{self.place} {self.kind} {self.state}: {self.n}"


COLUMNS = tuple(field.name for field in fields(Standing))
MOMENTS = (
    *("due_at", "accepted_at", "submitted_at", "ended_at", "found_at", "filed_at", "moved_at"),
    *("held_since", "due_since", "asked_due_at", "listed_until"),
)
SELECT = f"SELECT {', '.join(COLUMNS)} FROM obligations_item WHERE no IN (%s)"
WAITS = f"FROM obligations_item WHERE checker IS NULL AND state = '{life.State.SUBMITTED}'"
AWAITED = f"SELECT DISTINCT task, department, place {WAITS} AND kind = %s AND task IS NOT NULL"
WAITING = f"SELECT {', '.join(COLUMNS)} {WAITS} AND task IN (%s)"
EVIDENCE = ("item", "file", "stage", "caption", "person", "at", "command")
_columns = itemgetter(*COLUMNS)
COUNTS = counter("obligations_count", "place", "department", "kind", "grade", "state")


def standing(row: Iterable[Any]) -> Standing:
    """Return an item as rules know it from a row of COLUMNS."""
    told = dict(zip(COLUMNS, row, strict=True))
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


def awaited(kind: str) -> list[tuple[str, str | None, str]]:
    """Return the task for which items of a kind wait to have a checker, each with their departments and places."""
    return [(task, department, place) for task, department, place in fetch(AWAITED, [kind])]


def waiting(tasks: Iterable[str]) -> list[Standing]:
    """Return the items that wait for tasks."""
    return [standing(row) for row in fetch_in(WAITING, tasks)]


@fold(*life.EVERY_FACT)
def moved(batch: Sequence[Told[Any]]) -> Deltas:
    """Let each fact move its items, and count how many came to stand where."""
    concerned = [no for told in batch for no in life.numbers(told.fact)]
    before = {item.no: item for item in map(standing, fetch_in(SELECT, concerned))}
    after = dict(before)
    for told in batch:
        for item in life.apply(told, after):
            after[item.no] = item
    _keep(before, after)
    _keep_evidence(batch)
    return _deltas(before, after)


def _keep(before: Mapping[str, Standing], after: Mapping[str, Standing]) -> None:
    """Keep how items stand now: of many all of them, of one what has changed."""
    if len(after) == len(before) == 1:
        [[no, was], [_, item]] = [*before.items(), *after.items()]
        is_now = vars(item)
        changed = {column: is_now[column] for column, value in vars(was).items() if is_now[column] != value}
        change("obligations_item", changed, key="no", of=no)
    else:
        put("obligations_item", COLUMNS, list(map(_columns, map(vars, after.values()))), key=("no",))


def _deltas(before: Mapping[str, Standing], after: Mapping[str, Standing]) -> Deltas:
    moved: Counter[tuple[Any, ...]] = Counter()
    for items, step in ((before, -1), (after, +1)):
        for item in items.values():
            moved[(COUNTS, item.place, item.department or "", item.kind, item.grade or "", str(item.state))] += step
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
