"""What an act gets before it reads: the numbers of new things, and a hold on what is about to change."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zlib import crc32

from django.conf import settings
from django.db import OperationalError, connection, transaction

from anlan.kernel.journal.facts import BEIJING
from anlan.kernel.journal.follow import fetch

# What PostgreSQL says of two that waited for each other, and of one that must begin anew.
DEADLOCKS = {"40P01", "40001"}
TRIES = 5
FULL = ("SQLITE_FULL", "53100")
RESERVE = 64 << 20  # bytes of the disk that nobody gets for an act

TAKE = (
    "INSERT INTO journal_number (series, last) VALUES (%s, %s)"
    " ON CONFLICT (series) DO UPDATE SET last = journal_number.last + excluded.last RETURNING last"
)

MANY = 500  # numbers that are held one by one at once, at most
SHELVES = 1_024  # on which numbers lie: who holds a shelf alone holds whatever lies on it

_pen = threading.local()


def lock(numbers: Iterable[str], *, shared: Iterable[str] = ()) -> None:
    """Hold these numbers until the transaction ends: always in one order, so that no two acts wait for each other.

    What is `shared` many may hold at once, and nobody alone.
    """
    if connection.vendor == "sqlite":
        return  # its transactions are IMMEDIATE: one act at a time holds everything
    alone = set(numbers)
    held = sorted(alone | set(shared))  # in one question, which takes them from left to right
    shelves = sorted({crc32(no.encode()) % SHELVES for no in held})
    if len(held) > MANY:  # there is room for some thousand locks: of very many numbers their shelves are held
        fetch(f"SELECT {', '.join(f'pg_advisory_xact_lock(0, {shelf})' for shelf in shelves)}")
        return
    how = [f"pg_advisory_xact_lock_shared(0, {shelf})" for shelf in shelves]
    how += [f"pg_advisory_xact_lock{'' if no in alone else '_shared'}(hashtextextended(%s, 0))" for no in held]
    if how:
        fetch(f"SELECT {', '.join(how)}", held)


@contextmanager
def pen() -> Iterator[None]:
    """Wait for the one pen of a SQLite home, in order, before a transaction begins; elsewhere there are many.

    Without it the busy handler of SQLite lets some writers wait ten times as long as others.
    """
    if connection.vendor != "sqlite" or getattr(_pen, "held", False):
        yield
        return
    file = _open()
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        _pen.held = True
        yield
    finally:
        _pen.held = False
        os.close(file)  # which lets go of it


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
    [[last]] = fetch(TAKE, [within, count])
    return tuple(f"{settings.ORIGIN}-{within}-{n:06}" for n in range(last - count + 1, last + 1))


def whole(taken: Callable[[], None]) -> None:
    """Do it all in one transaction, and again where a database gave it up for another's sake."""
    for left in reversed(range(TRIES)):
        try:
            with pen(), transaction.atomic():
                taken()
                return
        except OperationalError as error:
            if not left or connection.in_atomic_block or not is_deadlock(error):
                raise


def must_have_room() -> None:
    """Raise OSError where the disk of the home is as good as full.

    What is left then is for who signs in, for lines of the audit, seals and the chase: these go on, and nobody is
    told of his act that it was done when the next one could not even be refused.
    """
    home = Path(settings.ANLAN_HOME)
    there = next(one for one in (home, *home.parents) if one.exists())  # a home is made when it is first needed
    if shutil.disk_usage(there).free < RESERVE:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(settings.ANLAN_HOME))


def is_full(error: Exception) -> bool:
    """Test whether a disk, or that of a database, had no room for what was to be written."""
    cause = error.__cause__
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    return code in FULL or (isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT))


def is_deadlock(error: OperationalError) -> bool:
    """Test whether a database gave up this transaction for another's sake, so that it may be tried again whole."""
    return getattr(error.__cause__, "sqlstate", None) in DEADLOCKS


def _open() -> int:
    path, flags = os.path.join(settings.ANLAN_HOME, "pen.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
    try:
        return os.open(path, flags, 0o600)
    except FileNotFoundError:  # the first act of a home
        os.makedirs(settings.ANLAN_HOME, mode=0o700, exist_ok=True)
        return os.open(path, flags, 0o600)
