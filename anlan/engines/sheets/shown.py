"""How a value stands in a cell, so that people read it and `parsers` reads it back as the same value."""

from __future__ import annotations

from anlan.engines.sheets.cells import Cell, When
from anlan.engines.sheets.dates import Deadline
from anlan.engines.sheets.measures import UNITS_PER_DEGREE
from anlan.engines.sheets.people import Person
from anlan.engines.sheets.schema import Column, Kind
from anlan.engines.sheets.texts import WITHHELD


def shown(column: Column, value: object, *, language: str) -> Cell:
    """Return what to write into a cell for a value of this column, in `zh` or `en`. Raises TypeError for a stranger."""
    if value is None or value == "":
        return None
    is_zh = language == "zh"
    text = value.name if isinstance(value, Person) else value
    if column.personal and isinstance(text, str) and text in WITHHELD:
        return f"（{text}）" if is_zh else f"({WITHHELD[text]})"
    match column.kind, value:
        case Kind.YES_NO, bool():
            return ("是" if value else "否") if is_zh else ("yes" if value else "no")
        case Kind.CHOICE, str():
            return next(((word.zh if is_zh else word.en) for word in column.words if word.code == value), value)
        case Kind.DEADLINE, Deadline():
            return _deadline(value, is_zh=is_zh)
        case Kind.PERSON, Person():
            return _person(value)
        case Kind.PEOPLE, tuple():
            return "、".join(map(_person, value))
    return _measure(column, value)


def _measure(column: Column, value: object) -> Cell:
    match column.kind, value:
        case ((Kind.LONGITUDE | Kind.LATITUDE), int()):
            return value / UNITS_PER_DEGREE
        case Kind.POINT, (int() as longitude, int() as latitude):
            return f"E{longitude / UNITS_PER_DEGREE:.7f}, N{latitude / UNITS_PER_DEGREE:.7f}"
        case Kind.MONEY, int():
            return value // 100 if value % 100 == 0 else value / 100
        case _, str() | When():
            return value
    raise TypeError(f"{type(value).__name__} has no place in the column {column.key}")


def _deadline(deadline: Deadline, *, is_zh: bool) -> Cell:
    if deadline.on:
        return When(deadline.on, deadline.at)
    if not deadline.days:
        return "立即" if is_zh else "immediately"
    return f"{deadline.days}日内" if is_zh else f"within {deadline.days} days"


def _person(person: Person) -> str:
    return f"{person.name} {person.phone}" if person.phone else person.name
