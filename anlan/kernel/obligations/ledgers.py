"""The three ledgers that come in and go out, and what may be wrong with a row beyond its cells. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from anlan.engines.sheets.ledgers import DANGERS, ORGANISATIONS, PEOPLE
from anlan.engines.sheets.problems import Problem
from anlan.engines.sheets.schema import Schema
from anlan.engines.words.names import name_key
from anlan.kernel.registry.may import Within


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
# The questions that tell what stands on a ledger, in the columns of the file.
TOLD_BY: Mapping[Ledger, str] = {Ledger.DANGERS: "dangers.as_told"}
# What is asked once for a file that lacks the column.
ASKED: Mapping[Ledger, tuple[str, ...]] = {
    Ledger.DANGERS: ("place", "department", "grade", "owner", "closed", "found_at"),
    Ledger.ORGANISATIONS: ("place",),
    Ledger.PEOPLE: ("organisation",),
}
# The one answer about owners: whoever holds the safety post of the unit answers for names that nobody knows.
TO_POST = "post"
# Personal columns that the house does not take over; they stay in the file until its key is destroyed.
LEFT_OUT = frozenset(("found_by", "territory_by", "department_by", "supervisor", "accepted_by"))

# Why an import as a whole may be refused.
REFUSALS = {
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
    "columns-missing": (
        "还要指明这些列：{columns}（{headings}）。",
        "Say first which columns are these: {headings} ({columns}).",
    ),
}

# In the file of every new row: what is wrong, and what to do. The notes at the end keep nothing out.
SAYS: dict[str, tuple[str, str]] = {
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
    "unit-new": ("单位“{unit}”尚未登记，将新建。", "The unit “{unit}” is not registered yet and will be."),
    "due-not-moved": (
        "台账写的时限与本系统不同。时限没有改动。",
        "The ledger names another deadline than ours. Ours has not moved.",
    ),
}
NOTES = frozenset(("unit-new", "due-not-moved"))


class Mismatch(Problem):
    """What is wrong with a row that can be read: with whom and what it names, or what we know of it."""

    @property
    def is_note(self) -> bool:
        """Return whether this only tells, and keeps nothing out."""
        return self.code in NOTES

    def says(self, language: str) -> str:
        """Return what is wrong and what to do, in `zh` or `en`."""
        return SAYS[self.code][language != "zh"].format(**{key: self._word(key, language) for key in self.params})

    def _word(self, key: str, language: str) -> str:
        """Return a parameter; one that is the key of a column is said as the column is headed."""
        value: Any = self.params[key]
        if key != "what":
            return str(value)
        return next((column.heading(language) for column in DANGERS if column.key == value), str(value))


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


def department_of(said: str) -> str | None:
    """Return the code of the department that a text names, as 县应急管理局 names emergency management."""
    return next((code for word, code in DEPARTMENTS if word in said), None)


DEPARTMENTS = tuple(
    (word, code)
    for code, words in {
        "safety": "应急管理 应急局 安监 安全生产监督 safety",
        "housing": "住房 住建 城乡建设 housing",
        "water": "水利 水务 water",
        "fire": "消防 fire",
        "transport": "交通 运输 transport",
        "industry": "工业和信息化 工信 经信 industry",
        "market": "市场监管 市监 市场监督 market",
        "education": "教育 education",
        "health": "卫生 卫健 health",
        "agriculture": "农业 农牧 agriculture",
        "culture": "文化 文旅 文体 culture",
        "energy": "能源 energy",
        "resources": "自然资源 国土 resources",
        "weather": "气象 weather",
        "forestry": "林业 林草 forestry",
        "police": "公安 police",
        "commerce": "商务 commerce",
        "civil": "民政 civil",
        "environment": "生态环境 环保 environment",
        "emergency": "应急指挥 应急 emergency",
    }.items()
    for word in words.split()
)


def _alike(name: str, last: str) -> bool:
    return name.endswith(last) or last not in "省市州县区镇乡"
