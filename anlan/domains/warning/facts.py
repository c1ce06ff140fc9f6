"""What is said of a warning: that it came in, that somebody let it go out or not, and that it is over."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from anlan.kernel.journal.facts import Fact, upcast


class State(StrEnum):
    """Where a warning is on its way. 预警状态"""

    HELD = "held"  # it was read, and waits for somebody to let it go out
    RELEASED = "released"
    REFUSED = "refused"
    ENDED = "ended"
    TOLD = "told"  # a word about another message, an exercise or a test: nobody is called because of it


class WarningReceived(
    Fact, name="warning.received", version=2, attaches=("file",), mentions=("clashes_with",), waits=False
):
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
    event_code: str | None  # found by its name before any code that it gives
    senders: tuple[str, ...]  # of the messages that it speaks of …
    identifiers: tuple[str, ...]  # … and by what those are known
    clashes_with: str | None  # the warning that came in before under the same number, and says something else
    source: str | None  # what brought it, where nobody did
    signature: str | None  # what its signature is worth, where that was asked
    signed_by: str


@upcast("warning.received", version=1)
def _brought_by_a_person(told: dict[str, Any]) -> dict[str, Any]:
    more = {"event_code": None, "senders": (), "identifiers": (), "clashes_with": None}
    return told | more | {"source": None, "signature": None, "signed_by": ""}


class WarningRejected(Fact, name="warning.rejected", attaches=("file",), waits=False):
    """What came in cannot be read as a warning; it is kept as it came, with the reason. 死信"""

    warning: str
    file: str
    why: str  # a code of `engines/cap/defects.py`
    place: str  # of whoever brought it
    source: str | None


class WarningVouched(Fact, name="warning.vouched", waits=False):
    """Somebody read a warning that a source brought, and stands for it as the first of two. 核对预警"""

    warning: str


class WarningReleased(Fact, name="warning.released", version=2, waits=False):
    """Somebody let a warning go out, and had counted before whom it calls. 签发预警"""

    warning: str
    headcount: int
    sites: int
    has_read: bool  # what is wrong with it, where something is


@upcast("warning.released", version=1)
def _nothing_was_read(told: dict[str, Any]) -> dict[str, Any]:
    return told | {"has_read": False}


class WarningRefused(Fact, name="warning.refused", waits=False):
    """Somebody kept a warning back for good, and said why. 不予签发"""

    warning: str
    why: str


class WarningEnded(Fact, name="warning.ended", mentions=("ended_by",), waits=False):
    """A warning that had gone out is over: cancelled, or another stands in its place. 解除预警"""

    warning: str
    ended_by: str | None  # the message that says so
    why: str
