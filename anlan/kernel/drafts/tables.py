"""What was typed and not yet said."""

from __future__ import annotations

from django.db import models

from anlan.kernel.journal.tables import Moment


class Draft(models.Model):
    """What one person has typed into one form, as the form had it."""

    pk = models.CompositePrimaryKey("person", "form")
    person = models.CharField(max_length=40)
    form = models.CharField(max_length=40)
    words = models.BinaryField()  # JSON: lists of texts by the names of the fields
    at = Moment()

    kept = True

    class Meta:
        db_table = "drafts_draft"

    def __str__(self) -> str:
        return f"{self.form} of {self.person}"
