"""Find out what the rows of a file are to us: ask the register and the ledger, many rows at a time.

What is decided stands in `matching.py`; what is done about it, in `jobs.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeVar

from django.conf import settings
from django.db.models import Q

from anlan.engines.sheets.mismatches import Mismatch
from anlan.engines.sheets.people import Person as Told
from anlan.engines.sheets.problems import Problem
from anlan.engines.sheets.rows import Row
from anlan.engines.sheets.telling import TOLD_ALONG, changes, mark
from anlan.engines.words.names import name_key
from anlan.kernel.intake import matching, tables
from anlan.kernel.intake.lookups import Looks, Outcome, Want, Where, parts, units_of, who_may
from anlan.kernel.intake.matching import NOT_MARKED, Frame, Owner, Result, Seen, Unit, key_of
from anlan.kernel.intake.rules import TOLD_BY, Ledger, LedgerReport, LedgerRow
from anlan.kernel.journal.acts import READS
from anlan.kernel.journal.facts import altered
from anlan.kernel.obligations.lists import items_among
from anlan.kernel.registry import tables as register
from anlan.kernel.registry import vault
from anlan.kernel.registry.laws import word
from anlan.kernel.registry.may import Role
from anlan.kernel.registry.reads import COUNTY_DIGITS

T = TypeVar("T")
R = TypeVar("R", LedgerRow, LedgerReport)

UNITS, PEOPLE = "registry.register_organisations", "registry.register_people"
OURS = "our own"  # the source of a file that we wrote ourselves


@dataclass
class Matcher:
    """Judges the rows of one file of dangers in their order, and remembers what it has looked up."""

    frame: Frame
    columns: tuple[str, ...]
    looks: Looks
    on: date
    entering: frozenset[str]  # the acts by which the asker may enter in the register what a row names
    units: dict[Want, Unit | Mismatch | None] = field(default_factory=dict)
    known: dict[str, Unit] = field(default_factory=dict)
    firsts: dict[str, Where] = field(default_factory=dict)
    coming: dict[tuple[str, str], str] = field(default_factory=dict)  # names by unit and telephone, not yet entered
    told: dict[str, str] = field(default_factory=dict)  # owners whom nobody knows, by item

    @cached_property
    def office(self) -> Mapping[str, tuple[str, ...]]:
        """Return who belongs to the office whose ledger it is, by name."""
        return _by_name(vault.tell([row.no for row in _people([self.frame.source])], vault.NAME))

    def judge(self, rows: Sequence[Row]) -> list[Outcome]:
        """Return what each row is, together with why."""
        told = [Outcome.of(row) for row in rows]
        open_ones = [one for one in told if one.result == Result.NEW]
        wanted = {id(one): self.looks.wanted(one, "organisation") for one in open_ones}
        named = [want for want in wanted.values() if want]
        apart = [want for one in open_ones if wanted[id(one)] for want in _apart(one.row.values, wanted[id(one)])]
        self._look_up([*named, *apart])
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
        one.unit, owes = unit, self._who_owes(one, want, unit)
        if isinstance(owes, Mismatch):
            one.worsen(self.looks.at(owes, "owner_organisation"))
            return None
        one.owes = owes
        number = str(one.row.values.get("number") or "")
        source = OURS if _is_ours(number) else self.frame.source
        key = key_of(one.row.values, unit=unit.ident, source=source)
        if twice := self.looks.twice(self.firsts, key, one.row, column="number" if number else ""):
            one.result, one.problems = Result.BAD, matching.worse(one.row, twice)
            return None
        return key

    def _who_owes(self, one: Outcome, want: Want, unit: Unit) -> Unit | Mismatch:
        """Return the unit that a row names apart as the one that owes it, if we know it; else the row's own."""
        named = [found for want in _apart(one.row.values, want) if (found := self.units[want]) is not None]
        said = str(one.row.values.get("owner_organisation") or "")
        if not named and said and name_key(said) != name_key(unit.name):
            note = Mismatch(code="owing-unknown", params={"unit": said, "own": unit.name})
            one.remark(self.looks.at(note, "owner_organisation"))
        return named[0] if named else unit

    def _to_be_entered(self, one: Outcome, want: Want) -> Unit | Mismatch:
        uscc, name, place = want
        if not place:
            return Mismatch(code="place-missing")
        if UNITS not in self.entering:
            return self._not_to_be_entered(name, place)
        return Unit(no="", name=name, place=place, uscc=uscc or None, people={}, phones={})

    def _not_to_be_entered(self, name: str, place: str) -> Mismatch:
        """Say who enters a unit where the asker may not; one of this name elsewhere in the county is perhaps meant."""
        [found] = units_of([("", name, place[:COUNTY_DIGITS])]).values()
        if isinstance(found, register.Organisation) and self.looks.sees(place=found.place, organisation=found.no):
            params = {"unit": name, "place": self.looks.places.name(found.place)}
            return Mismatch(code="unit-otherwise", params=params)
        return Mismatch(code="unit-not-yours", params={"unit": name} | who_may(UNITS))

    def _look_again(self, ones: Sequence[Outcome], keys: Mapping[str, Outcome]) -> None:
        """Tell known rows from new ones, and say what each would come to."""
        tellings = {row.key: Seen(item=row.item, marks=row.marks, along=row.along) for row in _tellings(keys)}
        self._look_up_phones(list(keys.values()))
        self.told |= vault.tell([seen.item for seen in tellings.values() if "owner=told" in seen.marks], vault.NAME)
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
        self._say_what_changed([one for one in keys.values() if one.report])

    def _say_what_changed(self, ones: Sequence[Outcome]) -> None:
        reports = [(one, one.seen, one.report) for one in ones if one.seen and one.report]
        numbers = tuple(report.item for *_, report in reports)
        ours = READS[TOLD_BY[Ledger.DANGERS]](among=numbers, within=self.frame.within) if numbers else {}
        for one, seen, report in reports:
            one.changes = matching.told_anew(seen, report.marks, one.row.values, ours.get(report.item, {}))

    def _own(self, numbers: set[str]) -> dict[str, Seen]:
        """Return the items of our own ledger that the file names by our numbers, as our own file would tell them."""
        if not numbers:
            return {}
        told = READS[TOLD_BY[Ledger.DANGERS]](among=tuple(sorted(numbers)), within=self.frame.within)
        items = [item for part in parts(told) for item in items_among(part, within=self.frame.within)]
        owners = {item.no: "" if item.owner == item.organisation else item.owner for item in items}
        marks = {no: f"{mark(values, self._ours)} owner={owners[no]}" for no, values in told.items()}
        return {no: Seen(item=no, marks=said) for no, said in marks.items()}

    @property
    def _ours(self) -> tuple[str, ...]:
        """Return the columns of the file that our own file has, too."""
        return tuple(column for column in self.columns if column not in TOLD_ALONG)

    def _compare(self, one: Outcome, key: str, seen: Seen | None, last: Seen | None) -> None:
        if seen is None:
            params = {"value": str(one.row.values.get("number"))}
            one.worsen(self.looks.at(Mismatch(code="number-unknown", params=params), "number"))
            return
        owner = self._owner_again(one, seen)
        if isinstance(owner, Mismatch):
            one.worsen(self.looks.at(owner, "owner"))
            return
        marks = mark(one.row.values, self.columns) + self._owner_mark(one, owner, seen)
        if not changes(seen.marks, marks) or (last and not changes(last.marks, marks)):
            one.result = Result.UNCHANGED
            return
        one.result, one.owner, one.seen = Result.CHANGED, owner, seen
        report = matching.ledger_report(one.row.values, seen=seen, key=key, marks=marks, owner=owner)
        one.report = self._with_people(one, altered(report, marks=marks.replace(" owner=anew", " owner=told")))
        if "due" in changes(seen.marks, marks):
            one.remark(self.looks.at(Mismatch(code="due-not-moved"), "due"))

    def _owner_again(self, one: Outcome, seen: Seen) -> Owner | Mismatch:
        """Return whom a row of a known item names as owner now; who is not the asker's to enter or to name, as told."""
        assert one.owes, "a row without a unit is bad"
        before = _owner_before(seen)
        if "owner" in one.row.withheld:
            return Owner(no=before, stands_in=True)
        owner = matching.owner_again(one.row.values, one.owes, before=before)
        if isinstance(owner, Mismatch) or owner.stands_in or owner.no == before:
            return owner
        is_ours = self.looks.sees(place=one.owes.place, organisation=one.owes.no) and (
            owner.no or PEOPLE in self.entering
        )
        name = getattr(one.row.values["owner"], "name", "")
        return owner if is_ours else Owner(told=name, stands_in=True)

    def _owner_mark(self, one: Outcome, owner: Owner, seen: Seen) -> str:
        """Return the mark of an owner, if the file has the column; of two names that nobody knows, vault tells one."""
        if not self.looks.heading("owner"):
            return ""
        if "owner" in one.row.withheld:
            return f" owner={_owner_before(seen)}"
        is_same = not owner.told or self.told.get(seen.item, owner.told) == owner.told
        return f" owner={owner.mark if is_same else 'anew'}"

    def _with_people(self, one: Outcome, row: R) -> R:
        """Say whom else a row names, and where it was found, if another unit owes it."""
        assert one.unit, "a row without a unit is bad"
        others, one.told = matching.named(one.row.values, (self.office, one.unit.people))
        return altered(row, others=others, unit=one.unit.no if one.owes is not one.unit else None)

    def _draft(self, one: Outcome, key: str) -> None:
        """Say what would go onto the ledger, or why the row cannot."""
        assert one.unit, "a row without a unit is bad"
        values, unit, owes = one.row.values, one.unit, one.owes or one.unit
        said = str(values.get("place") or "")
        place = str(self.looks.place(said)) if said else unit.place
        draft = matching.ledger_row(values, place=place, unit=owes, frame=self.frame, columns=self.columns, key=key)
        if isinstance(draft, tuple):
            one.worsen(*(self.looks.at(problem, str(problem.params["what"])) for problem in draft))
            return
        if "owner" in one.row.withheld and not draft.is_closed:
            one.worsen(Problem(code="withheld", column=self.looks.heading("owner")))
            return
        within = self.frame.within
        is_ours = within.covers(place=draft.place, department=draft.department, organisation=owes.no, person="")
        if not is_ours or (owes is not unit and not self.looks.sees(place=unit.place, organisation=unit.no)):
            one.worsen(self._beyond(draft, values))
            return
        owner = matching.owner_of(values, owes, to_post=self.frame.to_post)
        if isinstance(owner, Owner) and owner.phone and not owner.no:
            name = self.coming.setdefault((owes.ident, owner.phone), owner.name)
            owner = owner if name == owner.name else Mismatch(code="phone-of-another")
            not_yours = Mismatch(code="owner-not-yours", params=who_may(PEOPLE))
            owner = owner if PEOPLE in self.entering else not_yours
        if isinstance(owner, Mismatch):
            one.worsen(self.looks.at(owner, "owner"))
            return
        marks = f"{draft.marks} owner={owner.mark}" if self.looks.heading("owner") else draft.marks
        stands_in = owner.stands_in and bool(owner.told) and not draft.is_closed
        is_owed = {"owner": owner.no, "marks": marks, "stands_in": stands_in}
        one.owner, one.draft = owner, self._with_people(one, altered(draft, **is_owed))
        if not unit.no:
            note = Mismatch(code="unit-new", params={"unit": unit.name})
            one.remark(self.looks.at(note, "organisation"))

    def _beyond(self, draft: LedgerRow, values: Mapping[str, object]) -> Mismatch:
        """Say what of a row is not the asker's: the department, or the place with its unit."""
        departments = self.frame.within.departments
        if departments is not None and draft.department not in departments:
            said, code = str(values.get("department") or ""), draft.department or "—"
            params = {"department": said or word("departments", code, "zh")}
            params["department_en"] = said or word("departments", code, "en")
            return self.looks.at(Mismatch(code="beyond-department", params=params), "department")
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
        people: dict[str, dict[str, str]] = {no: {} for no in new}
        homes = {row.no: row.organisation for part in parts(new) for row in _people(part)}
        for person, name in vault.tell(homes, vault.NAME).items():
            people[homes[person]][person] = name
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
                people=_by_name(people[no]),
                phones={},
                phoned=phoned,
            )

    def _look_up_phones(self, ones: Sequence[Outcome]) -> None:
        """Find who of the units has which of the telephone numbers that the rows give."""
        given = {phone: None for one in ones if one.owes and one.owes.no and (phone := _phone(one.row.values))}
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


def marked(columns: Iterable[str], personal: Iterable[str]) -> tuple[str, ...]:
    """Return the columns of a file whose values are marked: not what a row is known by, and nothing personal."""
    return tuple(sorted(set(columns) - NOT_MARKED - set(personal)))


def _by_name(people: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    same: dict[str, tuple[str, ...]] = {}
    for person, name in people.items():
        same[name] = (*same.get(name, ()), person)
    return same


def _apart(values: Mapping[str, object], own: Want | None) -> tuple[Want, ...]:
    """Return how a row names a unit that owes it in place of its own: one at the same place, else one anywhere."""
    said = str(values.get("owner_organisation") or "")
    if own is None or not said or name_key(said) == name_key(own[1]):
        return ()
    return ("", said, own[2]), ("", said, "")


def _people(units: Sequence[str]) -> Iterator[register.Person]:
    yield from register.Person.objects.filter(organisation__in=units, is_erased=False).order_by("no")


def _with_phone(people: Sequence[str]) -> Iterator[str]:
    yield from register.Phone.objects.filter(subject__in=people).values_list("subject", flat=True)


def _those(numbers: Sequence[str]) -> Iterator[register.Person]:
    yield from register.Person.objects.filter(no__in=numbers)


def _safety_posts(units: Sequence[str], on: date) -> Iterator[tuple[str, str]]:
    held = Q(from_on__lte=on) & (Q(until_on__isnull=True) | Q(until_on__gt=on))
    rows = register.Post.objects.filter(held, organisation__in=units, role=Role.ENTERPRISE).order_by("from_on", "no")
    yield from rows.values_list("organisation", "person")


def _tellings(keys: Iterable[str]) -> Iterator[tables.Telling]:
    for part in parts(keys):
        yield from tables.Telling.objects.filter(key__in=part)


def _owner_before(seen: Seen) -> str:
    """Return by its mark who was last told to owe an item."""
    return dict(part.partition("=")[::2] for part in seen.marks.split()).get("owner", "")


def _phone(values: Mapping[str, object]) -> str:
    owner = values.get("owner")
    return (owner.phone if isinstance(owner, Told) else None) or str(values.get("owner_phone") or "")


def _is_ours(number: str) -> bool:
    return number.startswith(f"{settings.ORIGIN}-") and bool(_OURS.fullmatch(number[len(settings.ORIGIN) :]))


_OURS = re.compile(r"-\d{4}-\d{6,}(?:/\d+)?")
