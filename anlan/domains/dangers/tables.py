"""What only a danger has. Its life stands in the ledger, in `obligations_item`."""

from collections.abc import Sequence

from django.db import models

from anlan.domains.dangers.facts import DangerDescribed
from anlan.kernel.journal.facts import Told
from anlan.kernel.journal.follow import fold, write


class Danger(models.Model):
    item = models.CharField(max_length=40, primary_key=True)
    basis = models.TextField()
    measures = models.TextField()

    class Meta:
        db_table = "dangers_danger"

    def __str__(self) -> str:
        return self.item


@fold(DangerDescribed)
def described(batch: Sequence[Told[DangerDescribed]]) -> None:
    write("DELETE FROM dangers_danger WHERE item = %s", [(said.item,) for said in (told.fact for told in batch)])
    write(
        "INSERT INTO dangers_danger (item, basis, measures) VALUES (%s, %s, %s)",
        [(said.item, said.basis, said.measures) for said in (told.fact for told in batch)],
    )
