"""What people can do about the register: who keeps the house, and each unit for itself."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from datetime import date, datetime

from django.conf import settings

from anlan.engines.sheets.codes import parse_id_number, parse_phone
from anlan.kernel.journal.acts import ALLOTTED_MANY, act
from anlan.kernel.journal.facts import By, NotHere, OrganisationNo, PersonNo, PostNo, Refused, day_of
from anlan.kernel.journal.lock import lock
from anlan.kernel.journal.record import Recorded, record
from anlan.kernel.registry import accounts, laws, may, reads, rules, tables, vault
from anlan.kernel.registry.laws import PlaceRow
from anlan.kernel.registry.may import ADMINISTRATORS, MayNot, Post, Role
from anlan.kernel.registry.rules import NewOrganisation, NewPerson, NewPost, NewSite, Proposed, Tenure

KEEPERS = frozenset({Role.SYSTEM, Role.SECURITY})
ENTERING = frozenset({Role.SYSTEM, Role.INSPECTOR, Role.OFFICER})
# Nothing of the register may change while it is asked whether a unit or a telephone number is new.
REGISTER = "registry"


@act(may={Role.SYSTEM})
def mark_home(*, kind: str, by: By, at: datetime) -> Recorded:
    """Mark this home as a demo or a drill, so that nobody takes it for the real one. 标明用途"""
    return record(rules.mark_home(settings.ORIGIN, kind=kind, was=reads.home_kind(), by=by), by=by, at=at)


@act(may={Role.SYSTEM}, locks=("pack",))
def load_pack(*, pack: str, by: By, at: datetime) -> Recorded:
    """Load the data of a jurisdiction that came with the house. 装载数据包"""
    if pack not in laws.names():
        raise NotHere
    lock([REGISTER])
    before = tables.Pack.objects.filter(name=pack).values_list("digest", flat=True).first()
    have = {PlaceRow(**row) for row in tables.Place.objects.values(*reads.PLACE)}
    rows = [row for row in laws.places_of(pack) if row not in have]
    facts = rules.load_pack(pack, digest=laws.digest(pack), loaded=before, rows=rows)
    return record(facts, by=by, at=at)


@act(may={Role.SYSTEM})
def import_places(*, rows: tuple[PlaceRow, ...], is_simulated: bool, by: By, at: datetime) -> Recorded:
    """Enter places below those that are known. 行政区划导入"""
    _must_keep([], [row.code for row in rows], by, at)
    lock([REGISTER])
    known = reads.known_places([row.parent for row in rows if row.parent], on=day_of(at))
    return record(rules.import_places(rows, known=known, is_simulated=is_simulated), by=by, at=at)


@act(may=ENTERING, series="o")
def register_organisations(
    *, rows: tuple[NewOrganisation, ...], by: By, at: datetime, numbers: tuple[str, ...] = ALLOTTED_MANY
) -> Recorded:
    """Enter units in the register. 单位登记"""
    lock([REGISTER])
    must_be_ours(rows, reads.speaker_of(by, at))
    facts = rules.register_organisations(
        rows,
        numbers=numbers,
        known=reads.namesakes(rows),
        places=reads.known_places([row.place for row in rows], on=day_of(at)),
        within=reads.register_reach(by, at),
    )
    return record(facts, by=by, at=at)


@act(may=ENTERING, locks=("organisation",))
def change_organisation(
    *, organisation: OrganisationNo, now: NewOrganisation, closed_on: date | None = None, by: By, at: datetime
) -> Recorded:
    """Put right what the register says of a unit. 单位变更"""
    lock([REGISTER])
    within = reads.register_reach(by, at)
    before = reads.organisation(no=organisation, within=within)
    must_be_ours([before, now], reads.speaker_of(by, at))
    facts = rules.change_organisation(
        before,
        now=now,
        closed_on=closed_on,
        known=reads.namesakes([now]),
        places=reads.known_places([now.place], on=day_of(at)),
        within=within,
    )
    return record(facts, by=by, at=at)


@act(may=ENTERING | {Role.ENTERPRISE}, series="p")
def register_people(
    *, rows: tuple[NewPerson, ...], by: By, at: datetime, numbers: tuple[str, ...] = ALLOTTED_MANY
) -> Recorded:
    """Enter people of units: their numbers in the journal, their names in the vault. 人员登记"""
    lock([REGISTER])
    _must_write([row.organisation for row in rows], by, at)
    phones = [phone for row in rows if isinstance(phone := parse_phone(row.phone or ""), str)]
    known = reads.phones_in([row.organisation for row in rows], phones)
    facts = rules.register_people(rows, numbers=numbers, known=known)
    vault.keep_many([secret for no, row in zip(numbers, rows, strict=True) for secret in _secrets(no, row)])
    return record(facts, by=by, at=at)


@act(may=ENTERING | {Role.ENTERPRISE}, locks=("person",), fresh=KEEPERS & ENTERING)
def change_phone(*, person: PersonNo, phone: str, by: By, at: datetime) -> Recorded:
    """Keep another telephone number of somebody in the vault; the journal has only that it changed. 更改电话"""
    lock([REGISTER])
    whom, digits = reads.person(person), parse_phone(phone)
    _must_write([whom.organisation], by, at)
    if {post.role for post in reads.posts_of(person, on=day_of(at))} & ADMINISTRATORS:
        raise NotHere  # whose number is a way into the house, nobody changes by way of the work
    known = set(reads.phones_in([whom.organisation], [str(digits)]).values()) - {person}
    facts = rules.change_phone(whom, is_sound=isinstance(digits, str), known=known)
    vault.keep(person, vault.PHONE, str(digits))
    return record(facts, by=by, at=at)


@act(may=KEEPERS, locks=("person",), fresh=KEEPERS)
def erase_person(*, person: PersonNo, by: By, at: datetime) -> Recorded:
    """Forget a person: destroy the key to the name and to all that was kept beside it. 个人信息删除"""
    whom = reads.person(person)
    _must_keep([whom.organisation], [], by, at)
    facts = rules.erase_person(whom, posts=reads.posts_of(person, on=day_of(at), to_come=True))
    vault.destroy([person])
    _forget_account(person, at)
    return record(facts, by=by, at=at)


def _forget_account(person: str, at: datetime) -> None:
    """Shut an account for ever, and keep nothing by which one signed in: it may be a name or a telephone number."""
    mine = accounts.Account.objects.filter(person=person)
    accounts.Familiar.objects.filter(name__in=list(mine.values_list("name", flat=True))).delete()
    mine.update(name=person, password="", disabled_at=at)
    accounts.end_all(person, at)


@act(may=ENTERING | {Role.ENTERPRISE}, series="s")
def register_sites(
    *, rows: tuple[NewSite, ...], by: By, at: datetime, numbers: tuple[str, ...] = ALLOTTED_MANY
) -> Recorded:
    """Enter sites of units, each with where it lies. 场所登记"""
    _must_write([row.organisation for row in rows], by, at)
    places = reads.known_places([row.place for row in rows], on=day_of(at))
    return record(rules.register_sites(rows, numbers=numbers, places=places), by=by, at=at)


@act(may=KEEPERS | {Role.ENTERPRISE}, series="t")
def fill_posts(
    *, rows: tuple[NewPost, ...], by: By, at: datetime, numbers: tuple[str, ...] = ALLOTTED_MANY
) -> Recorded:
    """Fill posts of a unit, which see that unit and nothing beyond. 任职"""
    standing = _standing(rows, by, at)
    facts = rules.fill_posts(rows, numbers=numbers, speaker=reads.speaker_of(by, at), by=by, known=standing)
    _let_come_in_anew(rows, standing, at)
    return record(facts, by=by, at=at)


@act(may=KEEPERS, series="t", fresh=KEEPERS)
def propose_posts(
    *, rows: tuple[NewPost, ...], by: By, at: datetime, numbers: tuple[str, ...] = ALLOTTED_MANY
) -> Recorded:
    """Propose people for posts that see beyond one unit; another administrator is to agree. 任职提名"""
    facts = rules.propose_posts(rows, numbers=numbers, by=by, known=_standing(rows, by, at))
    return record(facts, by=by, at=at)


@act(may=KEEPERS, fresh=KEEPERS)
def approve_posts(*, posts: tuple[PostNo, ...], by: By, at: datetime) -> Recorded:
    """Agree to what another administrator proposed; from now on they are in post. 同意任职"""
    lock(posts)
    proposed = [_proposal(no) for no in posts]
    standing = _standing([one.new for one in proposed], by, at)
    facts = rules.approve_posts(proposed, by=by, known=standing)
    _let_come_in_anew([one.new for one in proposed], standing, at)
    return record(facts, by=by, at=at)


@act(may=KEEPERS | {Role.ENTERPRISE}, fresh=KEEPERS)
def end_posts(*, posts: tuple[PostNo, ...], until_on: date, by: By, at: datetime) -> Recorded:
    """End posts: from that day on, today at the earliest, nobody holds them. 免职"""
    lock(posts)
    held = [_held(no) for no in posts]
    _must_keep([one.organisation for one in held], [one.place for one in held], by, at)
    facts = rules.end_posts(held, until_on=until_on, today=day_of(at), speaker=reads.speaker_of(by, at), by=by)
    return record(facts, by=by, at=at)


def must_still_hold(roles: Set[str], *, by: By, at: datetime) -> None:
    """Raise MayNot where the post was taken from its holder, or the role from the post, since he came in."""
    held = reads.speaker_of(by, at)
    if by.person != rules.CONSOLE and (held is None or held.role not in roles):
        raise MayNot(by.post)


def must_be_ours(units: Iterable[NewOrganisation], speaker: Post | None) -> None:
    """Refuse to write what the register has of units that are not the speaker's to keep."""
    if not all(may.keeps(speaker, kind=unit.kind, department=unit.department) for unit in units):
        raise Refused("unit-of-others")


def load_packs(*, by: By, at: datetime) -> list[Recorded]:
    """Load our pack and those that it extends, as far as they have changed: for the console, each as a command."""
    stale = [pack for pack in reversed(laws.chain()) if not _is_loaded(pack)]
    return [load_pack(pack=pack, by=replace(by, command=f"{by.command}/{pack}"), at=at) for pack in stale]


def _is_loaded(pack: str) -> bool:
    return tables.Pack.objects.filter(name=pack, digest=laws.digest(pack)).exists()


def _must_write(organisations: Sequence[str], by: By, at: datetime) -> None:
    """Raise NotHere for units beyond reach, and Refused for those that are not the speaker's to keep."""
    units = reads.units_among(organisations, within=reads.register_reach(by, at))
    if set(organisations) - {unit.no for unit in units}:
        raise NotHere
    must_be_ours(units, reads.speaker_of(by, at))


def _must_keep(organisations: Iterable[str], places: Iterable[str], by: By, at: datetime) -> None:
    """Raise NotHere where an administrator would keep what lies beyond the place of his post."""
    within, units = reads.register_reach(by, at), set(organisations)
    if within.places is None:
        return  # the console keeps all, and of a unit the rules ask that it is one's own
    if units != reads.reached(units, within=within) or not all(one.startswith(within.places) for one in places):
        raise NotHere


def _secrets(no: str, row: NewPerson) -> Iterator[tuple[str, str, str]]:
    """Yield what goes into the vault of a person whom the rules have let in."""
    yield no, vault.NAME, row.name.strip()
    for field, told in (
        (vault.PHONE, parse_phone(row.phone or "")),
        (vault.ID_NUMBER, parse_id_number(row.id_number or "")),
    ):
        if isinstance(told, str):
            yield no, field, told


def _let_come_in_anew(rows: Sequence[NewPost], known: rules.Standing, at: datetime) -> None:
    """Take from whoever becomes an administrator his password and what is open: another may have given him the code.

    He gives himself a password by a code of whoever may give one to an administrator.
    """
    before = dict(known.administrators)
    for person in sorted({row.person for row in rows if row.role in ADMINISTRATORS} - set(before)):
        if accounts.signs_in(person):
            accounts.change_password(person=person, password=secrets.token_urlsafe(32), at=at)
        accounts.end_all(person, at)


def _standing(rows: Sequence[NewPost], by: By, at: datetime) -> rules.Standing:
    lock(row.post for row in rows if row.post)
    standing = reads.standing(rows, within=reads.register_reach(by, at), on=day_of(at))
    places = [*(row.place for row in rows), *(held.place for held in standing.last.values())]
    _must_keep([person.organisation for person in standing.people.values()], places, by, at)
    return standing


def _proposal(no: str) -> Proposed:
    for row in tables.Proposal.objects.filter(no=no).values():
        return reads.proposed(row)
    raise NotHere


def _held(no: str) -> Tenure:
    found = reads.post(no)
    if found is None:
        raise NotHere
    return found
