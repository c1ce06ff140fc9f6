"""The people of a unit as who looks after them sees them: posts, whether they sign in, the end of a telephone number.

Whole numbers and new codes are given one at a time, to who may have them, and each leaves an audit line at the door.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from anlan.kernel.credentials import codes, factors
from anlan.kernel.credentials.tables import Subject
from anlan.kernel.journal.facts import By, NotHere, PersonNo, PlaceCode, day_of
from anlan.kernel.registry import accounts, reads, vault
from anlan.kernel.registry.laws import and_above
from anlan.kernel.registry.may import (
    ADMINISTRATORS,
    EVERYWHERE,
    OFFICIALS,
    MayNot,
    Post,
    Role,
)
from anlan.kernel.registry.rules import Tenure
from anlan.kernel.registry.tables import Organisation, Person

MOST = 500
UNITS = 20
SEEING = OFFICIALS | {Role.ENTERPRISE, Role.SYSTEM, Role.SECURITY}
# Who may see a whole telephone number of somebody within his reach.
RINGING = frozenset({Role.INSPECTOR, Role.OFFICER, Role.DUTY, Role.LEADER, Role.ENTERPRISE})
CODING = frozenset({Role.ENTERPRISE, Role.SYSTEM, Role.SECURITY})


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Somebody of a unit, with his posts of today."""

    no: PersonNo
    name: str
    last_four: str | None
    posts: tuple[Tenure, ...]
    signs_in: bool
    has_code: bool
    has_factor: bool
    is_bound: bool


def units(words: str, *, by: By, at: datetime) -> list[tuple[str, str]]:
    """Return the units whose name has these words in it, by number and name, as far as one sees."""
    rows = Organisation.objects.filter(reads.seen(reads.register_reach(by, at), places="place", organisations="no"))
    return list(rows.filter(name__icontains=words.strip()).order_by("name", "no").values_list("no", "name")[:UNITS])


def sees(organisation: str, *, by: By, at: datetime) -> bool:
    """Test whether somebody sees the people of a unit."""
    return bool(reads.reached([organisation], within=reads.register_reach(by, at)))


def places_of(organisation: str, *, by: By, at: datetime) -> tuple[Organisation, dict[str, str]]:
    """Return a unit, and by code and name the places for which somebody of it may be in post: its own, above, below.

    Those beyond the place of the asker are none of his.
    """
    unit = Organisation.objects.get(no=organisation)
    below = reads.places_under(code=PlaceCode(unit.place), on=day_of(at), within=EVERYWHERE)
    mine = reads.register_reach(by, at).places or ("",)
    codes = [code for code in reversed(and_above(unit.place)) if code.startswith(mine) and code]
    codes += [row.code for row in below]
    names = reads.names(codes)
    return unit, {code: names[code] for code in codes}


def of(organisation: str, *, by: By, at: datetime) -> list[Shown]:
    """Return the people of a unit that one sees. Raises NotHere for any other."""
    if not sees(organisation, by=by, at=at):
        raise NotHere
    rows = Person.objects.filter(organisation=organisation, is_erased=False).order_by("no")
    people = list(rows.values_list("no", flat=True)[:MOST])
    names, phones = vault.tell(people, vault.NAME), vault.tell(people, vault.PHONE)
    bound = set(Subject.objects.filter(person__in=people).values_list("person", flat=True))
    coded, factored = codes.outstanding(people), factors.among(people)
    return [
        Shown(
            no=PersonNo(no),
            name=names.get(no, no),
            last_four=phones[no][-4:] if no in phones else None,
            posts=reads.posts_of(no, on=day_of(at)),
            signs_in=accounts.signs_in(no),
            has_code=no in coded,
            has_factor=no in factored,
            is_bound=no in bound,
        )
        for no in people
    ]


def phone(no: str, *, post: Post, by: By, at: datetime) -> str:
    """Return the whole telephone number of somebody, to who may ring him. Raises NotHere and MayNot.

    Nobody rings an administrator by way of the work: their numbers are for those who keep the house.
    """
    _seen(no, by=by, at=at)
    if post.role not in RINGING:
        raise MayNot(post.role)
    if {held.role for held in reads.posts_of(no, on=day_of(at))} & ADMINISTRATORS:
        raise NotHere
    told = vault.tell([no], vault.PHONE)
    if no not in told:
        raise NotHere
    return told[no]


def give_code(no: str, *, post: Post, by: By, at: datetime) -> tuple[str, str, datetime]:
    """Return by which name somebody signs in, a one-time code for him, and until when it holds.

    Whoever has no account gets one, under his number: a telephone number is no name, and nobody is told whether it is
    known here. Raises NotHere, and MayNot as `codes.may_give` says, or where the account was shut.
    """
    _seen(no, by=by, at=at)
    if not reads.posts_of(no, on=day_of(at)) or not codes.may_give(no, by=by, at=at):
        raise MayNot(post.role)
    account = accounts.Account.objects.filter(person=no).first()
    if account is None:
        accounts.open_account(person=no, name=no, password=secrets.token_urlsafe(), at=at)
    elif account.disabled_at is not None:
        raise MayNot(post.role)
    code, until = codes.give(no, by=by, at=at)
    return account.name if account and not accounts.telephone(account.name) else no, code, until


def _seen(no: str, *, by: By, at: datetime) -> Person:
    found = Person.objects.filter(no=no, is_erased=False).first()
    if found is None or not reads.reached([found.organisation], within=reads.register_reach(by, at)):
        raise NotHere
    return found
