"""Days as people type them, and deadlines. What is not a day gets a sentence, never a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta

from anlan.engines.sheets.cells import Cell, When
from anlan.engines.sheets.excel_forms import dated
from anlan.engines.sheets.problems import Noted, Problem
from anlan.engines.sheets.texts import brief, folded, is_nothing
from anlan.engines.sheets.words import names

YEARS = range(1949, 2101)

_BLANK = re.compile(r"\s+(?=[年月日号./\-])|(?<=[年月./\-])\s+")
_CHINESE_YEAR = re.compile("[〇○零一二三四五六七八九]{4}(?=年)")
_CHINESE_NUMBER = re.compile("[一二两三四五六七八九十廿卅]{1,4}(?=[月日号天周个小])")
_CLOCK = (
    r"(?:[ T,]{0,3}(上午|下午|AM|PM|am|pm)? ?(\d{1,2})[:时点]"
    r"(?:(\d{1,2})(?:[:分](?:(\d{1,2})(?:\.(\d{1,6})\d*)?秒?)?)?)?)?"
)
_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})[日号]?" + _CLOCK)
_DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)")
_SERIAL = re.compile(r"[3-6]\d{4}(?:\.\d{1,12})?")  # of the years 1982 to 2091, as a cell without a format shows it
_WITHOUT_YEAR = re.compile(r"(\d{1,2})月(\d{1,2})[日号]?" + _CLOCK)
_MONTH = re.compile(r"(?:(\d{4})[-./年])?(\d{1,2})月?(份|底|末)?")
_BY = re.compile(r"(?:以前|之前|前|止|为止|截止)$")
_RANGE = re.compile(r"\d.*(?:\d|日|号)\s*(?:至|到|~|—|--|-\s*(?=\d{4}\D))\s*\d")
_WITHIN = re.compile(
    r"(\d{1,4})(个工作日|工作日|日|天|个自然日|个日历天|周|个星期|小时|个小时)(?:内|之内|以内|完成|整改)?"
)
_WITHIN_ENGLISH = re.compile(r"within (\d{1,4}) (working days?|days?|weeks?|hours?)")

AT_ONCE = names(
    "立即 立刻 即时 马上 当场 当天 当日 现场 即查即改 立行立改 立即整改 当场整改 现场整改 immediately at_once"
)
ENDLESS = names("长期 长期坚持 持续 持续整改 长期整改 永久 一直 常态化")

_NUMERALS = {
    letter: value for value, letters in enumerate(("〇○零", "一", "二两", *"三四五六七八九")) for letter in letters
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when: a day (`on`, perhaps with a time), or so many calendar days from the finding (0 is at once)."""

    on: date | None = None
    at: time | None = None
    days: int | None = None


def parse_date(cell: Cell, *, at_year: int | None = None) -> When | Noted | Problem | None:
    """Return a day, with its time if that was told. `at_year` is the year of days without one. None if empty."""
    if isinstance(cell, When):
        return cell if cell.on.year in YEARS else _problem("date-impossible", cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _from_number(cell)
    text = folded(cell)
    if is_nothing(text):
        return None
    text = _plain(text)
    if found := _DAY.fullmatch(text):
        return _when(found.groups(), cell)
    if found := _DIGITS.fullmatch(text):
        return _when(found.groups(), cell)
    if _SERIAL.fullmatch(text):
        day = _from_number(float(text))
        note = Problem(code="serial-taken", params={"value": brief(cell), "day": str(day)})
        return Noted(day, note) if isinstance(day, When) else day
    if found := _WITHOUT_YEAR.fullmatch(text):
        return _in_year(found.groups(), cell, at_year)
    return _month(text, cell, at_year) or _problem("date-range" if _RANGE.search(text) else "date-unclear", cell)


def parse_deadline(cell: Cell, *, at_year: int | None = None) -> Deadline | Noted | Problem | None:
    """Return by when something must be done: a day, at once, or within so many calendar days. None if empty."""
    text = folded(cell)
    if is_nothing(text):
        return None
    if text.lower().replace(" ", "_") in AT_ONCE:
        return Deadline(days=0)
    if text in ENDLESS:
        return _problem("deadline-endless", cell)
    text = _plain(text)
    if found := _WITHIN.fullmatch(text) or _WITHIN_ENGLISH.fullmatch(text.lower()):
        return _within(int(found[1]), found[2], cell)
    is_text = isinstance(cell, str)
    day = parse_date(_BY.sub("", text) if is_text else cell, at_year=at_year)
    match day:
        case Noted(value=When() as value):
            return Noted(Deadline(value.on, value.at), day.note)
        case When():
            return Deadline(day.on, day.at)
        case Problem(code="date-unclear"):
            return _problem("deadline-unclear", cell)
        case Problem():
            return Problem(code=day.code, params={"value": brief(cell)})
    return _problem("deadline-unclear", cell)


def _plain(text: str) -> str:
    text = _CHINESE_YEAR.sub(lambda match: "".join(str(_NUMERALS[letter]) for letter in match[0]), text)
    text = _CHINESE_NUMBER.sub(lambda match: str(_counted(match[0])), text)
    return _BLANK.sub("", text)


def _counted(letters: str) -> int:
    """Return the number that Chinese numerals up to 99 mean; 0 if they mean none."""
    tens, ten, ones = letters.replace("廿", "二十").replace("卅", "三十").partition("十")
    if not ten:
        return _NUMERALS[letters] if len(letters) == 1 else 0
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return 0
    return (_NUMERALS[tens] if tens else 1) * 10 + (_NUMERALS[ones] if ones else 0)


def _from_number(cell: int | float) -> When | Problem:
    if isinstance(cell, int) and (found := _DIGITS.fullmatch(str(cell))):
        return _when(found.groups(), cell)
    day = dated(float(cell), 0)
    if isinstance(day, When) and day.on.year in YEARS:
        return day
    return _problem("date-unclear", cell)


def _when(groups: tuple[str | None, ...], cell: Cell) -> When | Problem:
    year, month, day, *clock = groups
    try:
        on = date(int(year or 0), int(month or 0), int(day or 0))
        at = _clock(*clock) if clock else None
    except ValueError:
        return _problem("date-impossible", cell)
    return When(on, at) if on.year in YEARS else _problem("date-impossible", cell)


def _clock(half: str | None, hour: str | None, minute: str | None, second: str | None, rest: str | None) -> time | None:
    if hour is None:
        return None
    hours = int(hour)
    if half in ("下午", "PM", "pm") and hours < 12:
        hours += 12
    return time(hours, int(minute or 0), int(second or 0), int((rest or "0").ljust(6, "0")))


def _in_year(groups: tuple[str | None, ...], cell: Cell, at_year: int | None) -> When | Noted | Problem:
    if at_year is None:
        return _problem("date-without-year", cell)
    day = _when((str(at_year), *groups), cell)
    if isinstance(day, Problem):
        return day
    return Noted(day, Problem(code="year-assumed", params={"value": brief(cell), "year": str(at_year)}))


def _month(text: str, cell: Cell, at_year: int | None) -> Noted | Problem | None:
    """Return the first day of a month, or its last (`底`), if the text names a month."""
    found = _MONTH.fullmatch(text)
    if not found or not (found[1] or "月" in text):
        return None
    if not (found[1] or at_year):
        return _problem("date-without-year", cell)
    year, month = int(found[1] or at_year or 0), int(found[2])
    if year not in YEARS or not 1 <= month <= 12:
        return _problem("date-impossible", cell)
    on = date(year, month, 1)
    if found[3] in ("底", "末"):
        on = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return Noted(When(on), Problem(code="month-only", params={"value": brief(cell), "day": on.isoformat()}))


def _within(count: int, unit: str, cell: Cell) -> Deadline | Problem:
    if "工作" in unit or "working" in unit:
        return _problem("working-days", cell)
    if "周" in unit or "星期" in unit or "week" in unit:
        return Deadline(days=count * 7)
    if "小时" in unit or "hour" in unit:
        return Deadline(days=-(-count // 24)) if count % 24 == 0 else _problem("deadline-unclear", cell)
    return Deadline(days=count)


def _problem(code: str, cell: Cell) -> Problem:
    return Problem(code=code, params={"value": brief(cell)})
