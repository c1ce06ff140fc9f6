"""Persons as they stand in a cell: a name, perhaps with a telephone, perhaps several of them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from anlan.engines.sheets.cells import Cell
from anlan.engines.sheets.codes import parse_phone
from anlan.engines.sheets.problems import Problem
from anlan.engines.sheets.texts import NOTHING, TYPED_LONGEST, said

PEOPLE_MOST = 30

_PHONE = re.compile(r"\+?[\d][\d\- ]{5,18}\d(?:转\d{1,6})?")
_BETWEEN = re.compile(r"[、,，;；/\n|]|(?<!\w)和(?!\w)")
_AROUND = " \t\r\n\u3000\u00a0()（）[]【】:：,，、;；/-—"
_CHINESE = re.compile("[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as told: a name, and a telephone number if it stood beside it."""

    name: str
    phone: str | None = None


def parse_person(cell: Cell) -> Person | Problem | None:
    """Return the one person whom a cell names: 张三, 张三 13897123456, 张三（13897123456）. None if empty."""
    people = parse_people(cell)
    if not isinstance(people, tuple):
        return people
    return people[0] if len(people) == 1 else Problem(code="person-several")


def parse_people(cell: Cell) -> tuple[Person, ...] | Problem | None:
    """Return the persons whom a cell names, in their order. None if empty."""
    text = said(cell).strip(_AROUND)
    if text.lower() in NOTHING:
        return None
    if isinstance(cell, bool) or len(text) > TYPED_LONGEST * 5:
        return Problem(code="person-unclear")
    text = unicodedata.normalize("NFC", text)
    parts = [part for part in _BETWEEN.split(text) if part.strip(_AROUND)]
    people: list[Person] = []
    for part in parts[: PEOPLE_MOST + 1]:
        found = _person(part)
        if isinstance(found, Problem):
            return found
        if not found.name and people and not people[-1].phone:
            people[-1] = Person(people[-1].name, found.phone)
        elif found.name:
            people.append(found)
        else:
            return Problem(code="person-unclear")
    return tuple(people) if 0 < len(people) <= PEOPLE_MOST else Problem(code="person-unclear")


def _person(part: str) -> Person | Problem:
    phone: str | None = None
    plain = unicodedata.normalize("NFKC", part)
    if found := _PHONE.search(plain):
        part = plain[: found.start()] + " " + plain[found.end() :]
        parsed = parse_phone(found[0])
        if isinstance(parsed, Problem):
            return parsed
        phone = parsed
    words = part.strip(_AROUND).split()
    # 张 三 is one name set wide; two longer words are two names, or a name and something else.
    is_wide = len(words) > 1 and all(_CHINESE.fullmatch(word) for word in words) and min(map(len, words)) == 1
    name = ("" if is_wide else " ").join(words)
    if len(name) > 40 or any(letter.isdecimal() for letter in name):
        return Problem(code="person-unclear")
    if len(words) > 1 and not is_wide and all(_CHINESE.fullmatch(word) for word in words):
        return Problem(code="person-unclear")
    return Person(name, phone)
