"""The ledger, kept in step with the journal."""

from collections.abc import Sequence

from django.db import models

from anlan.kernel.journal.facts import Told
from anlan.kernel.journal.follow import fold, write
from anlan.kernel.journal.tables import Moment
from anlan.kernel.obligations.facts import (
    ItemAccepted,
    ItemFiled,
    ItemGraded,
    ItemNoted,
    ItemReturned,
    ItemStruckOff,
    ItemSubmitted,
)


class Item(models.Model):
    no = models.CharField(max_length=40, primary_key=True)
    kind = models.CharField(max_length=20)
    what = models.TextField()
    place = models.CharField(max_length=20, db_index=True)
    department = models.CharField(max_length=20, null=True)
    organisation = models.CharField(max_length=40)
    owner = models.CharField(max_length=40)
    due_at = Moment()
    state = models.CharField(max_length=20)
    grade = models.CharField(max_length=20, null=True)
    submitted_by = models.CharField(max_length=40, null=True)
    checker = models.CharField(max_length=40, null=True)

    class Meta:
        db_table = "obligations_item"

    def __str__(self) -> str:
        return f"{self.no} {self.state}"


@fold(ItemFiled)
def filed(batch: Sequence[Told[ItemFiled]]) -> None:
    write(
        "INSERT INTO obligations_item (no, kind, what, place, department, organisation, owner, due_at, state)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 'filed')",
        [
            (s.item, s.kind, s.what, s.place, s.department, s.organisation, s.owner, s.due_at)
            for s in (told.fact for told in batch)
        ],
    )


@fold(ItemGraded)
def graded(batch: Sequence[Told[ItemGraded]]) -> None:
    write(
        "UPDATE obligations_item SET grade = %s WHERE no = %s",
        [(said.grade, said.item) for said in (told.fact for told in batch)],
    )


@fold(ItemAccepted)
def accepted(batch: Sequence[Told[ItemAccepted]]) -> None:
    write(
        "UPDATE obligations_item SET state = 'accepted' WHERE no = %s",
        [(said.item,) for said in (told.fact for told in batch)],
    )


@fold(ItemNoted)
def noted(batch: Sequence[Told[ItemNoted]]) -> None:
    write(
        "UPDATE obligations_item SET state = 'in-hand' WHERE no = %s",
        [(said.item,) for said in (told.fact for told in batch)],
    )


@fold(ItemSubmitted)
def submitted(batch: Sequence[Told[ItemSubmitted]]) -> None:
    write(
        "UPDATE obligations_item SET state = 'submitted', submitted_by = %s, checker = %s WHERE no = %s",
        [(said.submitted_by, said.checker, said.item) for said in (told.fact for told in batch)],
    )


@fold(ItemReturned)
def returned(batch: Sequence[Told[ItemReturned]]) -> None:
    write(
        "UPDATE obligations_item SET state = 'returned' WHERE no = %s",
        [(said.item,) for said in (told.fact for told in batch)],
    )


@fold(ItemStruckOff)
def struck_off(batch: Sequence[Told[ItemStruckOff]]) -> None:
    write(
        "UPDATE obligations_item SET state = 'struck-off' WHERE no = %s",
        [(said.item,) for said in (told.fact for told in batch)],
    )
