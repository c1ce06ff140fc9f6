"""How somebody comes in, by password, one-time code and second factor: in the words of the door."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256

from django.core import signing

from anlan import clock
from anlan.kernel.credentials import codes, factors, oidc
from anlan.kernel.credentials.factors import OnlyNow, WrongFactor
from anlan.kernel.credentials.rules import OWN
from anlan.kernel.journal.facts import BEIJING
from anlan.kernel.registry import accounts, noes
from anlan.kernel.registry.accounts import Known
from anlan.kernel.registry.door import Visit
from anlan.kernel.registry.may import ADMINISTRATORS, MayNot
from anlan.kernel.registry.noes import TurnedAway

HALF_LASTS = timedelta(minutes=5)


class FactorAsked(Exception):
    """The password was right, and a code of the second factor is asked. `half` proves the first half for a while."""

    def __init__(self, half: str) -> None:
        super().__init__("a second factor is asked")
        self.half = half


def by_password(address: str, name: str, password: str) -> Known:
    """Return who this is by name and password. Raises TurnedAway, and FactorAsked where that is only the first half."""
    at = clock.unhurried()
    return _come(name, password, address=address, at=at, code=None)


def by_password_and_code(address: str, name: str, password: str, code: str) -> Known:
    """Return the same for a program, which shows both at once; without a code it is told that one is asked."""
    try:
        return _come(name, password, address=address, at=clock.unhurried(), code=code or None)
    except FactorAsked as asked:
        raise TurnedAway("factor-asked") from asked


def by_factor(address: str, half: str, code: str) -> Known:
    """Return who has shown the first half a moment ago, and a code now. Raises TurnedAway."""
    at = clock.unhurried()
    name, known, is_of_service = _first_half(half, at)
    if is_of_service and _administers(known, at):
        raise TurnedAway("half-gone")
    _try(name, known, code, address=address, at=at)  # counted with the passwords that were tried
    return known


def by_service(*, kept: str, state: str, code: str) -> tuple[Known, str]:
    """Return whom the sign-in service means, never an administrator, and where to. Raises TurnedAway, FactorAsked."""
    at = clock.unhurried()
    told, onward = oidc.end(kept=kept, state=state, code=code, at=at)
    account = accounts.Account.objects.filter(person=oidc.person_of(told), disabled_at=None).first()
    if account is None or _administers(account.person, at):
        raise TurnedAway("sso-unbound")
    known = Known(account.person, account.password)
    if factors.has(known):
        raise FactorAsked(_half(account.person, known, at, is_of_service=True))
    return known, onward


def to_service(*, back: str, onward: str) -> oidc.Begun:
    """Begin a sign-in at the service. Raises TurnedAway."""
    return oidc.begin(back=back, onward=onward, at=clock.unhurried())


def by_code(address: str, name: str, code: str, password: str) -> Known:
    """Return who gave himself this password by a one-time code. Raises TurnedAway, and FactorAsked."""
    at = clock.unhurried()
    with _in_words(unknown="wrong-code"):
        known = codes.show_in(name, code, password, address=address, at=at)
    if factors.has(known):
        raise FactorAsked(_half(name, known, at))
    return known


def confirm_factor(visit: Visit, code: str, *, but: str) -> tuple[str, ...]:
    """Give the visitor the factor of which he shows a code; return his recovery codes. Raises TurnedAway."""
    with _in_words():
        return factors.confirm(code, but=but, shown_at=clock.unhurried(), by=visit.by, at=visit.at)


def end_factor(visit: Visit, code: str, *, address: str) -> None:
    """Take the visitor's own factor off, against a code of it, unless he must have one. Raises TurnedAway, MayNot."""
    if factors.must_have(visit.post.role, at=visit.at):
        raise MayNot(visit.post.role)
    prove(visit.by.person, code, address=address)
    factors.take_off(visit.by.person, ground=OWN, by=visit.by, at=visit.at)


def prove_again(person: str, shown: str, *, address: str) -> Known:
    """Let somebody show once more who he is, by his factor or, where he has none, his password. Raises TurnedAway."""
    if factors.has(person):
        prove(person, shown, address=address)
        return accounts.shown_by(person)
    return by_password(address, person, shown)


def prove(person: str, code: str, *, address: str) -> None:
    """Let somebody show his factor once more; tries are counted like those to sign in. Raises TurnedAway."""
    _try(f"factor of {person}", person, code, address=address, at=clock.unhurried())


def _try(name: str, person: str, code: str, *, address: str, at: datetime) -> None:
    """Let a code be shown, and count it under a name until it was the right one."""
    with _in_words():
        tried = accounts.knock(name, address=address, at=at)
        _show(person, code, address=address, at=at)
        accounts.come_in(tried, address=address, at=at)


def _show(person: str, code: str, *, address: str, at: datetime) -> None:
    """Show a code; that a recovery code was used up leaves an audit line."""
    if factors.show(person, code, at=at):
        nothing = {"method": "", "path": "", "agent": ""}
        noes.leave_line(
            at=at, person=str(person), post=None, status=200, code="recovery-used", address=address, **nothing
        )


def _come(name: str, password: str, *, address: str, at: datetime, code: str | None) -> Known:
    def second(known: Known) -> None:
        """Ask for the second factor while the tries still count."""
        if factors.has(known):
            if code is None:
                raise FactorAsked(_half(name, known, at))
            _show(known, code, address=address, at=at)

    with _in_words():
        return accounts.sign_in(name, password, address=address, at=at, then=second)


def _administers(person: str, at: datetime) -> bool:
    return bool(codes.roles_of(person, at=at) & ADMINISTRATORS)


def _half(name: str, known: Known, at: datetime, *, is_of_service: bool = False) -> str:
    return _signer().sign_object([name, str(known), _mark(known), at.timestamp(), is_of_service])


def _first_half(half: str, at: datetime) -> tuple[str, Known, bool]:
    """Return the name that was typed, whose it is, and whether the service said so.

    Raises TurnedAway where it is too long ago or the password is another by now.
    """
    try:
        name, person, mark, shown_at, is_of_service = _signer().unsign_object(half)
    except (signing.BadSignature, ValueError) as forged:
        raise TurnedAway("half-gone") from forged
    account = accounts.Account.objects.filter(person=person, disabled_at=None).first()
    known = Known(person, account.password) if account else None
    if known is None or _mark(known) != mark or not 0 <= at.timestamp() - shown_at <= HALF_LASTS.total_seconds():
        raise TurnedAway("half-gone")
    return name, known, is_of_service


def _signer() -> signing.Signer:
    """Return what signs the first half: by a key of the home, which is made when it is needed and not before."""
    return signing.Signer(salt="half way in")


def _mark(known: Known) -> str:
    return sha256(known.shown.encode()).hexdigest()


@contextmanager
def _in_words(*, unknown: str = "wrong-password") -> Iterator[None]:
    """Tell whoever does not come in why, in the words of the door; of a shut one until when, to the minute after."""
    try:
        yield
    except accounts.NotKnown as nobody:
        raise TurnedAway(unknown) from nobody
    except WrongFactor as wrong:
        raise TurnedAway("wrong-factor") from wrong
    except OnlyNow as only:
        raise TurnedAway("recovery-past") from only
    except accounts.WeakPassword as weak:
        raise TurnedAway("weak-password", least=str(accounts.PASSWORD_LEAST)) from weak
    except accounts.Shut as shut:
        until = (shut.until + timedelta(minutes=1)).astimezone(BEIJING)
        raise TurnedAway("shut", until=f"{until:%H:%M}") from shut
