"""What is wrong with a row that can be read, for those who know its units, people and numbers; and what to do."""

from __future__ import annotations

from typing import Any

from anlan.engines.sheets.ledgers import DANGERS
from anlan.engines.sheets.problems import Problem

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
        "What “{department_en}” supervises is beyond your post. Let that department import it, or check the column.",
    ),
    "uscc-differs": (
        "“{unit}”登记的信用代码与这里不同。请对照营业执照核对。",
        "“{unit}” is registered with another credit code. Compare it with the licence.",
    ),
    "found-ahead": (
        "写的日期 {day} 还没有到。请核对年份和月份。",
        "{day} has not come yet. Check the year and the month.",
    ),
    "closed-ahead": (
        "写的日期 {day} 还没有到，不会已经完成。请核对。",
        "{day} has not come yet, so nothing was finished on it. Check it.",
    ),
    "closed-too-early": (
        "完成日期 {day} 早于发现日期 {found}。请核对这两个日期。",
        "It was finished on {day}, before it was found on {found}. Check both days.",
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
    "unit-not-yours": (
        "没有登记过单位“{unit}”。请{who}先登记这个单位，再导入这一行。",
        "No unit “{unit}” is registered. Let {who_en} enter it, then import this row.",
    ),
    "unit-otherwise": (
        "“{unit}”登记在{place}，地点或信用代码与这里不同。请对照营业执照核对这一行。",
        "“{unit}” is registered at {place}, with another place or credit code than here. Compare the licence.",
    ),
    "unit-refused": ("这个单位不能登记：{why}", "This unit cannot be registered: {why_en}"),
    "person-refused": ("这个人不能登记：{why}", "This person cannot be registered: {why_en}"),
    "owner-missing": (
        "没有写责任人。请写姓名和电话，或在导入时选择由安全员负责。",
        "No owner is named. Write name and telephone, or choose that safety posts answer.",
    ),
    "owner-not-yours": (
        "单位里没有这个责任人。请{who}先登记这个人，或在导入时选择由安全员负责。",
        "The unit has nobody of this name. Let {who_en} enter the person, or choose that safety posts answer.",
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
    "major-lacks": ("重大隐患还缺“{what}”。请补上。", "A major danger needs “{what}”. Add it."),
    "row-lacks": (
        "还缺“{what}”。请补上这一列，或在导入时统一回答。",
        "“{what}” is missing. Add it, or answer it once.",
    ),
    "number-unknown": (
        "您看得到的台账上没有编号为“{value}”的隐患。属别处的请交由当地导入；确是新隐患的，请把编号留空。",
        "No danger that you see has the number “{value}”. Let its office import it; if it is new, leave this empty.",
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
    "word-unknown": (
        "没有“{value}”这个选项，这一项没有登记。可写：{choices}。",
        "“{value}” is none of the words there are, and was not entered. One may write: {choices_en}.",
    ),
    "unit-new": ("单位“{unit}”尚未登记，将新建。", "The unit “{unit}” is not registered yet and will be."),
    "due-not-moved": (
        "台账写的时限与本系统不同。时限没有改动。",
        "The ledger names another deadline than ours. Ours has not moved.",
    ),
}
# What is cured, too, by letting the safety post of the unit answer.
CURED_BY_SAFETY = frozenset({"owner-missing", "owner-not-yours", "owner-unknown"})
NOTES = frozenset(
    (
        *("picture-unfit", "picture-large", "pictures-many", "picture-used", "pictures-known", "pictures-bad"),
        *(
            "owing-unknown",
            "phone-shared",
            "role-beyond",
            "post-not-yours",
            "unit-new",
            "due-not-moved",
            "word-unknown",
        ),
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
