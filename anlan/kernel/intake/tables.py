"""What is known of the ledgers that came in, and the work that each of them is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models

from anlan.kernel.intake.facts import LedgerTold, OwnersStoodIn
from anlan.kernel.journal.facts import Told
from anlan.kernel.journal.follow import fold, put
from anlan.kernel.journal.tables import Moment


class Telling(models.Model):
    """How a row of a ledger from outside was last told, by what it is known again."""

    key = models.CharField(max_length=32, primary_key=True)
    item = models.CharField(max_length=40, db_index=True)
    number = models.CharField(max_length=100, db_index=True)
    marks = models.TextField()
    along = models.TextField()
    unit = models.CharField(max_length=40, null=True)
    others = models.TextField()
    batch = models.CharField(max_length=40, db_index=True)

    class Meta:
        db_table = "intake_telling"

    def __str__(self) -> str:
        return f"{self.item} as {self.number or self.key}"


class StandIn(models.Model):
    """That somebody owes an item in the place of whom a ledger names and nobody knows."""

    item = models.CharField(max_length=40, primary_key=True)
    owner = models.CharField(max_length=40)
    batch = models.CharField(max_length=40, db_index=True)

    class Meta:
        db_table = "intake_standin"

    def __str__(self) -> str:
        return f"{self.owner} for {self.item}"


class Job(models.Model):
    """A ledger that is coming in. Its file, its report and its rejects lie sealed in the home."""

    kept = True
    no = models.CharField(max_length=40, primary_key=True)
    ledger = models.CharField(max_length=20)
    state = models.CharField(max_length=10)
    person = models.CharField(max_length=40, db_index=True)
    post = models.CharField(max_length=40)
    organisation = models.CharField(max_length=40)
    file = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    mapping = models.TextField()
    answers = models.TextField()
    whole = models.IntegerField()
    done = models.IntegerField()
    new = models.IntegerField()
    unchanged = models.IntegerField()
    changed = models.IntegerField()
    bad = models.IntegerField()
    rate = models.IntegerField()
    said = models.TextField()  # why it failed, in both languages
    asked_at = Moment()
    started_at = Moment(null=True)
    ended_at = Moment(null=True)

    class Meta:
        db_table = "intake_job"

    def __str__(self) -> str:
        return f"{self.no} {self.ledger}: {self.state}"


class Reading(models.Model):
    """How an organisation's files head the columns of a ledger, so that this is asked once."""

    kept = True
    pk = models.CompositePrimaryKey("organisation", "ledger")
    organisation = models.CharField(max_length=40)
    ledger = models.CharField(max_length=20)
    mapping = models.TextField()

    class Meta:
        db_table = "intake_reading"

    def __str__(self) -> str:
        return f"{self.ledger} of {self.organisation}"


TELLING = ("key", "item", "number", "marks", "along", "unit", "others", "batch")


@fold(LedgerTold)
def told(batch: Sequence[Told[LedgerTold]]) -> None:
    rows: dict[str, tuple[Any, ...]] = {}
    for one in batch:
        said = one.fact
        columns = (said.keys, said.items, said.numbers, said.marks, said.alongs, said.units, said.others)
        for *words, others in zip(*columns, strict=True):
            named = " ".join(f"{one.part}={one.person or ''}" for one in others)
            rows[str(words[0])] = (*words, named, said.batch)
    put("intake_telling", TELLING, list(rows.values()), key=("key",))


@fold(OwnersStoodIn)
def stood_in(batch: Sequence[Told[OwnersStoodIn]]) -> None:
    rows = [(*pair, one.fact.batch) for one in batch for pair in zip(one.fact.items, one.fact.owners, strict=True)]
    put("intake_standin", ("item", "owner", "batch"), rows, key=("item",))
