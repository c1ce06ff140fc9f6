"""Who is told what by which entry. A function of what was said and of who owed it; nothing else decides."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from anlan.kernel.journal.facts import Fact

KEPT = timedelta(days=7)  # what is older is no news; it stands on the page of what it is about
MOST = 200  # of one person on a page


class Sort(StrEnum):
    """What somebody is told of."""

    GIVEN = "given"  # 归您负责
    DISOWNED = "disowned"  # 退给您分派
    MOVED_ON = "moved-on"  # 已改派他人
    OFFERED = "offered"  # 请您接手
    TAKEN = "taken-over"  # 对方已接手
    DECLINED = "not-taken"  # 对方谢绝
    TO_CHECK = "to-check"  # 请您验收
    RETURNED = "came-back"  # 退回
    ENDED = "ended"  # 已销号
    VOIDED = "void"  # 已作废
    NUDGED = "nudged"  # 催办
    REPORTED = "reported"  # 来报
    TIME_ASKED = "time-asked"  # 请您批延期
    TIME_GIVEN = "time-given"  # 延期获批
    TIME_REFUSED = "time-refused"  # 延期未批
    GRADED = "graded"  # 定级
    LISTED = "listed"  # 挂牌督办
    REMINDED = "reminded"  # 到期提醒
    RAISED = "raised"  # 逾期上报
    ROSTERED = "rostered"  # 排班
    SWAP_ASKED = "swap-asked"  # 请您换班
    SWAPPED = "swapped"  # 换班
    CANCELLED = "watch-cancelled"  # 取消排班
    WATCH_OFFERED = "watch-offered"  # 请您接班


OWNER = ""  # whoever owed it when this was said, whom the fact itself does not name
BESIDE = "beside"  # whoever else is to know of it, however many they are
# Which entries tell whom of what: the sort, and the field that names who is told.
TOLD: dict[str, tuple[tuple[Sort, str], ...]] = {
    "items.filed": ((Sort.GIVEN, "owner"),),
    "items.filed-in-batch": ((Sort.GIVEN, "owners"),),
    "items.given": ((Sort.GIVEN, "owner"),),
    "items.assigned": ((Sort.GIVEN, "owner"), (Sort.MOVED_ON, "was_owner")),
    "items.assigned-in-batch": ((Sort.GIVEN, "owner"), (Sort.MOVED_ON, "was_owners")),
    "items.disowned": ((Sort.DISOWNED, "owner"),),
    "items.offered": ((Sort.OFFERED, "to"),),
    "items.offered-in-batch": ((Sort.OFFERED, "to"),),
    "items.handed-over-in-batch": ((Sort.OFFERED, "to"),),
    "items.taken": ((Sort.TAKEN, OWNER),),
    "items.declined": ((Sort.DECLINED, OWNER),),
    "items.submitted": ((Sort.TO_CHECK, "checker"),),
    "items.checker-named": ((Sort.TO_CHECK, "checker"),),
    "items.returned": ((Sort.RETURNED, OWNER),),
    "items.struck-off": ((Sort.ENDED, OWNER),),
    "items.voided": ((Sort.VOIDED, OWNER),),
    "items.nudged": ((Sort.NUDGED, "owner"),),
    "items.nudged-in-batch": ((Sort.NUDGED, "owners"),),
    "items.reported": ((Sort.REPORTED, OWNER),),
    "items.extension-asked": ((Sort.TIME_ASKED, "approver"),),
    "items.extended": ((Sort.TIME_GIVEN, "asked_by"),),
    "items.extension-refused": ((Sort.TIME_REFUSED, "asked_by"),),
    "items.graded": ((Sort.GRADED, OWNER),),
    "items.listed": ((Sort.LISTED, OWNER),),
    "duty.watches-rostered": ((Sort.ROSTERED, "officers"), (Sort.ROSTERED, "deputies"), (Sort.ROSTERED, "leaders")),
    "duty.watch-cancelled": (
        (Sort.CANCELLED, "officer"),
        (Sort.CANCELLED, "deputy"),
        (Sort.CANCELLED, "leader"),
    ),
    "duty.swap-asked": ((Sort.SWAP_ASKED, "to"),),
    "duty.swap-agreed": ((Sort.SWAPPED, "former"), (Sort.SWAPPED, "to"), (Sort.SWAPPED, BESIDE)),
    "duty.watch-offered": ((Sort.WATCH_OFFERED, "to"),),
}
CHASED = "chase.items-chased"
TAKES_BACK = frozenset({"items.taken-back", "items.taken-back-in-batch"})
OWNED_BY = {"items.filed", "items.given", "items.assigned", "items.assigned-in-batch", "items.disowned", "items.taken"}
NUMBERS = ("items", "item", "watches", "watch")
REMINDERS = frozenset({"half-term", "last-day"})  # the steps of the chase that remind; the others raise


@dataclass(frozen=True, kw_only=True)
class Said:
    """An entry, as much of it as tells somebody something."""

    name: str
    fact: Fact
    actor: str
    command: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Notice:
    """That somebody is told of something, once for all that one command did to him."""

    person: str
    command: str
    sort: str
    subject: str  # what it is about; the first of many
    n: int
    actor: str
    at: datetime


def notices(said: Said, owners: MutableMapping[str, str]) -> list[Notice]:
    """Return whom an entry tells of what, and note who owes what from now on. Nobody is told what he did himself."""
    each: dict[tuple[str, str], list[str]] = {}
    for person, sort, number in _each(said, owners):
        if person and person != said.actor:
            each.setdefault((person, sort), []).append(number)
    _note_owners(said, owners)
    return [
        Notice(
            person=person,
            command=said.command,
            sort=sort,
            subject=numbers[0],
            n=len(numbers),
            actor=said.actor,
            at=said.at,
        )
        for (person, sort), numbers in each.items()
    ]


def numbers(fact: Fact) -> tuple[str, ...]:
    """Return what a fact is about, in the order in which it tells it."""
    for field in NUMBERS:
        if told := getattr(fact, field, None):
            return told if isinstance(told, tuple) else (str(told),)
    return ()


def _each(said: Said, owners: MutableMapping[str, str]) -> Iterator[tuple[str | None, str, str]]:
    fact, about = said.fact, numbers(said.fact)
    if said.name == CHASED:
        told: Any = fact
        for item, step, person in zip(told.items, told.steps, told.people, strict=True):
            yield person, Sort.REMINDED if step in REMINDERS else Sort.RAISED, item
    for sort, field in TOLD.get(said.name, ()):
        whom = [owners.get(no) for no in about] if field == OWNER else getattr(fact, field)
        if field == BESIDE:
            yield from ((person, sort, about[0]) for person in whom)
            continue
        each = whom if isinstance(whom, list | tuple) else [whom] * len(about)
        yield from ((person, sort, no) for person, no in zip(each, about, strict=True))


def _note_owners(said: Said, owners: MutableMapping[str, str]) -> None:
    fact: Any = said.fact
    if said.name in OWNED_BY:
        owners.update(dict.fromkeys(numbers(fact), fact.owner))
    elif said.name == "items.filed-in-batch":
        owners.update(zip(fact.items, fact.owners, strict=True))
    elif said.name == "items.taken-back" and fact.former:
        owners[fact.item] = fact.former.owner
    elif said.name == "items.taken-back-in-batch":
        owners.update({no: former.owner for no, former in zip(fact.items, fact.formers, strict=True)})
