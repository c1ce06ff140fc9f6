"""Numbers that carry a proof or a shape of their own: telephones, credit codes, identity numbers, division codes."""

from __future__ import annotations

import re
from datetime import date

from stdnum.cn import uscc

from anlan.engines.sheets.cells import Cell
from anlan.engines.sheets.problems import Problem
from anlan.engines.sheets.texts import DIGITS_KEPT, TYPED_LONGEST, brief, folded, is_nothing, said

_BETWEEN = re.compile(r"[,;/、|\n]|或|\s{2,}")
_FILLING = re.compile(r"[\s\-‐‑–—()（）.]+")
_COUNTRY = re.compile(r"^(?:\+86|0086|86(?=1[3-9]\d{9}$))")
_SCIENTIFIC = re.compile(r"\d(?:\.(\d+))?e\+?(\d{1,2})")  # as a .csv has a long number, with some digits or with all
_MOBILE = re.compile(r"1[3-9]\d{9}")
_SEVERAL = re.compile(r"(?:1[3-9]\d{9}){2,7}")
_LAND_LINE = re.compile(r"(010|02\d|0[3-9]\d\d)(\d{7,8})(?:(?:转|#|x|ext|分机)(\d{1,6}))?")
_SERVICE = re.compile(r"[48]00\d{7}")

_USCC = re.compile("[0-9A-HJ-NP-RTUW-Y][0-9A-HJ-NP-RTUW-Y]\\d{6}[0-9A-HJ-NP-RTUW-Y]{10}")
_NOT_IN_USCC = {"I": "1", "O": "0", "Z": "2", "S": "5", "V": "U"}
_LOOK_ALIKE = {"0": "DQ", "D": "0", "Q": "0", "8": "B", "B": "8", "U": "W", "W": "U", "1": "7", "7": "1"}

_ID = re.compile(r"\d{6}(\d{4})(\d\d)(\d\d)\d{3}[\dX]")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

_PLACE = re.compile(r"\d{6}(?:\d{3}){0,2}")


def parse_phone(cell: Cell) -> str | Problem | None:
    """Return one telephone number: 13897123456, 0971-8230000, 0971-8230000转12, 4001234567. None if empty."""
    text = folded(cell).lower()
    if is_nothing(text):
        return None
    if found := _SCIENTIFIC.fullmatch(text):
        if len(found[1] or "") != int(found[2]):
            return Problem(code="digits-lost")
        text = text[0] + (found[1] or "")
    several = [part for part in _BETWEEN.split(text) if part.strip()]
    if len(several) > 1:
        return Problem(code="phone-several")
    digits = _COUNTRY.sub("", _FILLING.sub("", text))
    if _MOBILE.fullmatch(digits) or _SERVICE.fullmatch(digits):
        return digits
    if found := _LAND_LINE.fullmatch(digits):
        area, number, extension = found.groups()
        return f"{area}-{number}" + (f"转{extension}" if extension else "")
    return Problem(code="phone-several" if _SEVERAL.fullmatch(digits) else "phone-unclear")


def parse_uscc(cell: Cell) -> str | Problem | None:
    """Return a unified social credit code whose check digit is right, in capitals. None if empty."""
    if isinstance(cell, int | float) and abs(cell) >= DIGITS_KEPT:
        return Problem(code="digits-lost")
    text = folded(cell)
    if is_nothing(text):
        return None
    if _SCIENTIFIC.fullmatch(text.lower()):
        return Problem(code="digits-lost")
    code = re.sub(r"[\s\-]", "", text).upper()
    if len(code) != 18:
        return Problem(code="uscc-length", params={"length": str(len(code))})
    if _is_uscc(code):
        return code
    wrong = [letter for letter in code if letter in _NOT_IN_USCC]
    perhaps = "".join(_NOT_IN_USCC.get(letter, letter) for letter in code)
    if wrong and not _is_uscc(perhaps):
        return Problem(code="uscc-letter", params={"letter": wrong[0], "perhaps": _NOT_IN_USCC[wrong[0]]})
    likely = {perhaps} if wrong else _one_letter_off(code)
    if len(likely) == 1:
        return Problem(code="uscc-perhaps", params={"perhaps": likely.pop()})
    return Problem(code="uscc-check")


def parse_id_number(cell: Cell) -> str | Problem | None:
    """Return an identity number whose date of birth and check digit are right. None if empty.

    The problem does not repeat the number: whoever reads of it need not know it.
    """
    if isinstance(cell, int | float) and abs(cell) >= DIGITS_KEPT:
        return Problem(code="digits-lost")
    text = folded(cell).upper()
    if is_nothing(text):
        return None
    if _SCIENTIFIC.fullmatch(text.lower()):
        return Problem(code="digits-lost")
    number = re.sub(r"[\s\-]", "", text)
    return number if _is_id(number) else Problem(code="id-number")


def parse_place(cell: Cell) -> str | Problem | None:
    """Return the code of a place (6, 9 or 12 digits), or its name as typed. None if empty."""
    text = folded(cell)
    if is_nothing(text):
        return None
    if text.isdecimal():
        return text if _PLACE.fullmatch(text) else Problem(code="place-code", params={"value": brief(cell)})
    if len(said(cell)) > TYPED_LONGEST:
        return Problem(code="place-code", params={"value": brief(cell)})
    return text


def _is_uscc(code: str) -> bool:
    # The first letters may be such as N2 for village collectives, which stdnum's own check refuses.
    return bool(_USCC.fullmatch(code)) and uscc.calc_check_digit(code) == code[-1]


def _one_letter_off(code: str) -> set[str]:
    if not _USCC.fullmatch(code):
        return set()
    others = (code[:at] + other + code[at + 1 :] for at, own in enumerate(code) for other in _LOOK_ALIKE.get(own, ""))
    return {other for other in others if _is_uscc(other)}


def _is_id(number: str) -> bool:
    found = _ID.fullmatch(number)
    if not found or not number[:17].isascii():
        return False
    try:
        born = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return False
    rest = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False)) % 11
    return born.year >= 1900 and number[-1] == "10X98765432"[rest]
