"""Warnings as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from django.db import models

from anlan.domains.warning.facts import State, WarningEnded, WarningReceived, WarningRefused, WarningReleased
from anlan.kernel.journal.facts import Told, moment
from anlan.kernel.journal.follow import change, fetch_in, fold, put
from anlan.kernel.journal.tables import Moment


class Warning(models.Model):
    """A warning that came in, and what became of it."""

    no = models.CharField(max_length=40, primary_key=True)
    state = models.CharField(max_length=10)
    place = models.CharField(max_length=20, db_index=True)
    sender = models.TextField()
    identifier = models.TextField()
    file = models.CharField(max_length=64)
    told = models.BinaryField()  # JSON: the fact by which it came in
    received_by = models.CharField(max_length=40)
    received_at = Moment()
    released_by = models.CharField(max_length=40, null=True)
    released_at = Moment(null=True)
    headcount = models.IntegerField(null=True)
    sites = models.IntegerField(null=True)
    ended_at = Moment(null=True)
    why = models.TextField()
    ended_by = models.CharField(max_length=40, null=True)  # the message that says so

    class Meta:
        db_table = "warning_warning"
        indexes = (models.Index(fields=["sender", "identifier"], name="warning_identity"),)

    def __str__(self) -> str:
        return f"{self.no} {self.state}"


COLUMNS = tuple(field.name for field in Warning._meta.fields)
RECEIVED = ("no", "state", "place", "sender", "identifier", "file", "told", "received_by", "received_at", "why")
MOMENTS = frozenset({"received_at", "released_at", "ended_at"})
SELECT = f"SELECT {', '.join(COLUMNS)} FROM warning_warning WHERE no IN (%s)"


def stored(numbers: Iterable[str]) -> list[dict[str, Any]]:
    """Return these warnings by their columns, without the ORM."""
    return [_told(row) for row in fetch_in(SELECT, numbers)]


def _told(row: Sequence[Any]) -> dict[str, Any]:
    told = dict(zip(COLUMNS, row, strict=True))
    told |= {name: moment(told[name]) for name in MOMENTS if told[name] is not None}
    return told | {"told": msgspec.json.decode(bytes(told["told"]), type=WarningReceived)}


@fold(WarningReceived)
def received(batch: Sequence[Told[WarningReceived]]) -> None:
    rows = []
    for told in batch:
        fact = told.fact
        state = State.HELD if fact.waits_for_release else State.TOLD
        what = (fact.warning, state, fact.place, fact.sender, fact.identifier, fact.file)
        rows.append((*what, msgspec.json.encode(fact), told.person, told.at, ""))
    put("warning_warning", RECEIVED, rows)


@fold(WarningReleased)
def released(batch: Sequence[Told[WarningReleased]]) -> None:
    for told in batch:
        who = {"released_by": told.person, "released_at": told.at}
        what = {"state": State.RELEASED, "headcount": told.fact.headcount, "sites": told.fact.sites}
        change("warning_warning", who | what, key="no", of=told.fact.warning)


@fold(WarningRefused)
def refused(batch: Sequence[Told[WarningRefused]]) -> None:
    for told in batch:
        changes = {"state": State.REFUSED, "ended_at": told.at, "why": told.fact.why}
        change("warning_warning", changes, key="no", of=told.fact.warning)


@fold(WarningEnded)
def ended(batch: Sequence[Told[WarningEnded]]) -> None:
    for told in batch:
        changes = {"state": State.ENDED, "ended_at": told.at, "why": told.fact.why, "ended_by": told.fact.ended_by}
        change("warning_warning", changes, key="no", of=told.fact.warning)
