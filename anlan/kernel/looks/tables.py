"""Which closures are looked at again, kept in step with the journal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import models

from anlan.kernel.journal.facts import Told, moment
from anlan.kernel.journal.follow import fetch, fetch_in, fold, put, write
from anlan.kernel.journal.tables import Moment
from anlan.kernel.looks.facts import LookAnswered, LookOpened, SampleDrawn
from anlan.kernel.looks.rules import Finding, Ground, Sample, Seed, Struck
from anlan.kernel.looks.rules import Look as Second


class Look(models.Model):
    """One look at one strike-off of a danger, by a task; there is never a second one."""

    pk = models.CompositePrimaryKey("danger", "struck_at")
    danger = models.CharField(max_length=40)
    struck_at = Moment()
    task = models.CharField(max_length=40, unique=True)
    ground = models.CharField(max_length=20)
    draw = models.CharField(max_length=40, null=True, db_index=True)
    opened_at = Moment()
    finding = models.CharField(max_length=20, null=True)
    answered_at = Moment(null=True)

    class Meta:
        db_table = "looks_look"

    def __str__(self) -> str:
        return f"{self.task} looks again at {self.danger}"


class LookedUpto(models.Model):
    """Before which moment every strike-off has had its look."""

    what = models.CharField(max_length=20, primary_key=True)
    at = Moment()

    kept = True  # no fact: it follows from the journal, and only tells where to begin to look

    class Meta:
        db_table = "looks_upto"

    def __str__(self) -> str:
        return f"{self.what} up to {self.at}"


class DrawnSample(models.Model):
    """What was drawn of a month's closures at a place: once, and how."""

    no = models.CharField(max_length=40, primary_key=True)
    place = models.CharField(max_length=12)
    month = models.CharField(max_length=7)
    seed = models.CharField(max_length=64)
    sealed_size = models.BigIntegerField()
    sealed_at = Moment()
    closures = models.IntegerField()
    digest = models.CharField(max_length=64)
    percent = models.IntegerField()
    least = models.IntegerField()
    most = models.IntegerField()
    drawn_by = models.CharField(max_length=40)
    drawn_at = Moment()

    class Meta:
        db_table = "looks_sample"
        indexes = (models.Index(fields=["month", "place"], name="looks_sample_month"),)

    def __str__(self) -> str:
        return self.no


class Drawn(models.Model):
    """One closure that was drawn."""

    pk = models.CompositePrimaryKey("sample", "danger")
    sample = models.CharField(max_length=40)
    danger = models.CharField(max_length=40)
    closed_at = Moment()
    turn = models.IntegerField()  # in which order it was drawn

    class Meta:
        db_table = "looks_drawn"

    def __str__(self) -> str:
        return f"{self.danger} of {self.sample}"


COLUMNS = ("task", "danger", "struck_at", "ground", "draw", "opened_at", "finding", "answered_at")
SELECT = f"SELECT {', '.join(COLUMNS)} FROM looks_look WHERE task IN (%s)"
OF_DANGERS = f"SELECT {', '.join(COLUMNS)} FROM looks_look WHERE danger IN (%s) ORDER BY danger, struck_at"
ANSWER = "UPDATE looks_look SET finding = %s, answered_at = %s WHERE task = %s"
UPTO = "SELECT at FROM looks_upto WHERE what = %s"


def _look(row: Sequence[object]) -> Second:
    told = dict(zip(COLUMNS, row, strict=True))
    for name in ("struck_at", "opened_at", "answered_at"):
        told[name] = None if told[name] is None else moment(told[name])
    told["ground"] = Ground(str(told["ground"]))
    told["finding"] = Finding(str(told["finding"])) if told["finding"] else None
    return Second(**told)  # type: ignore[arg-type]


def stored(task: str) -> Second | None:
    """Return the look for which a task was opened."""
    return next(map(_look, fetch_in(SELECT, [task])), None)


def stored_of(dangers: Iterable[str]) -> list[Second]:
    """Return every look at these dangers, in the order in which each was struck off."""
    return [_look(row) for row in fetch_in(OF_DANGERS, dangers)]


def opened(dangers: Iterable[str]) -> set[Struck]:
    """Return the strike-offs of these dangers for which a look was opened."""
    return {Struck(danger=one.danger, at=one.struck_at) for one in stored_of(dangers)}


SAMPLE = tuple(field.name for field in DrawnSample._meta.fields)


def sample(no: str) -> Sample | None:
    """Return a sample that was drawn."""
    row = DrawnSample.objects.filter(no=no).first()
    return samples([row])[0] if row else None


def samples(rows: Sequence[DrawnSample]) -> tuple[Sample, ...]:
    """Return samples with what was drawn in each, in its order."""
    drawn: dict[str, list[Struck]] = {}
    for one in Drawn.objects.filter(sample__in=[row.no for row in rows]).order_by("sample", "turn"):
        drawn.setdefault(one.sample, []).append(Struck(danger=one.danger, at=one.closed_at))
    return tuple(
        Sample(
            **{name: getattr(row, name) for name in ("no", "place", "month", "closures", "digest", "percent")},
            **{name: getattr(row, name) for name in ("least", "most", "drawn_by", "drawn_at")},
            seed=Seed(root=row.seed, size=row.sealed_size, at=row.sealed_at),
            drawn=tuple(drawn[row.no]),
        )
        for row in rows
    )


UNLOOKED = """SELECT d.sample, d.danger, d.closed_at FROM looks_drawn d WHERE NOT EXISTS
    (SELECT 1 FROM looks_look l WHERE l.danger = d.danger AND l.struck_at = d.closed_at) ORDER BY d.sample, d.turn"""


def drawn_without_a_look() -> list[tuple[str, Struck]]:
    """Return what was drawn and at which nobody has been asked to look, with the sample in which it was drawn."""
    return [(no, Struck(danger=danger, at=moment(at))) for no, danger, at in fetch(UNLOOKED, [])]


def upto(what: str) -> datetime | None:
    """Return before which moment every strike-off has had its look."""
    return next((moment(at) for [at] in fetch(UPTO, [what])), None)


def mark(what: str, at: datetime) -> None:
    """Note before which moment every strike-off has had its look."""
    put("looks_upto", ("what", "at"), [(what, at)], key=("what",))


@fold(LookOpened)
def open_(batch: Sequence[Told[LookOpened]]) -> None:
    said = [(told.fact, told.at) for told in batch]
    rows = [(one.task, one.danger, one.struck_at, one.ground, one.draw, at) for one, at in said]
    put("looks_look", COLUMNS[:6], rows)


@fold(LookAnswered)
def answered(batch: Sequence[Told[LookAnswered]]) -> None:
    write(ANSWER, [(told.fact.finding, told.at, told.fact.task) for told in batch])  # the last word counts


@fold(SampleDrawn)
def drawn(batch: Sequence[Told[SampleDrawn]]) -> None:
    rows, closures = [], []
    for told in batch:
        said = told.fact
        how = (said.seed, said.sealed_size, said.sealed_at, said.closures, said.digest)
        sizes = (said.percent, said.least, said.most)
        rows.append((said.sample, said.place, said.month, *how, *sizes, told.person, told.at))
        pairs = zip(said.dangers, said.closed_ats, strict=True)
        closures += [(said.sample, danger, at, turn) for turn, (danger, at) in enumerate(pairs)]
    put("looks_sample", SAMPLE, rows)
    put("looks_drawn", ("sample", "danger", "closed_at", "turn"), closures)
