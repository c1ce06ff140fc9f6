"""Questions about tasks."""

from anlan.domains.tasks.rules import Task
from anlan.kernel.journal.acts import read
from anlan.kernel.journal.facts import ItemNo
from anlan.kernel.looks import reads as looks
from anlan.kernel.obligations import reads as items
from anlan.kernel.registry.may import EVERYONE, Within


@read(may=EVERYONE)
def task(*, item: ItemNo, within: Within) -> Task:
    """Return one task as it stands, and at what it has somebody look again. 任务"""
    found = items.item(item, kind="task", within=within)
    return Task(item=found, seen=looks.second(found.no))
