"""What is Chinese in a warning: its number of 31 characters, its colour, its codes of places and of events."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import StrEnum

from anlan.engines.cap.message import Info, Named, Severity

BEIJING = timezone(timedelta(hours=8))
NUMBER = re.compile(r"(\d{6})([0-9A-Z]{3})([0-9A-Z]{3})([0-9A-Z]{2})_(\d{14})(?:_(\d))?", re.ASCII)


class Colour(StrEnum):
    """How grave a warning is, as it is said in China. 预警颜色"""

    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    BLUE = "blue"


SEVERITIES: Mapping[Colour, Severity] = {
    Colour.RED: Severity.EXTREME,
    Colour.ORANGE: Severity.SEVERE,
    Colour.YELLOW: Severity.MODERATE,
    Colour.BLUE: Severity.MINOR,
}
NAMES: Mapping[Colour, tuple[str, str]] = {
    Colour.RED: ("红色", "red"),
    Colour.ORANGE: ("橙色", "orange"),
    Colour.YELLOW: ("黄色", "yellow"),
    Colour.BLUE: ("蓝色", "blue"),
}
BY_CHARACTER = {zh[0]: colour for colour, (zh, _) in NAMES.items()}
COLOURED = re.compile("([红橙黄蓝])色")
WARNED = re.compile("([红橙黄蓝])色预警")
# Parameters in which issuers tell the colour, in Chinese or in English.
OF_COLOUR = re.compile(r"colou?r|颜色|预警级别|预警等级|severity", re.IGNORECASE)

PROVINCE = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12]")
# Names under which codes of divisions go, and of codes that look alike and are none.
OURS = re.compile(
    r"GB/?T[ _-]?(?:2260|10114)|CPEAS|area[ _-]?code|adcode|行政区划|区划代码|区域编码|区域代码", re.IGNORECASE
)
FOREIGN = re.compile(r"SAME|FIPS|UGC|EMMA|NUTS|WARNCELL|ISO|profile|HASC|CLC|AMSR", re.IGNORECASE)
LENGTHS = (2, 4, 6, 9, 12)


@dataclass(frozen=True, kw_only=True, slots=True)
class Number:
    """What the 31 characters of an identifier say. 预警编号"""

    region: str  # GB/T 2260
    body: str  # GB/T 4657
    unit: str
    extension: str
    at: datetime
    serial: int | None  # some observatories leave it out

    def __str__(self) -> str:
        """Return the number as it is written."""
        serial = "" if self.serial is None else f"_{self.serial}"
        return f"{self.region}{self.body}{self.unit}{self.extension}_{self.at.astimezone(BEIJING):%Y%m%d%H%M%S}{serial}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """Which kind of event a message is about; `by_name` says whether its words or only a code told."""

    code: str
    name: str
    by_name: bool
    code_differs: bool  # the message has a code too, and the code means something else


def number(identifier: str) -> Number | None:
    """Return what an identifier says, if it is one of 31 characters with a time that there is."""
    found = NUMBER.fullmatch(identifier)
    if not found or found[5][:4] < "1970":
        return None
    try:
        at = datetime.strptime(found[5], "%Y%m%d%H%M%S").replace(tzinfo=BEIJING)
    except ValueError:
        return None
    region, body, unit, extension = (found[no] for no in range(1, 5))
    return Number(
        region=region, body=body, unit=unit, extension=extension, at=at, serial=int(found[6]) if found[6] else None
    )


def colour(info: Info) -> Colour | None:
    """Return the colour that is said: in a parameter, else in headline or event. None where none or several are."""
    told = [_word(one.value) for one in info.parameters if OF_COLOUR.search(one.name)]
    if len(said := {one for one in told if one}) == 1:
        return said.pop()
    for text in (info.headline, info.event):
        characters = set(WARNED.findall(text)) or set(COLOURED.findall(text))
        if len(characters) == 1:
            return BY_CHARACTER[characters.pop()]
    return None


def place(code: Named) -> str | None:
    """Return the division that a geocode means, without the noughts that fill it up: `63`, `6301`, … `630102001002`.

    The value must look like a code of GB/T 2260 or of what is built on it, and its name not be that of another list.
    """
    if FOREIGN.search(code.name) and not OURS.search(code.name):
        return None
    value = code.value
    if not re.fullmatch(r"\d{2}|\d{4}|\d{6}|\d{9}|\d{12}", value, re.ASCII) or not PROVINCE.match(value):
        return None
    return value[: next(length for length in LENGTHS if not value[length:].strip("0"))]


def is_wrong_place(code: Named) -> bool:
    """Test whether a geocode says by its name that it is a division, and is none."""
    return bool(OURS.search(code.name)) and place(code) is None


def event(info: Info, names: Mapping[str, str]) -> Event | None:
    """Return the kind of event, of a list code → name: by what is written first, and by a code only where nothing is.

    Feeds put other codes under the same prefix; what people read is what was meant.
    """
    said = [info.event, *(one.value for one in info.event_codes)]
    code = next((one for one in said if one in names), None)
    for text in (info.event, info.headline):
        if named := _named(text, names):
            return Event(code=named, name=names[named], by_name=True, code_differs=code not in (None, named))
    return Event(code=code, name=names[code], by_name=False, code_differs=False) if code else None


def _named(text: str, names: Mapping[str, str]) -> str | None:
    """Return the code of the longest name that stands in a text; brackets make no difference."""
    plain = _plain(text)
    found = [(len(name), code) for code, name in names.items() if _plain(name) in plain]
    longest = max((length for length, _ in found), default=0)
    return min((code for length, code in found if length == longest), default=None)


def _plain(text: str) -> str:
    return re.sub("[()（）\\s]", "", text)


def _word(text: str) -> Colour | None:
    """Return the colour that a parameter says: 红色, 红, red."""
    plain = text.strip().lower()
    for colour_, (zh, en) in NAMES.items():
        if plain in (zh, zh[0], en) or plain.startswith(zh):
            return colour_
    return None
