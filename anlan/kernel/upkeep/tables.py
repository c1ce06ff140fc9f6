"""Which backups were made and proven, and who has said that he knows of a restore."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models

from anlan.kernel.journal.facts import Told
from anlan.kernel.journal.follow import fold, put
from anlan.kernel.journal.tables import Moment
from anlan.kernel.upkeep.facts import BackupMade, RestoreAcknowledged


class Backup(models.Model):
    digest = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=120)
    entries = models.BigIntegerField()
    made_at = Moment()
    proven_at = Moment(null=True)

    class Meta:
        db_table = "upkeep_backup"

    def __str__(self) -> str:
        return f"{self.name}: {self.entries}"


class Acknowledged(models.Model):
    incarnation = models.IntegerField(primary_key=True)
    person = models.CharField(max_length=40)
    at = Moment()

    class Meta:
        db_table = "upkeep_acknowledged"

    def __str__(self) -> str:
        return f"{self.incarnation} by {self.person}"


@fold(BackupMade)
def backup_made(batch: Sequence[Told[BackupMade]]) -> None:
    rows = {one.backup: (one.backup, one.called, one.entries, one.made_at, one.proven_at) for one in _facts(batch)}
    columns = ("digest", "name", "entries", "made_at", "proven_at")
    put("upkeep_backup", columns, list(rows.values()), key=("digest",))


@fold(RestoreAcknowledged)
def acknowledged(batch: Sequence[Told[RestoreAcknowledged]]) -> None:
    rows = {told.fact.incarnation: (told.fact.incarnation, told.person, told.at) for told in batch}
    put("upkeep_acknowledged", ("incarnation", "person", "at"), list(rows.values()), key=("incarnation",))


def _facts(batch: Sequence[Told[BackupMade]]) -> list[BackupMade]:
    return [told.fact for told in batch]
