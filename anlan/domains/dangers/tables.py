"""What only a danger has. Its life stands in the ledger, in `obligations_item`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

from django.db import models

from anlan.domains.dangers.facts import DangerAssured, DangerDescribed, DangersDescribed
from anlan.kernel.journal.facts import Told
from anlan.kernel.journal.follow import fetch_in, fold, put


class Danger(models.Model):
    """What a danger is, beside its item."""

    item = models.CharField(max_length=40, primary_key=True)
    description = models.TextField()
    spot = models.TextField()
    category = models.CharField(max_length=20, null=True)
    basis = models.TextField()
    measures = models.TextField()
    control = models.TextField()
    lon_e7 = models.BigIntegerField(null=True)
    lat_e7 = models.BigIntegerField(null=True)

    class Meta:
        db_table = "dangers_danger"

    def __str__(self) -> str:
        return self.item


class Assurance(models.Model):
    """What is assured of a danger."""

    item = models.CharField(max_length=40, primary_key=True)
    responsibility = models.TextField()
    measures = models.TextField()
    funds = models.TextField()
    deadline = models.TextField()
    plan = models.TextField()

    class Meta:
        db_table = "dangers_assurance"

    def __str__(self) -> str:
        return self.item


COLUMNS = tuple(field.name for field in fields(DangerDescribed))
_columns = attrgetter(*COLUMNS)
SELECT = f"SELECT {', '.join(COLUMNS)} FROM dangers_danger WHERE item IN (%s)"
WORDED = "SELECT item, description, spot FROM dangers_danger WHERE item IN (%s)"


def stored(item: str) -> dict[str, Any]:
    """Return what is in writing of one danger by its columns, without the ORM: every act asks this."""
    [row] = fetch_in(SELECT, [item])
    return dict(zip(COLUMNS[1:], row[1:], strict=True))


def worded(items: Iterable[str]) -> list[tuple[str, str, str]]:
    """Return of each of these dangers what is wrong and where, as it was written."""
    return [(no, description, spot) for no, description, spot in fetch_in(WORDED, items)]


ASSURED = tuple(field.name for field in fields(DangerAssured))
SELECT_ASSURED = f"SELECT {', '.join(ASSURED)} FROM dangers_assurance WHERE item IN (%s)"


def assured(item: str) -> dict[str, str]:
    """Return what was said to be assured of one danger, by its columns; nothing where nothing was."""
    return next((dict(zip(ASSURED[1:], row[1:], strict=True)) for row in fetch_in(SELECT_ASSURED, [item])), {})


@fold(DangerAssured)
def put_in_writing(batch: Sequence[Told[DangerAssured]]) -> None:
    rows = {told.fact.item: attrgetter(*ASSURED)(told.fact) for told in batch}  # the last word on each counts
    put("dangers_assurance", ASSURED, list(rows.values()), key=("item",))


@fold(DangerDescribed, DangersDescribed)
def described(batch: Sequence[Told[Any]]) -> None:
    rows = {row[0]: row for told in batch for row in _rows(told.fact)}  # the last word on each counts
    put("dangers_danger", COLUMNS, list(rows.values()), key=("item",))


def _rows(said: DangerDescribed | DangersDescribed) -> Iterator[tuple[Any, ...]]:
    if isinstance(said, DangerDescribed):
        yield _columns(said)
    else:
        texts = (said.items, said.descriptions, said.spots, said.categories, said.bases, said.measures, said.controls)
        yield from zip(*texts, said.lons_e7, said.lats_e7, strict=True)
