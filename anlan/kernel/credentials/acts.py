"""What administrators do for people: a lost second factor by two of them, and the subject of a sign-in service."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings

from anlan.kernel.credentials import factors, oidc, reads, rules
from anlan.kernel.credentials.tables import Subject
from anlan.kernel.journal.acts import act
from anlan.kernel.journal.facts import By, PersonNo, day_of
from anlan.kernel.journal.lock import lock
from anlan.kernel.journal.record import Recorded, record
from anlan.kernel.registry import accounts
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.acts import KEEPERS
from anlan.kernel.registry.laws import law
from anlan.kernel.registry.may import ADMINISTRATORS, Role


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


@act(may={Role.SECURITY}, locks=("person",), fresh={Role.SECURITY})
def bind_subject(*, person: PersonNo, subject: str, by: By, at: datetime) -> Recorded:
    """Say that a subject of the sign-in service is this person, who comes in by it from now on. 绑定统一身份"""
    lock(["subjects"])  # of two who bind one subject at once, the second sees the first
    told = subject.strip()
    mark = oidc.mark(told)
    facts = rules.bind_subject(
        person,
        told,
        roles=reads.held(person, by=by, at=at).roles,
        issuer=settings.OIDC["issuer"] if oidc.is_set() else "",
        mark=mark,
        bound_to=Subject.objects.filter(mark=mark).values_list("person", flat=True).first(),
        by=by,
    )
    if not any(accounts.taken(person=person, name=person)):
        accounts.open_account(person=person, name=person, password=secrets.token_urlsafe(), at=at)
    return record(facts, by=by, at=at)


@act(may={Role.SECURITY}, locks=("person",), fresh={Role.SECURITY})
def unbind_subject(*, person: PersonNo, by: By, at: datetime) -> Recorded:
    """Let the sign-in service let nobody in as this person any more, and end what he has open. 解除统一身份绑定"""
    reads.held(person, by=by, at=at)
    facts = rules.unbind_subject(person, is_bound=Subject.objects.filter(person=person).exists())
    factors.hold(person)
    accounts.end_all(person, at)
    return record(facts, by=by, at=at)
