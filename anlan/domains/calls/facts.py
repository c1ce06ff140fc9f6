"""What is said of a call beyond what its item says: that it was heard, repeated, acted upon, or reached nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from anlan.kernel.duty.ladders import Ladder
from anlan.kernel.journal.facts import Fact, upcast


class Channel(StrEnum):
    """By what somebody was reached, or answered. 渠道"""

    PAGE = "page"  # the pages of the house, or the app
    LINK = "link"  # the page of an answer link
    PHONE = "phone"
    SMS = "sms"
    SPEAKER = "speaker"  # a loudspeaker of the village
    DOOR = "door"  # somebody knocked


class Outcome(StrEnum):
    """Why a call reached nobody. 未接原因"""

    NO_ANSWER = "no-answer"
    BUSY = "busy"
    SWITCHED_OFF = "switched-off"
    UNREACHABLE = "unreachable"
    WRONG_PERSON = "wrong-person"
    NO_SUCH_NUMBER = "no-such-number"


class Deed(StrEnum):
    """What whoever was called has done; the last two say that it is done. 行动反馈"""

    PATROL_BEGUN = "patrol-begun"
    MOVING = "moving"
    ALL_MOVED = "all-moved"
    IN_PLACE = "in-place"


class Colour(StrEnum):
    """The four colours of a warning, the gravest first. 预警等级"""

    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    BLUE = "blue"


class Tier(StrEnum):
    """Why somebody is called. 叫应层级"""

    SITE = "site"  # he answers for an exposed site
    DUTY = "duty"  # he keeps the watch of an exposed place
    HEAD = "head"  # he leads it
    INSTEAD = "instead"  # another did not answer


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Somebody who is to be called: why, by which post, where he belongs, and for what sites he answers."""

    person: str
    organisation: str
    place: str
    tier: Tier
    post: str | None
    sites: tuple[str, ...] = ()
    instead: str | None = None


class CallsOpened(Fact, name="calls.opened", version=2, mentions=("calls",), waits=False):
    """Those who answer were called about one matter, each once, with all the sites for which he answers. 发起叫应"""

    matter: str  # the number of what they are called about
    colour: str
    calls: tuple[str, ...]
    tiers: tuple[str, ...]  # why each is called
    posts: tuple[str | None, ...]  # by which post
    sites: tuple[tuple[str, ...], ...]
    insteads: tuple[str | None, ...]  # the call that stood unanswered before this one, if it climbed
    ladder: Ladder  # the one that was applied, with its minutes


# What the packs had by colour when the fact did not say it: again, deputy, above, answer, act.
MINUTES = {
    "red": (2, 5, 8, 10, 20),
    "orange": (5, 8, 12, 15, 30),
    "yellow": (10, 20, 25, 30, 60),
    "blue": (30, 45, 55, 60, 120),
}


@upcast("calls.opened", version=1)
def know_the_ladder(told: dict[str, Any]) -> dict[str, Any]:
    """Say by which ladder calls were chased when there was one for each colour, and nobody was sent to a door."""
    again, deputy, above, answer, act = MINUTES.get(told["colour"], MINUTES["red"])
    minutes = {"again": again, "deputy": deputy, "above": above, "answer": answer, "door": None, "act": act}
    return told | {"ladder": {"key": told["colour"]} | minutes}


class CallHeard(Fact, name="calls.heard", waits=False):
    """Whoever was called said that he has the warning. 收到"""

    call: str
    channel: str
    text: str  # what he said, where somebody else wrote it down


class CallReadBack(Fact, name="calls.read-back", waits=False):
    """Whoever was called said the warning again in his own words: so he has understood it. 复述"""

    call: str
    channel: str
    text: str


class CallActed(Fact, name="calls.acted", waits=False):
    """Whoever was called said what he has done since. 行动反馈"""

    call: str
    channel: str
    deed: str
    moved: int | None  # people, so far
    expected: int | None
    text: str


class CallMissed(Fact, name="calls.missed", waits=False):
    """A call reached nobody, or the wrong one. 未接"""

    call: str
    channel: str
    outcome: str
    text: str


class CallsClimbed(Fact, name="calls.climbed", mentions=("calls",), waits=False):
    """Calls stood without answer or deed for so long that the next step came. 叫应升级"""

    matter: str
    calls: tuple[str, ...]
    steps: tuple[str, ...]
    came_ats: tuple[datetime, ...]  # when each step was due: later than that, if the clock slept
    people: tuple[str | None, ...]  # who is told or called now; nobody where there is none


class KnocksAsked(Fact, name="calls.knock-asked", mentions=("calls", "tasks"), waits=False):
    """Somebody is to go to the door of each who does not answer, and tell him there. 上门叫应"""

    matter: str
    calls: tuple[str, ...]
    tasks: tuple[str, ...]


class CallsEnded(Fact, name="calls.ended", mentions=("calls",), waits=False):
    """What they were called about is over. 解除叫应"""

    matter: str
    calls: tuple[str, ...]
    why: str
