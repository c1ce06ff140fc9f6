"""What only a call has. Its life stands in the ledger, in `obligations_item`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime
from itertools import repeat
from typing import Any

from django.db import models

from anlan.domains.calls.facts import (
    NEVER,
    CallActed,
    CallHeard,
    CallMissed,
    CallPassedOn,
    CallReadBack,
    CallsClimbed,
    CallsEnded,
    CallsOpened,
    CallsTakenOver,
    KnocksAsked,
    NumberDoubted,
    coming,
)
from anlan.kernel.duty.ladders import Ladder
from anlan.kernel.journal.facts import Told, moment
from anlan.kernel.journal.follow import change, fetch_in, fold, put, put_ready, ready, write
from anlan.kernel.journal.tables import Moment


class Call(models.Model):
    """What was heard of whoever was called, beside the item."""

    item = models.CharField(max_length=40, primary_key=True)
    matter = models.CharField(max_length=40, db_index=True)
    colour = models.CharField(max_length=10)
    tier = models.CharField(max_length=10)
    post = models.CharField(max_length=40, null=True)
    sites = models.TextField()  # the numbers of the sites for which he answers, with blanks between
    instead = models.CharField(max_length=40, null=True)
    ladder = models.CharField(max_length=60)  # by its key, and its minutes
    again = models.IntegerField()
    deputy = models.IntegerField()
    above = models.IntegerField()
    answer = models.IntegerField()
    door = models.IntegerField(null=True)
    act = models.IntegerField()
    knock = models.CharField(max_length=40, null=True, db_index=True)  # the task to go to his door
    passed_to = models.CharField(max_length=40, null=True, db_index=True)  # the call of who stands in for him
    taken_at = Moment(null=True)
    heard_at = Moment(null=True)
    channel = models.CharField(max_length=10, null=True)
    read_back_at = Moment(null=True)
    acted_at = Moment(null=True)
    begun_at = Moment()
    next_at = Moment(null=True)  # before this no step comes that was not said; none, where nothing more comes
    deed = models.CharField(max_length=20, null=True)
    moved = models.IntegerField(null=True)
    expected = models.IntegerField(null=True)
    missed = models.IntegerField()
    outcome = models.CharField(max_length=20, null=True)
    missed_at = Moment(null=True)

    class Meta:
        db_table = "calls_call"
        indexes = (models.Index(fields=["next_at"], name="calls_call_next", condition=models.Q(next_at__isnull=False)),)

    def __str__(self) -> str:
        return f"{self.item} about {self.matter}"


class Climb(models.Model):
    """That a step of the ladder came of a call, and who was told by it."""

    pk = models.CompositePrimaryKey("item", "step")
    item = models.CharField(max_length=40)
    step = models.CharField(max_length=10)
    came_at = Moment()
    said_at = Moment()
    person = models.CharField(max_length=40, null=True, db_index=True)

    class Meta:
        db_table = "calls_climb"

    def __str__(self) -> str:
        return f"{self.item} {self.step}"


class Doubt(models.Model):
    """Whose number a task is to put right."""

    task = models.CharField(max_length=40, primary_key=True)
    person = models.CharField(max_length=40, db_index=True)
    call = models.CharField(max_length=40)

    class Meta:
        db_table = "calls_doubt"

    def __str__(self) -> str:
        return f"{self.task} about {self.person}"


COLUMNS = tuple(field.name for field in Call._meta.fields)
MINUTES = ("again", "deputy", "above", "answer", "door", "act")
OPENED = (
    *("item", "matter", "colour", "ladder", *MINUTES, "missed"),
    *("tier", "post", "sites", "instead", "begun_at", "next_at"),
)
MOMENTS = frozenset({"taken_at", "heard_at", "read_back_at", "acted_at", "missed_at"})
MINUTE = 60_000_000  # as tables keep it
NOTHING = dict.fromkeys(("heard_at", "acted_at", "outcome", "missed_at"))  # was heard yet
OF_THE_CLOCK = ("begun_at", "next_at")
SELECT = f"SELECT {', '.join(COLUMNS)} FROM calls_call WHERE item IN (%s)"
KNOCKS = "SELECT knock FROM calls_call WHERE item IN (%s) AND knock IS NOT NULL"
BEGUN = "SELECT item, begun_at FROM calls_call WHERE item IN (%s)"
SAID = "SELECT item, step FROM calls_climb WHERE item IN (%s)"
TAKEN = "UPDATE calls_call SET taken_at = %s, passed_to = %s WHERE item = %s"
KNOCK = "UPDATE calls_call SET knock = %s WHERE item = %s"
HEAR = f"UPDATE calls_call SET heard_at = %s, channel = %s, next_at = %s + act * {MINUTE} WHERE item = %s"
SOONER = "UPDATE calls_call SET next_at = %s WHERE item = %s AND heard_at IS NULL"
ENDED = "UPDATE calls_call SET next_at = NULL WHERE item = %s AND next_at IS NOT NULL"
NEXT = "UPDATE calls_call SET next_at = %s WHERE item = %s"
MISS = "UPDATE calls_call SET missed = missed + 1, outcome = %s, missed_at = %s, channel = %s WHERE item = %s"


def stored(items: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return what was heard of each of these calls by its columns, without the ORM."""
    return {str(row[0]): _told(row) for row in fetch_in(SELECT, items)}


def said(items: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return which steps were said of each of these calls."""
    found: dict[str, set[str]] = {}
    for item, step in fetch_in(SAID, items):
        found.setdefault(str(item), set()).add(str(step))
    return {item: frozenset(steps) for item, steps in found.items()}


def knocks(items: Iterable[str]) -> list[str]:
    """Return the tasks to go to the doors of those who were called by these."""
    return [str(task) for [task] in fetch_in(KNOCKS, items)]


def _told(row: Sequence[Any]) -> dict[str, Any]:
    told = {name: value for name, value in zip(COLUMNS, row, strict=True) if name not in OF_THE_CLOCK}
    told |= {name: moment(told[name]) for name in MOMENTS if told[name] is not None}
    ladder = Ladder(key=told.pop("ladder"), **{name: told.pop(name) for name in MINUTES})
    return told | {"sites": tuple(told["sites"].split()), "ladder": ladder}


@fold(CallsOpened)
def opened(batch: Sequence[Told[CallsOpened]]) -> None:
    rows: list[tuple[Any, ...]] = []
    for said, at in ((told.fact, told.at) for told in batch):
        steps = (said.ladder.key, *(getattr(said.ladder, name) for name in MINUTES))
        alike = [repeat(one) for one in (said.matter, said.colour, *steps, 0)]
        sites = map(" ".join, said.sites)
        clock = map(repeat, ready((at, _next(said.ladder, since=at, told=NOTHING))))
        rows += zip(said.calls, *alike, said.tiers, said.posts, sites, said.insteads, *clock, strict=False)
    put_ready("calls_call", OPENED, rows)


@fold(KnocksAsked)
def knocks_asked(batch: Sequence[Told[KnocksAsked]]) -> None:
    for told in batch:
        write(KNOCK, list(zip(told.fact.tasks, told.fact.calls, strict=True)))


@fold(CallHeard)
def heard(batch: Sequence[Told[CallHeard]]) -> None:
    write(HEAR, [(told.at, told.fact.channel, told.at, told.fact.call) for told in batch])


@fold(CallReadBack)
def read_back(batch: Sequence[Told[CallReadBack]]) -> None:
    for told in batch:
        change("calls_call", {"read_back_at": told.at}, key="item", of=told.fact.call)


@fold(CallActed)
def acted(batch: Sequence[Told[CallActed]]) -> None:
    for told in batch:
        fact = told.fact
        changes = {"acted_at": told.at, "deed": fact.deed, "moved": fact.moved, "expected": fact.expected}
        changes["next_at"] = None
        change("calls_call", changes, key="item", of=fact.call)


@fold(CallPassedOn)
def passed_on(batch: Sequence[Told[CallPassedOn]]) -> None:
    for told in batch:
        change("calls_call", {"passed_to": told.fact.to}, key="item", of=told.fact.call)


@fold(CallsTakenOver)
def taken_over(batch: Sequence[Told[CallsTakenOver]]) -> None:
    write(TAKEN, [(told.at, told.fact.by, call) for told in batch for call in told.fact.calls])


@fold(CallMissed)
def missed(batch: Sequence[Told[CallMissed]]) -> None:
    write(MISS, [(told.fact.outcome, told.at, told.fact.channel, told.fact.call) for told in batch])
    write(SOONER, [(told.at, told.fact.call) for told in batch if told.fact.outcome in NEVER])


@fold(NumberDoubted)
def doubted(batch: Sequence[Told[NumberDoubted]]) -> None:
    rows = [(told.fact.task, told.fact.person, told.fact.call) for told in batch]
    put("calls_doubt", ("task", "person", "call"), rows)


@fold(CallsClimbed)
def climbed(batch: Sequence[Told[CallsClimbed]]) -> None:
    rows = {
        (call, step): (call, step, came_at, told.at, person)
        for told in batch
        for call, step, came_at, person in zip(
            told.fact.calls, told.fact.steps, told.fact.came_ats, told.fact.people, strict=True
        )
    }
    put("calls_climb", ("item", "step", "came_at", "said_at", "person"), list(rows.values()), key=("item", "step"))
    _look_ahead({call for call, _ in rows})


@fold(CallsEnded)
def ended(batch: Sequence[Told[CallsEnded]]) -> None:
    write(ENDED, [(call,) for told in batch for call in told.fact.calls])


def _look_ahead(calls: Set[str]) -> None:
    """Keep of each of these calls when the next step comes that was not said."""
    since = {str(item): moment(begun) for item, begun in fetch_in(BEGUN, calls)}
    steps = said(calls)
    nexts = (
        (_next(one["ladder"], since=since[item], told=one, said=steps.get(item, frozenset())), item)
        for item, one in stored(calls).items()
    )
    write(NEXT, list(nexts))


def _next(ladder: Ladder, *, since: datetime, told: Mapping[str, Any], said: Set[str] = frozenset()) -> datetime | None:
    return min((at for step, at in coming(ladder, since=since, told=told).items() if step not in said), default=None)
