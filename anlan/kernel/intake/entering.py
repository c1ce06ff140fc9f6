"""What the three ledgers do with the rows that were judged: enter units and people first, then take the rows in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from anlan.engines.forensics.examine import examine
from anlan.engines.forensics.unfit import Unfit
from anlan.engines.proofs.entry import digest
from anlan.engines.sheets.mismatches import Mismatch
from anlan.engines.sheets.pictures import BYTES_MOST, Album
from anlan.engines.sheets.rows import Row
from anlan.engines.words.departments import department_of
from anlan.kernel.intake import imports
from anlan.kernel.intake.imports import Matcher
from anlan.kernel.intake.lookups import Looks, Outcome, Seeing, Where, all_places
from anlan.kernel.intake.masters import Organisations, People, Then, enter, refuse
from anlan.kernel.intake.matching import Frame, Result, Unit, key_of
from anlan.kernel.intake.rules import PICTURES_MOST, SCHEMAS, TAKEN_BY, TO_POST, Ledger, LedgerRow
from anlan.kernel.journal import files
from anlan.kernel.journal.acts import ACTS
from anlan.kernel.journal.facts import By, FileNo, NotHere, OrganisationNo, Refused, altered, day_of
from anlan.kernel.journal.lock import allot_many, whole
from anlan.kernel.obligations.lists import standing_as_evidence
from anlan.kernel.registry import may, vault
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.laws import law
from anlan.kernel.registry.rules import NewOrganisation, NewPerson

REPORTS = 15  # entries of their own that one slice may make: a SQLite home has one pen
ENTERPRISE = "enterprise"


class Judge(Protocol):
    """What every ledger can do with its rows."""

    def judge(self, rows: Sequence[Row]) -> list[Outcome]:
        """Say what each row is."""

    def settle(self, rows: Sequence[Row], *, by: By, at: datetime) -> Iterator[list[Outcome]]:
        """Enter what the rows need, and yield them as slices that can be taken in whole."""

    def take_in(self, outcomes: list[Outcome], *, by: By, at: datetime, then: Then) -> None:
        """Take a slice in, and do in the same transaction what is to be done `then`."""


class Dangers:
    """The ledger of dangers: units and people that it names are entered before its rows."""

    def __init__(self, matcher: Matcher, *, job: str, album: Album) -> None:
        self.matcher, self.job, self.album = matcher, job, album
        self._shown: dict[str, Where] = {}  # where in the file each picture came first

    def judge(self, rows: Sequence[Row]) -> list[Outcome]:
        """Say what each row is, and look at the pictures that stand in it."""
        outcomes = self.matcher.judge(rows)
        for one in outcomes:
            if one.row.pictures and one.draft:
                look(one, self.album)
            elif one.row.pictures and one.report:
                one.remark(Mismatch(code="pictures-known"))
            elif one.row.pictures and one.result == Result.BAD:
                one.remark(Mismatch(code="pictures-bad"))
        self._remark_pictures([one for one in outcomes if one.row.pictures and one.result == Result.UNCHANGED])
        used = standing_as_evidence(seen.no for one in outcomes for seen in one.pictures)
        for one in outcomes:
            here = (one.row.sheet, one.row.row)
            fresh = [
                seen for seen in one.pictures if seen.no not in used and self._shown.setdefault(seen.no, here) == here
            ]
            if len(fresh) < len(one.pictures):
                one.pictures = fresh
                one.remark(Mismatch(code="picture-used"))
        return outcomes

    def settle(self, rows: Sequence[Row], *, by: By, at: datetime) -> Iterator[list[Outcome]]:
        """Enter the units and people of new rows, and yield slices of few enough reports."""
        outcomes = self.judge(rows)
        self._enter_units(outcomes, by, at)
        self._enter_people(outcomes, by, at)
        part: list[Outcome] = []
        reports = 0
        for one in outcomes:
            part.append(one)
            reports += one.result == Result.CHANGED or bool(one.pictures)
            if reports == REPORTS:
                yield part
                part, reports = [], 0
        if part:
            yield part

    def take_in(self, outcomes: list[Outcome], *, by: By, at: datetime, then: Then) -> None:
        """Put the new rows on the ledger and tell of the changed ones; what came there meanwhile is judged again."""
        rows = tuple(
            _with_pictures(one, self.album, by, at) for one in outcomes if one.draft and one.result == Result.NEW
        )
        reports = tuple(one.report for one in outcomes if one.report)
        numbers = allot_many(at, len(rows)) if rows else ()
        new = [one for one in outcomes if one.draft and one.result == Result.NEW]
        told = [*zip(numbers, new, strict=True), *((one.report.item, one) for one in outcomes if one.report)]
        words = {"job": self.job, "source": self.matcher.frame.source, "rows": rows, "reports": reports}

        def taken() -> None:
            vault.keep_many([(no, *kept) for no, one in told for kept in _names(one)])
            if rows or reports:
                ACTS[TAKEN_BY[Ledger.DANGERS]](**words, numbers=numbers, by=by, at=at)
            then(outcomes)

        try:
            whole(taken)
        except Refused as refused:
            if refused.code not in ("told-meanwhile", "used-elsewhere"):
                raise
            outcomes[:] = self.judge([one.row for one in outcomes])
            self.take_in(outcomes, by=by, at=at, then=then)

    def _remark_pictures(self, unchanged: Sequence[Outcome]) -> None:
        """Say of rows that are as they were which of them have pictures that stand nowhere yet."""
        shown = {
            id(one): {digest(self.album.content(picture) or b"") for _, picture in one.row.pictures}
            for one in unchanged
        }
        used = standing_as_evidence(no for nos in shown.values() for no in nos)
        for one in unchanged:
            if not shown[id(one)] <= set(used):
                one.remark(Mismatch(code="pictures-known"))

    def _enter_units(self, outcomes: Sequence[Outcome], by: By, at: datetime) -> None:
        new = {one.unit.ident: one.unit for one in outcomes if one.draft and one.unit and not one.unit.no}
        rows = {ident: _new_unit(unit, self.matcher.frame.department) for ident, unit in new.items()}
        entered = enter("registry.register_organisations", rows, by=by, at=at, series="o")
        for one in outcomes:
            if one.draft and one.unit and (no := entered.get(one.unit.ident)):
                if isinstance(no, Refused):
                    refuse(one, "unit-refused", no)
                    continue
                is_owing = one.owes is one.unit
                one.unit = altered(one.unit, no=no)
                one.owes = one.unit if is_owing else one.owes
                owner = no if one.owner and not one.owner.no and not one.owner.phone else one.draft.owner
                key = key_of(one.row.values, unit=no, source=self.matcher.frame.source)
                self.matcher.firsts[key] = (one.row.sheet, one.row.row)
                one.draft = altered(one.draft, owner=owner, key=key)
                one.draft = altered(one.draft, organisation=no) if is_owing else altered(one.draft, unit=no)
        self.matcher.units = {want: unit for want, unit in self.matcher.units.items() if unit is not None}

    def _enter_people(self, outcomes: Sequence[Outcome], by: By, at: datetime) -> None:
        new: dict[str, NewPerson] = {}
        named = [(one, one.owes, one.owner) for one in outcomes if one.draft or one.report]
        coming = [(one, unit, owner) for one, unit, owner in named if unit and owner and owner.phone and not owner.no]
        for _, unit, owner in coming:
            person = NewPerson(organisation=OrganisationNo(unit.no), name=owner.name, phone=owner.phone)
            new[f"{unit.no} {owner.phone}"] = person
        entered = enter("registry.register_people", new, by=by, at=at, series="p")
        for one, unit, owner in coming:
            no = entered[f"{unit.no} {owner.phone}"]
            if isinstance(no, Refused):
                refuse(one, "person-refused", no)
            elif one.draft:
                one.draft = altered(one.draft, owner=no, marks=one.draft.marks.replace(" owner=new", f" owner={no}"))
            elif one.report:
                one.report = altered(one.report, owner=no, marks=one.report.marks.replace(" owner=new", f" owner={no}"))
        for ident, person in new.items():
            if isinstance(no := entered[ident], str) and (known := self.matcher.known.get(person.organisation)):
                imports.add_person(known, no=no, name=person.name, phone=str(person.phone))


def judge_for(
    ledger: Ledger,
    *,
    job: str,
    by: By,
    mapping: Mapping[str, str],
    answers: Mapping[str, str],
    asked_at: datetime,
    album: Album,
) -> Judge:
    """Return who judges the rows of a file, in the name and within the reach of whoever asked."""
    post, on = registry.speaker_of(by, asked_at), day_of(asked_at)
    if post is None:
        raise NotHere
    within = may.reach_of(post) if ledger == Ledger.DANGERS else registry.register_reach(by, at=asked_at)
    department = post.department or department_of(answers.get("department", ""))
    looks = Looks(within=within, department=department, places=all_places(on), headings=mapping, on=on, post=post)
    if ledger == Ledger.ORGANISATIONS:
        return Organisations(looks)
    if ledger == Ledger.PEOPLE:
        return People(looks)
    frame = Frame(
        within=within,
        source=post.organisation,
        department=department,
        today=on,
        days=law("dangers#days-general", on=on),
        to_post=answers.get("owner") == TO_POST,
    )
    personal = [column.key for column in SCHEMAS[ledger] if column.personal]
    columns = imports.marked(mapping, personal)
    matcher = Matcher(frame=frame, columns=columns, looks=looks, on=on, entering=entering_of(post.role))
    return Dangers(matcher, job=job, album=album)


def entering_of(role: str) -> frozenset[str]:
    """Return by which acts somebody in this role may enter in the register what a row names."""
    return frozenset(act for act in (imports.UNITS, imports.PEOPLE) if role in ACTS[act].may)


def look(one: Outcome, album: Album) -> None:
    """Look at the pictures of a row: which can be evidence, and why the others cannot. Nothing is kept by that."""
    for place, (column, picture) in enumerate(one.row.pictures[:PICTURES_MOST], start=1):
        content = album.content(picture)
        if content is None:
            one.remark(Mismatch(code="picture-large", params={"megabytes": str(BYTES_MOST >> 20)}))
            continue
        try:
            found = examine(content, f"{one.row.sheet}-{one.row.row}-{place}")
        except Unfit as unfit:
            why = {"why": unfit.says("zh"), "why_en": unfit.says("en")}
            one.remark(Mismatch(code="picture-unfit", params=why))
        else:
            seen = Seeing(no=digest(content), picture=picture, name=found.name, is_after=column == "photo_after")
            one.pictures.append(seen)
    if len(one.row.pictures) > PICTURES_MOST:
        one.remark(Mismatch(code="pictures-many", params={"most": str(PICTURES_MOST)}))


def _with_pictures(one: Outcome, album: Album, by: By, at: datetime) -> LedgerRow:
    """Keep the pictures of a row, and return it with their numbers: what is kept twice is kept once."""
    assert one.draft, "a row that is not new brings no picture"
    if not one.pictures:
        return one.draft
    kept: dict[bool, list[FileNo]] = {False: [], True: []}
    for seen in one.pictures:
        content = album.content(seen.picture) or b""
        kept[seen.is_after].append(files.keep(content, name=seen.name, person=by.person, at=at))
    return altered(one.draft, before=tuple(kept[False]), after=tuple(kept[True]))


def _names(one: Outcome) -> Iterator[tuple[str, str]]:
    """Yield the names that go into the vault beside an item, because nobody knows whose they are."""
    if one.owner and one.owner.told:
        yield vault.NAME, one.owner.told
    yield from one.told.items()


def _new_unit(unit: Unit, department: str | None) -> NewOrganisation:
    return NewOrganisation(
        name=unit.name,
        place=unit.place,  # type: ignore[arg-type]
        kind=ENTERPRISE,
        uscc=unit.uscc,
        department=department,
    )
