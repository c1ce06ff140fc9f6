"""What a person does about the clock by which everything is chased."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from anlan.kernel.chase import rules, tables
from anlan.kernel.journal.acts import act
from anlan.kernel.journal.facts import By
from anlan.kernel.journal.lock import lock
from anlan.kernel.journal.record import Recorded, record
from anlan.kernel.registry.may import Role

CLOCK = "clock"
CONFIRMING = frozenset({Role.DUTY, Role.LEADER})


@act(may=CONFIRMING)
def confirm_clock(*, by: By, at: datetime) -> Recorded:
    """Say that the clock is right now, after it was moved: what had waited goes on. 确认时钟"""
    lock([CLOCK])
    return record(rules.confirm_clock(settings.ORIGIN, jump=tables.jump()), by=by, at=at)
