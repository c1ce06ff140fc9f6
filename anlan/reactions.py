"""When this is recorded, that follows. The one page that ties the rooms together.

A reaction says facts; the pen folds and records them in the transaction of their cause. It holds no pen of its own.
"""

from __future__ import annotations

from datetime import datetime

from anlan.domains.dangers.facts import DangerDescribed
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.facts import Fact
from anlan.kernel.journal.follow import Reaction, Spoken
from anlan.kernel.obligations.facts import ItemTakenBack


def put_the_description_back(said: ItemTakenBack, at: datetime) -> list[Fact]:
    """Say again what stood in writing of a danger before its correction was taken back."""
    if "items.corrected" not in said.names:
        return []
    told = [line for line in journal.lines_about(said.item) if isinstance(line.fact, DangerDescribed)]
    before = [line.fact for line in told if line.fact is not None and line.command != said.command]
    return before[-1:]


WHEN: dict[Spoken, tuple[Reaction, ...]] = {
    (ItemTakenBack, "danger"): (put_the_description_back,),
}
