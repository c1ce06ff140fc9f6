"""What is asked of many items at once: those that were chosen, and what one command said of them. For the acts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.acts import read
from anlan.kernel.journal.facts import UNDO, By, ItemNo, Refused
from anlan.kernel.journal.lock import lock
from anlan.kernel.obligations import lists
from anlan.kernel.obligations.holders import Done, Together
from anlan.kernel.obligations.life import Item
from anlan.kernel.obligations.musts import must_all_be_here, must_be_counted
from anlan.kernel.registry.may import EVERYONE, Within
from anlan.kernel.registry.reads import reach


def chosen(numbers: Sequence[ItemNo], *, count: int, by: By, at: datetime) -> list[Item]:
    """Return the items that somebody chose, all of them or none: whoever chose them has counted them."""
    wanted = list(dict.fromkeys(numbers))
    must_be_counted(wanted, count=count)
    found = {item.no: item for item in lists.items_among(wanted, within=reach(by, at))}
    must_all_be_here(wanted, found)
    return [found[no] for no in wanted]


def done_under(key: str, *, by: By, at: datetime) -> tuple[Together, list[Item]]:
    """Return what a command of this speaker said of many items, and those that he sees as they stand, and hold them."""
    told = _said(key, by=by)
    if told is None:
        raise Refused("nothing-to-take-back")
    lock(told.fact.items)
    return told, lists.items_among(told.fact.items, within=reach(by, at))


@read(may=EVERYONE)
def undoable_many(*, key: str, within: Within, by: By, at: datetime) -> int:
    """Return for how many seconds more the asker may take back what he did with many items; none is 0. 可批量撤回"""
    told = _said(key, by=by)
    return max(0, int((told.at + UNDO - at).total_seconds())) if told else 0


def _said(key: str, *, by: By) -> Together | None:
    """Return what a command of this speaker said of many items, and when; nothing, if he has taken it back."""
    for line in journal.lines_of_command(person=by.person, command=key):
        if isinstance(line.fact, Done):
            is_over = journal.is_taken_back(line.seq)
            return None if is_over else Together(fact=line.fact, at=line.recorded_at, command=key)
    return None
