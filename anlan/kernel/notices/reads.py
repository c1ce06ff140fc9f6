"""Questions about what somebody is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from anlan.engines.proofs.audit import Unsound
from anlan.kernel.duty import reads as duty
from anlan.kernel.journal.acts import read
from anlan.kernel.journal.facts import By
from anlan.kernel.journal.reads import Line
from anlan.kernel.notices import tables
from anlan.kernel.notices.rules import KEPT, MOST, TAKES_BACK, Notice
from anlan.kernel.notices.tables import Notice as Row
from anlan.kernel.notices.tables import NoticeSeen
from anlan.kernel.obligations import lists
from anlan.kernel.obligations.life import Item
from anlan.kernel.obligations.tables import Item as Ledger
from anlan.kernel.obligations.tables import stored_many
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.may import EVERYONE, Within

FIELDS = ("person", "command", "sort", "subject", "n", "actor", "at")


@dataclass(frozen=True, kw_only=True)
class Told:
    """One notice, as its reader sees it: what it is about, and whether he has read it."""

    notice: Notice
    item: Item | None  # none where it is about a watch
    is_read: bool


@dataclass(frozen=True, kw_only=True)
class Notices:
    """What somebody was told in the last days and still sees, the latest first."""

    told: tuple[Told, ...]
    unread: int
    names: dict[str, str]
    at: datetime


@read(may=EVERYONE)
def notices(*, within: Within, by: By, at: datetime) -> Notices:
    """Return what the asker was told in the last days, as far as he still sees what it is about. 消息"""
    told = _told(within, by, at)
    people = {one.notice.actor for one in told} | {one.item.organisation for one in told if one.item}
    unread = sum(not one.is_read for one in told)
    return Notices(told=told, unread=unread, names=registry.names(people), at=at)


@read(may=EVERYONE)
def unread(*, within: Within, by: By, at: datetime) -> int:
    """Return how much of what the asker was told he has not read yet. 未读消息"""
    return sum(not one.is_read for one in _told(within, by, at))


def told_people(lines: Sequence[Line]) -> dict[int, set[str]]:
    """Return whom each of these entries tells something, or told something that is now taken back."""
    told, _ = tables.told_by(lines)
    return {
        line.seq: {one.person for one in told.get(line.seq, ())}
        | (_recalled(line) if line.name in TAKES_BACK else set())
        for line in lines
    }


def _recalled(line: Line) -> set[str]:
    command = getattr(line.fact, "command", "")
    return set(Row.objects.filter(command=command, actor=line.actor).values_list("person", flat=True))


def _told(within: Within, by: By, at: datetime) -> tuple[Told, ...]:
    """Return what somebody was told: what is kept, and what was said since; of what he no longer sees, nothing."""
    rows = Row.objects.filter(person=by.person, at__gte=at - KEPT).order_by("-at", "command", "sort", "subject")
    kept = [Notice(**row) for row in rows.values(*FIELDS)[:MOST]]
    fresh, gone = _since(by.person)
    each = {(one.command, one.sort, one.subject): one for one in kept + fresh if (one.command, one.actor) not in gone}
    if not each:
        return ()
    about = sorted({subject for _, _, subject in each})[:MOST]
    items = {item.no: item for item in lists.items_among(about, within=within)}
    offered = Ledger.objects.filter(no__in=about, offered_to=by.person).values_list("no", flat=True)
    items |= {item.no: item for item in stored_many(offered)}
    watches = duty.seen_among(about, within=within)
    read = set(
        NoticeSeen.objects.filter(person=by.person, command__in={command for command, _, _ in each}).values_list(
            "command", "sort", "subject"
        )
    )
    found = [
        Told(notice=one, item=items.get(one.subject), is_read=key in read)
        for key, one in each.items()
        if one.subject in items or one.subject in watches
    ]
    return tuple(sorted(found, key=lambda one: one.notice.at, reverse=True))


def _since(person: str) -> tuple[list[Notice], set[tuple[str, str]]]:
    """Return what was said of somebody and is not kept yet, and which commands were taken back since."""
    try:
        lines = tables.latest()
    except Unsound:  # whoever asks for that entry itself is told so; what the others say is read once the clock has it
        return [], set()
    told, _ = tables.told_by(lines)
    gone = {(str(getattr(line.fact, "command", "")), line.actor) for line in lines if line.name in TAKES_BACK}
    return [one for each in told.values() for one in each if one.person == person], gone
