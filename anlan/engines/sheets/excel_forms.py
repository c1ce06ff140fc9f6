"""What both families of Excel files share: which formats are dates, what a serial number means, how letters hide."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from anlan.engines.sheets.cells import Cell, When, number

# 27–36 and 50–58 are the dates of East Asian versions.
DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))

_NOT_LETTERS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_HIDDEN = re.compile(r"_x([0-9A-Fa-f]{4})_")
_EPOCH = date(1899, 12, 30)
_LAST_SERIAL = 2_958_466
_DAY_SECONDS = 86_400
FROM_1904 = 1462


def is_date_format(code: str) -> bool:
    """Return whether a number format shows a number as a date or a time."""
    shown = _NOT_LETTERS.sub("", code[:200].replace("[h", "h").replace("[m", "m"))
    return any(letter in "ymdhsYMDHS" for letter in shown) and "General" not in shown


@lru_cache(maxsize=10_000)
def dated(serial: float, shift: int) -> Cell:
    """Return what a serial number means: a day, a day and time, or a time alone. What means nothing stays a number."""
    days, rest = divmod(serial + shift, 1) if 0 <= serial < _LAST_SERIAL else (-1, 0)
    if days < 0:
        return number(repr(serial))
    seconds = round(rest * _DAY_SECONDS)
    if seconds == _DAY_SECONDS:
        days, seconds = days + 1, 0
    if days < 1:
        return _clock(seconds)
    on = _EPOCH + timedelta(days=int(days) + (days < 60))  # Excel believes that 1900 had a 29 February
    return When(on, _clock(seconds) if seconds else None)


def told(text: str) -> Cell:
    """Return a date as ISO 8601 spells it, else the text."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    clock = moment.time()
    return When(moment.date(), clock if clock != time() else None)


def revealed(text: str) -> str:
    """Return a text in which `_x000D_` and its like are the characters that they stand for."""
    if "_x" not in text:
        return text
    text = _HIDDEN.sub(lambda match: chr(int(match[1], 16)), text)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def hidden(text: str) -> str:
    """Return a text as XLSX can hold it: what XML forbids is spelt `_x0001_`."""
    if _PLAIN.fullmatch(text):
        return text
    return _TO_HIDE.sub(lambda match: "".join(f"_x{ord(letter):04X}_" for letter in match[0]), text)


_FORBIDDEN = "\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff"
_PLAIN = re.compile(f"[^_{_FORBIDDEN}]*")
_TO_HIDE = re.compile(f"_(?=x[0-9A-Fa-f]{{4}}_)|[{_FORBIDDEN}]")


def _clock(seconds: int) -> time:
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60)
