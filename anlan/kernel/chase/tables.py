"""Who was told of which step of which item, kept in step with the journal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import models

from anlan.kernel.chase.facts import ItemsChased
from anlan.kernel.chase.rules import Beating, Owed
from anlan.kernel.chase.rules import Step as Rung
from anlan.kernel.journal.facts import Told, moment
from anlan.kernel.journal.follow import fetch_in, fold, put
from anlan.kernel.journal.tables import Moment

# The columns of the table, each with the field of the fact that fills it.
SAID = {"item": "items", "due_at": "due_ats", "step": "steps", "person": "people", "came_at": "came_ats"}
TOLD = "SELECT item, due_at, step FROM chase_step WHERE item IN (%s)"


class Step(models.Model):
    """That somebody was told of a step of an item; a new deadline has steps of its own."""

    pk = models.CompositePrimaryKey("item", "due_at", "step")
    item = models.CharField(max_length=40)
    due_at = Moment()
    step = models.CharField(max_length=20)
    person = models.CharField(max_length=40, null=True)
    came_at = Moment()
    at = Moment()

    class Meta:
        db_table = "chase_step"
        indexes = (models.Index(fields=["person", "step"], name="chase_step_person"),)

    def __str__(self) -> str:
        return f"{self.step} of {self.item}"


class Beat(models.Model):
    """When something that has to go on was last heard of."""

    what = models.CharField(max_length=20, primary_key=True)
    at = Moment()

    kept = True  # no fact: it is of no use an hour later

    class Meta:
        db_table = "chase_beat"

    def __str__(self) -> str:
        return f"{self.what} at {self.at}"


@fold(ItemsChased)
def chased(batch: Sequence[Told[ItemsChased]]) -> None:
    rows = [
        (*row, told.at)
        for told in batch
        for row in zip(*(getattr(told.fact, column) for column in SAID.values()), strict=True)
    ]
    put("chase_step", (*SAID, "at"), rows)


def told_of(items: Iterable[Owed]) -> dict[str, frozenset[Rung]]:
    """Return the steps of which somebody was told, of the deadlines as they stand now; each item has a key."""
    stands = {item.no: item.due_at for item in items}
    told: dict[str, set[Rung]] = {no: set() for no in stands}
    for no, due_at, step in fetch_in(TOLD, stands):
        if moment(due_at) == stands[no]:
            told[no].add(Rung(step))
    return {no: frozenset(steps) for no, steps in told.items()}


def beat(what: Beating, at: datetime) -> None:
    """Note that something goes on."""
    put("chase_beat", ("what", "at"), [(what, at)], key=("what",))
