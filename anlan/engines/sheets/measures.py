"""Degrees, points and money, as whole numbers: 1e-7 of a degree, and fen."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from anlan.engines.sheets.cells import Cell
from anlan.engines.sheets.problems import Noted, Problem
from anlan.engines.sheets.texts import brief, folded, is_nothing

Axis = Literal["longitude", "latitude"]

UNITS_PER_DEGREE = 10**7
FEN_MOST = 10**15

_SIDES = {"E": ("longitude", 1), "W": ("longitude", -1), "N": ("latitude", 1), "S": ("latitude", -1)}
_SIDES |= {"东经": _SIDES["E"], "西经": _SIDES["W"], "北纬": _SIDES["N"], "南纬": _SIDES["S"]}
_SIDE = r"(东经|西经|北纬|南纬|[EWNS])?"
_DEGREES = re.compile(
    _SIDE + r"[\s:]{0,2}(-?\d{1,3}(?:\.\d{1,15})?)\s?(?:[°度]\s?"
    r"(?:(\d{1,2}(?:\.\d{1,12})?)\s?['′’分]\s?"
    r"(?:(\d{1,2}(?:\.\d{1,10})?)\s?(?:[\"″”秒]|'{2}|′{2}|’{2})\s?)?)?)?" + _SIDE
)
_COMMAS = re.compile(r"[,;、，；]\s{0,3}")
_BEFORE_SIDE = re.compile(r"(?<=\S)\s{0,3}(?=[NSEW东西南北]\D{0,2}\d)")
_MONEY = re.compile(
    r"(?:¥|rmb|人民币)?\s?(\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(\.\d{1,10})?\s?(元|千元|万元|万|百万元|亿元|亿)?整?"
)
_YUAN = {"元": 1, "千元": 1000, "万": 10_000, "万元": 10_000, "百万元": 10**6, "亿": 10**8, "亿元": 10**8}


def parse_degrees(cell: Cell, *, axis: Axis) -> int | Problem | None:
    """Return degrees as a whole number of 1e-7: 101.7782, 101°46′41.5″, 东经101度46分. None if empty."""
    text = _tidy(cell)
    if is_nothing(text):
        return None
    found = _degrees(text)
    if found is None:
        return Problem(code="degrees-unclear", params={"value": brief(cell)})
    value, side = found
    if side not in ("", axis) or not _fits(value, axis):
        return Problem(code="degrees-out-of-range", params={"value": brief(cell)})
    return value


def parse_point(cell: Cell) -> tuple[int, int] | Noted | Problem | None:
    """Return longitude and latitude from one cell, each a whole number of 1e-7 degrees. None if empty."""
    text = _tidy(cell)
    if is_nothing(text):
        return None
    for parts in (_COMMAS.split(text), text.split(), _BEFORE_SIDE.split(text)):
        found = [_degrees(part.strip(" ()[]")) for part in parts if part.strip()]
        if len(found) == 2 and found[0] and found[1]:
            return _ordered(found[0], found[1], cell)
    return Problem(code="point-unclear", params={"value": brief(cell)})


def parse_money(cell: Cell, *, unit: str = "元") -> int | Problem | None:
    """Return an amount in fen. `unit` is that of a bare number, as the heading says it. None if empty."""
    text = folded(cell).lower()
    if is_nothing(text):
        return None
    found = _MONEY.fullmatch(text)
    if not found:
        return Problem(code="money-unclear", params={"value": brief(cell)})
    whole, rest, own = found.groups()
    fen = Decimal(whole.replace(",", "") + (rest or "")) * _YUAN[own or unit] * 100
    if fen != fen.to_integral_value() or fen > FEN_MOST:
        return Problem(code="money-unclear", params={"value": brief(cell)})
    return int(fen)


def _tidy(cell: Cell) -> str:
    # These two are rings, not degrees, and would be folded to something else.
    return folded(cell.replace("˚", "°").replace("º", "°") if isinstance(cell, str) and len(cell) < 200 else cell)


def _degrees(text: str) -> tuple[int, str] | None:
    """Return 1e-7 degrees and the axis if a letter named it."""
    found = _DEGREES.fullmatch(text.upper())
    if not found:
        return None
    before, degrees, minutes, seconds, after = found.groups()
    if (before and after) or Decimal(minutes or 0) >= 60 or Decimal(seconds or 0) >= 60:
        return None
    if (minutes and "." in degrees) or (seconds and "." in (minutes or ".")):
        return None
    size = abs(Decimal(degrees)) + Decimal(minutes or 0) / 60 + Decimal(seconds or 0) / 3600
    axis, sign = _SIDES.get(before or after or "", ("", 1))
    return round(size * UNITS_PER_DEGREE) * (-1 if degrees.startswith("-") else 1) * sign, axis


def _fits(value: int, axis: Axis) -> bool:
    return abs(value) <= (180 if axis == "longitude" else 90) * UNITS_PER_DEGREE


def _ordered(one: tuple[int, str], two: tuple[int, str], cell: Cell) -> tuple[int, int] | Noted | Problem:
    (first, first_side), (second, second_side) = one, two
    is_told = bool(first_side or second_side)
    is_clear = is_told or not _fits(first, "latitude") or not _fits(second, "latitude")
    turned = first_side == "latitude" or second_side == "longitude" or (not is_told and not _fits(second, "latitude"))
    point = (second, first) if turned else (first, second)
    both = first_side and first_side == second_side
    if both or not _fits(point[0], "longitude") or not _fits(point[1], "latitude"):
        return Problem(code="point-unclear", params={"value": brief(cell)})
    return point if is_clear else Noted(point, Problem(code="order-assumed", params={"value": brief(cell)}))
