"""Accounts, sessions, tokens and lock-outs: what the door keeps. None of it follows from the journal.

Secrets are shown once and kept as hashes. Whoever reads these tables can neither sign in nor speak with them.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from django.db import models, transaction
from django.db.models import Count, Min, Q

from anlan.engines.sheets.codes import parse_phone
from anlan.kernel.journal.lock import lock, pen
from anlan.kernel.journal.tables import Moment
from anlan.kernel.registry import vault

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
SEEN_EACH = timedelta(minutes=1)  # how exactly it is known when a session was last used: one write a minute, not more

TRIES = 10  # wrong passwords for one name …
NAMES = 30  # … or different names from one address …
TRIED_WITHIN = timedelta(minutes=5)  # … within this time, and the door stays shut,
SHUT_MOST = timedelta(hours=1)  # each time twice as long, up to this
REMEMBERED = timedelta(days=1)
FAMILIAR = timedelta(days=30)  # from where one signed in within this, only tries from there shut the door

FEW = 4  # accounts of one telephone number against which a password is tried; whoever is not among them has his number

PASSWORD_LEAST, PASSWORD_MOST = 10, 200
TOKEN_MARK = "anlan_"  # by this a token is known when it lies where it should not
TOKEN_LONGEST = 64
A_TOKEN = re.compile(rf"{TOKEN_MARK}[\w-]{{8,{TOKEN_LONGEST}}}")
NAMED_BY = 12  # digits of its hash

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


class Account(models.Model):
    """How a person signs in: by this name, kept as it is compared, by his number, or by his telephone number."""

    kept = True
    person = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=80, unique=True)
    password = models.CharField(max_length=200)
    made_at = Moment()
    disabled_at = Moment(null=True)

    class Meta:
        db_table = "registry_account"

    def __str__(self) -> str:
        return self.name


class Session(models.Model):
    """That somebody signed in with a browser, and in which post and language he goes on."""

    kept = True
    hash = models.CharField(max_length=64, primary_key=True)
    person = models.CharField(max_length=40, db_index=True)
    post = models.CharField(max_length=40)
    language = models.CharField(max_length=10, null=True)
    made_at = Moment()
    seen_at = Moment()

    class Meta:
        db_table = "registry_session"

    def __str__(self) -> str:
        return f"{self.person} since {self.made_at}"


class Token(models.Model):
    """A program's way in, for one person in one post."""

    kept = True
    hash = models.CharField(max_length=64, primary_key=True)
    person = models.CharField(max_length=40, db_index=True)
    post = models.CharField(max_length=40)
    label = models.CharField(max_length=80)
    made_at = Moment()
    ended_at = Moment(null=True)

    class Meta:
        db_table = "registry_token"

    def __str__(self) -> str:
        return f"{self.label} of {self.person}"

    @property
    def name(self) -> str:
        """Return by what a token is known to its person; it says nothing of the secret."""
        return self.hash[:NAMED_BY]


class Knock(models.Model):
    """A try to sign in that has not succeeded. The name is kept as a hash: people type passwords there."""

    kept = True
    name = models.CharField(max_length=64, db_index=True)
    address = models.CharField(max_length=64, db_index=True)
    at = Moment()

    class Meta:
        db_table = "registry_knock"

    def __str__(self) -> str:
        return f"{self.address} at {self.at}"


class Familiar(models.Model):
    """That somebody signed in by a name from an address. Who guesses elsewhere does not shut the door to him there."""

    kept = True
    pk = models.CompositePrimaryKey("name", "address")
    name = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    at = Moment()

    class Meta:
        db_table = "registry_familiar"

    def __str__(self) -> str:
        return f"{self.address} since {self.at}"


class Known(str):
    """The number of a person who has shown a password, and what it was kept as: it may be another a moment later."""

    shown: str

    def __new__(cls, person: str, shown: str) -> Known:
        """Make it."""
        known = super().__new__(cls, person)
        known.shown = shown
        return known


class NotKnown(Exception):
    """The name and the password do not belong together, or the account is disabled: nobody is told which."""


class Shut(Exception):
    """Too many tries: the door is shut for this name or this address, even to the right password."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class WeakPassword(ValueError):
    """The password is too short, too long, or what its person signs in by."""


def open_account(*, person: str, name: str, password: str, at: datetime) -> None:
    """Give a person a way to sign in. Raises WeakPassword, and IntegrityError where the name is taken."""
    _must_be_strong(password, person, name)
    hashed = HASHER.hash(password)
    with pen(), transaction.atomic():
        Account.objects.create(person=person, name=_plain(name), password=hashed, made_at=at)


def change_password(*, person: str, password: str, at: datetime) -> None:
    """Give a person another password, and end every session and token that the old one began."""
    _must_be_strong(password, person, Account.objects.get(person=person).name)
    hashed = HASHER.hash(password)
    with pen(), transaction.atomic():
        lock([f"account {person}"])
        Account.objects.filter(person=person).update(password=hashed)
        end_all(person, at)


def disable(*, person: str, at: datetime) -> None:
    """Shut a person out: at once, also from what he has open."""
    with pen(), transaction.atomic():
        lock([f"account {person}"])
        Account.objects.filter(person=person, disabled_at=None).update(disabled_at=at)
        end_all(person, at)


def signs_in(person: str) -> bool:
    """Test whether a person has an account of his own."""
    return Account.objects.filter(person=person, disabled_at=None).exists()


def taken(*, person: str, name: str) -> tuple[bool, bool]:
    """Test whether a person has an account already, and whether a name is somebody's."""
    rows = Account.objects
    return rows.filter(person=person).exists(), rows.filter(name=_plain(name)).exists()


def sign_in(name: str, password: str, *, address: str, at: datetime, then: Callable[[Known], None]) -> Known:
    """Return who signs in, once `then` has asked for what more he is to show. Raises NotKnown or Shut."""
    tried = knock(name, address=address, at=at)
    # A name that nobody has costs as much time as one that somebody has, a telephone number as much as of a few.
    kept = [(one.person, one.password) for one in named(name)]
    kept += [("", _nobodys())] * ((FEW if telephone(name) else 1) - len(kept))
    fitting = [Known(*one) for one in kept if _fits(one[1], password) and one[0]]
    if not fitting:
        raise NotKnown
    known = fitting[0]
    then(known)
    come_in(tried, address=address, at=at)
    return known


def shown_by(person: str) -> Known:
    """Return a person who has just been given the password that he has."""
    return Known(person, Account.objects.get(person=person).password)


def knock(name: str, *, address: str, at: datetime) -> str:
    """Write a try down, before it is weighed: a thousand at once are counted like a thousand in turn. Raises Shut."""
    hashed = _hash(telephone(name) or _plain(name))  # a number is one name, in whichever way it is written
    with pen(), transaction.atomic():
        lock([f"sign-in {hashed}", f"sign-in from {address}"])
        # What a clock that ran ahead wrote down shuts nobody out once it is put right.
        Knock.objects.filter(Q(at__lt=at - REMEMBERED) | Q(at__gt=at + TRIED_WITHIN)).delete()
        _must_be_open(hashed, address, at)
        Knock.objects.create(name=hashed, address=address, at=at)
    return hashed


def come_in(tried: str, *, address: str, at: datetime) -> None:
    """Forget the tries of whoever has shown that he is who he says, and know the address from now on."""
    with pen(), transaction.atomic():
        Knock.objects.filter(name=tried, address=address).delete()  # those who guess elsewhere begin no new count
        Familiar.objects.filter(at__lt=at - FAMILIAR).delete()
        Familiar.objects.update_or_create(name=tried, address=address, defaults={"at": at})


def shut_until(tried: Iterable[datetime]) -> datetime | None:
    """Return until when a name is shut after these tries: five minutes after ten within five, then ten, twenty …"""
    until, times = None, 0
    recent: list[datetime] = []
    for at in sorted(tried):
        recent = [*(one for one in recent if at - one < TRIED_WITHIN), at]
        if len(recent) >= TRIES:
            until = at + min(TRIED_WITHIN * 2**times, SHUT_MOST)
            times, recent = min(times + 1, 10), []
    return until


def open_session(*, person: str, post: str, language: str | None, at: datetime) -> str:
    """Return the secret of a new session, for a cookie that only this server reads."""
    secret = secrets.token_urlsafe(32)
    with pen(), transaction.atomic():
        _must_still_fit(person)
        Session.objects.filter(made_at__lt=at - LONGEST).delete()
        Session.objects.create(hash=_hash(secret), person=person, post=post, language=language, made_at=at, seen_at=at)
    return secret


def session(secret: str, *, at: datetime, is_used: bool = True) -> Session | None:
    """Return a session that still holds, and remember that it was used, unless its page asked of its own accord."""
    found = Session.objects.filter(hash=_hash(secret)).exclude(person__in=_disabled()).first()
    if found is None or not -SEEN_EACH <= at - found.seen_at <= IDLE or at - found.made_at > LONGEST:
        return None
    if is_used and at - found.seen_at > SEEN_EACH:
        with pen(), transaction.atomic():
            Session.objects.filter(hash=found.hash).update(seen_at=at)
    return found


def move_session(found: Session, **now: Any) -> None:
    """Let a session go on in another post or another language."""
    with pen(), transaction.atomic():
        Session.objects.filter(hash=found.hash).update(**now)


def close_session(secret: str) -> None:
    """End a session; its cookie means nothing from now on."""
    with pen(), transaction.atomic():
        Session.objects.filter(hash=_hash(secret)).delete()


def make_token(*, person: str, post: str, label: str, at: datetime) -> str:
    """Return a new token. It is shown this once, and ends with the post."""
    secret = TOKEN_MARK + secrets.token_urlsafe(32)
    with pen(), transaction.atomic():
        _must_still_fit(person)
        Token.objects.create(hash=_hash(secret), person=person, post=post, label=label, made_at=at)
    return secret


def end_token(secret: str, *, at: datetime) -> None:
    """End a token before its post ends."""
    with pen(), transaction.atomic():
        Token.objects.filter(hash=_hash(secret), ended_at=None).update(ended_at=at)


def tokens_of(person: str) -> tuple[Token, ...]:
    """Return the tokens of a person that have not ended, the latest first."""
    return tuple(Token.objects.filter(person=person, ended_at=None).order_by("-made_at", "hash"))


def end_token_of(person: str, name: str, *, at: datetime) -> bool:
    """End the token of a person that goes by this name; return whether there was one."""
    held = Token.objects.filter(person=person, ended_at=None, hash__startswith=name)
    with pen(), transaction.atomic():
        return len(name) == NAMED_BY and held.update(ended_at=at) > 0


def token(secret: str) -> Token | None:
    """Return a token that has not ended."""
    return Token.objects.filter(hash=_hash(secret), ended_at=None).exclude(person__in=_disabled()).first()


def escaped(text: str, most: int) -> str:
    """Return a text of strangers as one line without control characters, marks of direction or halves of letters.

    Whoever puts his token where it does not belong is not to find it where others read.
    """
    told = A_TOKEN.sub(f"{TOKEN_MARK}…", text[: most + TOKEN_LONGEST])[:most]
    shown = (sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in told)
    return "".join(shown)[:most]


def end_all(person: str, at: datetime, *, but: str = "") -> None:
    """End what a person has open, but for the session that has this hash."""
    Session.objects.filter(person=person).exclude(hash=but).delete()
    Token.objects.filter(person=person, ended_at=None).update(ended_at=at)


def named(name: str) -> list[Account]:
    """Return whose accounts are meant: of a telephone number all who have it, the oldest first; else of one person."""
    told, phone, open_ones = _plain(name), telephone(name), Account.objects.filter(disabled_at=None)
    by_name = sorted(open_ones.filter(Q(name=told) | Q(person=told)), key=lambda one: one.person != told)[:1]
    # Asked in any case: it takes time.
    by_phone = list(open_ones.filter(person__in=vault.with_phone(phone or "")).order_by("made_at", "person")[:FEW])
    return by_phone if phone and by_phone else by_name


def _must_still_fit(person: str) -> None:
    """Let nothing begin by a password that was changed, or an account that was shut, since it was shown."""
    if isinstance(person, Known):
        lock([f"account {person}"])
        if not Account.objects.filter(person=str(person), password=person.shown, disabled_at=None).exists():
            raise NotKnown


def _must_be_open(name: str, address: str, at: datetime) -> None:
    is_familiar = Familiar.objects.filter(name=name, address=address, at__gt=at - FAMILIAR).exists()
    here = {"address": address} if is_familiar else {}
    until = shut_until(one.at for one in Knock.objects.filter(name=name, **here))
    if until is not None and at < until:
        raise Shut(until)
    lately = Knock.objects.filter(address=address, at__gt=at - TRIED_WITHIN)
    tried: dict[str, Any] = lately.aggregate(others=Count("name", distinct=True, filter=~Q(name=name)), first=Min("at"))
    if tried["others"] >= NAMES:
        raise Shut(tried["first"] + TRIED_WITHIN)


def _must_be_strong(password: str, person: str, name: str) -> None:
    ways_in = {person, _plain(name), *vault.tell([person], vault.PHONE).values()}
    if not PASSWORD_LEAST <= len(password) <= PASSWORD_MOST or {_plain(password), telephone(password)} & ways_in:
        raise WeakPassword


def _fits(hashed: str, password: str) -> bool:
    try:
        return HASHER.verify(hashed, password[:PASSWORD_MOST].encode("utf-8", "surrogatepass"))
    except (VerifyMismatchError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return HASHER.hash(secrets.token_urlsafe(32))


def _disabled() -> Any:
    return Account.objects.filter(disabled_at__isnull=False).values("person")


def _plain(name: str) -> str:
    shown = (sign for sign in unicodedata.normalize("NFKC", name[:PASSWORD_MOST]) if sign.isprintable())
    return "".join(shown).strip().casefold()


def telephone(name: str) -> str | None:
    """Return the telephone number that was typed as a name, as it is always written; None where it is none."""
    number = parse_phone(_plain(name))
    return number if isinstance(number, str) else None


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
