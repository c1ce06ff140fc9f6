"""Which of a month's closures are drawn for a second look: a function of their numbers and a seed alone. Pure.

Anybody can draw again, by hand: write the seed, a blank and the number, take the SHA-256, sort by it, take the first.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from anlan.kernel.journal.facts import BEIJING, Refused

Month = str  # 2026-06
FORMAT = "%Y-%m"


def draw(numbers: Iterable[str], *, seed: str, count: int) -> tuple[str, ...]:
    """Return so many of these numbers, in the order in which they are drawn; each is as likely as any other."""
    return tuple(sorted(set(numbers), key=lambda no: (lot(no, seed=seed), no))[:count])


def lot(number: str, *, seed: str) -> str:
    """Return the lot of a number: the lowest are drawn."""
    return sha256(f"{seed} {number}".encode()).hexdigest()


def size(closures: int, *, percent: int, least: int, most: int) -> int:
    """Return how many of so many closures are drawn: a share, but at least and at most so many, and never more."""
    share = -(-closures * percent // 100)
    return min(closures, most, max(least, share))


def digest(numbers: Iterable[str]) -> str:
    """Return by what a list of numbers is known again, whatever its order."""
    return sha256("\n".join(sorted(set(numbers))).encode()).hexdigest()


def bounds(month: Month) -> tuple[datetime, datetime]:
    """Return when a month begins and ends in Beijing. Raises Refused for what is none."""
    first = _first(month)
    return _midnight(first), _midnight(_next(first))


def month_before(at: datetime) -> Month:
    """Return the last month that is over."""
    return f"{_last_day_before(_day(at).replace(day=1)):{FORMAT}}"


def months_due(done: datetime | None, *, day: int, at: datetime) -> list[Month]:
    """Return the months of which the house is to draw by now, the earliest first, after those that are done.

    A month is drawn of on that day of the next one. A house that never drew begins with the last month that is due;
    one that slept draws of each month that went by meanwhile.
    """
    first = _day(at).replace(day=1)
    last = _last_day_before(first if _day(at).day >= day else _last_day_before(first).replace(day=1)).replace(day=1)
    month = last if done is None else _day(done)
    months = []
    while month <= last:
        months.append(f"{month:{FORMAT}}")
        month = _next(month)
    return months


def _first(month: Month) -> date:
    try:
        first = datetime.strptime(month, FORMAT).date()  # noqa: DTZ007  # a month has no zone
    except ValueError:
        raise Refused("month-unknown", month=month) from None
    if f"{first:{FORMAT}}" != month:
        raise Refused("month-unknown", month=month)
    return first


def _next(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _last_day_before(on: date) -> date:
    return on - timedelta(days=1)


def _day(at: datetime) -> date:
    return at.astimezone(BEIJING).date()


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), tzinfo=BEIJING)
