"""What people can do about a warning."""

from __future__ import annotations

from datetime import datetime
from uuid import NAMESPACE_OID, uuid5

from django.conf import settings
from django.db import transaction

from anlan.domains.warning import reads, rules
from anlan.kernel.journal import files
from anlan.kernel.journal.acts import ALLOTTED, act
from anlan.kernel.journal.facts import By, FileNo, NotHere, Refused, WarningNo
from anlan.kernel.journal.lock import lock, pen, take_within
from anlan.kernel.journal.reads import in_bulk
from anlan.kernel.journal.record import Recorded, record
from anlan.kernel.registry.may import EVERYWHERE, Role
from anlan.kernel.registry.reads import reach, speaker_of
from anlan.kernel.sources.reads import Source

COMING_IN = "warnings that come in"  # one by one: the same may come by two ways at once
BRINGS = frozenset({Role.DUTY, Role.OFFICER, Role.LEADER})


@act(may=BRINGS, series="a")
def receive(*, file: FileNo, by: By, at: datetime, no: str = ALLOTTED) -> Recorded:
    """Take in what came, as it came: a warning in CAP 1.2 or 1.1 or, where it is none, a dead letter. 接收预警"""
    speaker = speaker_of(by, at)
    if speaker is None:
        raise NotHere
    lock([COMING_IN])
    incoming = reads.incoming(file=file, within=reach(by, at), by=by, at=at)
    brought, drill = rules.Brought(place=speaker.place), bool(settings.DRILL)
    return record(rules.receive(incoming, no=no, file=file, brought=brought, is_drill=drill), by=by, at=at)


@act(may=BRINGS, locks=("warning",))
def vouch(*, warning: WarningNo, by: By, at: datetime) -> Recorded:
    """Stand for a warning that a source brought, as the first of two. 核对预警"""
    within = reach(by, at)
    return record(rules.vouch(reads.alert(no=warning, within=within), within=within), by=by, at=at)


@act(may=BRINGS, locks=("warning",), fresh=BRINGS)
def release(
    *, warning: WarningNo, place: str, headcount: int, has_read: bool = False, by: By, at: datetime
) -> Recorded:
    """Let a warning go out: everybody who answers is called. 签发预警"""
    within = reach(by, at)
    alert = reads.alert(no=warning, within=within)
    _hold_what_it_ends(alert)
    with in_bulk():  # it may call a hundred thousand
        would = reads.reach(no=warning, within=within, at=at)
        typed = {"place": place, "headcount": headcount, "has_read": has_read}
        facts = rules.release(alert, reach=would, within=within, by=by, **typed)  # type: ignore[arg-type]
        with reads.counted(warning, would):
            return record(facts, by=by, at=at)


@act(may=BRINGS, locks=("warning",))
def refuse(*, warning: WarningNo, why: str, by: By, at: datetime) -> Recorded:
    """Keep a warning back for good. 不予签发"""
    within = reach(by, at)
    return record(rules.refuse(reads.alert(no=warning, within=within), within=within, why=why), by=by, at=at)


def _hold_what_it_ends(alert: rules.Alert) -> None:
    """Lock what a warning updates or cancels: nobody ends, stops or updates that at the same moment."""
    held = None
    while (root := reads.ends(alert.told)) and root.no != held:
        lock([root.no])
        held = root.no  # while one waited it may have been updated: then another stands in its place


def _take_in(content: bytes, source: Source, at: datetime, is_poison: bool) -> Recorded | None:
    """Take in what a source brings, as it came; nothing where it came before, from wherever it did."""
    file = files.keep(content, name="", person=source.no, at=at)
    by = By(person=source.no, post=source.no, command=str(uuid5(NAMESPACE_OID, f"{source.no} {file}")))
    try:
        with pen(), transaction.atomic():
            lock([COMING_IN])
            [no] = take_within(at, 1, series="a")
            if is_poison:
                aside = rules.Brought(place=source.told.place, source=source.no)
                return record(rules.put_aside(no=no, file=file, brought=aside), by=by, at=at)
            incoming = reads.incoming(file=file, within=EVERYWHERE, by=by, at=at)
            brought = rules.brought_by(source.told, incoming.read, content, at=at)
            taken = rules.receive(incoming, no=no, file=file, brought=brought, is_drill=bool(settings.DRILL))
            return record(taken, by=by, at=at)
    except Refused as known:
        if known.code != "known-already":
            raise
        return None


take_in = _take_in  # behind no face: sources bring by themselves
