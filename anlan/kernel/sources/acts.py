"""What people can do about sources."""

from __future__ import annotations

from datetime import datetime

from anlan.kernel.journal.acts import ALLOTTED, act
from anlan.kernel.journal.facts import By, PlaceCode, SourceNo, day_of
from anlan.kernel.journal.lock import lock
from anlan.kernel.journal.record import Recorded, record
from anlan.kernel.registry import reads as registry
from anlan.kernel.sources import reads, rules
from anlan.kernel.sources.facts import Kind
from anlan.kernel.sources.reads import KEEPERS

SOURCES = "sources"


@act(may=KEEPERS, series="f", fresh=KEEPERS)
def add(
    *,
    kind: Kind,
    called: str,
    place: PlaceCode,
    senders: tuple[str, ...],
    address: str = "",
    is_signed: bool = False,
    certificate: str = "",
    late_minutes: int = 60,
    by: By,
    at: datetime,
    no: str = ALLOTTED,
) -> Recorded:
    """Name a source that may bring warnings in. 新增来源"""
    lock([SOURCES])
    new = rules.New(
        kind=kind,
        called=called,
        place=place,
        address=address,
        senders=senders,
        is_signed=is_signed,
        certificate=certificate,
        late_minutes=late_minutes,
    )
    within = registry.register_reach(by, at)
    known = registry.known_places([place], on=day_of(at))
    places = {code for code in known if within.places is None or code.startswith(within.places)}
    return record(rules.add(new, no=no, places=places, count=len(reads.every())), by=by, at=at)


@act(may=KEEPERS, locks=("source",), fresh=KEEPERS)
def remove(*, source: SourceNo, by: By, at: datetime) -> Recorded:
    """Let a source bring nothing any more. 停用来源"""
    found = reads.known(source, by=by, at=at)
    return record(rules.remove(source, is_removed=found.removed_at is not None), by=by, at=at)
