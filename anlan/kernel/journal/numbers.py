"""Numbers of new things: allotted before the act, so that nobody waits for another's act to get one."""

from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from anlan.kernel.journal.facts import BEIJING
from anlan.kernel.journal.lock import pen

TAKE = (
    "INSERT INTO journal_number (year, last) VALUES (%s, %s)"
    " ON CONFLICT (year) DO UPDATE SET last = journal_number.last + excluded.last RETURNING last"
)


def allot(at: datetime) -> str:
    """Return a number that nobody else gets, as `demo-2026-004217`; an act that is refused leaves a gap."""
    return allot_many(at, 1)[0]


def allot_many(at: datetime, count: int) -> tuple[str, ...]:
    """Return a block of numbers that nobody else gets, in a short transaction of its own."""
    with pen(), transaction.atomic(durable=True):
        return take_within(at, count)


def take_within(at: datetime, count: int) -> tuple[str, ...]:
    """Return a block of numbers inside the act in hand, for what the house itself opens; others wait for its end."""
    year = at.astimezone(BEIJING).year
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [year, count])
        [last] = cursor.fetchone()
    return tuple(f"{settings.ORIGIN}-{year}-{n:06}" for n in range(last - count + 1, last + 1))
