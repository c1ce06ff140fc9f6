"""A house on one morning, and whoever holds its database."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from anlan.kernel.audit import days, held
from anlan.kernel.journal import seals
from anlan.kernel.journal.tables import File, triggers
from anlan.kernel.registry import noes
from anlan.kernel.registry.noes import AuditLine
from tests.cast import MORNING


@contextmanager
def unguarded() -> Iterator[None]:
    """Let lines and rows of files be rewritten in here."""
    guards = list(triggers(connection.vendor, AuditLine, File))
    with connection.cursor() as cursor:
        for *_, drop in guards:
            cursor.execute(drop)
        yield
        for _, _, make, _ in guards:
            cursor.execute(make)


def forge(sql: str, *params: Any) -> int:
    """Run one statement past the triggers; return how many rows it met."""
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def leave(day: int = 0, *, person: str | None = "li", **more: str) -> None:
    """Let somebody be told no, so many days after that morning."""
    said = {"code": "not-here", "address": "127.0.0.1", "method": "GET", "path": "/i/26-1/", "agent": "试"} | more
    noes.leave_line(at=MORNING + timedelta(days=day), person=person, post=person, status=404, **said)


def keep(day: int = 0) -> None:
    """Let the clock do what it does each hour, on such a day."""
    days.keep(MORNING + timedelta(days=day))


def altered(**more: bool) -> list[tuple[str, str, int]]:
    """Return what `anlan verify` finds beside a journal that is whole."""
    report = seals.verify(held.HEED)
    assert report.fault is None
    return [(one.what, one.on, one.count) for one in held.altered(report, **more)]


@pytest.fixture(autouse=True)
def its_own(home: Any, db: None) -> None:
    """Let each test have keys and heads of its own."""


@pytest.fixture
def three(county: None) -> None:
    """Leave lines on three days: two, none, one; they are sealed on the fourth."""
    leave(0)
    leave(0, path="/i/26-2/")
    leave(2)
    keep(3)
    leave(3)
