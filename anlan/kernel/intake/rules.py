"""The three ledgers that come in and go out: what is said of them, and why a file or a row may be refused. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from anlan.engines.sheets.codes import parse_phone
from anlan.engines.sheets.ledgers import DANGERS, ORGANISATIONS, PEOPLE
from anlan.engines.sheets.problems import Problem
from anlan.engines.sheets.schema import Schema
from anlan.kernel.intake.facts import ImportAsked, LedgerTold, Named, OwnersStoodIn
from anlan.kernel.journal.facts import By, Fact, FileNo, Refused
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
    "import-running": ("导入{job}正在进行。", "The import {job} is running already."),
    "owner-not-awaited": (
        "{organisation}没有这个姓名的待补事项，可能刚刚已经补登。请刷新后再看。",
        "Nothing waits for this name at {organisation}; perhaps it has just been entered. Reload.",
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
        "还要指明这些列：{columns}（{headings}）。",
        "Say first which columns are these: {headings} ({columns}).",
    ),
}

# In the file of every new row: what is wrong, and what to do. The notes at the end keep nothing out.
FAULTS: dict[str, tuple[str, str]] = {
    "place-unknown": (
        "没有叫“{value}”的地方。请写行政区划代码或全名。",
        "There is no place “{value}”. Write its code or its full name.",
    ),
    "place-several": (
        "叫“{value}”的地方不止一个。请写行政区划代码。",
        "More than one place is called “{value}”. Write its code.",
    ),
    "place-missing": (
        "看不出在哪里。请写行政区划，或填写已登记单位的信用代码。",
        "It is not clear where this is. Write the place, or the credit code of a registered unit.",
    ),
    "beyond-reach": (
        "“{place}”不归您管。请交由当地导入。",
        "“{place}” is beyond your jurisdiction. Let the office there import this row.",
    ),
    "beyond-department": (
        "“{department}”主管的不归您管。请交由该部门导入，或核对监管单位。",
        "What “{department}” supervises is beyond your post. Let that department import it, or check the column.",
    ),
    "uscc-differs": (
        "“{unit}”登记的信用代码与这里不同。请对照营业执照核对。",
        "“{unit}” is registered with another credit code. Compare it with the licence.",
    ),
    "unit-missing": ("没有写单位。请补上单位名称。", "No unit is named. Write its name."),
    "units-several": (
        "叫“{unit}”的单位不止一个。请填写统一社会信用代码。",
        "More than one unit is called “{unit}”. Give its credit code.",
    ),
    "unit-unknown": (
        "没有登记过单位“{unit}”。请先导入单位。",
        "No unit “{unit}” is registered. Import the units first.",
    ),
    "unit-refused": ("这个单位不能登记：{why}", "This unit cannot be registered: {why_en}"),
    "person-refused": ("这个人不能登记：{why}", "This person cannot be registered: {why_en}"),
    "owner-missing": (
        "没有写责任人。请写姓名和电话，或在导入时选择由安全员负责。",
        "No owner is named. Write name and telephone, or choose that safety posts answer.",
    ),
    "owner-unknown": (
        "单位里没有这个责任人。请在姓名后写上电话，或在导入时选择由安全员负责。",
        "The unit has nobody of this name. Add a telephone number, or choose that safety posts answer.",
    ),
    "owner-several": (
        "单位里叫这个名字的不止一人。请在姓名后写上电话。",
        "The unit has more than one person of this name. Add the telephone number.",
    ),
    "no-safety-post": (
        "“{unit}”没有登记安全员。请写责任人的姓名和电话。",
        "“{unit}” has nobody in its safety post. Write the owner's name and telephone.",
    ),
    "phone-of-another": (
        "这个电话是该单位另一个人的。请核对姓名和电话。",
        "This telephone number belongs to somebody else of the unit. Check name and number.",
    ),
    "major-lacks": (
        "重大隐患还缺“{what}”。请补上。",
        "A major danger needs “{what}”. Add it.",
    ),
    "row-lacks": (
        "还缺“{what}”。请补上这一列，或在导入时统一回答。",
        "“{what}” is missing. Add it, or answer it once.",
    ),
    "number-unknown": (
        "台账上没有编号为“{value}”的隐患。请核对编号；新隐患请把编号留空。",
        "No danger on the ledger has the number “{value}”. Check it; leave it empty for a new danger.",
    ),
    "picture-unfit": ("图片没有收下：{why}", "A picture was not taken: {why_en}"),
    "picture-large": (
        "有图片超过{megabytes} MB，没有收下。请压缩后上传到该隐患。",
        "A picture of more than {megabytes} MB was not taken. Shrink it and put it to the danger.",
    ),
    "pictures-many": (
        "图片超过{most}张，只收下前{most}张。",
        "There are more than {most} pictures here; the first {most} are taken.",
    ),
    "picture-used": (
        "有图片已用于别的隐患，没有收下。请换成本处的照片。",
        "A picture that stands for another danger already was not taken. Use one of this place.",
    ),
    "pictures-bad": (
        "这一行有误，图片没有收下。请在原文件里改正后整份再导入。",
        "This row is bad, so its pictures were not taken. Mend it in the file itself, and import that again.",
    ),
    "pictures-known": (
        "这条隐患已在台账上，图片没有收下。整改照片请由责任人上传。",
        "This danger is on the ledger already; its pictures were not taken. Its owner puts in what shows the repair.",
    ),
    "owing-unknown": (
        "没有登记过责任单位“{unit}”，由“{own}”负责；责任单位照原文保留。",
        "No unit “{unit}” is registered, so “{own}” owes it; the name is kept as told.",
    ),
    "phone-shared": (
        "这个电话是该单位另一个人的，姓名照原文保留。",
        "This telephone number is another person's of the unit; the name is kept as told.",
    ),
    "role-unknown": (
        "没有“{value}”这个角色。请写企业安全管理员或单位人员。",
        "There is no role “{value}”. Write enterprise safety manager or member of a unit.",
    ),
    "role-beyond": (
        "“{value}”的岗位须由一名管理员提名、另一名管理员同意；这里只登记人员。",
        "A post of “{value}” takes two administrators; only the person is entered here.",
    ),
    "post-not-yours": (
        "任职由管理员或该单位自己办理；这里只登记人员。",
        "Posts of a unit are filled by an administrator or by the unit itself; only the person is entered here.",
    ),
    "unit-new": ("单位“{unit}”尚未登记，将新建。", "The unit “{unit}” is not registered yet and will be."),
    "due-not-moved": (
        "台账写的时限与本系统不同。时限没有改动。",
        "The ledger names another deadline than ours. Ours has not moved.",
    ),
}
NOTES = frozenset(
    (
        *("picture-unfit", "picture-large", "pictures-many", "picture-used", "pictures-known", "pictures-bad"),
        *("owing-unknown", "phone-shared", "role-beyond", "post-not-yours", "unit-new", "due-not-moved"),
    )
)


class Mismatch(Problem):
    """What is wrong with a row that can be read: with whom and what it names, or what we know of it."""

    @property
    def is_note(self) -> bool:
        """Return whether this only tells, and keeps nothing out."""
        return self.code in NOTES

    def says(self, language: str) -> str:
        """Return what is wrong and what to do, in `zh` or `en`."""
        return FAULTS[self.code][language != "zh"].format(**{key: self._word(key, language) for key in self.params})

    def _word(self, key: str, language: str) -> str:
        """Return a parameter; one that is the key of a column is said as the column is headed."""
        value: Any = self.params[key]
        if key != "what":
            return str(value)
        return next((column.heading(language) for column in DANGERS if column.key == value), str(value))


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
        return items.offer_many(waiting, to=holder.person, by=by)
    if holder.is_elsewhere:
        raise Refused("telephone-elsewhere")
    if not may_enter:
        raise Refused("people-not-yours", organisation=new.organisation)
    return [*register_people([new], numbers=[no], known={}), *items.offer_many(waiting, to=no, by=by)]


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
