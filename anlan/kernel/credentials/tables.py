"""What is kept of codes and second factors: hashes, days, and nothing with which anybody could come in."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models

from anlan.kernel.credentials.facts import (
    CodesEnded,
    EndingAsked,
    EndingSettled,
    FactorGiven,
    FactorRemoved,
    RemovalAsked,
    SubjectBound,
    SubjectUnbound,
)
from anlan.kernel.credentials.rules import OWN
from anlan.kernel.journal.facts import Told, micros
from anlan.kernel.journal.follow import fold, put, write
from anlan.kernel.journal.tables import Moment
from anlan.kernel.registry.tables import Day, stored

ENDING = ("post", "person", "until_on", "asked_by", "asked_at", "until")
REMOVAL = ("person", "asked_by", "asked_at", "until", "taken_at", "taken_by")


class OneTimeCode(models.Model):
    """The code by which a person gives himself a password, once; and who gave it to him, in which post."""

    kept = True
    person = models.CharField(max_length=40, primary_key=True)
    hash = models.CharField(max_length=64)
    made_at = Moment()
    until = Moment()
    given_by = models.CharField(max_length=40, null=True)  # nothing: it was given before this was kept
    given_in = models.CharField(max_length=40, null=True)

    class Meta:
        db_table = "credentials_code"

    def __str__(self) -> str:
        return f"{self.person} until {self.until}"


class Factor(models.Model):
    """That a person has a second factor, and the last step of which a password was used. The secret is in the vault."""

    kept = True
    person = models.CharField(max_length=40, primary_key=True)
    given_at = Moment()
    last_step = models.BigIntegerField()

    class Meta:
        db_table = "credentials_factor"

    def __str__(self) -> str:
        return f"{self.person} since {self.given_at}"


class Removal(models.Model):
    """That a lost factor is to be taken off or, until its person has given himself another, that it was."""

    person = models.CharField(max_length=40, primary_key=True)
    asked_by = models.CharField(max_length=40)
    asked_at = Moment()
    until = Moment()
    taken_at = Moment(null=True)
    taken_by = models.CharField(max_length=40, null=True)

    class Meta:
        db_table = "credentials_removal"

    def __str__(self) -> str:
        return f"{self.person} until {self.until}"


class Subject(models.Model):
    """By which subject of the sign-in service a person comes in; a keyed hash, as in the journal."""

    person = models.CharField(max_length=40, primary_key=True)
    issuer = models.CharField(max_length=200)
    mark = models.CharField(max_length=40, db_index=True)

    class Meta:
        db_table = "credentials_subject"

    def __str__(self) -> str:
        return f"{self.person} at {self.issuer}"


class Answered(models.Model):
    """That an answer of the sign-in service came, so that it does not come again."""

    kept = True
    hash = models.CharField(max_length=64, primary_key=True)
    until = Moment()

    class Meta:
        db_table = "credentials_answered"

    def __str__(self) -> str:
        return f"{self.hash[:12]} until {self.until}"


class Ending(models.Model):
    """That the post of one of the three administrators is to end, if another of them agrees until then."""

    post = models.CharField(max_length=40, primary_key=True)
    person = models.CharField(max_length=40)
    until_on = Day()
    asked_by = models.CharField(max_length=40)
    asked_at = Moment()
    until = Moment()

    class Meta:
        db_table = "credentials_ending"

    def __str__(self) -> str:
        return f"{self.post} until {self.until}"


@fold(RemovalAsked)
def removal_asked(batch: Sequence[Told[RemovalAsked]]) -> None:
    rows = {t.fact.person: (t.fact.person, t.person, t.at, t.fact.until, None, None) for t in batch}
    put("credentials_removal", REMOVAL, [*rows.values()], key=("person",))


@fold(FactorRemoved)
def factor_removed(batch: Sequence[Told[FactorRemoved]]) -> None:
    rows = {t.fact.person: (t.fact.person, t.fact.asked_by or t.person, t.at, t.at, t.at, t.person) for t in batch}
    own = {t.fact.person for t in batch if t.fact.ground == OWN}
    put("credentials_removal", REMOVAL, [row for person, row in rows.items() if person not in own], key=("person",))
    _over(sorted(own))


@fold(FactorGiven)
def factor_given(batch: Sequence[Told[FactorGiven]]) -> None:
    _over([t.fact.person for t in batch])


def _over(people: Sequence[str]) -> None:
    write("DELETE FROM credentials_removal WHERE person = %s", [(person,) for person in people])


@fold(SubjectBound)
def subject_bound(batch: Sequence[Told[SubjectBound]]) -> None:
    rows = {t.fact.person: (t.fact.person, t.fact.issuer, t.fact.mark) for t in batch}
    put("credentials_subject", ("person", "issuer", "mark"), [*rows.values()], key=("person",))


@fold(SubjectUnbound)
def subject_unbound(batch: Sequence[Told[SubjectUnbound]]) -> None:
    write("DELETE FROM credentials_subject WHERE person = %s", [(t.fact.person,) for t in batch])


@fold(CodesEnded)
def codes_ended(batch: Sequence[Told[CodesEnded]]) -> None:
    """End the codes from before. They are kept; folded anew, this meets none that was given since."""
    ended = [(person, micros(told.at)) for told in batch for person in told.fact.people]
    write("DELETE FROM credentials_code WHERE person = %s AND made_at <= %s", ended)


@fold(EndingAsked)
def ending_asked(batch: Sequence[Told[EndingAsked]]) -> None:
    said = {t.fact.post: (t.fact, t.person, t.at) for t in batch}
    rows = [(f.post, f.person, stored(f.until_on), person, at, f.until) for f, person, at in said.values()]
    put("credentials_ending", ENDING, rows, key=("post",))


@fold(EndingSettled)
def ending_settled(batch: Sequence[Told[EndingSettled]]) -> None:
    write("DELETE FROM credentials_ending WHERE post = %s", [(t.fact.post,) for t in batch])
