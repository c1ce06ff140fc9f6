"""What ledgers told of an item; and ledgers that go out, the rows as on the screen, in files that come in again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from django.db.models import Q

from anlan.engines.sheets.schema import Column, Kind, Schema
from anlan.engines.sheets.telling import apart
from anlan.engines.sheets.write import SIMULATED, write_csv, write_xlsx
from anlan.kernel.intake.lookups import administrators_among, held, parts
from anlan.kernel.intake.rules import (
    IMPORTING,
    KEPT,
    NAMED,
    SCHEMAS,
    TOLD_BY,
    Batch,
    Holder,
    Ledger,
    LedgerReport,
    LedgerRow,
)
from anlan.kernel.intake.tables import Job, StandIn, Telling
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.acts import READS, read
from anlan.kernel.journal.facts import By, ItemNo, JobNo, NotHere, OrganisationNo, Refused, day_of
from anlan.kernel.journal.lock import lock
from anlan.kernel.obligations import lists
from anlan.kernel.obligations import reads as items
from anlan.kernel.obligations.life import Item, Said
from anlan.kernel.obligations.lists import Asked, View
from anlan.kernel.registry import may, tables, vault
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.acts import REGISTER
from anlan.kernel.registry.laws import word
from anlan.kernel.registry.may import EVERYONE, EVERYWHERE, OF_AN_ORGANISATION, Post, Role, Within

# Who sees telephone numbers whole; all others see the last four digits, under a heading that is not taken for a number.
RINGING = frozenset({Role.INSPECTOR, Role.OFFICER, Role.DUTY, Role.ENTERPRISE})
LAST_FOUR = Column(key="last_four", zh="末四位", en="Last four", kind=Kind.TEXT, personal=True)
TITLES = {
    Ledger.DANGERS: ("事故隐患台账", "Hidden dangers"),
    Ledger.ORGANISATIONS: ("单位名录", "Organisations"),
    Ledger.PEOPLE: ("人员名录", "People"),
}
OUT = {
    Ledger.DANGERS: (
        *("number", "place", "organisation", "uscc", "spot", "longitude", "latitude", "description", "category"),
        *("grade", "basis", "source", "found_at", "measures", "owner", "owner_phone", "owner_organisation"),
        *("department", "due", "control", "closed", "closed_at"),
    ),
    Ledger.ORGANISATIONS: (
        *("name", "uscc", "place", "address", "sector", "sort", "head", "safety_officer", "phone", "note"),
    ),
    Ledger.PEOPLE: ("name", "phone", "organisation", "place", "department", "post", "role", "note"),
}
NUMBERED_MOST = 500  # items under one number: each office counts for itself
OFFERED = "items.offered-in-batch"
PHONES = ("owner_phone", "phone")
BESIDE = ("head", "safety_officer")  # columns in which a telephone stands beside a name
# Who may have a ledger as a file. Whoever keeps the register has what it holds, and nothing of the work.
MAY_EXPORT: Mapping[Ledger, frozenset[Role]] = {
    Ledger.DANGERS: EVERYONE,
    Ledger.ORGANISATIONS: EVERYONE | {Role.SYSTEM},
    Ledger.PEOPLE: EVERYONE | {Role.SYSTEM},
}
Rows = list[Mapping[str, object]]


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What a ledger from outside says of an item in one of its columns, which is headed in both languages."""

    zh: str
    en: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Unphoned:
    """An owner whom a ledger named and nobody knows: of which unit, who stands in for him, and for how many items."""

    organisation: OrganisationNo
    unit: str
    name: str
    stands_in: str
    items: int


class Form(StrEnum):
    """What kind of file."""

    XLSX = "xlsx"
    CSV = "csv"


@dataclass(frozen=True, kw_only=True)
class File:
    """A file that goes out."""

    name: str
    media: str
    content: bytes
    phones: int  # how many whole telephone numbers leave with it


MEDIA = {
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.CSV: "text/csv; charset=utf-8",
}


@read(may=EVERYONE)
def remarks(*, no: ItemNo, within: Within) -> tuple[Remark, ...]:
    """Return what ledgers from outside say of an item beside what stands on ours, with names nobody knows. 台账所记"""
    items.item(no, kind=None, within=within)
    rows = list(Telling.objects.filter(item=no).order_by("key"))
    others = [pair.partition("=")[::2] for row in rows for pair in row.others.split()]
    names = registry.names({person for _, person in others if person} | {row.unit for row in rows if row.unit})
    said = [("number", row.number) for row in rows if row.number not in ("", no)]
    said += [("organisation", names[row.unit]) for row in rows if row.unit]
    said += [(part, names[person]) for part, person in others if person]
    said += [pair for row in rows for pair in apart(row.along).items()]
    for column, field in (("owner", vault.NAME), *((part, part) for part in NAMED)):
        said += [(column, name) for name in vault.tell([no], field).values()]
    texts = {key: "、".join(dict.fromkeys(text for column, text in said if column == key)) for key, _ in said}
    columns = [column for column in SCHEMAS[Ledger.DANGERS] if column.key in texts]
    return tuple(Remark(zh=column.zh, en=column.en, text=texts[column.key]) for column in columns)


@read(may=EVERYONE)
def numbered(*, number: str, within: Within) -> tuple[ItemNo, ...]:
    """Return the items that ledgers from outside have under a number, as far as one sees them. 台账编号"""
    told = Telling.objects.filter(number__in={number, number.upper()}).order_by("item").values_list("item", flat=True)
    return tuple(
        ItemNo(item.no) for part in parts(told[:NUMBERED_MOST]) for item in lists.items_among(part, within=within)
    )


@read(may=IMPORTING)
def unphoned(*, job: JobNo, within: Within, by: By) -> tuple[Unphoned, ...]:
    """Return the owners whom an import of one's own only named, as long as others stand in for them. 待补电话"""
    waiting: dict[tuple[str, str], list[Item]] = {}
    found = _stood_in_for(job, by=by, within=within)
    told = vault.tell([item.no for item in found], vault.NAME)
    for item in found:
        if item.no in told:
            waiting.setdefault((item.organisation, told[item.no]), []).append(item)
    names = registry.names({no for item in found for no in (item.organisation, item.owner)})
    return tuple(
        Unphoned(
            organisation=OrganisationNo(unit),
            unit=names[unit],
            name=name,
            stands_in="、".join(sorted({names[item.owner] for item in owed})),
            items=len(owed),
        )
        for (unit, name), owed in sorted(waiting.items(), key=lambda one: (names[one[0][0]], one[0]))
    )


def hold_unphoned(job: str, *, organisation: str, name: str, by: By, at: datetime) -> list[Item]:
    """Return what waits for an owner whom an import only named, and hold it, and the register against another entry."""
    if not registry.reached([organisation], within=registry.register_reach(by, at)):
        raise NotHere
    within = registry.reach(by, at)
    there = [item.no for item in _stood_in_for(job, by=by, within=within) if item.organisation == organisation]
    told = vault.tell(there, vault.NAME)
    wanted = {no for no in there if told.get(no) == name.strip()}
    lock([REGISTER, *wanted])
    return [item for item in _stood_in_for(job, by=by, within=within) if item.no in wanted]


def offered_under(key: str, *, by: By) -> tuple[str, ...]:
    """Return what this speaker offered under a key to an owner whom a ledger named."""
    lines = journal.lines_of_command(person=by.person, command=key)
    return tuple(no for line in lines if line.name == OFFERED for no in getattr(line.fact, "items", ()))


def hold_offered(job: str, *, key: str, by: By, at: datetime) -> list[tuple[Item, Said | None]]:
    """Return what of an import was offered under a key, with how each stood before, and hold it."""
    numbers, own = offered_under(key, by=by), StandIn.objects.filter(batch=job)
    if not numbers or not own.filter(item=numbers[0]).exists():
        raise NotHere
    lock(numbers)
    held = [item for part in parts(numbers) for item in lists.items_among(part, within=registry.reach(by, at))]
    return [(item, items.said(item.no, command=key, by=by)) for item in held]


def holder_of(phone: str, *, organisation: str, at: datetime) -> Holder:
    """Return who of a unit has a telephone number, for the rule; it names nobody of another."""
    people = vault.with_phone(phone)
    here = [person for person in people if items.belongs(person, organisation=organisation, at=at)]
    return Holder(person=here[0] if here else None, is_elsewhere=bool(people) and not here)


def _stood_in_for(job: str, *, by: By, within: Within) -> list[Item]:
    """Return the items of one's import that can be offered and are still owed by whoever stood in for their owner."""
    if not Job.objects.filter(no=job, person=by.person).exists():
        raise NotHere
    stood_in = dict(StandIn.objects.filter(batch=job).values_list("item", "owner"))
    found = (item for part in parts(stood_in) for item in lists.items_among(part, within=within))
    return [item for item in found if item.owner == stood_in[item.no] and item.can_be_offered]


def hold(batch: Batch, *, by: By, at: datetime, within: Within) -> set[tuple[str, str]]:
    """Hold the ledger against another import, and make sure that all rows are still what they were judged to be.

    Returns the owners who are not of the unit for which they are to owe, each with that unit.
    """
    if not Job.objects.filter(no=batch.job, person=by.person).exists():
        raise NotHere
    _must_name_only_ours(batch, by=by, at=at, within=within)
    told = {report.item for report in batch.reports}
    lock(["import", *told])
    if told - {no for part in parts(told) for no in _seen(part, within)}:
        raise NotHere
    if known := sum(_known(part) for part in parts(row.key for row in batch.rows)):
        raise Refused("told-meanwhile", count=str(known))
    pairs = {(row.owner, row.organisation) for row in batch.rows if row.owner != row.organisation or not row.is_closed}
    homes = {row.no: row.organisation for part in parts({owner for owner, _ in pairs}) for row in _those(part)}
    away = {(owner, unit) for owner, unit in pairs if homes.get(owner) != unit}
    return away - {(owner, unit) for part in parts({unit for _, unit in away}) for unit, owner in _held(part)}


def export(ledger: Ledger, form: Form, *, post: Post, at: datetime, language: str, asked: Asked | None = None) -> File:
    """Return a ledger as a file, as far as this post sees it; of dangers those that were asked for, or all."""
    may.decide(MAY_EXPORT[ledger], post)
    rows = ROWS[ledger](post, at, asked or Asked(view=View.ALL))
    columns = _columns(ledger, is_ringing=post.role in RINGING)
    is_simulated = registry.home_kind() in ("demo", "drill")
    title = TITLES[ledger][language != "zh"]
    if form == Form.XLSX:
        content = write_xlsx(columns, rows, title=title, language=language, mark_simulated=is_simulated)
    else:
        content = write_csv(columns, rows, language=language, title=SIMULATED[language] + title if is_simulated else "")
    name, phones = f"{title} {day_of(at).isoformat()}.{form}", _count_phones(ledger, rows, post)
    return File(name=name, media=MEDIA[form], content=content, phones=phones)


def tells_phones(ledger: Ledger, post: Post) -> bool:
    """Test whether a ledger as a file holds whole telephone numbers for this post."""
    return post.role in RINGING and any(key in PHONES for key in OUT[ledger])


def _must_name_only_ours(batch: Batch, *, by: By, at: datetime, within: Within) -> None:
    """Make sure that whoever takes rows in reaches all of whom they speak: else numbers could be asked for names."""
    rows: list[LedgerRow | LedgerReport] = [*batch.rows, *batch.reports]
    people = {one.person for row in rows for one in row.others if one.person}
    people |= {report.owner for report in batch.reports if report.owner}
    homes = {row.no: row.organisation for part in parts(people) for row in _those(part)}
    speaker = registry.speaker_of(by, at)
    units = {row.unit for row in rows if row.unit} | set(homes.values())
    reached = registry.reached(units, within=replace(within, departments=None, persons=None))
    if not people <= set(homes) or units - reached - {speaker.organisation if speaker else ""}:
        raise NotHere


def _seen(items: Sequence[str], within: Within) -> Iterator[str]:
    yield from lists.seen_items(within).filter(no__in=items).values_list("no", flat=True)


def _held(units: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield from tables.Post.objects.filter(organisation__in=units).values_list("organisation", "person")


def _known(keys: Sequence[str]) -> int:
    return Telling.objects.filter(key__in=keys).count()


def _those(numbers: Sequence[str]) -> Iterator[tables.Person]:
    yield from tables.Person.objects.filter(no__in=numbers)


def _columns(ledger: Ledger, *, is_ringing: bool) -> Schema:
    by_key = {column.key: column for column in SCHEMAS[ledger]}
    return tuple(LAST_FOUR if key in PHONES and not is_ringing else by_key[key] for key in OUT[ledger])


def _dangers(post: Post, at: datetime, asked: Asked) -> Rows:
    within = may.reach_of(post)
    numbers = lists.numbers_asked(asked, within=within, person=post.person, at=at)
    told = READS[TOLD_BY[Ledger.DANGERS]](among=tuple(numbers), within=within)
    owners = {
        no: item.owner for part in parts(numbers) for item in lists.items_among(part, within=within) for no in [item.no]
    }
    phones, found = vault.tell(set(owners.values()), vault.PHONE), _found_elsewhere(told)
    return [
        told[no] | found.get(no, {}) | _phone("owner_phone", phones.get(owners[no])) for no in numbers if no in told
    ]


def _found_elsewhere(told: Mapping[str, Mapping[str, object]]) -> dict[str, dict[str, object]]:
    """Return the units of items that another unit owes than that where they were found, as the file has them."""
    rows = [row for part in parts(told) for row in Telling.objects.filter(item__in=part, unit__isnull=False)]
    found = {row.item: str(row.unit) for row in rows}
    units = {unit.no: unit for part in parts(found.values()) for unit in _units(part)}
    return {
        no: {
            "organisation": units[unit].name,
            "uscc": units[unit].uscc,
            "owner_organisation": told[no]["organisation"],
        }
        for no, unit in found.items()
    }


def _units(numbers: Sequence[str]) -> Iterator[tables.Organisation]:
    yield from tables.Organisation.objects.filter(no__in=numbers)


def _organisations(post: Post, at: datetime, asked: Asked) -> Rows:
    rows = tables.Organisation.objects.filter(_units_seen(post), closed_on=None).order_by("place", "no")
    ours = rows.filter(_of_ones_department(post)) if post.role in RINGING else rows.none()
    whole = set(ours.values_list("no", flat=True))
    kept = _kept(Ledger.ORGANISATIONS, [row.no for row in rows], whole=whole, rings=post.role in RINGING)
    return [
        {"name": row.name, "uscc": row.uscc, "place": row.place.ljust(6, "0"), "sector": row.sector, "sort": row.kind}
        | kept.get(row.no, {})
        for row in rows
    ]


def _people(post: Post, at: datetime, asked: Asked) -> Rows:
    rows = tables.Organisation.objects.filter(_units_seen(post), _of_ones_department(post), closed_on=None)
    units = {row.no: row for row in rows}
    among = registry.seen(replace(EVERYWHERE, persons=_register_reach(post).persons), persons="no")
    people = [
        row
        for part in parts(units)
        for row in tables.Person.objects.filter(among, organisation__in=part, is_erased=False).order_by("no")
    ]
    numbers = [row.no for row in people]
    names, phones = (vault.tell(numbers, field) for field in (vault.NAME, vault.PHONE))
    kept, unrung = _kept(Ledger.PEOPLE, numbers), administrators_among(numbers, on=day_of(at))
    roles = {one.person: one.role for one in held("person", numbers, on=day_of(at)) if one.role in OF_AN_ORGANISATION}
    return [
        {"name": names.get(row.no), "organisation": units[row.organisation].name}
        | {"place": units[row.organisation].place.ljust(6, "0")}
        | {"role": word("roles", roles[row.no], "zh") if row.no in roles else None}
        | _phone("phone", None if row.no in unrung else phones.get(row.no))
        | kept.get(row.no, {})
        for row in people
    ]


def _kept(
    ledger: Ledger, numbers: Sequence[str], *, whole: Collection[str] = (), rings: bool = False
) -> dict[str, dict[str, object]]:
    """Return by column what only the vault keeps; telephones of units whole only where somebody may ring them."""
    kept: dict[str, dict[str, object]] = {}
    for column, field in KEPT[ledger].items():
        for no, text in vault.tell(numbers, field).items():
            if column == "phone":
                told = _phone(column, text if no in whole or not rings else None)
                kept.setdefault(no, {}).update(told)
            else:
                is_told = no in whole or column not in BESIDE
                kept.setdefault(no, {})[column] = text if is_told else text.partition(" ")[0]
    return kept


def _register_reach(post: Post) -> may.Within:
    """Tell how far a post sees the register: the administrator who keeps it, that of his place."""
    if post.role == Role.SYSTEM:
        return replace(EVERYWHERE, places=(post.place,))
    return replace(may.reach_of(post), departments=None)


def _units_seen(post: Post) -> Q:
    return registry.seen(replace(_register_reach(post), persons=None), places="place", organisations="no")


def _of_ones_department(post: Post) -> Q:
    """Return the units whose numbers leave with an official of one department: those of it, and his own office."""
    return Q(department=post.department) | Q(no=post.organisation) if post.department else Q()


def _count_phones(ledger: Ledger, rows: Rows, post: Post) -> int:
    """Count the whole telephone numbers that leave with a file, also those beside a name."""
    if not tells_phones(ledger, post):
        return 0
    beside = sum(" " in str(row.get(key) or "") for row in rows for key in BESIDE)
    return beside + sum(bool(row.get(key)) for row in rows for key in PHONES if key in OUT[ledger])


def _phone(column: str, phone: str | None) -> dict[str, object]:
    return {column: phone, LAST_FOUR.key: phone[-4:] if phone else None}


ROWS: Mapping[Ledger, Callable[[Post, datetime, Asked], Rows]] = {
    Ledger.DANGERS: _dangers,
    Ledger.ORGANISATIONS: _organisations,
    Ledger.PEOPLE: _people,
}
