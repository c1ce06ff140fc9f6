"""What was written with our own warnings. Their life stands in `warning_warning`."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from django.db import models

from anlan.domains.issuing.facts import WarningComposed
from anlan.kernel.journal.facts import Told
from anlan.kernel.journal.follow import fetch, fold, put


class Composed(models.Model):
    """What was written with a warning of ours beside its message: words by channel and for its end."""

    no = models.CharField(max_length=40, primary_key=True)
    told = models.BinaryField()  # JSON: the fact by which it was written
    person = models.CharField(max_length=40)

    class Meta:
        db_table = "issuing_composed"

    def __str__(self) -> str:
        return f"{self.no} by {self.person}"


def stored(no: str) -> tuple[WarningComposed, str] | None:
    """Return what was written with a warning of ours, and by whom; nothing of one that came from elsewhere."""
    rows = fetch("SELECT told, person FROM issuing_composed WHERE no = %s", [no])
    return next(((msgspec.json.decode(bytes(told), type=WarningComposed), who) for told, who in rows), None)


@fold(WarningComposed)
def composed(batch: Sequence[Told[WarningComposed]]) -> None:
    rows = [(told.fact.warning, msgspec.json.encode(told.fact), told.person) for told in batch]
    put("issuing_composed", ("no", "told", "person"), rows)
