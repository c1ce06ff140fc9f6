"""The second factor: given by oneself, shown at each sign-in, and taken off. Its secret lies in the vault alone."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction

from anlan.kernel.credentials import codes, totp
from anlan.kernel.credentials.facts import FactorGiven, FactorRemoved
from anlan.kernel.credentials.tables import Factor
from anlan.kernel.journal.facts import By, NotHere, day_of
from anlan.kernel.journal.lock import lock, pen
from anlan.kernel.journal.record import record
from anlan.kernel.registry import accounts, vault
from anlan.kernel.registry.laws import law
from anlan.kernel.registry.may import ADMINISTRATORS, OFFICIALS

# Fields of the vault: the secret, one that is not yet confirmed, and the hashes of the recovery codes not yet used.
SECRET, TO_CONFIRM, RECOVERY = "totp", "totp-new", "recovery"
RECOVERY_CODES = 10


class WrongFactor(Exception):
    """The code is not the one of now, or was used: nobody is told which."""


class OnlyNow(Exception):
    """A recovery code counts once in the house that lives; where that is looked at as of a moment it could twice."""


def has(person: str) -> bool:
    """Test whether a person has a second factor."""
    return Factor.objects.filter(person=person).exists()


def among(people: Iterable[str]) -> set[str]:
    """Return which of these people have one."""
    return set(Factor.objects.filter(person__in=list(people)).values_list("person", flat=True))


def must_have(role: str, *, at: datetime) -> bool:
    """Test whether whoever holds a post of this role must have one: administrators always, others as the pack says."""
    if role in ADMINISTRATORS:
        return True
    if role in OFFICIALS:
        return law("second-factor#officials", on=day_of(at)) > 0
    return law("second-factor#enterprises", on=day_of(at)) > 0


def begin(person: str) -> bytes:
    """Return a new secret for a person; until he has shown a code of it, it is worth nothing."""
    secret = secrets.token_bytes(totp.BYTES)
    with pen(), transaction.atomic():
        lock([f"account {person}"])
        vault.keep(person, TO_CONFIRM, totp.as_text(secret))
    return secret


def to_confirm(person: str) -> bytes:
    """Return the secret that a person is about to confirm. Raises NotHere."""
    return _secret(person, TO_CONFIRM)


def confirm(code: str, *, but: str, shown_at: datetime, by: By, at: datetime) -> tuple[str, ...]:
    """Give the speaker the factor of which he shows a code; return his recovery codes, told this once.

    What was open of him ends, but for the session that has this hash: it may have begun by less. Raises WrongFactor.
    """
    with pen(), transaction.atomic():
        lock([f"account {by.person}"])
        secret = _secret(by.person, TO_CONFIRM)
        step = totp.fitting(secret, _digits(code), at=shown_at, after=0)
        if step is None:
            raise WrongFactor
        told = tuple(codes.fresh() for _ in range(RECOVERY_CODES))
        hashes = " ".join(_hash(by.person, one) for one in told)
        vault.keep_many([(by.person, SECRET, totp.as_text(secret)), (by.person, RECOVERY, hashes)])
        vault.drop(by.person, [TO_CONFIRM])
        Factor.objects.update_or_create(person=by.person, defaults={"given_at": at, "last_step": step})
        accounts.end_all(by.person, at, but=but)
        record([FactorGiven(person=by.person)], by=by, at=at)
    return told


def show(person: str, typed: str, *, at: datetime) -> bool:
    """Take a code of a person's factor, or one of his recovery codes, each once; tell whether it was one of those.

    A code is worth nothing once it, or one of a later step, was shown. Raises WrongFactor; OnlyNow over what is no
    code of the factor in a house that is looked at as of a moment, where nothing would cross it out.
    """
    if settings.AS_OF and len(_digits(typed)) != totp.DIGITS:
        raise OnlyNow
    with pen(), transaction.atomic():
        lock([f"account {person}"])
        factor = Factor.objects.filter(person=person).first()
        if factor is None:
            raise WrongFactor
        step = totp.fitting(_secret(person, SECRET), _digits(typed), at=at, after=factor.last_step)
        if step is not None:
            Factor.objects.filter(person=person).update(last_step=step)
            return False
        left = _recovery(person)
        if (shown := _hash(person, typed)) not in left:
            raise WrongFactor
        vault.keep(person, RECOVERY, " ".join(one for one in left if one != shown))
        return True


def left(person: str) -> int:
    """Return how many recovery codes a person has not used."""
    return len(_recovery(person))


def used_at(person: str) -> datetime | None:
    """Return when the step began of which a person last showed a code; None where he has no factor."""
    step = Factor.objects.filter(person=person).values_list("last_step", flat=True).first()
    return None if step is None else totp.begun(step)


def hold(person: str) -> None:
    """Let nobody show this factor, or change it, before the transaction ends."""
    lock([f"account {person}"])


def drop(person: str, *, at: datetime) -> None:
    """Take a factor off and end what its person has open; to be called within a transaction. Raises NotHere."""
    hold(person)
    if not Factor.objects.filter(person=person).delete()[0]:
        raise NotHere(person)
    vault.drop(person, [SECRET, TO_CONFIRM, RECOVERY])
    accounts.end_all(person, at)


def take_off(person: str, *, ground: str, by: By, at: datetime) -> None:
    """Take the factor of a person off, by himself or at the console, and say so. Raises NotHere."""
    with pen(), transaction.atomic():
        drop(person, at=at)
        record([FactorRemoved(person=person, ground=ground, asked_by=None)], by=by, at=at)


def _secret(person: str, field: str) -> bytes:
    told = vault.tell([person], field)
    if person not in told:
        raise NotHere(person)
    try:
        return totp.from_text(told[person])
    except ValueError as touched:
        raise vault.KeyLost(field) from touched


def _recovery(person: str) -> list[str]:
    return vault.tell([person], RECOVERY).get(person, "").split()


def _digits(typed: str) -> str:
    """Return a code without the blanks with which authenticators show it."""
    return "".join(typed[:40].split())


def _hash(person: str, code: str) -> str:
    return hashlib.sha256(f"recovery {person} {codes.plain(code)}".encode("utf-8", "surrogatepass")).hexdigest()
