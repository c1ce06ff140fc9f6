"""Find out what the rows of a file are to us: ask the register and the ledger, many rows at a time.

What is decided stands in `matching.py`; what is done about it, in `jobs.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from django.conf import settings
from django.db.models import Q

from anlan.engines.sheets.people import Person as Told
from anlan.engines.sheets.rows import Row
from anlan.kernel.intake import matching, tables
from anlan.kernel.intake.lookups import Looks, Outcome, Want, Where, parts, units_of
from anlan.kernel.intake.matching import NOT_MARKED, Frame, Owner, Result, Seen, Unit, changes, key_of, mark
from anlan.kernel.intake.rules import TOLD_BY, Batch, Ledger, LedgerRow, Mismatch
from anlan.kernel.journal.acts import READS
from anlan.kernel.journal.facts import By, NotHere, Refused
from anlan.kernel.journal.lock import lock
from anlan.kernel.obligations.lists import seen_items
from anlan.kernel.registry import tables as register
from anlan.kernel.registry import vault
from anlan.kernel.registry.may import Role, Within

T = TypeVar("T")

PART = 500  # how many numbers one question asks for
NEAREST_FOR = 50  # new units for which the nearest names are looked up
OURS = "our own"  # the source of a file that we wrote ourselves


@dataclass
class Matcher:
    """Judges the rows of one file of dangers in their order, and remembers what it has looked up."""

    frame: Frame
    columns: tuple[str, ...]
    looks: Looks
    on: date
    may_enter: bool
    units: dict[Want, Unit | Mismatch | None] = field(default_factory=dict)
    known: dict[str, Unit] = field(default_factory=dict)
    firsts: dict[str, Where] = field(default_factory=dict)
    coming: dict[tuple[str, str], str] = field(default_factory=dict)  # names by unit and telephone, not yet entered

    def judge(self, rows: Sequence[Row]) -> list[Outcome]:
        """Return what each row is, together with why."""
        told = [Outcome.of(row) for row in rows]
        open_ones = [one for one in told if one.result == Result.NEW]
        wanted = {id(one): self.looks.wanted(one, "organisation") for one in open_ones}
        self._look_up([want for want in wanted.values() if want])
        keys = {id(one): self._identify(one, wanted[id(one)]) for one in open_ones}
        self._look_again(open_ones, {key: one for one in open_ones if (key := keys[id(one)])})
        return told

    def _identify(self, one: Outcome, want: Want | None) -> str | None:
        """Find the unit of a row and what the row is known by; say so where it came before in this file."""
        if want is None:
            return None
        unit = self.units[want]
        if unit is None:
            unit = self._to_be_entered(one, want)
        if isinstance(unit, Mismatch):
            one.worsen(self.looks.at(unit, "organisation"))
            return None
        one.unit = unit
        number = str(one.row.values.get("number") or "")
        source = OURS if _is_ours(number) else self.frame.source
        key = key_of(one.row.values, unit=unit.ident, source=source)
        if twice := self.looks.twice(self.firsts, key, one.row, column="number" if number else ""):
            one.result, one.problems = Result.BAD, matching.worse(one.row, twice)
            return None
        return key

    def _to_be_entered(self, one: Outcome, want: Want) -> Unit | Mismatch:
        uscc, name, place = want
        if not place:
            return Mismatch(code="place-missing")
        if not self.may_enter:
            return Mismatch(code="unit-unknown", params={"unit": name})
        return Unit(no="", name=name, place=place, uscc=uscc or None, people={}, phones={})

    def _look_again(self, ones: Sequence[Outcome], keys: Mapping[str, Outcome]) -> None:
        """Tell known rows from new ones, and say what each would come to."""
        tellings = {row.key: Seen(item=row.item, marks=row.marks) for row in _tellings(keys)}
        self._look_up_phones([one for key, one in keys.items() if key not in tellings])
        numbers = {key: str(one.row.values["number"]) for key, one in keys.items() if one.row.values.get("number")}
        own = self._own({no for no in numbers.values() if _is_ours(no)})
        for key, one in keys.items():
            if one.result == Result.BAD:
                continue
            number = numbers.get(key, "")
            if _is_ours(number):
                self._compare(one, key, own.get(number), tellings.get(key))
            elif key in tellings:
                self._compare(one, key, tellings[key], None)
            else:
                self._draft(one, key)

    def _own(self, numbers: set[str]) -> dict[str, Seen]:
        """Return the items of our own ledger that the file names by our numbers, as our own file would tell them."""
        if not numbers:
            return {}
        told = READS[TOLD_BY[Ledger.DANGERS]](among=tuple(sorted(numbers)), within=self.frame.within)
        return {no: Seen(item=no, marks=mark(values, self._ours)) for no, values in told.items()}

    @property
    def _ours(self) -> tuple[str, ...]:
        """Return the columns of the file that our own file has, too."""
        return tuple(column for column in self.columns if column not in matching.TOLD_ALONG)

    def _compare(self, one: Outcome, key: str, seen: Seen | None, last: Seen | None) -> None:
        if seen is None:
            params = {"value": str(one.row.values.get("number"))}
            one.worsen(self.looks.at(Mismatch(code="number-unknown", params=params), "number"))
            return
        marks = mark(one.row.values, self.columns)
        if not changes(seen.marks, marks) or (last and not changes(last.marks, marks)):
            one.result = Result.UNCHANGED
            return
        one.result = Result.CHANGED
        one.report = matching.ledger_report(one.row.values, seen=seen, key=key, columns=self.columns)
        if "due" in changes(seen.marks, marks):
            one.problems = matching.worse(one.row, self.looks.at(Mismatch(code="due-not-moved"), "due"))

    def _draft(self, one: Outcome, key: str) -> None:
        """Say what would go onto the ledger, or why the row cannot."""
        assert one.unit, "a row without a unit is bad"
        values, unit = one.row.values, one.unit
        said = str(values.get("place") or "")
        place = str(self.looks.place(said)) if said else unit.place
        draft = matching.ledger_row(values, place=place, unit=unit, frame=self.frame, columns=self.columns, key=key)
        if isinstance(draft, tuple):
            one.worsen(*(self.looks.at(problem, str(problem.params["what"])) for problem in draft))
            return
        within = self.frame.within
        if not within.covers(place=draft.place, department=draft.department, organisation=unit.no, person=""):
            one.worsen(self._beyond(draft, values))
            return
        owner = matching.owner_of(values, unit, to_post=self.frame.to_post)
        if isinstance(owner, Owner) and owner.phone and not owner.no:
            name = self.coming.setdefault((unit.ident, owner.phone), owner.name)
            owner = owner if name == owner.name else Mismatch(code="phone-of-another")
            owner = owner if self.may_enter else Mismatch(code="owner-unknown")
        if isinstance(owner, Mismatch):
            one.worsen(self.looks.at(owner, "owner"))
            return
        one.owner, one.draft = owner, replace(draft, owner=owner.no)
        if not unit.no:
            note = Mismatch(code="unit-new", params={"unit": unit.name})
            one.problems = matching.worse(one.row, self.looks.at(note, "organisation"))

    def _beyond(self, draft: LedgerRow, values: Mapping[str, object]) -> Mismatch:
        """Say what of a row is not the asker's: the department, or the place with its unit."""
        departments = self.frame.within.departments
        if departments is not None and draft.department not in departments:
            said = str(values.get("department") or draft.department or "—")
            return self.looks.at(Mismatch(code="beyond-department", params={"department": said}), "department")
        return self.looks.beyond(draft.place)

    def _look_up(self, wanted: Iterable[Want]) -> None:
        """Find the units of these rows that have not been looked up yet, and who belongs to them."""
        new = [want for want in dict.fromkeys(wanted) if want not in self.units]
        if not new:
            return
        chosen = units_of(new)
        self._learn({row.no: row for row in chosen.values() if isinstance(row, register.Organisation)})
        for want, one in chosen.items():
            self.units[want] = self.known[one.no] if isinstance(one, register.Organisation) else one

    def _learn(self, rows: Mapping[str, register.Organisation]) -> None:
        new = [no for no in rows if no not in self.known]
        people: dict[str, dict[str, tuple[str, ...]]] = {no: {} for no in new}
        homes = {row.no: row.organisation for part in parts(new) for row in _people(part)}
        for person, name in vault.tell(homes, vault.NAME).items():
            of = people[homes[person]]
            of[name] = (*of.get(name, ()), person)
        phoned = frozenset(row for part in parts(homes) for row in _with_phone(part))
        holders: dict[str, str] = {}
        for part in parts(new):
            for unit, person in _safety_posts(part, self.on):
                holders.setdefault(unit, person)
        for no in new:
            row = rows[no]
            self.known[no] = Unit(
                no=no,
                name=row.name,
                place=row.place,
                uscc=row.uscc,
                department=row.department,
                holder=holders.get(no),
                people=people[no],
                phones={},
                phoned=phoned,
            )

    def _look_up_phones(self, ones: Sequence[Outcome]) -> None:
        """Find who of the units has which of the telephone numbers that the rows give."""
        given = {phone: None for one in ones if one.unit and one.unit.no and (phone := _phone(one.row.values))}
        found = vault.with_phones(given)
        homes = {
            row.no: row.organisation
            for part in parts({no for nos in found.values() for no in nos})
            for row in _those(part)
        }
        for phone, people in found.items():
            for person in people:
                if (unit := self.known.get(homes.get(person, ""))) is not None:
                    unit.phones[phone] = person  # type: ignore[index]  # a dict of our own


def add_person(unit: Unit, *, no: str, name: str, phone: str) -> None:
    """Know somebody of a unit from now on who has just been entered."""
    unit.people[name] = (*unit.people.get(name, ()), no)  # type: ignore[index]  # dicts of our own
    unit.phones[phone] = no  # type: ignore[index]


def hold(batch: Batch, *, by: By, within: Within) -> set[tuple[str, str]]:
    """Hold the ledger against another import, and make sure that all rows are still what they were judged to be.

    Returns the owners who are not of the unit for which they are to owe, each with that unit.
    """
    if not tables.Job.objects.filter(no=batch.job, person=by.person).exists():
        raise NotHere
    told = {report.item for report in batch.reports}
    lock(["import", *told])
    if told - {no for part in parts(told) for no in _seen(part, within)}:
        raise NotHere
    if known := sum(1 for _ in _tellings({row.key for row in batch.rows})):
        raise Refused("told-meanwhile", count=str(known))
    pairs = {(row.owner, row.organisation) for row in batch.rows if row.owner != row.organisation or not row.is_closed}
    homes = {row.no: row.organisation for part in parts({owner for owner, _ in pairs}) for row in _those(part)}
    away = {(owner, unit) for owner, unit in pairs if homes.get(owner) != unit}
    return away - {(owner, unit) for part in parts({unit for _, unit in away}) for unit, owner in _held(part)}


def marked(columns: Iterable[str], personal: Iterable[str]) -> tuple[str, ...]:
    """Return the columns of a file whose values are marked: not what a row is known by, and nothing personal."""
    return tuple(sorted(set(columns) - NOT_MARKED - set(personal)))


def _people(units: Sequence[str]) -> Iterator[register.Person]:
    yield from register.Person.objects.filter(organisation__in=units, is_erased=False).order_by("no")


def _with_phone(people: Sequence[str]) -> Iterator[str]:
    yield from register.Phone.objects.filter(subject__in=people).values_list("subject", flat=True)


def _those(numbers: Sequence[str]) -> Iterator[register.Person]:
    yield from register.Person.objects.filter(no__in=numbers)


def _seen(items: Sequence[str], within: Within) -> Iterator[str]:
    yield from seen_items(within).filter(no__in=items).values_list("no", flat=True)


def _held(units: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield from register.Post.objects.filter(organisation__in=units).values_list("organisation", "person")


def _safety_posts(units: Sequence[str], on: date) -> Iterator[tuple[str, str]]:
    held = Q(from_on__lte=on) & (Q(until_on__isnull=True) | Q(until_on__gt=on))
    rows = register.Post.objects.filter(held, organisation__in=units, role=Role.ENTERPRISE).order_by("from_on", "no")
    yield from rows.values_list("organisation", "person")


def _tellings(keys: Iterable[str]) -> Iterator[tables.Telling]:
    for part in parts(keys):
        yield from tables.Telling.objects.filter(key__in=part)


def _phone(values: Mapping[str, object]) -> str:
    owner = values.get("owner")
    return (owner.phone if isinstance(owner, Told) else None) or str(values.get("owner_phone") or "")


def _is_ours(number: str) -> bool:
    return number.startswith(f"{settings.ORIGIN}-") and bool(_OURS.fullmatch(number[len(settings.ORIGIN) :]))


_OURS = re.compile(r"-\d{4}-\d{6,}(?:/\d+)?")
