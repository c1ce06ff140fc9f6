"""How far the audit lines are sealed, and which files are listed."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models

from anlan.kernel.audit.facts import DaySealed, FilesListed
from anlan.kernel.journal.facts import Told
from anlan.kernel.journal.follow import fold, put
from anlan.kernel.registry.tables import Day, stored


class SealedDay(models.Model):
    """A day whose audit lines are sealed; a day may come twice where the clock was put back."""

    pk = models.CompositePrimaryKey("day", "until")
    day = Day()
    until = models.BigIntegerField()  # the number of its last line
    lines = models.BigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "audit_day"

    def __str__(self) -> str:
        return f"{self.day}: {self.lines}"


class ListedFile(models.Model):
    """The digest of what is known of a file that a person brought."""

    pk = models.CompositePrimaryKey("no", "person")
    no = models.CharField(max_length=64)
    person = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "audit_file"

    def __str__(self) -> str:
        return f"{self.no} of {self.person}"


@fold(DaySealed)
def day_sealed(batch: Sequence[Told[DaySealed]]) -> None:
    rows = [(stored(s.day), s.until, s.lines, s.digest) for s in (told.fact for told in batch)]
    put("audit_day", ("day", "until", "lines", "digest"), rows)


@fold(FilesListed)
def files_listed(batch: Sequence[Told[FilesListed]]) -> None:
    rows = [row for s in (told.fact for told in batch) for row in zip(s.files, s.persons, s.digests, strict=True)]
    put("audit_file", ("no", "person", "digest"), rows)
