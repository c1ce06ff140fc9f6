"""What the packs say: the numbers of the law, the words of the codes, the places. Pure: files that ship with the house.

A pack may extend another; what it says itself goes first. Where several packs extend no further, ANLAN_PACK names ours.
"""

from __future__ import annotations

import csv
import hashlib
import os
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

PACKS = Path(__file__).parents[2] / "packs"
PLACE_FILES = ("places.csv", "towns.csv")
E7 = 10_000_000
SATURDAY = 5
# How many digits the code of a place has: province, prefecture, county, town, village.
DIGITS = (2, 4, 6, 9, 12)
COLOURS = ("red", "orange", "yellow", "blue")


class NoLaw(LookupError):
    """No pack has a row for this key on this day: a mistake of the program or of the packs, never of a user."""


@dataclass(frozen=True, kw_only=True)
class Law:
    """One number as it held in some span of days, with where it is written. 法定数值"""

    key: str
    value: int
    unit: str
    zh: str
    en: str
    document: str
    article: str
    from_on: date
    until_on: date | None
    verified: bool
    sure: str
    pack: str


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a code is called in either language."""

    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class PlaceRow:
    """One place as a pack has it: a code, and the days in which it meant this."""

    code: str
    name: str
    level: str
    parent: str | None
    from_on: date | None
    until_on: date | None
    replaced_by: str | None
    lon_e7: int | None
    lat_e7: int | None


@dataclass(frozen=True, kw_only=True)
class EventRow:
    """One code of an event, and the days in which it meant this; without a day nobody knows of another meaning."""

    code: str
    words: Words
    from_on: date | None
    until_on: date | None
    document: str
    verified: bool
    sure: str

    def holds(self, on: date) -> bool:
        """Test whether the code meant this on a day."""
        return (self.from_on is None or self.from_on <= on) and (self.until_on is None or on < self.until_on)


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """What may be said in a warning of a hazard in a colour: what comes, and what to do.

    `{place}` and `{until}` are filled in where it is said.
    """

    hazard: str
    colour: str
    description: Words
    instruction: Words
    document: str
    verified: bool
    sure: str


@dataclass(frozen=True, kw_only=True)
class Source:
    """From what a map is made, as its licence wants it named."""

    name: str
    licence: str
    taken_on: date
    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Rest:
    """Why offices rest on a day: a holiday by its code, or none on a weekend; and whether the year's notice says so."""

    holiday: str | None
    is_announced: bool


def law(key: str, *, on: date) -> int:
    """Return the number that held on a day. Raises NoLaw where no pack has one."""
    return law_row(key, on=on).value


def law_row(key: str, *, on: date) -> Law:
    """Return the row that held on a day: of our own pack, else of the packs that it extends. Raises NoLaw."""
    for pack in chain():
        for row in laws_of(pack):
            if row.key == key and row.from_on <= on and (row.until_on is None or on < row.until_on):
                return row
    raise NoLaw(f"no pack says {key} for {on}")


def rest(on: date) -> Rest | None:
    """Return why offices rest on a day, or None on a day of work, also where a notice makes one of a weekend.

    A year whose notice no pack has yet has its weekends and the statutory days; both are then not announced.
    """
    holidays, worked, is_announced = _holidays(on.year, chain())
    if on in holidays:
        return Rest(holiday=holidays[on], is_announced=is_announced)
    return Rest(holiday=None, is_announced=is_announced) if on.weekday() >= SATURDAY and on not in worked else None


def sources() -> tuple[Source, ...]:
    """Return from what the maps of our packs are made."""
    rows = [row for pack in chain() for row in _toml(pack, "pack").get("source", ())]
    return tuple(
        Source(name=row["name"], licence=row["licence"], taken_on=row["taken_on"], **row["used"]) for row in rows
    )


def rows(name: str, kind: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the rows of one kind that a file of our packs has, each with its pack, what is ours first."""
    return [(pack, row) for pack in chain() for row in _toml(pack, name).get(kind, ())]


def codes(kind: str) -> dict[str, Words]:
    """Return the codes of a list with their words, in the order of the list."""
    found: dict[str, Words] = {}
    for pack in reversed(chain()):
        found |= {code: Words(**words) for code, words in _toml(pack, "codes").get(kind, {}).items()}
    return found


def word(kind: str, code: str, language: str) -> str:
    """Return what a code is called; one that no list knows is shown as it is."""
    words = codes(kind).get(code)
    return code if words is None else words.en if language == "en" else words.zh


@cache
def laws_of(pack: str) -> tuple[Law, ...]:
    """Return every row of one pack."""
    return tuple(_law(row, pack) for row in _toml(pack, "laws").get("law", ()))


def places_of(pack: str) -> Iterator[PlaceRow]:
    """Yield every place of one pack, those above before those below."""
    for name in PLACE_FILES:
        path = PACKS / pack / name
        if path.exists():
            with path.open(encoding="utf-8", newline="") as file:
                yield from (_place(row) for row in csv.DictReader(file))


def events(*, on: date) -> dict[str, Words]:
    """Return the codes of events that warnings carry, with the names that they had on a day. 预警事件代码"""
    return {row.code: row.words for pack in reversed(chain()) for row in events_of(pack) if row.holds(on)}


@cache
def events_of(pack: str) -> tuple[EventRow, ...]:
    """Return every row of the events of one pack."""
    path = PACKS / pack / "events.csv"
    if not path.exists():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(_event(row) for row in csv.DictReader(file))


def hazards(*, on: date) -> dict[str, Words]:
    """Return what a warning may be about on a day: what the packs have phrases for, and then every other event. 灾种"""
    ours = {row["code"]: Words(**row["words"]) for _, row in rows("phrases", "hazard")}
    known = ours | events(on=on)
    spoken = (row.hazard for row in phrases())
    return {code: known[code] for code in (*spoken, *known) if code in known}


@cache
def phrases() -> tuple[Phrase, ...]:
    """Return what may be said in warnings, as our packs have it. 用语库"""
    return tuple(
        Phrase(
            hazard=row["hazard"],
            colour=colour,
            description=Words(zh=row["zh"], en=row["en"]),
            instruction=Words(**row[colour]),
            **row["source"],
        )
        for _, row in rows("phrases", "phrase")
        for colour in COLOURS
        if colour in row
    )


def and_above(place: str) -> tuple[str, ...]:
    """Return the codes of a place and of every place above it, the nearest first."""
    return tuple(dict.fromkeys(place[:digits] for digits in reversed((0, *DIGITS, len(place)))))


@cache
def names() -> tuple[str, ...]:
    """Return the name of every pack."""
    return tuple(sorted(path.parent.name for path in PACKS.glob("*/pack.toml")))


def chain() -> tuple[str, ...]:
    """Return our pack and those that it extends, ours first. Raises NoLaw where it is not clear which is ours."""
    return _chain(os.environ.get("ANLAN_PACK", ""))


@cache
def digest(pack: str) -> str:
    """Return the SHA-256 of all that a pack holds: the names of its files in order, each with its bytes."""
    told = hashlib.sha256()
    for path in sorted(path for path in (PACKS / pack).rglob("*") if path.is_file()):
        told.update(f"{path.relative_to(PACKS).as_posix()}\0{path.stat().st_size}\0".encode())
        told.update(path.read_bytes())
    return told.hexdigest()


@cache
def _chain(ours: str) -> tuple[str, ...]:
    above = {pack: _toml(pack, "pack").get("extends") for pack in names()}
    last = [pack for pack in names() if pack not in above.values()]
    if ours not in (above if ours else ()) and (ours or len(last) != 1):
        raise NoLaw(f"ANLAN_PACK names which of {', '.join(names())} is ours")
    found = [ours or last[0]]
    while higher := above[found[-1]]:
        found.append(str(higher))
    return tuple(found)


@cache
def _holidays(year: int, packs: tuple[str, ...]) -> tuple[dict[date, str], frozenset[date], bool]:
    """Return the holidays of a year, the weekends that are worked on, and whether its notice says so."""
    tables = [table for pack in packs if (table := _toml(pack, "holidays"))]
    for told in (row for table in tables for row in table.get("announced", ()) if row["year"] == year):
        spans = [(row["holiday"], row["from"], (row["until"] - row["from"]).days + 1) for row in told["rest"]]
        return _days(spans), frozenset(told["work"]), True
    return _days([span for table in tables for span in _statutory(table, year)]), frozenset(), False


def _statutory(table: dict[str, Any], year: int) -> Iterator[tuple[str, date, int]]:
    """Yield the holidays that the law gives every year: from which day on, and for how many."""
    told = table.get("statutory", {})
    for row in told.get("fixed", ()):
        yield row["holiday"], date(year, row["month"], row["day"]), row["days"]
    festivals = table.get("festivals", {}).get(str(year), {})
    for row in told.get("moving", ()):
        if row["holiday"] in festivals:
            yield row["holiday"], festivals[row["holiday"]] - timedelta(days=row["before"]), row["days"]


def _days(spans: Iterable[tuple[str, date, int]]) -> dict[date, str]:
    return {begin + timedelta(days=no): name for name, begin, count in spans for no in range(count)}


@cache
def _toml(pack: str, name: str) -> dict[str, Any]:
    path = PACKS / pack / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _law(row: dict[str, Any], pack: str) -> Law:
    return Law(
        key=row["key"],
        value=row["value"],
        unit=row["unit"],
        **row["words"],
        **row["source"],
        from_on=row["from"],
        until_on=row.get("until"),
        verified=row["verified"],
        sure=row["sure"],
        pack=pack,
    )


def _place(row: dict[str, str]) -> PlaceRow:
    return PlaceRow(
        code=row["code"],
        name=row["name"],
        level=row["level"],
        parent=row["parent"] or None,
        from_on=_day(row["from_on"]),
        until_on=_day(row["until_on"]),
        replaced_by=row["replaced_by"] or None,
        lon_e7=_degrees(row["lon"]),
        lat_e7=_degrees(row["lat"]),
    )


def _event(row: dict[str, str]) -> EventRow:
    return EventRow(
        code=row["code"],
        words=Words(zh=row["zh"], en=row["en"]),
        from_on=_day(row["from_on"]),
        until_on=_day(row["until_on"]),
        document=row["document"],
        verified=row["verified"] == "true",
        sure=row["sure"],
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _degrees(text: str) -> int | None:
    """Return degrees as an integer of 1e-7, without a float on the way."""
    if not text:
        return None
    whole, _, rest = text.lstrip("-").partition(".")
    size = int(whole) * E7 + int((rest + "0000000")[:7])
    return -size if text.startswith("-") else size
