"""The ground of sites, and the zones there are."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models

from anlan.kernel.ground.facts import SiteOutlined, ZoneDrawn, ZoneEnded
from anlan.kernel.journal.facts import Told
from anlan.kernel.journal.follow import change, fold, put, touch
from anlan.kernel.journal.tables import Moment
from anlan.kernel.registry.tables import SITES


class Outline(models.Model):
    """Where a site reaches to."""

    site = models.CharField(max_length=40, primary_key=True)
    shape = models.CharField(max_length=10)
    e7 = models.TextField()  # longitude, latitude, … with blanks between
    metres = models.IntegerField(null=True)

    class Meta:
        db_table = "ground_outline"

    def __str__(self) -> str:
        return f"{self.shape} of {self.site}"


class Zone(models.Model):
    """A site that is watched because of what may happen there, and by which post."""

    no = models.CharField(max_length=40, primary_key=True)
    kind = models.CharField(max_length=20)
    post = models.CharField(max_length=40, db_index=True)
    why = models.TextField()
    drawn_by = models.CharField(max_length=40)
    drawn_at = Moment()
    until_at = Moment(null=True)
    ended_at = Moment(null=True)
    ended_by = models.CharField(max_length=40, null=True)
    ended_why = models.TextField(null=True)

    class Meta:
        db_table = "ground_zone"

    def __str__(self) -> str:
        return f"{self.kind} {self.no}"


OUTLINE = ("site", "shape", "e7", "metres")
ZONE = ("no", "kind", "post", "why", "drawn_by", "drawn_at", "until_at")


@fold(SiteOutlined)
def outlined(batch: Sequence[Told[SiteOutlined]]) -> None:
    rows = {one.site: (one.site, one.shape, _kept(one.e7), one.metres) for one in (told.fact for told in batch)}
    put("ground_outline", OUTLINE, list(rows.values()), key=("site",))
    touch(SITES)


@fold(ZoneDrawn)
def drawn(batch: Sequence[Told[ZoneDrawn]]) -> None:
    said = [told.fact for told in batch]
    put("ground_outline", OUTLINE, [(one.zone, one.shape, _kept(one.e7), one.metres) for one in said])
    rows = [
        (told.fact.zone, told.fact.kind, told.fact.post, told.fact.why, told.person, told.at, told.fact.until_at)
        for told in batch
    ]
    put("ground_zone", ZONE, rows)
    touch(SITES)


@fold(ZoneEnded)
def ended(batch: Sequence[Told[ZoneEnded]]) -> None:
    for told in batch:
        changes = {"ended_at": told.at, "ended_by": told.person, "ended_why": told.fact.why}
        change("ground_zone", changes, key="no", of=told.fact.zone)
    touch(SITES)


def _kept(e7: Sequence[int]) -> str:
    return " ".join(map(str, e7))
