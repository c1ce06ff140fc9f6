"""What people can do about a task."""

from datetime import datetime

from anlan.domains.tasks import reads, rules
from anlan.kernel.journal.acts import act
from anlan.kernel.journal.facts import By, FileNo, ItemNo, day_of
from anlan.kernel.journal.record import Recorded, record
from anlan.kernel.looks.rules import Finding
from anlan.kernel.obligations import reads as items
from anlan.kernel.registry.may import EVERYONE, OFFICIALS
from anlan.kernel.registry.reads import reach


@act(may=EVERYONE, locks=("item",))
def submit(
    *, item: ItemNo, finding: Finding, evidence: tuple[FileNo, ...] = (), text: str = "", by: By, at: datetime
) -> Recorded:
    """Say what a second look at a closure found. 报回头看结论"""
    task = reads.task(item=item, within=reach(by, at))
    facts = rules.submit(
        task,
        finding=finding,
        by=by,
        checker=items.checker_of(task.item, on=day_of(at), but=by.persons | task.item.agreed),
        exhibits=items.exhibits(evidence, item=item, by=by, at=at),
        already=items.already_shown(item),
        text=text,
    )
    return record(facts, by=by, at=at)


@act(may=OFFICIALS, locks=("item",))
def return_(*, item: ItemNo, why: str, by: By, at: datetime) -> Recorded:
    """Have it looked at once more. 退回重看"""
    return record(rules.return_(reads.task(item=item, within=reach(by, at)), by=by, why=why), by=by, at=at)


@act(may=OFFICIALS, locks=("item",))
def strike_off(*, item: ItemNo, evidence: tuple[FileNo, ...] = (), opinion: str = "", by: By, at: datetime) -> Recorded:
    """Accept what a second look found. 回头看验收"""
    task = reads.task(item=item, within=reach(by, at))
    exhibits = items.exhibits(evidence, item=item, by=by, at=at)
    return record(rules.strike_off(task, by=by, exhibits=exhibits, opinion=opinion), by=by, at=at)
