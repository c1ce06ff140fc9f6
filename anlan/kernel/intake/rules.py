"""The three ledgers that come in and go out: what is said of them, and why a file or a row may be refused. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from anlan.engines.sheets.codes import parse_phone
from anlan.engines.sheets.ledgers import DANGERS, ORGANISATIONS, PEOPLE
from anlan.engines.sheets.parsers import parser
from anlan.engines.sheets.problems import Problem
from anlan.engines.sheets.schema import Column, Schema
from anlan.engines.words.departments import department_of
from anlan.kernel.intake.facts import ImportAsked, LedgerTold, Named, OwnersStoodIn
from anlan.kernel.journal.facts import By, Fact, FileNo, Refused
from anlan.kernel.obligations import holders
from anlan.kernel.obligations import rules as items
from anlan.kernel.obligations.life import Item, Said
from anlan.kernel.obligations.musts import Exhibit
from anlan.kernel.obligations.rules import Owed, Stage
from anlan.kernel.registry.may import Role, Within
from anlan.kernel.registry.rules import NewPerson, register_people


class Ledger(StrEnum):
    """Which ledger a file holds."""

    DANGERS = "dangers"
    ORGANISATIONS = "organisations"
    PEOPLE = "people"


SCHEMAS: Mapping[Ledger, Schema] = {
    Ledger.DANGERS: DANGERS,
    Ledger.ORGANISATIONS: ORGANISATIONS,
    Ledger.PEOPLE: PEOPLE,
}
# The act that takes in the rows of a ledger; whoever may not do that act may not import.
TAKEN_BY: Mapping[Ledger, str] = {
    Ledger.DANGERS: "dangers.take_in",
    Ledger.ORGANISATIONS: "registry.register_organisations",
    Ledger.PEOPLE: "registry.register_people",
}
# Who brings ledgers of dangers, and may say whom they mean by a name.
IMPORTING = frozenset({Role.INSPECTOR, Role.OFFICER, Role.DUTY, Role.ENTERPRISE})
# The questions that tell what stands on a ledger, in the columns of the file.
TOLD_BY: Mapping[Ledger, str] = {Ledger.DANGERS: "dangers.as_told"}
# What is asked once for a file that lacks the column.
ASKED: Mapping[Ledger, tuple[str, ...]] = {
    Ledger.DANGERS: ("place", "department", "grade", "owner", "closed", "found_at"),
    Ledger.ORGANISATIONS: ("place",),
    Ledger.PEOPLE: ("organisation",),
}
# What only the vault keeps, of a unit and of a person, as it was told: column by column, with the field there.
KEPT: Mapping[Ledger, Mapping[str, str]] = {
    Ledger.DANGERS: {},
    Ledger.ORGANISATIONS: {word: word for word in ("head", "safety_officer", "address", "note")}
    | {"phone": "telephone"},  # of a unit, hence not among those by which a person is found
    Ledger.PEOPLE: {word: word for word in ("post", "department", "note")},
}
# Columns that the house knows and does not take over yet.
LEFT_OUT: Mapping[Ledger, frozenset[str]] = {
    Ledger.DANGERS: frozenset(),
    Ledger.ORGANISATIONS: frozenset(("longitude", "latitude")),
    Ledger.PEOPLE: frozenset(),
}
# What an office calls the holder of a unit's safety post.
SAFETY = ("安全员", "安全管理员", "专职安全员", "安全负责人")
# The one answer about owners: whoever holds the safety post of the unit answers for names that nobody knows.
TO_POST = "post"
# Whom a row names beside its owner: kept by number where the office or the unit knows them, else as told.
NAMED = ("found_by", "territory_by", "department_by", "supervisor", "accepted_by")

# The fields of a row by which it is known again.
KNOWN_BY = ("key", "number", "marks", "along", "unit", "others")

# What is written under a picture that came with a row.
FROM_LEDGER = "台账所附"
PICTURES_MOST = 9  # of one row

# Why an import as a whole may be refused.
SAYS = {
    "told-meanwhile": (
        "另一次导入刚刚登记了其中的{count}行。请重新核对后再导入。",
        "Another import has just taken in {count} of these rows. Check the file again, then import it.",
    ),
    "import-over": ("导入{job}已经结束。", "The import {job} is over."),
    "import-beyond-reach": (
        "不归您管。请交由当地导入。",
        "This is beyond your jurisdiction. Let the office there import it.",
    ),
    "import-forgotten": (
        "{job}的文件已按期销毁。请重新上传。",
        "The file of {job} has been destroyed in due time. Upload it again.",
    ),
    "import-touched": (
        "{job}的文件在保管中被改动，不能再用。请重新上传，并告知系统管理员。",
        "The file of {job} was changed where it lay, and is of no use. Upload it again, and tell who keeps the house.",
    ),
    "import-running": ("导入{job}正在进行。", "The import {job} is running already."),
    "owner-not-awaited": (
        "{organisation}没有这个姓名的待补事项，可能刚刚已经补登。请重新查看。",
        "Nothing waits for this name at {organisation}; perhaps it has just been entered. Look again.",
    ),
    "telephone-unfit": (
        "电话不正确。请写一个手机号，或带区号的座机号。",
        "This is no telephone number. Write one mobile number, or a land line with its area code.",
    ),
    "telephone-elsewhere": (
        # Whose it is and where he belongs is not said: he may be anybody, of anywhere.
        "这个电话是另一单位人员的。请核对后再填。",
        "This telephone number is somebody's of another unit. Check it, then give it again.",
    ),
    "people-not-yours": (
        "{organisation}没有人员登记过这个电话，新人员由主管部门登记。请填写已登记人员的电话。",
        "Nobody of {organisation} has this number, and the office enters new people. Give that of somebody entered.",
    ),
    "columns-missing": (
        "还要指明这些列：{columns}。",
        "Say first which columns are these: {columns}.",
    ),
    "heading-unknown": (
        "文件里没有这些表头：{headings}。请照文件里的写。",
        "The file has no such headings: {headings}. Write them as they stand there.",
    ),
    "answer-unfit": (
        "“{answer}”不能作为整份文件的“{column}”。请照台账里的写法填写。",
        "“{answer}” cannot hold for “{column}” in the whole file. Write it as a ledger has it.",
    ),
    "answer-owner": (
        "责任人只能统一填 post，由单位安全员负责。",
        "Of owners the one answer is post: whoever holds the safety post of the unit answers.",
    ),
}


# What the columns are called where a sentence speaks of one.
WORDS = {f"{ledger} {one.key}": (one.zh, one.en) for ledger, schema in SCHEMAS.items() for one in schema}


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Who of a unit has a telephone number; or that somebody has it, and is of another unit."""

    person: str | None
    is_elsewhere: bool


@dataclass(frozen=True, kw_only=True)
class LedgerRow(Owed):
    """One danger as a ledger from outside tells it, with everybody and everything in it known by number."""

    description: str
    spot: str
    category: str | None
    basis: str
    measures: str
    control: str
    lon_e7: int | None
    lat_e7: int | None
    key: str  # by which the row is known again
    number: str  # as the ledger counts it
    marks: str  # by which is seen what the row says anew
    along: str  # what else it says
    unit: str | None = None  # where it was found, if another owes it
    others: tuple[Named, ...] = ()
    stands_in: bool = False  # the owner does, for a name that nobody knows
    before: tuple[FileNo, ...] = ()
    after: tuple[FileNo, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LedgerReport:
    """What a ledger from outside says anew of an item that is on ours."""

    item: str
    text: str
    is_closed: bool
    due_on: date | None
    key: str
    number: str
    marks: str
    along: str
    owner: str | None = None
    unit: str | None = None
    others: tuple[Named, ...] = ()

    @property
    def said(self) -> dict[str, Any]:
        """Return what is said of the item."""
        return {word: getattr(self, word) for word in ("item", "text", "is_closed", "due_on", "owner")}


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Rows of a ledger that come onto ours together: the new ones with their numbers, and what is told of others."""

    job: str
    source: str
    rows: tuple[LedgerRow, ...]
    reports: tuple[LedgerReport, ...]
    numbers: tuple[str, ...]

    @property
    def files(self) -> tuple[FileNo, ...]:
        """Return every picture of the new rows, each once."""
        return tuple(dict.fromkeys(file for row in self.rows for file in (*row.before, *row.after)))

    @property
    def items(self) -> tuple[str, ...]:
        """Return the number of every item that is spoken of, new ones first."""
        return self.numbers + tuple(report.item for report in self.reports)


def read_as(ledger: Ledger, *, mapping: Mapping[str, str], answers: Mapping[str, str], headings: Set[str]) -> None:
    """Read a file in this way, if it can be: nothing is left to be told, and all that is told is there and fits."""
    schema = SCHEMAS[ledger]
    lacking = [column for column in schema if column.required and column.key not in {*mapping, *answers}]
    if lacking:
        raise Refused("columns-missing", columns=tuple(f"{ledger} {column.key}" for column in lacking))
    if unknown := [heading for heading in mapping.values() if heading not in headings]:
        raise Refused("heading-unknown", headings=tuple(dict.fromkeys(unknown)))
    if answers.get("owner", TO_POST) != TO_POST:
        raise Refused("answer-owner")
    for column in schema:
        if column.key in answers and not _fits(column, answers[column.key]):
            raise Refused("answer-unfit", column=f"{ledger} {column.key}", answer=answers[column.key])


def _fits(column: Column, answer: str) -> bool:
    """Test whether an answer can hold for a column of a whole file: it is read as a cell is."""
    if column.key == "department":
        return bool(department_of(answer))
    return column.key == "owner" or not isinstance(parser(column)(answer), Problem)


def ask_import(job: str, **told: Any) -> list[Fact]:
    """Ask that a ledger be taken in."""
    return [ImportAsked(job=job, **told)]


def telephone(said: str) -> str:
    """Return a telephone number as the register keeps it."""
    phone = parse_phone(said)
    if not isinstance(phone, str):
        raise Refused("telephone-unfit")
    return phone


def enter_owner(
    new: NewPerson, *, no: str, holder: Holder, may_enter: bool, waiting: Sequence[Item], by: By
) -> list[Fact]:
    """Enter an owner whom a ledger only named, unless his telephone tells who he is; offer him what waits for him."""
    if not waiting:
        raise Refused("owner-not-awaited", organisation=new.organisation)
    if holder.person:
        return holders.offer_many(waiting, to=holder.person, by=by)
    if holder.is_elsewhere:
        raise Refused("telephone-elsewhere")
    if not may_enter:
        raise Refused("people-not-yours", organisation=new.organisation)
    return [*register_people([new], numbers=[no], known={}), *holders.offer_many(waiting, to=no, by=by)]


def take_back_owner(offered: Sequence[tuple[Item, Said | None]], *, by: By, at: datetime, key: str) -> list[Fact]:
    """Take back every offer of one command, or none; whoever was entered by it stays in the register."""
    return [fact for item, said in offered for fact in items.take_back(item, by=by, at=at, command=key, said=said)]


def take_in(batch: Batch, *, kind: str, within: Within, exhibits: Sequence[Exhibit] = ()) -> list[Fact]:
    """Put the new rows of a ledger from outside on ours, and remember by what each of its rows is known again.

    Of what is on ours already it only tells: nothing moves by that.
    """
    job, source = batch.job, batch.source
    filed = items.file_many(batch.rows, numbers=batch.numbers, batch=job, kind=kind, within=within)
    known_by = items.columns((*batch.rows, *batch.reports), KNOWN_BY)
    told = LedgerTold(batch=job, source=source, items=batch.items, **known_by)
    standing_in = {no: row.owner for no, row in zip(batch.numbers, batch.rows, strict=True) if row.stands_in}
    stood = OwnersStoodIn(batch=job, items=tuple(standing_in), owners=tuple(standing_in.values()))
    said = [items.report(kind=kind, source=source, **report.said) for report in batch.reports]
    offered = {one.file: one for one in exhibits}
    shown: list[Fact] = []
    for no, row in zip(batch.numbers, batch.rows, strict=True):
        shown += _show(no, row, kind, offered)
        # What shows one row shows no other, be it of the same file.
        offered |= {file: replace(offered[file], elsewhere=no) for file in (*row.before, *row.after)}
    return [*filed, told, *([stood] if standing_in else []), *said, *shown]


def _show(no: str, row: LedgerRow, kind: str, offered: Mapping[str, Exhibit]) -> list[Fact]:
    """Put to an item the pictures of its row. Of what is still owed they prove nothing."""
    before, after = (tuple(offered[file] for file in files) for files in (row.before, row.after))
    if row.is_closed:
        return [
            *items.show(no, kind, before, Stage.BEFORE, FROM_LEDGER),
            *items.show(no, kind, after, Stage.AFTER, FROM_LEDGER),
        ]
    return items.show(no, kind, (*before, *after), Stage.BEFORE, FROM_LEDGER)
