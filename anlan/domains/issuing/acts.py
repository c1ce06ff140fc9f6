"""What people can do to issue a warning of their own: write it, and end it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from anlan.domains.calls.facts import Colour
from anlan.domains.issuing import reads, rules
from anlan.domains.issuing.facts import Where, Wording, Written
from anlan.engines.cap import composing
from anlan.engines.cap.message import Message
from anlan.engines.cap.writing import write
from anlan.kernel.journal import files
from anlan.kernel.journal.acts import ALLOTTED, act
from anlan.kernel.journal.facts import By, FileNo, NotHere, WarningNo, day_of
from anlan.kernel.journal.record import Recorded, record
from anlan.kernel.registry.laws import hazards
from anlan.kernel.registry.may import Role
from anlan.kernel.registry.reads import names, reach, speaker_of
from anlan.kernel.signing import keys

ISSUES = frozenset({Role.DUTY, Role.OFFICER, Role.LEADER})


@act(may=ISSUES, series="a")
def compose(
    *,
    hazard: str = "",
    colour: Colour,
    where: Where,
    words: Wording,
    onset_at: datetime | None = None,
    expires_at: datetime | None = None,
    is_public: bool = False,
    refers_to: WarningNo | None = None,
    by: By,
    at: datetime,
    no: str = ALLOTTED,
) -> Recorded:
    """Write a warning: it becomes a signed file of CAP 1.2, and waits for somebody to let it go out. 起草预警"""
    within, event, post = reach(by, at), hazards(on=day_of(at)).get(hazard), speaker_of(by, at)
    if post is None:
        raise NotHere
    written = Written(
        hazard=hazard,
        event=event.zh if event else "",
        colour=colour,
        words=words,
        area=where.area or "、".join(names(where.places).values()),
        rings=tuple(map(rules.ring, where.drawn)),
        places=where.places,
        onset_at=onset_at or at,
        expires_at=expires_at,
        is_public=is_public,
    )
    rules.must_be_whole(written, within=within, at=at)
    root = rules.must_be_ours(reads.ready(no=refers_to, within=within), no=refers_to) if refers_to else None
    of, drill = {"no": no, "place": post.place}, bool(settings.DRILL)
    draft = rules.draft(written, root=root, sender=settings.ORIGIN, at=at, is_drill=drill, **of)
    file = _kept(composing.compose(draft), by=by, at=at)
    return record(rules.composed(written, file=file, is_drill=drill, **of), by=by, at=at)


@act(may=ISSUES, locks=("warning",), series="a", fresh=ISSUES)
def end(*, warning: WarningNo, place: str, headcount: int, by: By, at: datetime, no: str = ALLOTTED) -> Recorded:
    """End a warning that was written here, by the Cancel whose words were ready before it went out. 解除预警"""
    within = reach(by, at)
    root = rules.must_be_ours(reads.ready(no=warning, within=within), no=warning)
    message = rules.over(root, no=no, within=within, place=place, headcount=headcount, by=by, at=at)
    file = _kept(message, by=by, at=at)
    return record(rules.cancelled(root, no=no, file=file), by=by, at=at)


def _kept(message: Message, *, by: By, at: datetime) -> FileNo:
    """Write a message in CAP, sign it, and keep it as evidence."""
    content = keys.sign(write(message), at=at)
    return files.keep(content, name=f"{message.identifier}.xml", person=by.person, at=at)
