"""What is said of a call beyond what its item says: that it was heard, repeated, acted upon, or reached nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from operator import attrgetter
from typing import Any

from msgspec import Struct

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
    UNCLEAR = "unclear"  # he was reached, and could not make it out
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
    DEPUTY = "deputy"  # who was called passed it on to him


class Step(StrEnum):
    """How far the chase of a call has come, the gentlest first. 叫应升级步骤"""

    AGAIN = "again"  # he is called once more
    DEPUTY = "deputy"  # … and who stands in for him
    ABOVE = "above"  # … and who keeps the watch there
    LAPSED = "lapsed"  # … and nobody has answered in time
    DOOR = "door-knock"  # … and somebody is sent to his door
    SILENT = "silent"  # he answered, and has not said what he did


# What brings the next one to be called; the others call or tell the same one again.
CALLS_ANOTHER = frozenset({Step.DEPUTY, Step.ABOVE})
DONE = frozenset({Deed.ALL_MOVED, Deed.IN_PLACE})
# What says that this number will never reach him, so that the ladder does not wait.
NEVER = frozenset({Outcome.WRONG_PERSON, Outcome.NO_SUCH_NUMBER})
# What each of these is called, in Chinese and in English.
WORDS = {
    Channel.PAGE.value: ("本系统", "this system"),
    Channel.LINK.value: ("应答链接", "answer link"),
    Channel.PHONE.value: ("电话", "telephone"),
    Channel.SMS.value: ("短信", "text message"),
    Channel.SPEAKER.value: ("大喇叭", "loudspeaker"),
    Channel.DOOR.value: ("上门", "at the door"),
    Outcome.NO_ANSWER.value: ("无人接听", "no answer"),
    Outcome.BUSY.value: ("占线", "busy"),
    Outcome.SWITCHED_OFF.value: ("关机", "switched off"),
    Outcome.UNREACHABLE.value: ("不在服务区", "out of reach"),
    Outcome.UNCLEAR.value: ("听不清，请重说", "could not make it out, asks to be told again"),
    Outcome.WRONG_PERSON.value: ("不是本人", "wrong person"),
    Outcome.NO_SUCH_NUMBER.value: ("空号", "number not in use"),
    Deed.PATROL_BEGUN.value: ("已开始巡查", "patrol begun"),
    Deed.MOVING.value: ("正在转移", "people are being moved"),
    Deed.ALL_MOVED.value: ("已全部转移", "all are moved"),
    Deed.IN_PLACE.value: ("已到岗到位", "in place"),
    Tier.SITE.value: ("点位责任人", "answers for a site"),
    Tier.DUTY.value: ("值班", "on duty"),
    Tier.HEAD.value: ("当地负责人", "leads the place"),
    Tier.INSTEAD.value: ("接替未应答者", "instead of who did not answer"),
    Tier.DEPUTY.value: ("由本人转给副手", "passed on by who was called"),
    Step.AGAIN.value: ("再次呼叫", "called again"),
    Step.DEPUTY.value: ("改叫副手", "deputy called"),
    Step.ABOVE.value: ("上报当地值班", "raised to the watch of the place"),
    Step.LAPSED.value: ("逾时未应答", "not answered in time"),
    Step.DOOR.value: ("派人上门", "somebody is sent to the door"),
    Step.SILENT.value: ("已应答，未报行动", "answered, no deed reported"),
}


def coming(ladder: Ladder, *, since: datetime, told: Mapping[str, Any]) -> dict[Step, datetime]:
    """Return when each step of an open call comes: of one unanswered those of its ladder, then that he was silent.

    A number that will never reach him does not wait: the next ones are called at once.
    """
    if told["heard_at"]:
        return {} if told["acted_at"] else {Step.SILENT: told["heard_at"] + timedelta(minutes=ladder.act)}
    minutes = {Step.AGAIN: ladder.again, Step.DEPUTY: ladder.deputy, Step.ABOVE: ladder.above}
    minutes |= {Step.LAPSED: ladder.answer} | ({Step.DOOR: ladder.door} if ladder.door is not None else {})
    come = {step: since + timedelta(minutes=n) for step, n in minutes.items()}
    if told["outcome"] in NEVER and told["missed_at"]:
        come |= {step: min(come[step], told["missed_at"]) for step in CALLS_ANOTHER}
    return come


class Wanted(Struct, frozen=True, kw_only=True):
    """Somebody who is to be called: why, by which post, where he belongs, and for what sites he answers."""

    person: str
    organisation: str
    place: str
    tier: Tier
    post: str | None
    sites: tuple[str, ...] = ()
    instead: str | None = None


def by_columns(wanted: Sequence[Wanted], **named: str) -> dict[str, tuple[Any, ...]]:
    """Return what a fact tells of those who are wanted, side by side, each under its name there."""
    return {name: tuple(map(attrgetter(of), wanted)) for name, of in named.items()}


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


class CallPassedOn(Fact, name="calls.passed-on", mentions=("to",), waits=False):
    """Whoever was called passed it on to who stands in for him; until that one answers, he owes it himself. 转给副手"""

    call: str
    channel: str
    to: str  # the call of the other one
    text: str


class CallsTakenOver(Fact, name="calls.taken-over", mentions=("calls",), waits=False):
    """Another answers for it from now on: the deputy who has answered, or who keeps the watch now. 由他人接续"""

    by: str  # his call
    calls: tuple[str, ...]


class CallMissed(Fact, name="calls.missed", waits=False):
    """A call reached nobody, or the wrong one. 未接"""

    call: str
    channel: str
    outcome: str
    text: str


class NumberDoubted(Fact, name="calls.number-doubted", mentions=("person", "task"), waits=False):
    """The number of somebody is another's or no number: who keeps the roster is to put it right. 电话待核"""

    call: str
    person: str
    task: str


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
