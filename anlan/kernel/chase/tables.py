"""Who was told of which step of which item, kept in step with the journal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import models

from anlan.kernel.chase import rules
from anlan.kernel.chase.facts import ClockConfirmed, ClockJumped, ItemsChased
from anlan.kernel.chase.rules import Beating, Owed
from anlan.kernel.chase.rules import Step as Rung
from anlan.kernel.journal.facts import Told, moment
from anlan.kernel.journal.follow import fetch, fetch_in, fold, put, write
from anlan.kernel.journal.tables import Moment

# The columns of the table, each with the field of the fact that fills it.
SAID = {"item": "items", "due_at": "due_ats", "step": "steps", "person": "people", "came_at": "came_ats"}
JUMPED = "jumped"
HEARD = (
    "SELECT what, at, 0 FROM chase_beat"
    f" UNION ALL SELECT '{JUMPED}', at, seconds FROM chase_jump WHERE confirmed_at IS NULL"
)
CONFIRM = "UPDATE chase_jump SET confirmed_at = %s WHERE confirmed_at IS NULL"
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


class Jump(models.Model):
    """That the clock was moved while the house went on, and whether somebody has looked at it since."""

    at = Moment(primary_key=True)
    seconds = models.BigIntegerField()
    confirmed_at = Moment(null=True)

    class Meta:
        db_table = "chase_jump"

    def __str__(self) -> str:
        return f"{self.seconds} s at {self.at}"


@fold(ClockJumped)
def jumped(batch: Sequence[Told[ClockJumped]]) -> None:
    rows = {told.at: (told.at, told.fact.seconds, None) for told in batch}
    put("chase_jump", ("at", "seconds", "confirmed_at"), list(rows.values()), key=("at",))


@fold(ClockConfirmed)
def confirmed(batch: Sequence[Told[ClockConfirmed]]) -> None:
    write(CONFIRM, [(told.at,) for told in batch])


def jump() -> rules.Jump | None:
    """Return how the clock was moved and nobody has confirmed since, of several the first; nothing where it was not."""
    row = Jump.objects.filter(confirmed_at=None).order_by("at").first()
    return rules.Jump(at=row.at, seconds=row.seconds) if row else None


def heard() -> tuple[dict[Beating, datetime], rules.Jump | None]:
    """Return in one question when each was last heard of that has to go on, and how the clock was moved."""
    rows = fetch(HEARD, [])
    beats = {Beating(what): moment(at) for what, at, _ in rows if what != JUMPED}
    jumps = sorted((moment(at), int(seconds)) for what, at, seconds in rows if what == JUMPED)
    return beats, rules.Jump(at=jumps[0][0], seconds=jumps[0][1]) if jumps else None


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
