"""What is said of a warning: that it came in, that somebody let it go out or not, and that it is over."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from anlan.kernel.journal.facts import Fact


class State(StrEnum):
    """Where a warning is on its way. 预警状态"""

    HELD = "held"  # it was read, and waits for somebody to let it go out
    RELEASED = "released"
    REFUSED = "refused"
    ENDED = "ended"
    TOLD = "told"  # a word about another message, an exercise or a test: nobody is called because of it


class WarningReceived(Fact, name="warning.received", attaches=("file",), waits=False):
    """A warning came in and was read; the file stands as it came. 接收预警"""

    warning: str
    file: str
    outcome: str  # accept, or quarantine where something is wrong with it
    defects: tuple[str, ...]
    identifier: str
    sender: str
    sent_at: datetime
    status: str | None
    msg_type: str | None
    colour: str | None
    event: str
    sender_name: str
    headline: str
    description: str
    instruction: str
    effective_at: datetime | None
    onset_at: datetime | None
    expires_at: datetime | None
    area: str  # in words
    rings: tuple[tuple[int, ...], ...]  # longitude, latitude, longitude … in degrees × 10⁷, each closed
    circles: tuple[tuple[int, ...], ...]  # longitude, latitude, metres
    places: tuple[str, ...]  # by their codes
    place: str  # the smallest place that holds all that it touches
    refers_to: str | None  # the warning that it updates or cancels
    waits_for_release: bool


class WarningReleased(Fact, name="warning.released", waits=False):
    """Somebody let a warning go out, and had counted before whom it calls. 签发预警"""

    warning: str
    headcount: int
    sites: int


class WarningRefused(Fact, name="warning.refused", waits=False):
    """Somebody kept a warning back for good, and said why. 不予签发"""

    warning: str
    why: str


class WarningEnded(Fact, name="warning.ended", mentions=("ended_by",), waits=False):
    """A warning that had gone out is over: cancelled, or another stands in its place. 解除预警"""

    warning: str
    ended_by: str | None  # the message that says so
    why: str
