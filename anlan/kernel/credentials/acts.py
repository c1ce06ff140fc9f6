"""What administrators do by two, a lost factor and the end of a post of theirs, and the subjects of a service."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from django.conf import settings

from anlan.kernel.credentials import factors, oidc, reads, rules
from anlan.kernel.credentials.tables import Subject
from anlan.kernel.journal.acts import act
from anlan.kernel.journal.facts import By, PersonNo, PostNo, day_of
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


@act(may=KEEPERS, locks=("post",), fresh=KEEPERS)
def ask_ending(*, post: PostNo, until_on: date, by: By, at: datetime) -> Recorded:
    """Ask to end the post of one of the three administrators; another of them is to agree. 申请免去管理员"""
    until = at + timedelta(hours=law("administrators#hours-ending", on=day_of(at)))
    held, asked = reads.administrator(post, by=by, at=at), reads.ending_of(post)
    facts = rules.ask_ending(held, until_on=until_on, today=day_of(at), asked=asked, until=until, at=at)
    return record(facts, by=by, at=at)


@act(may=ADMINISTRATORS, locks=("post",), fresh=ADMINISTRATORS)
def agree_ending(*, post: PostNo, by: By, at: datetime) -> Recorded:
    """Agree that the post of an administrator ends, as another asked. 同意免去管理员"""
    held, asked = reads.administrator(post, by=by, at=at), reads.ending_of(post)
    return record(rules.agree_ending(held, today=day_of(at), asked=asked, by=by, at=at), by=by, at=at)


@act(may=ADMINISTRATORS, locks=("post",), fresh=ADMINISTRATORS)
def object_ending(*, post: PostNo, by: By, at: datetime) -> Recorded:
    """Object to the end of an administrator's post, or take back that one asked for it. 反对免去管理员"""
    held, asked = reads.administrator(post, by=by, at=at), reads.ending_of(post)
    return record(rules.object_ending(held, asked=asked, by=by, at=at), by=by, at=at)


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
