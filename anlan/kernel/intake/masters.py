"""The ledgers of units and of people: what their rows are to the register, and how they are entered there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from anlan.engines.proofs.entry import digest
from anlan.engines.sheets.mismatches import Mismatch
from anlan.engines.sheets.people import Person as Told
from anlan.engines.sheets.rows import Row
from anlan.engines.sheets.schema import Kind
from anlan.engines.sheets.telling import Change
from anlan.engines.words.names import name_key
from anlan.kernel.intake import matching
from anlan.kernel.intake.lookups import Looks, Outcome, Want, Where, held, parts, units_of
from anlan.kernel.intake.matching import Result
from anlan.kernel.intake.rules import KEPT, SAFETY, SCHEMAS, Ledger
from anlan.kernel.journal.acts import ACTS
from anlan.kernel.journal.facts import By, NotHere, OrganisationNo, PersonNo, PlaceCode, Refused
from anlan.kernel.journal.lock import allot_many, whole
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry import tables, vault
from anlan.kernel.registry.laws import codes, word
from anlan.kernel.registry.may import OF_AN_ORGANISATION, Role
from anlan.kernel.registry.rules import NewOrganisation, NewPerson, NewPost
from anlan.kernel.registry.tables import Organisation
from anlan.rooms import sentences

COLUMNS = {
    ledger: {column.key: replace(column, kind=Kind.TEXT) for column in schema} for ledger, schema in SCHEMAS.items()
}
ENTERPRISE = "enterprise"

Then = Callable[[Sequence[Outcome]], None]
Naming = tuple[Outcome, Want, Organisation | Mismatch | None]  # which row, how it names a unit, and which that is
Seat = tuple[Outcome, str, Role, str]  # of which row, who, in which role, called how


@dataclass
class Organisations:
    """The ledger of units."""

    looks: Looks
    firsts: dict[str, Where] = field(default_factory=dict)

    def judge(self, rows: Sequence[Row]) -> list[Outcome]:
        """Say what each row is: a unit that is new, or known and the same, or known and told otherwise."""
        told, named = at_first_sight(rows, self.looks, "name")
        for one, want, unit in named:
            self._judge(one, want, unit)
        keep_apart(told, Ledger.ORGANISATIONS)
        return told

    def settle(self, rows: Sequence[Row], *, by: By, at: datetime) -> Iterator[list[Outcome]]:
        """Enter the new units, put right those that are told otherwise, and enter who leads them."""
        outcomes = self.judge(rows)
        enter_new("registry.register_organisations", outcomes, "unit-refused", by=by, at=at, series="o")
        for one in outcomes:
            if one.result == Result.CHANGED and one.new:
                self._change(one, by, at)
        self._enter_people([one for one in outcomes if one.known and one.result != Result.BAD], by, at)
        yield outcomes

    def take_in(self, outcomes: list[Outcome], *, by: By, at: datetime, then: Then) -> None:
        """Keep what is only for the vault: the units are entered already, and known again if this is done twice."""
        whole(lambda: keep_told(outcomes, then))

    def _judge(self, one: Outcome, want: Want, known: Organisation | Mismatch | None) -> None:
        uscc, name, place = want
        if twice := self.looks.twice(self.firsts, uscc or f"{place} {name_key(name)}", one.row):
            one.result, one.problems = Result.BAD, matching.worse(one.row, twice)
        elif isinstance(known, Mismatch):
            one.worsen(self.looks.at(known, "name"))
        elif not place and not (known and self._sees(place, known)):  # of a unit elsewhere not even the place is told
            one.worsen(self.looks.at(Mismatch(code="place-missing"), "place"))
        elif not self._sees(place, known):
            one.worsen(self.looks.beyond(place))
        elif no := self.looks.no_to(told := self._new(one.row, want, known), known or told):
            refuse(one, "unit-refused", no)
        else:
            same = known and _telling(told) == _telling(known)
            one.known = known.no if known else ""
            one.result = Result.NEW if not known else Result.UNCHANGED if same else Result.CHANGED
            one.new = None if same else told
            if known and not same:
                before, now = (_shown(unit, self.looks) for unit in (known, told))
                columns = COLUMNS[Ledger.ORGANISATIONS]
                one.changes = tuple(
                    Change.of(columns[key], before[key], now[key]) for key in now if before[key] != now[key]
                )
            self._judge_officer(one)
            self._judge_words(one)

    def _judge_words(self, one: Outcome) -> None:
        """Say of a sector and a sort that no list knows that they are not entered."""
        for column, kind in (("sector", "sectors"), ("sort", "organisations")):
            said = str(one.row.values.get(column) or "")
            if said and _code(kind, said) is None:
                zh, en = zip(*((word.zh, word.en) for word in codes(kind).values()), strict=True)
                params = {"value": said, "choices": "、".join(zh), "choices_en": ", ".join(en)}
                one.remark(self.looks.at(Mismatch(code="word-unknown", params=params), column))

    def _judge_officer(self, one: Outcome) -> None:
        officer = one.row.values.get("safety_officer")
        if isinstance(officer, Told) and officer.phone and not self.looks.may_fill:
            one.remark(self.looks.at(Mismatch(code="post-not-yours"), "safety_officer"))

    def _enter_people(self, outcomes: Sequence[Outcome], by: By, at: datetime) -> None:
        """Enter who leads the units and who keeps them safe, if there is a telephone to know them by again."""
        told = [(one, column, person) for one in outcomes for column, person in _leaders(one.row.values)]
        known = registry.phones_in({one.known for one, *_ in told}, {str(person.phone) for *_, person in told})
        names = registry.names(known.values())
        new: dict[str, NewPerson] = {}
        for one, column, person in told:
            ident, no = f"{one.known} {person.phone}", known.get((one.known, str(person.phone)))
            other = names[no] if no else new[ident].name if ident in new else person.name
            if other != person.name:
                one.remark(self.looks.at(Mismatch(code="phone-shared"), column))
            elif not no:
                new[ident] = NewPerson(organisation=OrganisationNo(one.known), name=person.name, phone=person.phone)
        entered = enter("registry.register_people", new, by=by, at=at, series="p")
        who = {f"{unit} {phone}": no for (unit, phone), no in known.items()} | entered
        officers = [(one, who.get(f"{one.known} {person.phone}")) for one, column, person in told if column != "head"]
        wanted = [(one, no, Role.ENTERPRISE, "") for one, no in officers if isinstance(no, str)]
        led = {
            row.organisation
            for row in held("organisation", (one.known for one, *_ in wanted), on=self.looks.on)
            if row.role == Role.ENTERPRISE
        }
        fill_posts([seat for seat in wanted if seat[0].known not in led], self.looks, by=by, at=at)

    def _sees(self, place: str, known: Organisation | None) -> bool:
        """Test whether the unit is the asker's to enter or to change: both where it was and where it is told to be."""
        here = not place or self.looks.sees(place=place, organisation=known.no if known else "")
        return here and (known is None or self.looks.sees(place=known.place, organisation=known.no))

    def _new(self, row: Row, want: Want, known: Organisation | None) -> NewOrganisation:
        uscc, name, place = want
        sector, sort = str(row.values.get("sector") or ""), str(row.values.get("sort") or "")
        return NewOrganisation(
            name=name,
            place=PlaceCode(place or (known.place if known else "")),
            kind=_code("organisations", sort) or (known.kind if known else ENTERPRISE),
            uscc=uscc or (known.uscc if known else None),
            sector=_code("sectors", sector) or (known.sector if known else None),
            department=known.department if known else self.looks.department,
            is_simulated=known.is_simulated if known else False,
        )

    def _change(self, one: Outcome, by: By, at: datetime) -> None:
        try:
            key = By(person=by.person, post=by.post, command=f"{by.command}/{one.known}")
            ACTS["registry.change_organisation"](organisation=one.known, now=one.new, by=key, at=at)
        except Refused as refused:
            refuse(one, "unit-refused", refused)
        except NotHere:
            refuse(one, "unit-refused", Refused("import-beyond-reach"))


@dataclass
class People:
    """The ledger of people: each is of a unit that is known, and is known again by the telephone."""

    looks: Looks
    firsts: dict[str, Where] = field(default_factory=dict)

    def judge(self, rows: Sequence[Row]) -> list[Outcome]:
        """Say what each row is: somebody new, or known and the same, or known and told otherwise."""
        told, named = at_first_sight(rows, self.looks, "organisation")
        units = {unit.no for *_, unit in named if isinstance(unit, Organisation)}
        phones = {str(one.row.values.get("phone")) for one in told if one.row.values.get("phone")}
        known = registry.phones_in(units, phones)
        names = registry.names(known.values())
        for one, want, unit in named:
            self._judge(one, want, unit, known, names)
        keep_apart(told, Ledger.PEOPLE)
        self._judge_posts([one for one in told if one.result != Result.BAD])
        return told

    def settle(self, rows: Sequence[Row], *, by: By, at: datetime) -> Iterator[list[Outcome]]:
        """Enter who is new, and put in post who is told to be."""
        outcomes = self.judge(rows)
        enter_new("registry.register_people", outcomes, "person-refused", by=by, at=at, series="p")
        seats = [(one, one.known, one.role, one.told.get("post", "")) for one in outcomes if one.known and one.role]
        fill_posts(seats, self.looks, by=by, at=at)
        yield outcomes

    def take_in(self, outcomes: list[Outcome], *, by: By, at: datetime, then: Then) -> None:
        """Keep what is only for the vault: the people are entered already, and known again if this is done twice."""
        whole(lambda: keep_told(outcomes, then))

    def _judge(
        self,
        one: Outcome,
        want: Want,
        unit: Organisation | Mismatch | None,
        known: dict[tuple[str, str], str],
        names: dict[str, str],
    ) -> None:
        values = one.row.values
        name, phone = str(values.get("name") or ""), str(values.get("phone") or "")
        if unit is None:
            unit = Mismatch(code="unit-unknown", params={"unit": want[1]})
        if isinstance(unit, Mismatch):
            one.worsen(self.looks.at(unit, "organisation"))
        elif not self.looks.sees(place=unit.place, organisation=unit.no):
            one.worsen(self.looks.beyond(unit.place))
        elif no := self.looks.no_to(unit):
            refuse(one, "unit-refused", no)
        elif twice := self.looks.twice(self.firsts, f"{unit.no} {phone}", one.row):
            one.result, one.problems = Result.BAD, matching.worse(one.row, twice)
        elif (person := known.get((unit.no, phone))) is not None:
            one.result, one.known = Result.UNCHANGED, person
            if names.get(person) != name:
                one.worsen(self.looks.at(Mismatch(code="phone-of-another"), "phone"))
        else:
            told = str(values["id_number"]) if values.get("id_number") else None
            one.new = NewPerson(organisation=OrganisationNo(unit.no), name=name, phone=phone, id_number=told)

    def _judge_posts(self, ones: Sequence[Outcome]) -> None:
        """Say in which post of the unit each row puts its person, as far as that is the asker's to do."""
        holding = {
            (row.person, row.role) for row in held("person", (one.known for one in ones if one.known), on=self.looks.on)
        }
        for one in ones:
            said = str(one.row.values.get("role") or "")
            role = Role.ENTERPRISE if said in SAFETY else _code("roles", said)
            if said and role is None:
                one.worsen(self.looks.at(Mismatch(code="role-unknown", params={"value": said}), "role"))
            elif role not in (None, *OF_AN_ORGANISATION):
                one.remark(self.looks.at(Mismatch(code="role-beyond", params={"value": said}), "role"))
            elif role and (one.known, role) not in holding:
                if not self.looks.may_fill:
                    one.remark(self.looks.at(Mismatch(code="post-not-yours"), "role"))
                else:
                    one.role = Role(role)
                    one.result = Result.CHANGED if one.known else Result.NEW


def at_first_sight(rows: Sequence[Row], looks: Looks, column: str) -> tuple[list[Outcome], list[Naming]]:
    """Return each row as it looks at first and, of those that may come in, the unit that it names, if we know it."""
    told = [Outcome.of(row) for row in rows]
    wanted = [(one, want) for one in told if one.result == Result.NEW and (want := looks.wanted(one, column))]
    found = units_of(want for _, want in wanted)
    return told, [(one, want, found[want]) for one, want in wanted]


def enter_new(act: str, outcomes: Sequence[Outcome], refused: str, *, by: By, at: datetime, series: str) -> None:
    """Enter what good rows have that is new, and let each row know its number, or say why it was refused."""
    new = {str(place): one for place, one in enumerate(outcomes) if one.new and one.result == Result.NEW}
    for ident, no in enter(act, {ident: one.new for ident, one in new.items()}, by=by, at=at, series=series).items():
        if isinstance(no, Refused):
            refuse(new[ident], refused, no)
        else:
            new[ident].known = no


def keep_apart(ones: Sequence[Outcome], ledger: Ledger) -> None:
    """Note what each row says that only the vault keeps; a known one whose words are others there has changed."""
    ones = [one for one in ones if one.result not in (Result.BAD, Result.PASSED)]
    for column, field_there in KEPT[ledger].items():
        kept = vault.tell({one.known for one in ones if one.known}, field_there)
        for one in ones:
            value = one.row.values.get(column)
            text = " ".join(filter(None, (value.name, value.phone))) if isinstance(value, Told) else str(value or "")
            if text and kept.get(one.known) != text:
                one.told[field_there] = text
                if one.known:
                    one.changes += (Change.of(COLUMNS[ledger][column], kept.get(one.known), text),)
                one.result = Result.CHANGED if one.known else one.result


def keep_told(ones: Sequence[Outcome], then: Then) -> None:
    """Keep in the vault what nothing else keeps of units and people, and do what is to be done then."""
    told = [(one.known, *pair) for one in ones if one.known and one.result != Result.BAD for pair in one.told.items()]
    vault.keep_many(told)
    then(ones)


def fill_posts(seats: Sequence[Seat], looks: Looks, *, by: By, at: datetime) -> None:
    """Put people in posts of their units, if that is the asker's to do."""
    if not looks.may_fill:
        return
    homes = {row.no: row.organisation for part in parts(person for _, person, *_ in seats) for row in _people(part)}
    units = {row.no: row.place for part in parts(homes.values()) for row in _units(part)}
    rows = {
        person: NewPost(
            role=role,
            title=title or word("roles", role, "zh"),
            person=PersonNo(person),
            organisation=OrganisationNo(homes[person]),
            place=PlaceCode(units[homes[person]]),
            from_on=looks.on,
        )
        for _, person, role, title in seats
    }
    entered = enter("registry.fill_posts", rows, by=by, at=at, series="t")
    for one, person, *_ in seats:
        if isinstance(no := entered[person], Refused):
            refuse(one, "person-refused", no)


def enter(name: str, rows: Mapping[str, Any], *, by: By, at: datetime, series: str) -> dict[str, str | Refused]:
    """Enter new things by an act of the register, all at once or, where one is refused, each by itself.

    Returns the number of each, or why it was refused.
    """
    if not rows:
        return {}
    act = ACTS[name]
    numbers = allot_many(at, len(rows), series=series)
    try:
        act(rows=tuple(rows.values()), numbers=numbers, by=replace(by, command=f"{by.command}/{series}"), at=at)
        return dict(zip(rows, numbers, strict=True))
    except (Refused, NotHere):
        entered: dict[str, str | Refused] = {}
    for (ident, row), no in zip(rows.items(), numbers, strict=True):
        command = f"{by.command}/{series}/{digest(ident.encode())[:16]}"
        try:
            act(rows=(row,), numbers=(no,), by=replace(by, command=command), at=at)
            entered[ident] = no
        except Refused as refused:
            entered[ident] = refused
        except NotHere:
            entered[ident] = Refused("import-beyond-reach")
    return entered


def why(refused: Refused) -> tuple[str, str]:
    """Return the sentences of a refusal, in Chinese and in English."""
    zh, en = sentences()[refused.code]
    return zh.format(**refused.params), en.format(**refused.params)


def refuse(one: Outcome, code: str, refused: Refused) -> None:
    """Say of a row that what it names was refused, and why."""
    zh, en = why(refused)
    one.draft = one.report = one.new = None
    one.worsen(Mismatch(code=code, params={"why": zh, "why_en": en}))


def _leaders(values: Mapping[str, object]) -> Iterator[tuple[str, Told]]:
    """Yield who leads a unit and who keeps it safe, each with a telephone; that of the unit is its head's."""
    head, officer = values.get("head"), values.get("safety_officer")
    if isinstance(head, Told) and (phone := head.phone or str(values.get("phone") or "")):
        yield "head", Told(head.name, phone)
    if isinstance(officer, Told) and officer.phone:
        yield "safety_officer", officer


def _people(numbers: Sequence[str]) -> Iterator[tables.Person]:
    yield from tables.Person.objects.filter(no__in=numbers)


def _units(numbers: Sequence[str]) -> Iterator[Organisation]:
    yield from Organisation.objects.filter(no__in=numbers)


def _shown(unit: NewOrganisation | Organisation, looks: Looks) -> dict[str, str | None]:
    """Return what the register has of a unit by the columns of the file, as people read it."""
    sector = unit.sector and word("sectors", unit.sector, "zh")
    told = {"name": unit.name, "place": looks.places.name(unit.place), "uscc": unit.uscc, "sector": sector}
    return told | {"sort": word("organisations", unit.kind, "zh")}


def _telling(unit: NewOrganisation | Organisation) -> tuple[object, ...]:
    return name_key(unit.name), unit.place, unit.kind, unit.uscc, unit.sector


def _code(kind: str, said: str) -> str | None:
    """Return the code that a text names: the code itself, its word, or a word that has it in it."""
    if not said:
        return None
    words = codes(kind)
    if said in words:
        return said
    exact = next((code for code, word in words.items() if said in (word.zh, word.en)), None)
    return exact or next(
        (code for code, word in words.items() if len(said) > 1 and (said in word.zh or word.zh in said)), None
    )
