"""The watches, kept in step with the journal: how each stands, what it left to the next, what was written down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from typing import Any

from django.db import models

from anlan.kernel.duty import watch
from anlan.kernel.duty.facts import AwayTold, BackTold, DeputyNamed, HandOverListed, WatchNoted
from anlan.kernel.journal.facts import Told, moment
from anlan.kernel.journal.follow import fetch_in, fold, put, write
from anlan.kernel.journal.tables import Moment
from anlan.kernel.registry.tables import Day, stored


class Watch(models.Model):
    """One watch, as it stands."""

    no = models.CharField(max_length=40, primary_key=True)
    organisation = models.CharField(max_length=40)
    place = models.CharField(max_length=12)
    department = models.CharField(max_length=20, null=True)
    officer = models.CharField(max_length=40)
    leader = models.CharField(max_length=40)
    deputy = models.CharField(max_length=40, null=True)
    from_at = Moment()
    until_at = Moment()
    state = models.CharField(max_length=20)
    begun_at = Moment(null=True)
    kept_by = models.CharField(max_length=40, null=True)
    next = models.CharField(max_length=40, null=True)
    offered_at = Moment(null=True)
    ended_at = Moment(null=True)
    swap_to = models.CharField(max_length=40, null=True)
    swap_return = models.CharField(max_length=40, null=True)

    class Meta:
        db_table = "duty_watch"
        indexes = (
            models.Index(fields=["place", "state", "from_at"], name="duty_watch_place"),
            models.Index(fields=["organisation", "from_at"], name="duty_watch_organisation"),
            models.Index(fields=["officer", "from_at"], name="duty_watch_officer"),
            models.Index(fields=["deputy", "from_at"], name="duty_watch_deputy"),
        )

    def __str__(self) -> str:
        return f"{self.no} {self.state}"


class Left(models.Model):
    """That an item stands on the list which a watch leaves to the next, and why."""

    pk = models.CompositePrimaryKey("watch", "item")
    watch = models.CharField(max_length=40)
    item = models.CharField(max_length=40)
    why = models.CharField(max_length=20)
    rank = models.IntegerField()

    class Meta:
        db_table = "duty_left"

    def __str__(self) -> str:
        return f"{self.item} of {self.watch}"


class Sum(models.Model):
    """What a watch saw in figures, when it was handed over."""

    watch = models.CharField(max_length=40, primary_key=True)
    more = models.IntegerField()
    filed = models.IntegerField()
    struck = models.IntegerField()
    overdue = models.IntegerField()

    class Meta:
        db_table = "duty_sum"

    def __str__(self) -> str:
        return f"{self.watch}: {self.filed} filed, {self.struck} struck off"


class Note(models.Model):
    """What somebody on duty wrote down."""

    pk = models.CompositePrimaryKey("watch", "command")
    watch = models.CharField(max_length=40)
    command = models.CharField(max_length=80)
    at = Moment()
    person = models.CharField(max_length=40)
    text = models.TextField()

    class Meta:
        db_table = "duty_note"

    def __str__(self) -> str:
        return f"{self.at} of {self.watch}"


class Deputy(models.Model):
    """Who answers where the holder of a post is away, in one span of days."""

    pk = models.CompositePrimaryKey("post", "from_on")
    post = models.CharField(max_length=40)
    from_on = Day()
    deputy = models.CharField(max_length=40, db_index=True)
    until_on = Day(null=True)

    class Meta:
        db_table = "duty_deputy"

    def __str__(self) -> str:
        return f"{self.deputy} for {self.post}"


class Away(models.Model):
    """That somebody is away, from when to when."""

    pk = models.CompositePrimaryKey("person", "from_at")
    person = models.CharField(max_length=40)
    from_at = Moment()
    until_at = Moment()
    kind = models.CharField(max_length=20)

    class Meta:
        db_table = "duty_away"

    def __str__(self) -> str:
        return f"{self.person} until {self.until_at}"


COLUMNS = tuple(field.name for field in fields(watch.Watch))
MOMENTS = ("from_at", "until_at", "begun_at", "offered_at", "ended_at")
SELECT = f"SELECT {', '.join(COLUMNS)} FROM duty_watch WHERE no IN (%s)"


def standing(row: Iterable[Any]) -> watch.Watch:
    """Return a watch as rules know it from a row of COLUMNS."""
    told = dict(zip(COLUMNS, row, strict=True))
    for name in MOMENTS:
        if isinstance(told[name], int):
            told[name] = moment(told[name])
    return watch.Watch(**told | {"state": watch.State(told["state"])})


def watches_of(rows: models.QuerySet[Watch]) -> Iterator[watch.Watch]:
    """Return watches as rules know them."""
    return map(standing, rows.values_list(*COLUMNS))


def stored_many(numbers: Iterable[str]) -> list[watch.Watch]:
    """Return watches by their numbers, those that there are, by number."""
    return sorted((standing(row) for row in fetch_in(SELECT, numbers)), key=lambda one: one.no)


@fold(*watch.EVERY_FACT)
def moved(batch: Sequence[Told[Any]]) -> None:
    """Let each fact move its watches."""
    concerned = [no for told in batch for no in watch.numbers(told.fact)]
    now = {one.no: one for one in stored_many(concerned)}
    for told in batch:
        for one in watch.apply(told, now):
            now[one.no] = one
    put("duty_watch", COLUMNS, [tuple(vars(one)[c] for c in COLUMNS) for one in now.values()], key=("no",))
    _keep_notes(batch)
    _keep_lists([told.fact for told in batch if isinstance(told.fact, HandOverListed)])


@fold(DeputyNamed)
def deputed(batch: Sequence[Told[DeputyNamed]]) -> None:
    """Let a new deputy overtake what was said of later days, and end what was said of earlier ones."""
    for said in (told.fact for told in batch):
        begins = stored(said.from_on)
        write("DELETE FROM duty_deputy WHERE post = %s AND from_on >= %s", [(said.post, begins)])
        ending = "UPDATE duty_deputy SET until_on = %s WHERE post = %s AND (until_on IS NULL OR until_on > %s)"
        write(ending, [(begins, said.post, begins)])
        if said.deputy:
            ends = stored(said.until_on) if said.until_on else None
            put("duty_deputy", ("post", "from_on", "deputy", "until_on"), [(said.post, begins, said.deputy, ends)])


@fold(AwayTold, BackTold)
def away(batch: Sequence[Told[Any]]) -> None:
    for told in batch:
        said = told.fact
        if isinstance(said, AwayTold):
            row = (said.person, said.from_at, said.until_at, said.kind)
            put("duty_away", ("person", "from_at", "until_at", "kind"), [row], key=("person", "from_at"))
        else:
            ending = "UPDATE duty_away SET until_at = %s WHERE person = %s AND from_at <= %s AND until_at > %s"
            write(ending, [(told.at, said.person, told.at, told.at)])


def _keep_notes(batch: Sequence[Told[Any]]) -> None:
    columns = ("watch", "command", "at", "person", "text")
    said = ((told.fact, told) for told in batch if isinstance(told.fact, WatchNoted))
    rows = {(fact.watch, told.command): (told.at, told.person, fact.text) for fact, told in said}
    put("duty_note", columns, [(*key, *row) for key, row in rows.items()], key=("watch", "command"))


def _keep_lists(listed: Sequence[HandOverListed]) -> None:
    """Keep the last list of each watch: one that is handed over anew is listed anew."""
    last = {said.watch: said for said in listed}
    write("DELETE FROM duty_left WHERE watch = %s", [(no,) for no in last])
    rows = [
        (no, item, why, rank)
        for no, said in last.items()
        for rank, (item, why) in enumerate(zip(said.items, said.whys, strict=True), start=1)
    ]
    put("duty_left", ("watch", "item", "why", "rank"), rows)
    sums = [(no, said.more, said.filed, said.struck, said.overdue) for no, said in last.items()]
    put("duty_sum", ("watch", "more", "filed", "struck", "overdue"), sums, key=("watch",))
