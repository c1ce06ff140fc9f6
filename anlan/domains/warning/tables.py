"""Warnings as they stand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import models

from anlan.domains.warning.facts import (
    State,
    WarningEnded,
    WarningReceived,
    WarningRefused,
    WarningRejected,
    WarningReleased,
    WarningVouched,
)
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
    event_code = models.CharField(max_length=20, null=True, db_index=True)
    clashes_with = models.CharField(max_length=40, null=True, db_index=True)
    identity = models.CharField(max_length=64, null=True, db_index=True)
    vouched_by = models.CharField(max_length=40, null=True)
    vouched_at = Moment(null=True)

    class Meta:
        db_table = "warning_warning"

    def __str__(self) -> str:
        return f"{self.no} {self.state}"


class Referred(models.Model):
    """That a warning speaks of a message, which may come in later or never."""

    pk = models.CompositePrimaryKey("warning", "identity")
    warning = models.CharField(max_length=40)
    identity = models.CharField(max_length=64, db_index=True)

    class Meta:
        db_table = "warning_referred"

    def __str__(self) -> str:
        return f"{self.warning} on {self.identity}"


class DeadLetter(models.Model):
    """A dead letter: what came in and was not read as a warning."""

    no = models.CharField(max_length=40, primary_key=True)
    file = models.CharField(max_length=64)
    why = models.CharField(max_length=40)
    place = models.CharField(max_length=20, db_index=True)
    brought_by = models.CharField(max_length=40)
    at = Moment(db_index=True)

    class Meta:
        db_table = "warning_letter"

    def __str__(self) -> str:
        return f"{self.no} {self.why}"


COLUMNS = tuple(field.name for field in Warning._meta.fields)
WHAT = ("no", "state", "place", "sender", "identifier", "file", "event_code", "clashes_with", "identity")
RECEIVED = (*WHAT, "told", "received_by", "received_at", "why")
REFERRED = ("warning", "identity")
LETTERED = ("no", "file", "why", "place", "brought_by", "at")
MOMENTS = frozenset({"received_at", "released_at", "ended_at", "vouched_at"})
SELECT = f"SELECT {', '.join(COLUMNS)} FROM warning_warning WHERE no IN (%s)"


def identity(sender: str, identifier: str) -> str:
    """Return by what a message is found, however long the words are by which it is known."""
    return hashlib.sha256(f"{sender}\n{identifier}".encode()).hexdigest()


def related(no: str, *, most: int) -> list[str]:
    """Return the numbers of all that speaks of a warning, directly or through others, and of what it speaks of."""
    found, new = {no}, {no}
    while new and len(found) < most:
        known_as = set(Warning.objects.filter(no__in=new).values_list("identity", flat=True))
        named = set(Referred.objects.filter(warning__in=new).values_list("identity", flat=True))
        speak = Referred.objects.filter(identity__in=known_as).order_by("warning").values_list("warning", flat=True)
        spoken_of = Warning.objects.filter(identity__in=named | known_as).order_by("no").values_list("no", flat=True)
        new = {*speak[:most], *spoken_of[:most]} - found
        found |= new
    return sorted(found - {no})[:most]


def released_after(at: datetime) -> list[str]:
    """Return the numbers of what went out after a moment."""
    return list(Warning.objects.filter(released_at__gt=at).order_by("no").values_list("no", flat=True))


def stored(numbers: Iterable[str]) -> list[dict[str, Any]]:
    """Return these warnings by their columns, without the ORM."""
    return [_told(row) for row in fetch_in(SELECT, numbers)]


def _told(row: Sequence[Any]) -> dict[str, Any]:
    told = dict(zip(COLUMNS, row, strict=True))
    told |= {name: moment(told[name]) for name in MOMENTS if told[name] is not None}
    return told | {"told": msgspec.json.decode(bytes(told["told"]), type=WarningReceived)}


@fold(WarningReceived)
def received(batch: Sequence[Told[WarningReceived]]) -> None:
    rows, referred = [], []
    for told in batch:
        fact = told.fact
        state = State.HELD if fact.waits_for_release else State.TOLD
        known_as = identity(fact.sender, fact.identifier)
        what = (fact.warning, state, fact.place, fact.sender, fact.identifier, fact.file)
        rows.append(
            (*what, fact.event_code, fact.clashes_with, known_as, msgspec.json.encode(fact), told.person, told.at, "")
        )
        named = dict.fromkeys(map(identity, fact.senders, fact.identifiers))
        referred += [(fact.warning, one) for one in named]
    put("warning_warning", RECEIVED, rows)
    put("warning_referred", REFERRED, referred)


@fold(WarningRejected)
def rejected(batch: Sequence[Told[WarningRejected]]) -> None:
    facts = ((told.fact, told.person, told.at) for told in batch)
    put("warning_letter", LETTERED, [(one.warning, one.file, one.why, one.place, who, at) for one, who, at in facts])


@fold(WarningVouched)
def vouched(batch: Sequence[Told[WarningVouched]]) -> None:
    for told in batch:
        change("warning_warning", {"vouched_by": told.person, "vouched_at": told.at}, key="no", of=told.fact.warning)


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
