"""One-time codes: told to a person once, shown in once, against a password that he gives himself."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from anlan.kernel.credentials.tables import OneTimeCode
from anlan.kernel.journal.lock import lock, pen
from anlan.kernel.registry import accounts
from anlan.kernel.registry.accounts import Account, Known, NotKnown

LASTS = timedelta(days=7)
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none of them looks like another
GROUPS, EACH = 4, 4  # sixteen signs of five bits


def give(person: str, *, at: datetime) -> tuple[str, datetime]:
    """Return a new code for a person who has an account, and until when it holds; one given before is worth nothing."""
    code = fresh()
    until = at + LASTS
    with pen(), transaction.atomic():
        lock([f"account {person}"])
        OneTimeCode.objects.update_or_create(
            person=person, defaults={"hash": _hash(code), "made_at": at, "until": until}
        )
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
    account = accounts.named(name)
    person = account.person if account and account.disabled_at is None else ""
    if not OneTimeCode.objects.filter(person=person, hash=_hash(code), until__gt=at).exists():
        raise NotKnown
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


def _hash(code: str) -> str:
    return hashlib.sha256(f"one-time code {plain(code)}".encode("utf-8", "surrogatepass")).hexdigest()
