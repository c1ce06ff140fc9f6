"""What people do about how the house is kept."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from anlan.kernel.journal.acts import act
from anlan.kernel.journal.facts import By
from anlan.kernel.journal.lock import lock
from anlan.kernel.journal.record import Recorded, record
from anlan.kernel.registry.may import Role
from anlan.kernel.upkeep import reads, rules

RESTORE = "restore"


@act(may={Role.SYSTEM})
def acknowledge_restore(*, by: By, at: datetime) -> Recorded:
    """Say that one knows that the house goes on from a backup, and what may be missing. 确认恢复"""
    lock([RESTORE])
    return record(rules.acknowledge_restore(settings.ORIGIN, waiting=reads.unacknowledged()), by=by, at=at)
