"""What it takes to end a task. Pure: no clock, no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anlan.kernel.journal.facts import By, Fact, Refused
from anlan.kernel.looks import rules as looks
from anlan.kernel.looks.rules import Finding, Seen
from anlan.kernel.obligations import rules as items
from anlan.kernel.obligations.life import Item
from anlan.kernel.obligations.musts import Exhibit

KINDS = ("task",)

SAYS = {
    "house-ends-it": (
        "{item}由系统立、也由系统销：事情办成即自动销号，不用提请验收。",
        "The house opened {item} and ends it when it is done. Nothing is submitted for it.",
    ),
    "not-another-pair-of-eyes": (
        "您办理过{danger}，不能由您回头看。请移交给没有办理过它的人。",
        "You had a hand in {danger}, so you do not look at it again. Hand this over to somebody who had none.",
    ),
    "file-it-again": (
        "回头看发现{danger}又出现，但还没有登记复发。请先在{danger}上登记，再验收。",
        "{danger} was found there again, and is not on the ledger again. Have it filed as a new episode first.",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Task:
    """A task as it stands and, where it is to look again at what was closed, at what."""

    item: Item
    seen: Seen | None = None


def submit(
    task: Task,
    *,
    finding: Finding,
    by: By,
    checker: str | None,
    exhibits: Sequence[Exhibit],
    already: Sequence[str],
    text: str,
) -> list[Fact]:
    """Say what the second look found, and show it; who had a hand in the closure does not look."""
    seen = _look(task)
    if by.persons & looks.barred(seen.danger, ground=seen.look.ground):
        raise Refused("not-another-pair-of-eyes", danger=seen.danger.no)
    shown = {"exhibits": exhibits, "already": already, "text": text}
    submitted = items.submit(task.item, by=by, checker=checker, head=None, **shown)  # type: ignore[arg-type]
    return [*submitted, looks.answer(seen.look, finding)]


def return_(task: Task, *, by: By, why: str) -> list[Fact]:
    """Send it back, to be looked at once more."""
    _look(task)
    return items.return_(task.item, by=by, why=why)


def strike_off(task: Task, *, by: By, exhibits: Sequence[Exhibit], opinion: str) -> list[Fact]:
    """Accept what was found; what is there again has to be on the ledger again by then."""
    seen = _look(task)
    struck = items.strike_off(task.item, by=by, exhibits=exhibits, opinion=opinion)
    if seen.look.finding == Finding.THERE and not seen.is_there_again:
        raise Refused("file-it-again", danger=seen.danger.no)
    return struck


def _look(task: Task) -> Seen:
    """Return at what a task has somebody look again; of others the house itself sees that they are done."""
    if task.seen is None:
        raise Refused("house-ends-it", item=task.item.no)
    return task.seen
