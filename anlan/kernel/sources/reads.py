"""Questions about sources."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import msgspec
from django.db.models import QuerySet

from anlan.kernel.journal.acts import read
from anlan.kernel.journal.facts import By, NotHere, SourceNo
from anlan.kernel.registry.may import OFFICIALS, Role, Within
from anlan.kernel.registry.reads import register_reach
from anlan.kernel.sources import rules, tables
from anlan.kernel.sources.facts import SourceAdded

KEEPERS = frozenset({Role.SYSTEM})
SEEING = OFFICIALS | KEEPERS


@dataclass(frozen=True, kw_only=True)
class Source:
    """A source as it stands: as it was named, and how it goes on."""

    told: SourceAdded
    added_by: str
    added_at: datetime
    removed_at: datetime | None = None
    tried_at: datetime | None = None
    heard_at: datetime | None = None
    brought_at: datetime | None = None
    wrong: str = ""  # a code of `rules.WRONG`, or nothing
    params: dict[str, str] = field(default_factory=dict)
    wrong_since: datetime | None = None
    certificate_until: datetime | None = None
    etag: str = ""

    @property
    def no(self) -> SourceNo:
        """Return its number."""
        return SourceNo(self.told.source)

    def is_late(self, at: datetime) -> bool:
        """Test whether it has been silent for longer than it may, since it was last heard or named."""
        return rules.is_late(self.heard_at or self.added_at, self.told.late_minutes, at=at)

    def says(self, language: str) -> str:
        """Return what is wrong with it, in `zh` or `en`; nothing where all is well."""
        return rules.WRONG[self.wrong][language != "zh"].format(**self.params) if self.wrong else ""


@read(may=SEEING)
def sources(*, within: Within, by: By, at: datetime) -> tuple[Source, ...]:
    """Return the sources that bring warnings to one's place, in the order in which they were named. 来源"""
    places = register_reach(by, at).places
    return tuple(one for one in every() if places is None or _touches(one.told.place, places))


@read(may=SEEING)
def source(*, no: SourceNo, within: Within, by: By, at: datetime) -> Source:
    """Return one source as it stands. 一个来源"""
    return known(no, by=by, at=at)


def known(no: str, *, by: By, at: datetime) -> Source:
    """Return one source of the speaker's place, also one that was removed. Raises NotHere."""
    found, places = stored(no), register_reach(by, at).places
    if found is None or not (places is None or _touches(found.told.place, places)):
        raise NotHere
    return found


def every() -> list[Source]:
    """Return all sources that were not removed."""
    return _sources(tables.Source.objects.filter(removed_at__isnull=True))


def stored(no: str) -> Source | None:
    """Return one source, also one that was removed."""
    return next(iter(_sources(tables.Source.objects.filter(no=no))), None)


def late(at: datetime) -> list[Source]:
    """Return the sources that have been silent for longer than they may."""
    return [one for one in every() if one.is_late(at)]


def called(numbers: Iterable[str]) -> dict[str, str]:
    """Return how some sources are called, also those that were removed."""
    rows = tables.Source.objects.filter(no__in=list(numbers)).values_list("no", "told")
    return {no: _told(told).called for no, told in rows}


def _touches(place: str, places: tuple[str, ...]) -> bool:
    return any(place.startswith(one) or one.startswith(place) for one in places)


def _sources(rows: QuerySet[tables.Source]) -> list[Source]:
    found = list(rows.order_by("no"))
    goes = (
        {one.source: one for one in tables.Going.objects.filter(source__in=[row.no for row in found])} if found else {}
    )
    return [_source(row, goes.get(row.no)) for row in found]


def _source(row: tables.Source, going: tables.Going | None) -> Source:
    known = {"told": _told(row.told), "added_by": row.added_by, "added_at": row.added_at, "removed_at": row.removed_at}
    if going is None:
        return Source(**known)
    goes = {name: getattr(going, name) for name in tables.GOING if name not in ("source", "params")}
    return Source(**known, **goes, params=json.loads(going.params))


def _told(told: bytes | memoryview) -> SourceAdded:
    return msgspec.json.decode(bytes(told), type=SourceAdded)
