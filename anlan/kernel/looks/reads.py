"""Questions about second looks."""

from __future__ import annotations

from collections.abc import Sequence

from anlan.kernel.journal.acts import read
from anlan.kernel.journal.facts import ItemNo
from anlan.kernel.looks import opening, tables
from anlan.kernel.looks.rules import Look, Seen
from anlan.kernel.obligations import reads as items
from anlan.kernel.obligations.tables import stored_many
from anlan.kernel.registry.may import EVERYONE, Within


@read(may=EVERYONE)
def looks(*, item: ItemNo, within: Within) -> tuple[Seen, ...]:
    """Return the second looks at a danger, or the one for which a task is open, as far as one sees them. 回头看情况"""
    found = items.item(item, kind=None, within=within)
    told = tables.stored(found.no)
    every = [told] if told else tables.stored_of([found.no])
    return _seen(every)


def second(task: str) -> Seen | None:
    """Return the second look for which a task was opened: who sees the task sees why it is there."""
    look = tables.stored(task)
    return _seen([look])[0] if look else None


def _seen(looks: Sequence[Look]) -> tuple[Seen, ...]:
    stands = {one.no: one for one in stored_many({no for look in looks for no in (look.task, look.danger)})}
    return tuple(
        Seen(
            look=look,
            task=stands[look.task],
            danger=stands[look.danger],
            is_there_again=opening.has_come_again(look.danger),
        )
        for look in looks
    )
