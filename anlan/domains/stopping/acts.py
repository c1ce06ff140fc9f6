"""What one does with a warning that should never have gone out."""

from __future__ import annotations

from datetime import datetime

from anlan.domains.stopping import reads, rules
from anlan.kernel.journal.acts import act
from anlan.kernel.journal.facts import By, WarningNo
from anlan.kernel.journal.record import Recorded, record
from anlan.kernel.registry.may import Role
from anlan.kernel.registry.reads import reach

STOPS = frozenset({Role.DUTY, Role.OFFICER, Role.LEADER})


@act(may=STOPS, locks=("warning",))
def stop(*, warning: WarningNo, word: str, correction: str = "", by: By, at: datetime) -> Recorded:
    """Halt what has not gone of a warning, and tell whoever it has reached that it was wrong. 叫停"""
    told = reads.stopping(no=warning, within=reach(by, at))
    facts = rules.stop(
        warning=warning,
        state=told.state,
        is_covered=told.is_covered,
        word=word,
        correction=correction or told.correction,
        gone=told.gone,
        kept=told.kept,
    )
    return record(facts, by=by, at=at)
