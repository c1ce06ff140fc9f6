"""What people can do about channels: let the house push calls to a browser of theirs, or to none."""

from __future__ import annotations

from datetime import datetime

from anlan.kernel.channels import pushes, rules
from anlan.kernel.journal.acts import act
from anlan.kernel.journal.facts import By
from anlan.kernel.journal.record import Recorded, record
from anlan.kernel.registry.may import ANYBODY


@act(may=ANYBODY)
def push_here(*, endpoint: str, p256dh: str, auth: str, by: By, at: datetime) -> Recorded:
    """Let the house push calls to a browser of one's own. 开通推送"""
    pushes.hold(by.person)
    services = pushes.services()
    told = {"endpoint": endpoint, "p256dh": p256dh, "auth": auth}
    browsers, facts = rules.subscribe(by.person, told=told, services=services, kept=pushes.kept(by.person))
    pushes.keep(by.person, browsers)
    return record(facts, by=by, at=at)


@act(may=ANYBODY)
def push_nowhere(*, by: By, at: datetime) -> Recorded:
    """Let nothing be pushed to any browser of one's own. 关闭推送"""
    pushes.hold(by.person)
    facts = rules.unsubscribe(by.person, kept=pushes.kept(by.person))
    pushes.keep(by.person, [])
    return record(facts, by=by, at=at)
