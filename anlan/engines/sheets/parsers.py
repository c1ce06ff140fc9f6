"""For each column the one way in which its cells are read."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from anlan.engines.sheets.cells import Cell, Fault, column_name
from anlan.engines.sheets.codes import parse_id_number, parse_phone, parse_place, parse_uscc
from anlan.engines.sheets.dates import parse_date, parse_deadline
from anlan.engines.sheets.measures import parse_degrees, parse_money, parse_point
from anlan.engines.sheets.people import parse_people, parse_person
from anlan.engines.sheets.problems import Noted, Problem
from anlan.engines.sheets.schema import Column, Kind
from anlan.engines.sheets.texts import is_nothing, parse_text
from anlan.engines.sheets.words import parse_choice, parse_yes_no

# Cells repeat: 100,000 rows hold a few thousand dates, units and grades.
REMEMBERED_MOST = 20_000
REMEMBERED_LONGEST = 100

Parser = Callable[[Cell], object]


def parser(column: Column, *, heading: str = "", at_year: int | None = None) -> Parser:
    """Return how a column's cells are read: to a value, Noted, a Problem, or None if there is nothing.

    heading: as the file has it, for it may name the unit of money · at_year: the year of days without one.
    """
    match column.kind:
        case Kind.TEXT:
            return partial(_text, column=column)
        case Kind.DATE:
            return partial(parse_date, at_year=at_year)
        case Kind.DEADLINE:
            return partial(parse_deadline, at_year=at_year)
        case Kind.CHOICE:
            return partial(parse_choice, words=column.words)
        case Kind.LONGITUDE:
            return partial(parse_degrees, axis="longitude")
        case Kind.LATITUDE:
            return partial(parse_degrees, axis="latitude")
        case Kind.MONEY:
            return partial(parse_money, unit=_unit(heading))
    return _PLAIN[column.kind]


_PLAIN: dict[Kind, Parser] = {
    Kind.YES_NO: parse_yes_no,
    Kind.PHONE: parse_phone,
    Kind.USCC: parse_uscc,
    Kind.ID_NUMBER: parse_id_number,
    Kind.PLACE: parse_place,
    Kind.PERSON: parse_person,
    Kind.PEOPLE: parse_people,
    Kind.POINT: parse_point,
}


class Reader:
    """Reads the cells of one column, and remembers what it has read."""

    def __init__(self, column: Column, *, heading: str, index: int, at_year: int | None) -> None:
        self.column, self.heading, self.index = column, heading, index
        self._parse = parser(column, heading=heading, at_year=at_year)
        self._remembered: dict[Cell, object] = {}

    def read(self, cell: Cell, row: int) -> object:
        """Return a value, Noted, a Problem, or None. The row only names the cell of a formula."""
        known = self._remembered.get(cell, self)
        if known is not self and cell.__class__ is not bool:  # True is 1, and so is its hash
            return known
        if isinstance(cell, Fault):
            params = {"cell": f"{column_name(self.index)}{row}"}
            if cell.text:
                return Problem(code="formula-failed", params={**params, "value": cell.text})
            return Problem(code="formula-not-counted", params=params)
        value = self._parse(cell)
        if cell.__class__ is not bool and (not isinstance(cell, str) or len(cell) < REMEMBERED_LONGEST):
            if len(self._remembered) >= REMEMBERED_MOST:
                self._remembered.clear()
            self._remembered[cell] = value
        return value

    def told(self, problem: Problem, *, sheet: str, row: int) -> Problem:
        """Return a problem that knows where it is. What a personal cell says is never repeated."""
        if self.column.personal and "value" in problem.params:
            problem = Problem(code=problem.code, params={**problem.params, "value": "***"})
        return problem.at(sheet=sheet, row=row, column=self.heading)


def _text(cell: Cell, *, column: Column) -> str | Noted | Problem | None:
    text = parse_text(cell, most=column.most)
    # In free text a dash stays a dash, but it does not answer a question that must be answered.
    must = column.required or column.required_if
    return None if must and isinstance(text, str) and is_nothing(text) else text


def _unit(heading: str) -> str:
    for unit in ("亿元", "百万元", "万元", "千元"):
        if unit in heading:
            return unit
    return "元"
