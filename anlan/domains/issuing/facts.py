"""What is said of a warning of our own: that it was written, and that the word of its end was let go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from anlan.domains.calls.facts import Colour
from anlan.kernel.journal.facts import Fact, PlaceCode


class WarningComposed(Fact, name="issuing.composed", attaches=("file",), waits=False):
    """A warning was written here: its texts by channel, and the words ready to end or to correct it. 起草预警"""

    warning: str
    file: str  # the message, signed
    place: str  # of whoever wrote it
    hazard: str  # by its code
    basis: str
    sms: str
    speaker: str
    cancel: str
    correction: str
    is_public: bool


class CancelLetGo(Fact, name="issuing.cancelled", attaches=("file",), mentions=("of",), waits=False):
    """The Cancel of a warning of ours went out, in the words that were ready. 解除预警"""

    warning: str  # the Cancel itself
    of: str  # the warning that is over by it
    file: str
    place: str
    headcount: int


@dataclass(frozen=True, kw_only=True)
class Corners:
    """A piece of ground by its corners: longitude, latitude, longitude … in degrees × 10⁷. 拐点"""

    e7: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Where:
    """Where a warning holds: divisions by their codes, ground that was drawn, and what people call it. 哪里"""

    places: tuple[PlaceCode, ...] = ()
    drawn: tuple[Corners, ...] = ()
    area: str = ""  # if nothing, the names of the divisions


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What a warning says: who issues it, what comes and what to do; by each channel, and at its end. 用语"""

    issuer: str = ""
    description: str = ""
    instruction: str = ""
    basis: str = ""
    sms: str = ""
    speaker: str = ""
    cancel: str = ""
    correction: str = ""


@dataclass(frozen=True, kw_only=True)
class Written:
    """A warning as somebody writes it here. 预警稿"""

    hazard: str
    event: str  # what the hazard is called
    colour: Colour
    words: Wording
    area: str
    rings: tuple[tuple[tuple[int, int], ...], ...]  # closed
    places: tuple[str, ...]
    onset_at: datetime
    expires_at: datetime | None
    is_public: bool
