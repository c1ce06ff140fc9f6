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


class ClockJumped(Fact, name="chase.clock-jumped", waits=False):
    """The clock of the machine was moved by more than a few minutes, while the house went on. 时钟跳变"""

    home: str
    seconds: int  # forward; backward is less than nought


class ClockConfirmed(Fact, name="chase.clock-confirmed", waits=False):
    """Somebody looked at the clock, and it is right now: what had waited goes on. 时钟已确认"""

    home: str
    jumped_at: datetime
