"""What people can do about a warning."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from anlan.domains.warning import reads, rules
from anlan.kernel.journal.acts import ALLOTTED, act
from anlan.kernel.journal.facts import By, FileNo, NotHere, WarningNo
from anlan.kernel.journal.lock import lock
from anlan.kernel.journal.record import Recorded, record
from anlan.kernel.registry.may import Role
from anlan.kernel.registry.reads import reach, speaker_of

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


@act(may=BRINGS, locks=("warning",), fresh=BRINGS)
def release(*, warning: WarningNo, place: str, headcount: int, by: By, at: datetime) -> Recorded:
    """Let a warning go out: everybody who answers is called. 签发预警"""
    within = reach(by, at)
    alert = reads.alert(no=warning, within=within)
    would = reads.reach(no=warning, within=within, at=at)
    facts = rules.release(alert, reach=would, within=within, place=place, headcount=headcount, by=by)
    with reads.counted(warning, would):
        return record(facts, by=by, at=at)


@act(may=BRINGS, locks=("warning",))
def refuse(*, warning: WarningNo, why: str, by: By, at: datetime) -> Recorded:
    """Keep a warning back for good. 不予签发"""
    within = reach(by, at)
    return record(rules.refuse(reads.alert(no=warning, within=within), within=within, why=why), by=by, at=at)
