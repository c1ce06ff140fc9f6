"""When this is recorded, that follows. The one page that ties the rooms together.

A reaction says facts; the pen folds and records them in the transaction of their cause. It holds no pen of its own.
"""

from __future__ import annotations

from datetime import datetime

from anlan.domains.dangers import reads as dangers
from anlan.domains.dangers import rules as danger
from anlan.kernel.journal.facts import Fact
from anlan.kernel.journal.follow import Reaction, Spoken
from anlan.kernel.obligations.facts import ItemTakenBack


def put_the_description_back(said: ItemTakenBack, at: datetime) -> list[Fact]:
    """Say again what stood in writing of a danger before its correction was taken back."""
    if "items.corrected" not in said.names:
        return []
    former = dangers.described_before(said.item, command=said.command)
    return [danger.describe(said.item, former)] if former else []


WHEN: dict[Spoken, tuple[Reaction, ...]] = {
    (ItemTakenBack, "danger"): (put_the_description_back,),
}
