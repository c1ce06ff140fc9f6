"""What is kept of codes that were given: hashes, and until when they are worth something."""

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
