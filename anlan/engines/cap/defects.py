"""What is wrong with a message, in words: why it is not read at all, or what whoever releases it should know.

Notes only tell. Everything else keeps a message in quarantine until a person releases or refuses it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

MOST_LISTED = 100

REFUSALS = {
    "empty": ("里面没有任何内容。", "There is nothing in it."),
    "too-large": ("超过 {megabytes} MB，没有读取。", "It is larger than {megabytes} MB and was not read."),
    "not-xml": ("不是 XML。", "It is not XML."),
    "damaged": ("XML 不完整或已损坏（第 {line} 行）。", "The XML is cut off or damaged (line {line})."),
    "encoding-unknown": ("认不出它的文字编码（{encoding}）。", "Its encoding is unknown ({encoding})."),
    "encoding-wrong": ("自称用 {encoding} 编码，内容却不是。", "It says that it is written in {encoding}, and is not."),
    "xml-tricks": (
        "含有预警不该有的内容（DTD 或实体），没有读取。",
        "It holds what no warning should (a DTD or entities) and was not read.",
    ),
    "too-deep": ("嵌套超过 {most} 层，没有读取。", "It is nested deeper than {most} levels and was not read."),
    "too-many-elements": ("超过 {most} 个元素，没有读取。", "It has more than {most} elements and was not read."),
    "too-many-attributes": (
        "一个元素的属性超过 {most} 个，没有读取。",
        "One of its elements has more than {most} attributes; it was not read.",
    ),
    "too-many-asides": (
        "注释和处理指令超过 {most} 条，没有读取。",
        "It has more than {most} comments and instructions and was not read.",
    ),
    "not-cap": ("不是 CAP 1.1 或 1.2 的预警（{found}）。", "It is no warning in CAP 1.1 or 1.2 ({found})."),
    "not-a-feed": (
        "既不是 CAP 预警，也不是 Atom 或 RSS（{found}）。",
        "It is neither a warning in CAP nor Atom nor RSS ({found}).",
    ),
    "identity-missing": (
        "没有 {field}，或无法辨认，因而说不清是哪一条预警。",
        "Its {field} is missing or cannot be read, so that nobody can tell which warning it is.",
    ),
    "identity-twice": (
        "{field} 出现了两次，因而说不清是哪一条预警。",
        "Its {field} stands there twice, so that nobody can tell which warning it is.",
    ),
}

SAYS = {
    "missing": ("缺少 {field}。", "There is no {field}."),
    "said-twice": (
        "{field} 出现了不止一次，读的是第一个。",
        "{field} stands there more than once; the first was read.",
    ),
    "value-unknown": ("{field} 的值“{value}”不在标准之内。", "“{value}” is no value of {field} in the standard."),
    "number-unreadable": ("“{value}”不是数。", "“{value}” is no number."),
    "time-unreadable": ("“{value}”不是时间。", "“{value}” is no time."),
    "time-without-offset": (
        "时间“{value}”没有写时区，按北京时间读。",
        "The time “{value}” has no offset; it was read as Beijing time.",
    ),
    "time-other-form": (
        "时间“{value}”的写法与标准不同，意思清楚。",
        "The time “{value}” is written otherwise than the standard has it; its meaning is clear.",
    ),
    "text-too-long": ("文字有 {length} 字，超过 {most} 字。", "The text has {length} characters, more than {most}."),
    "too-many-words": ("超过 {most} 项，只读了前面的。", "There are more than {most}; only the first were read."),
    "html": (
        "文字里有网页代码（{found}），按原样保留。",
        "There is markup in the text ({found}); it is kept as it stands.",
    ),
    "element-unknown": ("{name} 不在标准之内，没有读。", "{name} is not in the standard and was not read."),
    "no-namespace": ("没有写明是哪一版 CAP，按 1.2 版读。", "It does not say which CAP it is; it was read as 1.2."),
    "cap-1-1": ("这是 CAP 1.1 版。", "This is CAP 1.1."),
    "and-more": ("另有 {count} 处，不再列出。", "There are {count} more, which are not listed."),
    "reference-unreadable": (
        "引用“{value}”不是“发布者,编号,时间”的写法。",
        "The reference “{value}” is not of the form “sender,identifier,sent”.",
    ),
    "point-unreadable": ("“{value}”不是“纬度,经度”。", "“{value}” is not “latitude,longitude”."),
    "out-of-range": ("“{value}”不在地球上。", "“{value}” is nowhere on earth."),
    "swapped": (
        "经度和纬度写反了（{value}），已调换。",
        "Longitude and latitude are exchanged ({value}); they were put right.",
    ),
    "ring-unclosed": ("多边形没有闭合，已补上。", "The polygon is not closed; it was closed."),
    "too-few-points": ("多边形只有 {count} 个不同的点，不成面。", "The polygon has {count} different points, too few."),
    "too-many-points": ("多边形的点超过 {most} 个，没有读。", "There are more than {most} points; they were not read."),
    "no-surface": ("多边形没有面积。", "The polygon has no surface."),
    "crosses-itself": ("多边形自相交，没有采用。", "The polygon crosses itself and was not used."),
    "crossing-mended": (
        "多边形自相交，已修成 {count} 个不相交的面。",
        "The polygon crosses itself; it was mended into {count} without crossing.",
    ),
    "circle-unreadable": ("“{value}”不是“纬度,经度 半径”。", "“{value}” is not “latitude,longitude radius”."),
    "no-info": ("没有任何内容（info）。", "It says nothing (no info)."),
    "too-many-infos": (
        "内容（info）超过 {most} 段，只读了前面的。",
        "It says more than {most} things (infos); only the first were read.",
    ),
    "no-area": ("没有区域。", "There is no area."),
    "area-without-place": (
        "区域只有名称，没有多边形、圆或区划代码，无法匹配。",
        "The area has only a name: without polygon, circle or geocode nothing can be matched with it.",
    ),
    "time-order": ("{later} 不晚于 {earlier}。", "{later} is not after {earlier}."),
    "sent-ahead": ("发布时间比现在晚 {minutes} 分钟。", "It is dated {minutes} minutes ahead."),
    "no-references": ("{type} 没有写明针对哪一条预警。", "{type} does not name the message that it is about."),
    "refers-to-itself": ("引用的是自己。", "It refers to itself."),
    "refers-ahead": ("引用的“{identifier}”比自己还晚。", "It refers to “{identifier}”, which is later than itself."),
    "identity-unfit": (
        "{field} 里有空格、逗号、< 或 &，别的消息无法引用它。",
        "There is a blank, comma, < or & in {field}: no other message can refer to it.",
    ),
    "restriction-missing": ("限定范围发布，却没有写限定什么。", "Its scope is Restricted, without a restriction."),
    "addresses-missing": ("定向发布，却没有写发给谁。", "Its scope is Private, without addresses."),
    "colour-contradicts": (
        "写的是{colour_zh}，severity 却是 {severity}（{colour_zh}应为 {expected}）。",
        "It says {colour_en}, but its severity is {severity} ({colour_en} means {expected}).",
    ),
    "ceiling-wrong": (
        "ceiling 没有对应的 altitude，或低于它。",
        "There is a ceiling without an altitude, or below it.",
    ),
    "geocode-wrong": (
        "“{value}”不是行政区划代码，也不是区域代码。",
        "“{value}” is neither a code of a division nor of an area.",
    ),
    "same-text": (
        "{language} 与另一种语言的文字完全相同。",
        "The text in {language} is the same as that in another language.",
    ),
    "not-actual": ("不是实际预警，而是 {status}。", "It is not meant in earnest: {status}."),
    "answer": ("这是对别的消息的回执（{type}），不是预警。", "It answers another message ({type}) and is no warning."),
}
NOTES = frozenset({"time-other-form", "element-unknown", "cap-1-1", "same-text", "not-actual", "answer"})
# What was put right in what was read; the message still waits for a person.
MENDED = frozenset({"ring-unclosed", "swapped", "crossing-mended", "time-without-offset", "no-namespace"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Defect:
    """Something that is wrong, or good to know (`is_note`), and where: `info[1]/area[2]/polygon[1]`."""

    code: str
    place: str = ""
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_note(self) -> bool:
        """Return whether this only tells, and keeps nothing back."""
        return self.code in NOTES

    @property
    def mended(self) -> bool:
        """Return whether it was put right in what was read."""
        return self.code in MENDED

    def says(self, language: str) -> str:
        """Return what is wrong, in `zh` or `en`."""
        return (SAYS | REFUSALS)[self.code][language != "zh"].format(**self.params)

    def tells(self, language: str) -> str:
        """Return where it is and what is wrong, in `zh` or `en`."""
        where = re.sub(r"\[(\d+)\]", r" \1", self.place).replace("/", " · ")
        return (where + ("：" if language == "zh" else ": ") if where else "") + self.says(language)


class Rejected(Exception):
    """What came in is not read as a warning; `defect` tells why."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.defect = Defect(code=code, params=params)

    @property
    def code(self) -> str:
        """Return why, in one word."""
        return self.defect.code

    def says(self, language: str) -> str:
        """Return why, in `zh` or `en`."""
        return self.defect.says(language)


class Findings:
    """Gathers defects, each once, and no more of them than somebody reads."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, tuple[tuple[str, str], ...]], Defect] = {}
        self._more = 0

    def add(self, code: str, place: str = "", **params: str) -> None:
        """Note a defect. What was said in the message is quoted in short."""
        told = {name: value if len(value) <= 80 else f"{value[:79]}…" for name, value in params.items()}
        key = (code, place, tuple(told.items()))
        if len(self._found) < MOST_LISTED or key in self._found:
            self._found[key] = Defect(code=code, place=place, params=told)
        else:
            self._more += 1

    def told(self) -> tuple[Defect, ...]:
        """Return what was found, in the order in which it was found."""
        more = (Defect(code="and-more", params={"count": str(self._more)}),) if self._more else ()
        return (*self._found.values(), *more)
