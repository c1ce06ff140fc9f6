"""What a row of a ledger from outside is to us: new, unchanged, changed, or bad and why. Pure.

Two ledgers name the same danger when they come from one source and number it alike; without a number, when unit,
description and day agree. The serial number of a line says nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from anlan.engines.sheets.cells import When
from anlan.engines.sheets.dates import Deadline
from anlan.engines.sheets.mismatches import Mismatch
from anlan.engines.sheets.people import Person, parse_people
from anlan.engines.sheets.problems import Problem
from anlan.engines.sheets.rows import Row
from anlan.engines.sheets.telling import COLUMNS, Change, along, apart, changes, mark, shortened, title_of, wording
from anlan.engines.words.departments import department_of
from anlan.engines.words.names import name_key
from anlan.kernel.intake.facts import Named
from anlan.kernel.intake.rules import NAMED, LedgerReport, LedgerRow
from anlan.kernel.journal.facts import BEIJING
from anlan.kernel.obligations.life import end_of_day
from anlan.kernel.registry.may import Within

TEXT_MOST = 2_000
# What a row is known by, and so no part of what it says anew; and what is personal, which no mark may betray.
NOT_MARKED = frozenset(("serial", "number", "place", "organisation", "uscc"))


class Result(StrEnum):
    """What became, or would become, of a row."""

    NEW = "new"
    UNCHANGED = "unchanged"
    CHANGED = "changed"
    BAD = "bad"
    PASSED = "passed"  # totals and remarks: no row of the ledger


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What holds for a whole file: who takes it in, whose ledger it is, and what was answered once."""

    within: Within
    source: str
    department: str | None
    today: date
    days: int  # by law, for a danger whose ledger names no deadline
    to_post: bool  # an owner whom nobody knows: the holder of the unit's safety post answers
    language: str = "zh"


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A unit as the register knows it, or as it is to be entered; then it has no number yet."""

    no: str
    name: str
    place: str
    uscc: str | None = None
    department: str | None = None
    holder: str | None = None  # of its safety post
    nearest: tuple[str, ...] = ()
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # numbers by name
    phones: Mapping[str, str] = field(default_factory=dict)  # numbers by telephone
    phoned: frozenset[str] = frozenset()  # who has a telephone at all

    @property
    def ident(self) -> str:
        """Return what tells this unit from others, also before it has a number."""
        return self.no or self.uscc or f"{self.place} {self.name}"


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Who is to owe it: somebody known, somebody to be entered, or whoever stands in for a name that nobody knows."""

    no: str = ""
    name: str = ""
    phone: str = ""
    told: str = ""
    stands_in: bool = False

    @property
    def mark(self) -> str:
        """Return by what is seen that a row names another owner: a number, or only that there was a name."""
        return "told" if self.told else "" if self.stands_in else self.no or "new"


@dataclass(frozen=True, kw_only=True)
class Seen:
    """How a row was last told: of which item, and with which marks."""

    item: str
    marks: str
    along: str = ""


class Places:
    """The places there are, by code and by name."""

    def __init__(self, rows: Iterable[tuple[str, str, str | None]]) -> None:
        self._names: dict[str, str] = {}
        self._moved: dict[str, str] = {}
        self._codes: dict[str, list[str]] = {}
        for code, name, replaced_by in rows:
            if replaced_by:
                self._moved[code] = replaced_by
            else:
                self._names[code] = name
                self._codes.setdefault(name_key(name), []).append(code)

    def name(self, code: str) -> str:
        """Return what a place is called."""
        return self._names.get(code, code)

    def find(self, said: str, *, within: Within) -> str | Mismatch:
        """Return the code of a place from its code, old or new, or from its name as people write it."""
        if said.isdecimal():
            code = self._current(said)
            return code if code in self._names else Mismatch(code="place-unknown", params={"value": said})
        key = name_key(said)
        found = self._codes.get(key) or self._ending(key) or self._short(key)
        near = [code for code in found if within.places is None or code.startswith(within.places)]
        if len(found) > 1 and len(near) == 1:
            return near[0]
        if len(found) != 1:
            return Mismatch(code="place-several" if found else "place-unknown", params={"value": said[:40]})
        return found[0]

    def _current(self, said: str) -> str:
        """Return a code without the noughts that stand for levels below, as it is called today."""
        code = said
        while len(code) > 6 and code.endswith("000"):
            code = code[:-3]
        while len(code) in (4, 6) and code.endswith("00"):
            code = code[:-2]
        return self._moved.get(code, code)

    def _ending(self, said: str) -> list[str]:
        """Return the places whose name ends a longer one: the county of 青海省海东市民和县."""
        ends = [said[at:] for at in range(1, max(1, len(said) - 1))]
        return next((codes for end in ends if (codes := self._codes.get(end) or self._short(end))), [])

    def _short(self, said: str) -> list[str]:
        """Return the places that are called so in short: 民和县 is 民和回族土族自治县."""
        stem, last = said.rstrip("省市州县区镇乡"), said[-1:]
        if len(stem) < 2:
            return []
        return [
            code for name, codes in self._codes.items() if name.startswith(stem) for code in codes if _alike(name, last)
        ]


def key_of(values: Mapping[str, object], *, unit: str, source: str) -> str:
    """Return what a row is known by again: its number in its source, else unit, description and day."""
    if number := values.get("number"):
        seed: tuple[str, ...] = ("number", source, str(number))
    else:
        found = values.get("found_at")
        day = str(found.on) if isinstance(found, When) else ""
        seed = ("told", unit, str(values.get("description", "")), day)
    return hashlib.sha256("\0".join(seed).encode()).hexdigest()[:32]


def owner_of(values: Mapping[str, object], unit: Unit, *, to_post: bool) -> Owner | Mismatch:
    """Return who owes it: somebody of the unit, known by name or by telephone, or whoever answers in his place."""
    told = values.get("owner")
    if not isinstance(told, Person):
        return _in_place(unit, "", values, to_post=to_post)
    phone = told.phone or str(values.get("owner_phone") or "")
    namesakes = unit.people.get(told.name, ())
    if phone and (holder := unit.phones.get(phone)):
        return Owner(no=holder) if holder in namesakes else Mismatch(code="phone-of-another")
    free = [no for no in namesakes if not phone or no not in unit.phoned]
    if len(free) == 1 and (not phone or len(namesakes) == 1):
        return Owner(no=free[0])
    if phone:
        return Owner(name=told.name, phone=phone)
    return Mismatch(code="owner-several") if namesakes else _in_place(unit, told.name, values, to_post=to_post)


def owner_again(values: Mapping[str, object], unit: Unit, *, before: str) -> Owner | Mismatch:
    """Return whom a row of an item that is on our ledger names as its owner now; a name alone is enough for that.

    `before` is who owes it: of several of one name, the row means that one.
    """
    told = values.get("owner")
    name = told.name if isinstance(told, Person) else ""
    found = owner_of(values, unit, to_post=True)
    if isinstance(found, Owner):
        return found
    if found.code == "owner-several" and before in unit.people[name]:
        return Owner(no=before)
    return found if found.code == "phone-of-another" else Owner(told=name, stands_in=True)


def named(
    values: Mapping[str, object], people: Sequence[Mapping[str, tuple[str, ...]]]
) -> tuple[tuple[Named, ...], dict[str, str]]:
    """Return whom a row names beside its owner, and by column the names of whom nobody knows.

    `people` are those of the office and of the unit, by name: who is the only one of his name in the first that has it.
    """
    known: list[Named] = []
    told: dict[str, str] = {}
    for part in NAMED:
        text = str(values.get(part) or "")
        said = parse_people(text)
        if isinstance(said, Problem):  # an inspection team, perhaps; no reason to keep the row out
            known.append(Named(part=part, person=None))
            told[part] = text
        for one in said if isinstance(said, tuple) else ():
            same = next((some[one.name] for some in people if one.name in some), ())
            known.append(Named(part=part, person=same[0] if len(same) == 1 else None))
            if len(same) != 1:
                told[part] = "、".join(filter(None, (told.get(part), " ".join(filter(None, (one.name, one.phone))))))
    return tuple(known), told


def _in_place(unit: Unit, told: str, values: Mapping[str, object], *, to_post: bool) -> Owner | Mismatch:
    if values.get("closed") is True:  # nothing is owed any more: the unit itself stands for whoever it was
        return Owner(no=unit.no, told=told, stands_in=True)
    if not to_post:
        return Mismatch(code="owner-unknown" if told else "owner-missing")
    if not unit.holder:
        return Mismatch(code="no-safety-post", params={"unit": unit.name})
    return Owner(no=unit.holder, told=told, stands_in=True)


def ledger_row(
    values: Mapping[str, object], *, place: str, unit: Unit, frame: Frame, columns: Sequence[str], key: str
) -> LedgerRow | tuple[Mismatch, ...]:
    """Return a row as it goes onto the ledger, owed by a unit, but for its owner; or what it lacks for that."""
    is_closed, grade = values.get("closed") is True, str(values.get("grade") or "")
    said = {column: str(values.get(column) or "") for column in ("basis", "measures", "control", "spot", "description")}
    needed = () if is_closed or grade != "major" else ("basis", "measures", "control", "due")
    lacking = tuple(Mismatch(code="major-lacks", params={"what": word}) for word in needed if not values.get(word))
    found = values.get("found_at")
    if lacking or not grade or not isinstance(found, When):
        return lacking or (Mismatch(code="row-lacks", params={"what": "grade" if not grade else "found_at"}),)
    closed = values.get("closed_at") if is_closed else None
    if impossible := _impossible(found, closed, today=frame.today):
        return (impossible,)
    point: Any = values.get("point") or (values.get("longitude"), values.get("latitude"))
    department = department_of(str(values.get("department") or "")) or unit.department or frame.department
    return LedgerRow(
        what=title_of(said["description"]),
        place=place,
        department=department,
        organisation=unit.no,
        owner="",
        due_at=due_at(values, found=moment_of(found), days=frame.days),
        grade=grade,
        source=str(values["source"]) if values.get("source") else None,
        found_at=moment_of(found),
        is_closed=is_closed,
        closed_on=closed.on if isinstance(closed, When) else None,
        category=str(values["category"]) if values.get("category") else None,
        lon_e7=point[0],
        lat_e7=point[1],
        key=key,
        number=str(values.get("number") or ""),
        marks=mark(values, columns),
        along=along(values),
        **said,  # type: ignore[arg-type]
    )


def _impossible(found: When, closed: object, *, today: date) -> Mismatch | None:
    """Return what cannot be: found or finished on a day to come, or finished before it was found."""
    if found.on > today:
        return Mismatch(code="found-ahead", params={"what": "found_at", "day": str(found.on)})
    if not isinstance(closed, When):
        return None
    if closed.on > today:
        return Mismatch(code="closed-ahead", params={"what": "closed_at", "day": str(closed.on)})
    days = {"what": "closed_at", "day": str(closed.on), "found": str(found.on)}
    return Mismatch(code="closed-too-early", params=days) if closed.on < found.on else None


def ledger_report(values: Mapping[str, object], *, seen: Seen, key: str, marks: str, owner: Owner) -> LedgerReport:
    """Return what a row says anew of an item. Nothing moves by it: the owner has yet to say so himself.

    Whom it names as owner now is told by number; a name that nobody knows is told only where names are kept.
    """
    anew, due = changes(seen.marks, marks), values.get("due")
    lines = [
        f"{COLUMNS[column].zh}：{wording(COLUMNS[column], values.get(column))}" for column in anew if column != "owner"
    ]
    if "owner" in anew and owner.stands_in:
        lines.append(f"{COLUMNS['owner'].zh}：{'另有其人，姓名见台账所记' if owner.told else '未写'}")
    return LedgerReport(
        item=seen.item,
        text=shortened("\n".join(lines), TEXT_MOST),
        is_closed=values.get("closed") is True,
        due_on=due.on if isinstance(due, Deadline) else None,
        key=key,
        number=str(values.get("number") or ""),
        marks=marks,
        along=along(values),
        owner=owner.no or None if "owner" in anew and not owner.stands_in else None,
    )


def told_anew(seen: Seen, marks: str, values: Mapping[str, object], ours: Mapping[str, object]) -> tuple[Change, ...]:
    """Return, column by column, what a row says otherwise than it was told last, beside what stands with us now."""
    kept, columns = apart(seen.along), changes(seen.marks, marks)
    return tuple(Change.of(COLUMNS[key], ours.get(key), values.get(key), told=kept.get(key)) for key in columns)


def moment_of(when: When) -> datetime:
    """Return when it was; of a day whose hour nobody told, its beginning."""
    return datetime.combine(when.on, when.at or time(), tzinfo=BEIJING)


def due_at(values: Mapping[str, object], *, found: datetime, days: int) -> datetime:
    """Return by when it is owed, as the ledger says, be it past; else as the law says, from the day of finding."""
    due, closed = values.get("due"), values.get("closed_at")
    if isinstance(due, Deadline) and due.on is not None:
        at = datetime.combine(due.on, due.at or time(), tzinfo=BEIJING)
        return at if due.at else end_of_day(at)
    if isinstance(due, Deadline):
        return end_of_day(found, days=due.days or 0)
    return end_of_day(moment_of(closed)) if isinstance(closed, When) else end_of_day(found, days=days)


def worse(row: Row, *mismatches: Problem) -> tuple[Problem, ...]:
    """Return the problems of a row together with those found in matching, each at its place."""
    return (*row.problems, *(one.at(sheet=row.sheet, row=row.row, column=one.column) for one in mismatches))


def _alike(name: str, last: str) -> bool:
    return name.endswith(last) or last not in "省市州县区镇乡"
