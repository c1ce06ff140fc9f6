"""What can have happened to watches, from the roster to who took over."""

from __future__ import annotations

from datetime import date, datetime

from anlan.kernel.journal.facts import Fact


class WatchesRostered(Fact, name="duty.watches-rostered", mentions=("watches", "officers", "leaders")):
    """Watches were put on the roster, each with who keeps it, who leads it, and who stands in. 排班"""

    watches: tuple[str, ...]
    organisations: tuple[str, ...]
    places: tuple[str, ...]
    departments: tuple[str | None, ...]  # for whose work: nothing means for all of it
    officers: tuple[str, ...]
    leaders: tuple[str, ...]
    deputies: tuple[str | None, ...]
    from_ats: tuple[datetime, ...]
    until_ats: tuple[datetime, ...]


class WatchCancelled(Fact, name="duty.watch-cancelled", version=2):
    """A watch that nobody had begun came off the roster. 取消排班"""

    watch: str
    officer: str | None  # who was to keep it, lead it and stand in: they are told; versions before did not say
    leader: str | None
    deputy: str | None
    why: str


class SwapAsked(Fact, name="duty.swap-asked", mentions=("to", "in_return")):
    """Who was to keep a watch asked that somebody else keep it; another is to agree. 申请换班"""

    watch: str
    former: str
    to: str
    in_return: str | None  # the watch of that other that he keeps instead
    why: str


class SwapAgreed(Fact, name="duty.swap-agreed", version=2, mentions=("to", "in_return")):
    """Who leads the watch agreed, and another keeps it. 同意换班"""

    watch: str
    former: str
    to: str
    in_return: str | None
    beside: tuple[str, ...]  # who else sits on the watches that were swapped: leaders, and who stands in


class SwapRefused(Fact, name="duty.swap-refused"):
    """Who leads the watch did not agree; it is kept as the roster has it. 不同意换班"""

    watch: str
    why: str


class WatchBegun(Fact, name="duty.watch-begun"):
    """Who was to keep a watch began it, at a place where nobody was on duty. 上岗"""

    watch: str
    officer: str


class WatchOffered(Fact, name="duty.watch-offered", mentions=("next", "to")):
    """Who is on duty handed over to the next watch, and stays on duty until somebody takes it. 交班"""

    watch: str
    next: str
    to: str
    text: str
    equipment: str


class HandOverListed(
    Fact, name="duty.hand-over-listed", mentions=("items",), sums=("more", "filed", "struck", "overdue")
):
    """The house listed what a watch leaves to the next: what is open, what lapsed, what comes due. 交接清单"""

    watch: str
    items: tuple[str, ...]
    whys: tuple[str, ...]
    more: int  # how many stood beyond the longest list
    filed: int  # how many came onto the ledger in this watch …
    struck: int  # … and how many off it
    overdue: int  # how many were overdue when it was handed over


class WatchTaken(Fact, name="duty.watch-taken", mentions=("next",)):
    """Who was to keep the next watch took over what was open; from now on he is on duty. 接班"""

    watch: str
    next: str
    officer: str
    text: str


class WatchNoted(Fact, name="duty.watch-noted"):
    """Somebody on duty wrote down what happened. 值班记事"""

    watch: str
    text: str


class AlarmTried(Fact, name="duty.alarm-tried", waits=False):
    """Who is on duty let the alarm of his page sound, and said whether he heard it and whether it showed. 试告警"""

    watch: str
    heard: bool
    shown: bool  # as a notification of the computer, beside the page


class DeputyNamed(Fact, name="duty.deputy-named", mentions=("deputy",)):
    """Somebody of the office was named to answer where the holder of a post is away; or nobody any more. 明确B角"""

    post: str
    deputy: str | None
    from_on: date
    until_on: date | None


class AwayTold(Fact, name="duty.away-told"):
    """Somebody is away from when to when, and says for which sort of reason. 外出报备"""

    person: str
    kind: str
    from_at: datetime
    until_at: datetime


class BackTold(Fact, name="duty.back-told"):
    """Who was away is back before the time that was told. 销假"""

    person: str
