"""Numbers of new things: allotted before the act, so that nobody waits for another's act to get one."""

from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from anlan.kernel.journal.facts import BEIJING
from anlan.kernel.journal.lock import pen

TAKE = (
    "INSERT INTO journal_number (series, last) VALUES (%s, %s)"
    " ON CONFLICT (series) DO UPDATE SET last = journal_number.last + excluded.last RETURNING last"
)


def allot(at: datetime, series: str | None = None) -> str:
    """Return a number that nobody else gets; an act that is refused leaves a gap."""
    return allot_many(at, 1, series=series)[0]


def allot_many(at: datetime, count: int, series: str | None = None) -> tuple[str, ...]:
    """Return a block of numbers that nobody else gets, in a short transaction of its own."""
    with pen(), transaction.atomic(durable=True):
        return take_within(at, count, series=series)


def take_within(at: datetime, count: int, series: str | None = None) -> tuple[str, ...]:
    """Return a block of numbers inside the act in hand, for what the house itself opens; others wait for its end.

    Items are numbered by the year, as `demo-2026-004217`; all else by the letter of its series, as `demo-p-000017`.
    """
    within = series or str(at.astimezone(BEIJING).year)
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [within, count])
        [last] = cursor.fetchone()
    return tuple(f"{settings.ORIGIN}-{within}-{n:06}" for n in range(last - count + 1, last + 1))
