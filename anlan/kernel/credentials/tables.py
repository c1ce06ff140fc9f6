"""What is kept of codes and second factors: hashes, days, and nothing with which anybody could come in."""

from __future__ import annotations

from django.db import models

from anlan.kernel.journal.tables import Moment


class OneTimeCode(models.Model):
    """The code by which a person gives himself a password, once."""

    kept = True
    person = models.CharField(max_length=40, primary_key=True)
    hash = models.CharField(max_length=64)
    made_at = Moment()
    until = Moment()

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
