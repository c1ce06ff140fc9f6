"""What the chase says. Only the clock of the house says it."""

from __future__ import annotations

from datetime import datetime

from anlan.kernel.journal.facts import Fact


class ItemsChased(Fact, name="chase.items-chased", mentions=("items",)):
    """Steps of the chase came due, and somebody was told of each: its owner first, then who stands above. 督催"""

    items: tuple[str, ...]
    steps: tuple[str, ...]
    due_ats: tuple[datetime, ...]  # the deadline that is chased
    came_ats: tuple[datetime, ...]  # when the step came due: where the clock was down, before it was said
    people: tuple[str | None, ...]  # who was told; nobody where nobody answers, up to the province
