"""What is said when somebody looks again at what was struck off."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from anlan.kernel.journal.facts import Fact


class Ground(StrEnum):
    """Why somebody looks again. 回头看缘由"""

    MAJOR = "major"  # a major danger was struck off so many days ago
    SAMPLE = "sample"  # it was drawn among what was closed in a month


class Finding(StrEnum):
    """What the second look found. 回头看结论"""

    AWAY = "stayed-away"
    THERE = "there-again"


class LookOpened(Fact, name="looks.opened", mentions=("danger",)):
    """A task was opened to look again whether a struck-off danger stayed away. 回头看"""

    task: str
    danger: str
    struck_at: datetime
    ground: str
    draw: str | None  # the draw of a month in which it was drawn


class LookAnswered(Fact, name="looks.answered", mentions=("danger",)):
    """Whoever looked again said what he found; it counts once another has accepted it. 回头看结论"""

    task: str
    danger: str
    finding: str


class SampleDrawn(Fact, name="looks.sample-drawn", mentions=("dangers",), sums=("closures",)):
    """Of what was closed at a place in a month some were drawn, to be looked at again. 销号抽查"""

    sample: str  # 630222-2026-06
    place: str
    month: str
    seed: str  # the root under the first head that was signed once the month was over
    sealed_size: int
    sealed_at: datetime
    closures: int
    digest: str  # of the numbers of all of them
    percent: int
    least: int
    most: int
    dangers: tuple[str, ...]
    closed_ats: tuple[datetime, ...]
