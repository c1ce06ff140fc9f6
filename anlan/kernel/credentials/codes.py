"""One-time codes: told to a person once, shown in once, against a password that he gives himself."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from anlan.kernel.credentials import rules
from anlan.kernel.credentials.tables import OneTimeCode
from anlan.kernel.journal.facts import By, day_of
from anlan.kernel.journal.lock import lock, pen
from anlan.kernel.registry import accounts
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.accounts import Account, Known, NotKnown
from anlan.kernel.registry.may import ADMINISTRATORS
from anlan.kernel.registry.rules import CONSOLE
from anlan.kernel.registry.tables import Person

SOON = timedelta(minutes=1)  # clocks of two machines differ; what was made later than that, a wrong clock has made
LASTS = timedelta(days=7)
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none of them looks like another
GROUPS, EACH = 4, 4  # sixteen signs of five bits


def roles_of(person: str, *, at: datetime) -> frozenset[str]:
    """Return the roles in which a person is in post today, or will be."""
    return frozenset(post.role for post in registry.posts_of(person, on=day_of(at), to_come=True))


def may_give(person: str, *, by: By, at: datetime) -> bool:
    """Test whether somebody, in the post in which he speaks, may give a person a code; nobody gives one to himself."""
    speaker, roles = registry.speaker_of(by, at), roles_of(person, at=at)
    if speaker is None or not roles or by.person == person:
        return False
    unit = Person.objects.filter(no=person, is_erased=False).values_list("organisation", flat=True).first()
    return rules.may_give_code(speaker, roles, is_own=unit == speaker.organisation)


def give(person: str, *, by: By, at: datetime) -> tuple[str, datetime]:
    """Return a new code for a person who has an account, and until when it holds; one given before is worth nothing."""
    code = fresh()
    until = at + LASTS
    with pen(), transaction.atomic():
        lock([f"account {person}"])
        told = {"hash": _hash(code), "made_at": at, "until": until, "given_by": by.person, "given_in": by.post}
        OneTimeCode.objects.update_or_create(person=person, defaults=told)
    return code, until


def fresh() -> str:
    """Return a code that nobody has had, in groups that can be read out."""
    return "-".join("".join(secrets.choice(SIGNS) for _ in range(EACH)) for _ in range(GROUPS))


def plain(code: str) -> str:
    """Return a code in whichever way it is typed as it is compared."""
    return "".join(sign for sign in code[:80].upper() if sign.isalnum())


def show_in(name: str, code: str, password: str, *, address: str, at: datetime) -> Known:
    """Take a code and give whoever has it the password of his own; return who he is.

    Raises Shut, NotKnown for whatever does not fit together, and WeakPassword, which uses up nothing.
    """
    tried = accounts.knock(name, address=address, at=at)
    meant = [account.person for account in accounts.named(name)]
    holds = {"until__gt": at, "made_at__lte": at + SOON}
    given = OneTimeCode.objects.filter(person__in=meant, hash=_hash(code), **holds).first()
    if given is None or not _still_counts(given, at):
        raise NotKnown
    person = given.person
    with pen(), transaction.atomic():
        accounts.change_password(person=person, password=password, at=at)
        # Of two who show it in at once, one comes in.
        if not OneTimeCode.objects.filter(person=person, hash=_hash(code)).delete()[0]:
            raise NotKnown
    accounts.come_in(tried, address=address, at=at)
    return accounts.shown_by(person)


def everyone() -> list[Account]:
    """Return every account, for whoever sits at the console of the house."""
    return list(Account.objects.order_by("name"))


def outstanding(people: Iterable[str]) -> set[str]:
    """Return which of these people have a code that they have not shown in, whether it still holds or not."""
    return set(OneTimeCode.objects.filter(person__in=list(people)).values_list("person", flat=True))


def _still_counts(given: OneTimeCode, at: datetime) -> bool:
    """Test whether whoever gave this code might give it now, also by what its person has become since."""
    if given.given_by == CONSOLE:
        return True
    if given.given_by is None:
        return not roles_of(given.person, at=at) & ADMINISTRATORS
    return may_give(given.person, by=By(person=given.given_by, post=str(given.given_in), command=""), at=at)


def _hash(code: str) -> str:
    return hashlib.sha256(f"one-time code {plain(code)}".encode("utf-8", "surrogatepass")).hexdigest()
