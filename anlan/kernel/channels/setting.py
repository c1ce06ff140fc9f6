"""Where a channel is and its secret, in the vault alone: they are written, and nothing ever tells them again.

They lie under a subject that names this home. A drill has a home, a vault and channels of its own: what was set for
those who live is not there, and would not be found if it were.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from anlan.engines.gateways import signing, webpush
from anlan.engines.sheets.texts import UNREADABLE
from anlan.kernel.channels import rules
from anlan.kernel.channels.rules import Kind
from anlan.kernel.channels.tables import SetChannel, Standing
from anlan.kernel.journal.facts import By
from anlan.kernel.journal.lock import lock, pen
from anlan.kernel.journal.record import Recorded, record
from anlan.kernel.registry import vault
from anlan.kernel.registry.door import is_demo

ADDRESS, SECRET = "address", "secret"
SIGNED = frozenset({Kind.SMS, Kind.VOICE})  # who and the house know each other by a secret
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """Where a channel is, and by which secret."""

    address: str = field(repr=False)
    secret: bytes = field(repr=False)


def set_(channel: str, *, kind: Kind, address: str, secret: str, by: By, at: datetime) -> Recorded:
    """Keep where a channel is and its secret, in place of what was kept before, and say so. Raises Refused."""
    if kind == Kind.PUSH:  # the key of this house, by which browsers know it: nobody brings one
        secret = webpush.made()
    told = {"kind": kind, "address": address, "secret": secret, "home": settings.ORIGIN, "is_invented": is_demo()}
    told["is_drill"] = bool(settings.DRILL)
    fit, facts = rules.set_(channel, **told)  # type: ignore[arg-type]
    with pen(), transaction.atomic():
        lock([_subject(channel)])
        kept = secret.strip() if kind in SIGNED | {Kind.PUSH} else ""
        vault.keep_many([(_subject(channel), ADDRESS, fit), (_subject(channel), SECRET, kept)])
        Standing.objects.filter(name=channel).delete()
        return record(facts, by=by, at=at)


def remove(channel: str, *, by: By, at: datetime) -> Recorded:
    """Forget where a channel is and its secret, and say so. Raises Refused."""
    with pen(), transaction.atomic():
        lock([_subject(channel)])
        facts = rules.remove(channel, is_set=is_set(channel), home=settings.ORIGIN)
        vault.drop(_subject(channel), (ADDRESS, SECRET))
        Standing.objects.filter(name=channel).delete()
        return record(facts, by=by, at=at)


def is_set(channel: str) -> bool:
    """Test whether this home has a channel of this name."""
    return SetChannel.objects.filter(home=settings.ORIGIN, name=channel).exists()


def kind_of(channel: str) -> str | None:
    """Return what a channel of this home is."""
    return SetChannel.objects.filter(home=settings.ORIGIN, name=channel).values_list("kind", flat=True).first()


def trouble_of(channel: str) -> str | None:
    """Return what last stood in the way of a channel; nothing where it did well."""
    return Standing.objects.filter(name=channel).values_list("trouble", flat=True).first()


def kept_here() -> list[tuple[str, str]]:
    """Return name and kind of every channel of this home; one that is looked at as of a moment has none."""
    if settings.AS_OF:
        return []
    rows = SetChannel.objects.filter(home=settings.ORIGIN).order_by("set_at", "name")
    return list(rows.values_list("name", "kind"))


def credentials(channel: str) -> Credentials | None:
    """Return where a channel of this home is and its secret, for whoever speaks to it; nothing where they are gone."""
    subject = _subject(channel)
    told = [vault.tell([subject], word).get(subject, UNREADABLE) for word in (ADDRESS, SECRET)]
    if UNREADABLE in told:
        return None
    if kind_of(channel) == Kind.PUSH:
        return Credentials(address=told[0], secret=webpush.decoded(told[1]))
    return Credentials(address=told[0], secret=signing.secret_of(told[1]) if told[1] else b"")


def stands(channel: str, *, trouble: str | None, at: datetime) -> None:
    """Note that a channel took something, or what stood in its way; of the same again, once in a minute."""
    before = Standing.objects.filter(name=channel).first()
    last = before and (before.trouble_at if trouble else before.taken_at)
    if before and before.trouble == trouble and last and timedelta() <= at - last < MINUTE:
        return
    now = {"trouble": trouble, "trouble_at": at} if trouble else {"trouble": None, "taken_at": at}
    with pen(), transaction.atomic():
        Standing.objects.update_or_create(name=channel, defaults=now)


def _subject(channel: str) -> str:
    return f"channel {settings.ORIGIN} {channel}"
