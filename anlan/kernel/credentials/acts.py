"""What two administrators do for somebody who lost his second factor."""

from __future__ import annotations

from datetime import datetime, timedelta

from anlan.kernel.credentials import factors, reads, rules
from anlan.kernel.journal.acts import act
from anlan.kernel.journal.facts import By, PersonNo, day_of
from anlan.kernel.journal.record import Recorded, record
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.acts import KEEPERS
from anlan.kernel.registry.laws import law
from anlan.kernel.registry.may import ADMINISTRATORS


@act(may=KEEPERS, locks=("person",), fresh=KEEPERS)
def ask_factor_off(*, person: PersonNo, by: By, at: datetime) -> Recorded:
    """Ask to have the lost second factor of a person taken off; another administrator is to agree. 申请解除动态口令"""
    speaker = registry.speaker_of(by, at)
    until = at + timedelta(hours=law("second-factor#hours-removal", on=day_of(at)))
    facts = rules.ask_factor_off(
        reads.held(person, by=by, at=at), role=speaker.role if speaker else "", until=until, by=by, at=at
    )
    return record(facts, by=by, at=at)


@act(may=ADMINISTRATORS, locks=("person",), fresh=ADMINISTRATORS)
def agree_factor_off(*, person: PersonNo, by: By, at: datetime) -> Recorded:
    """Agree to it: the factor is taken off, and all that the person has open ends. 同意解除动态口令"""
    factors.hold(person)
    facts = rules.agree_factor_off(reads.held(person, by=by, at=at), by=by, at=at)
    factors.drop(person, at=at)
    return record(facts, by=by, at=at)
