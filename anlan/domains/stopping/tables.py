"""What was said when a warning was stopped. Its life stands in `warning_warning`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import models

from anlan.domains.stopping.facts import WarningStopped
from anlan.kernel.journal.facts import Told, moment
from anlan.kernel.journal.follow import fetch, fold, put
from anlan.kernel.journal.tables import Moment

COLUMNS = ("warning", "correction", "gone", "kept", "person", "at")


class Stop(models.Model):
    """That a warning was stopped: by whom, how many it had reached, and what they are told."""

    warning = models.CharField(max_length=40, primary_key=True)
    correction = models.TextField()
    gone = models.IntegerField()
    kept = models.IntegerField()
    person = models.CharField(max_length=40)
    at = Moment()

    class Meta:
        db_table = "stopping_stop"

    def __str__(self) -> str:
        return f"{self.warning} after {self.gone}"


class Stored(NamedTuple):
    """A stop by its columns."""

    warning: str
    correction: str
    gone: int
    kept: int
    person: str
    at: datetime


def stored(no: str) -> Stored | None:
    """Return that a warning was stopped, if it was."""
    rows = fetch(f"SELECT {', '.join(COLUMNS)} FROM stopping_stop WHERE warning = %s", [no])
    return next((Stored(*row)._replace(at=moment(row[-1])) for row in rows), None)


@fold(WarningStopped)
def stopped(batch: Sequence[Told[WarningStopped]]) -> None:
    rows = [
        (told.fact.warning, told.fact.correction, told.fact.gone, told.fact.kept, told.person, told.at)
        for told in batch
    ]
    put("stopping_stop", COLUMNS, rows)
