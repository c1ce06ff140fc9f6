"""What the clock does each second: keep what was said tells whom. And what a reader does: mark it as read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction

from anlan.kernel.journal import followers
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.lock import lock, pen, whole
from anlan.kernel.notices import tables
from anlan.kernel.notices.rules import Notice
from anlan.kernel.notices.tables import NoticeSeen


def keep(at: datetime) -> bool:
    """Take in more of what was said; return whether something was left."""
    if tables.upto() >= journal.size():
        return False
    whole(_take_in)
    return True


def _take_in() -> None:
    lock([f"seal {settings.ORIGIN}"])  # a rebuild holds it, and takes in what is here anew
    if lines := tables.ahead():
        tables.take_in(lines)
        followers.move(tables.FOLLOWER, lines[-1].seq)


def mark(read: Iterable[Notice], *, at: datetime) -> None:
    """Let these be read by whom they tell."""
    rows = [
        NoticeSeen(person=one.person, command=one.command, sort=one.sort, subject=one.subject, at=at) for one in read
    ]
    with pen(), transaction.atomic():
        NoticeSeen.objects.bulk_create(rows, ignore_conflicts=True, batch_size=100)
