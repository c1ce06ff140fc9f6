"""Moments as offices write them, and spans of time in words. Beijing time, 24 hours, in the language of the page."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.kernel.journal.facts import BEIJING

MINUTE, HOUR, DAY = 60, 3600, 86_400

# A deadline of less than a day is soon.
SOON = DAY


def in_beijing(at: datetime) -> datetime:
    """Return the moment as clocks in Beijing show it."""
    return at.astimezone(BEIJING)


def moment(at: datetime) -> str:
    """Write day and minute: 2026-07-18 15:42."""
    return f"{in_beijing(at):%Y-%m-%d %H:%M}"


def until(at: datetime) -> str:
    """Write the end of a deadline: a day ends at 24:00, not at 00:00 of the next."""
    told = in_beijing(at)
    if told.hour or told.minute:
        return f"{told:%Y-%m-%d %H:%M}"
    return f"{told - timedelta(days=1):%Y-%m-%d} 24:00"


def brief(at: datetime) -> str:
    """Write day and minute where the year is plain: 07-18 15:42."""
    return f"{in_beijing(at):%m-%d %H:%M}"


def as_told(at: datetime) -> str:
    """Write a moment; of what is told by the day alone, the day."""
    return moment(at) if in_beijing(at).time() != time(0) else day(at)


def as_told_brief(at: datetime, now: datetime) -> str:
    """Write a moment without the year where that is this one, else its day; where only a day is told, that."""
    told = in_beijing(at)
    if told.year != in_beijing(now).year:
        return day(at)
    return brief(at) if told.time() != time(0) else f"{told:%m-%d}"


def day(on: date | datetime) -> str:
    """Write the day: 2026-07-18."""
    return f"{in_beijing(on) if isinstance(on, datetime) else on:%Y-%m-%d}"


def weekday(on: date | datetime) -> str:
    """Say which day of the week it is."""
    words = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
    return words[(in_beijing(on) if isinstance(on, datetime) else on).weekday()]


def days(n: int) -> str:
    """Say so many days."""
    return ngettext("%(n)s 天", "%(n)s 天", n) % {"n": n}


def hours(n: int) -> str:
    """Say so many hours."""
    return ngettext("%(n)s 小时", "%(n)s 小时", n) % {"n": n}


def minutes(n: int) -> str:
    """Say so many minutes."""
    return ngettext("%(n)s 分钟", "%(n)s 分钟", n) % {"n": n}


def span(seconds: float) -> str:
    """Say how long, as coarsely as a person would: the longer, the coarser."""
    if seconds >= 2 * DAY:
        return days(int(seconds // DAY))
    if seconds >= DAY:
        over = int((seconds - DAY) // HOUR)
        return f"{days(1)} {hours(over)}" if over else days(1)
    if seconds >= HOUR:
        return hours(int(seconds // HOUR))
    return minutes(int(seconds // MINUTE)) if seconds >= MINUTE else _("不到 1 分钟")


def left(due_at: datetime, now: datetime) -> str:
    """Say how long is left, or how long it is late."""
    seconds = (due_at - now).total_seconds()
    told = {"span": span(abs(seconds))}
    return _("逾期 %(span)s") % told if seconds < 0 else _("剩 %(span)s") % told


def urgency(due_at: datetime, now: datetime) -> str:
    """Tell late from soon from neither, as the style sheet calls them."""
    seconds = (due_at - now).total_seconds()
    if seconds < 0:
        return "late"
    return "soon" if seconds < SOON else ""


def age(at: datetime, now: datetime) -> str:
    """Say how long ago."""
    seconds = (now - at).total_seconds()
    return _("刚刚") if seconds < MINUTE else _("%(span)s前") % {"span": span(seconds)}


def spent(since: datetime, due_at: datetime, now: datetime) -> int:
    """Return how much of the time from one moment to the other is gone, of a hundred."""
    whole = (due_at - since).total_seconds()
    return 100 if whole <= 0 else max(0, min(100, round((now - since).total_seconds() * 100 / whole)))


def clock_words() -> dict[str, Any]:
    """Return the words of this page's counting clocks: web/js/clocks.js says what this file says."""

    def forms(say: Any) -> list[str]:
        return [say(1).replace("1", "{n}"), say(2).replace("2", "{n}")]

    slot = {"span": "{span}"}
    return {
        "days": forms(days),
        "hours": forms(hours),
        "minutes": forms(minutes),
        "moment": _("不到 1 分钟"),
        "left": _("剩 %(span)s") % slot,
        "late": _("逾期 %(span)s") % slot,
        "ago": _("%(span)s前") % slot,
        "now": _("刚刚"),
    }
