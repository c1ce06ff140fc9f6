"""Find anything, within the asker's reach: by number, words, sound, or the end of a telephone number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, starmap
from typing import Any, NamedTuple

from django.conf import settings

from anlan.engines.words import postings
from anlan.engines.words.grams import holds, wanted
from anlan.engines.words.postings import BLOCK
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.acts import READS, read
from anlan.kernel.journal.facts import By, ItemNo, OrganisationNo, PersonNo, PlaceCode, day_of
from anlan.kernel.obligations.life import ENDED, Item, State
from anlan.kernel.obligations.lists import NUMBERED, items_among, seen_items
from anlan.kernel.registry import noes, vault
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.laws import and_above
from anlan.kernel.registry.may import EVERYONE, EVERYWHERE, Within
from anlan.kernel.registry.tables import Organisation, Person
from anlan.kernel.search import tables
from anlan.kernel.search.indexing import ITEM, LEVELS, PAGE, PERSON, PLACE, UNIT, WORDED, department, parts, unit
from anlan.kernel.search.tables import EVERY

SHOWN = 20  # of each sort
LOOKED_AT = 1_000  # candidates, the newest first; who finds so many has to say more
MATCHING = 500  # items that a list is narrowed to
TAIL, LIGHT = 200, 200_000  # entries, and bytes of them, that are looked through beside what the clock took in
WORDS = 5  # that count
YEARS = 20  # a serial number alone may be of any of them
LAST_FOUR = re.compile(r"\d{4}")
NUMBER = re.compile(r"#?(?:(?P<origin>[a-z][a-z0-9]*)-)?(?:(?:20)?(?P<year>\d\d)-)?(?P<serial>\d{1,6})(?:/\d+)?", re.I)
Ways = list[frozenset[str]]  # of which one must be there whole


class Brief(NamedTuple):
    """What of an item tells whether it is meant: the rest is read of the few that are shown."""

    no: ItemNo
    what: str
    place: PlaceCode
    organisation: OrganisationNo
    state: State


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A unit that was found."""

    no: OrganisationNo
    name: str
    place: PlaceCode


@dataclass(frozen=True, kw_only=True)
class Somewhere:
    """A place that was found, and the places above it."""

    code: PlaceCode
    name: str
    path: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Somebody:
    """A person who was found, of which unit he is, and whether by the end of his telephone number."""

    no: PersonNo
    name: str
    organisation: OrganisationNo
    by_phone: bool


@dataclass(frozen=True, kw_only=True)
class Finds:
    """What was found: of each sort the first, the items that are open before the others and the newest first."""

    items: tuple[Item, ...]
    count: int  # how many items there are
    more: bool  # … at least: so many were looked at, and not all
    units: tuple[Unit, ...]
    places: tuple[Somewhere, ...]
    people: tuple[Somebody, ...]
    is_number: bool  # the words are the number of the first item
    names: dict[str, str]
    behind: int  # how many entries of the journal are not taken in yet
    at: datetime


@read(may=EVERYONE)
def search(*, words: str, within: Within, by: By, at: datetime) -> Finds:
    """Find items, units, places and people by whatever one remembers of them. 查找"""
    asked = _Asked(words, within, at)
    by_number = _numbered(words, within, at)
    briefs, more = asked.items()
    known = {item.no for item in by_number}
    rest = sorted((one for one in briefs if one.no not in known), key=lambda one: one.state in ENDED)
    people = asked.people(by)
    first = [one.no for one in rest[:SHOWN]]
    whole = {item.no: item for item in items_among(first, within=within)}
    shown = (*by_number, *(whole[no] for no in first if no in whole))[:SHOWN]
    named = {no for item in shown for no in (item.organisation, item.owner, item.place)}
    return Finds(
        items=shown,
        count=len(by_number) + len(rest),
        more=more,
        units=tuple(islice(asked.units(), SHOWN)),
        places=tuple(islice(asked.places(), SHOWN)),
        people=tuple(people[:SHOWN]),
        is_number=bool(by_number),
        names=registry.names(named | {one.organisation for one in people[:SHOWN]}),
        behind=asked.behind,
        at=at,
    )


@read(may=EVERYONE)
def matching(*, words: str, within: Within, at: datetime) -> tuple[ItemNo, ...]:
    """Return the items that somebody means by some words, the newest first and at most five hundred. 查找事项"""
    briefs, _ = _Asked(words, within, at).items(MATCHING)
    numbers = [*(item.no for item in _numbered(words, within, at)), *(one.no for one in briefs)]
    return tuple(ItemNo(no) for no in islice(dict.fromkeys(numbers), MATCHING))


class _Asked:
    """One question: its words, how far the asker sees, and what the clock has not taken in yet."""

    def __init__(self, words: str, within: Within, at: datetime) -> None:
        self.text, self.within, self.at = words.strip(), within, at
        self.words = [word for word in words.split()[:WORDS] if wanted(word)]
        upto = tables.upto()
        self.behind = max(journal.size() - upto, 0)
        late = journal.lines_after(upto, count=TAIL, size=LIGHT) if self.behind else []
        self.late = list(dict.fromkeys(no for line in late if line.fact for no in line.fact.speaks_of()))
        self._meant: dict[str, tuple[set[str], set[str]]] = {}

    def items(self, most: int = LOOKED_AT) -> tuple[list[Brief], bool]:
        """Return the items in which every word is, the newest first, and whether there may be more."""
        if not self.words:
            return [], False
        each = [self._ways(word) + self._by_unit_or_place(word) for word in self.words]
        rows = list(islice(_candidates([*each, *self._reach(), [frozenset({EVERY + ITEM})]]), LOOKED_AT))
        numbers = [*self.late, *_things(rows)]
        found: dict[str, Brief] = {}
        for part in parts(dict.fromkeys(numbers)):
            found |= self._read(part)
            if len(found) >= most:
                break
        return list(found.values()), len(rows) == LOOKED_AT

    def units(self) -> Iterator[Unit]:
        """Yield the units whose name has every word in it, or whose credit code is meant, as far as one sees them."""
        numbers = self._named(UNIT)
        seen = registry.reached(numbers, within=self.within)
        for row in _of(Organisation, "no", [no for no in numbers if no in seen], "no", "name", "uscc", "place"):
            if self._is_in(row[1]) or self._is_in(row[2] or ""):
                yield Unit(no=OrganisationNo(row[0]), name=row[1], place=PlaceCode(row[3]))

    def places(self) -> Iterator[Somewhere]:
        """Yield the places of that name, as they are today, within one's reach and above it."""
        on = day_of(self.at)
        above = {one for place in self.within.places or () for one in and_above(place)}
        for code in self._named(PLACE):
            row = registry.place(code, on=on)
            near = self.within.places is None or code in above or code.startswith(self.within.places)
            if row and near and self._is_in(row.name):
                yield Somewhere(code=PlaceCode(code), name=row.name, path=registry.path_of(code, on=on)[:-1])

    def people(self, by: By) -> list[Somebody]:
        """Return the people of that name whom one sees; four digits are also the end of a telephone number.

        Whoever asks the vault for a number leaves an audit line.
        """
        by_phone: set[str] = set()
        if LAST_FOUR.fullmatch(self.text):
            by_phone = set(vault.with_last_four(self.text))
            asked = {"address": "", "method": "", "path": "search", "agent": ""}
            noes.leave_line(at=self.at, person=by.person, post=by.post, status=200, code="phone-tail", **asked)
        numbers = [*by_phone, *self._named(PERSON)]
        rows = dict(_of(Person, "no", numbers, "no", "organisation", is_erased=False))
        units = registry.reached(rows.values(), within=self.within)
        seen = self.within.persons
        mine = [no for no in dict.fromkeys(numbers) if rows.get(no) in units and (seen is None or no in seen)]
        names = vault.tell(mine, vault.NAME)
        return [
            Somebody(
                no=PersonNo(no), name=names.get(no, no), organisation=OrganisationNo(rows[no]), by_phone=no in by_phone
            )
            for no in mine
            if no in by_phone or self._is_in(names.get(no, ""))
        ]

    def _named(self, sort: str) -> list[str]:
        """Return the numbers of what may have a name with every word in it, the newest first."""
        if not self.words:
            return []
        each = [self._ways(word, is_sealed=sort == PERSON) for word in self.words]
        rows = islice(_candidates([*each, [frozenset({EVERY + sort})]]), PAGE)
        return list(dict.fromkeys([*self.late, *_things(rows)]))

    def _ways(self, word: str, *, is_sealed: bool = False) -> Ways:
        ways = wanted(word)
        sealed = vault.hashed({gram for way in ways for gram in way}) if is_sealed else {}
        return [frozenset(sealed.get(gram, gram) for gram in way) for way in ways]

    def _by_unit_or_place(self, word: str) -> Ways:
        """Return what is found by the unit or the place that a word means."""
        if word not in self._meant:
            alone = _alone(self, word)
            units = {str(one.no) for one in islice(alone.units(), PAGE)}
            self._meant[word] = (units, {str(one.code) for one in alone.places()})
        found, places = self._meant[word]
        return [frozenset({token}) for token in (*map(unit, found), *("@" + code for code in places))]

    def _reach(self) -> Iterator[Ways]:
        """Yield what must be there of everything that one sees; what is found is looked at once more, exactly."""
        if self.within.places is not None and all(len(place) >= LEVELS[0] for place in self.within.places):
            digits = (max(n for n in LEVELS if n <= len(place)) for place in self.within.places)
            yield [frozenset({"@" + place[:n]}) for place, n in zip(self.within.places, digits, strict=True)]
        for token, allowed in ((department, self.within.departments), (unit, self.within.organisations)):
            if allowed is not None:
                yield [frozenset({token(one)}) for one in allowed]

    def _read(self, numbers: Sequence[str]) -> dict[str, Brief]:
        """Return those of these items that one sees and in which every word is, in this order.

        In most the words are in the title; only of the others it is read what else was written.
        """
        rows = seen_items(self.within).filter(no__in=numbers).values_list(*Brief._fields)
        seen = {one.no: one for one in starmap(Brief, rows)}
        missing = [one.no for one in seen.values() if not self._has(one, "")]
        worded: dict[str, str] = READS[WORDED](among=tuple(missing), within=self.within) if missing else {}
        not_meant = {no for no in missing if not self._has(seen[no], worded.get(no, ""))}
        return {no: seen[ItemNo(no)] for no in numbers if no in seen and no not in not_meant}

    def _has(self, item: Brief, worded: str) -> bool:
        return all(self._means(word, item) or holds(item.what, word) or holds(worded, word) for word in self.words)

    def _means(self, word: str, item: Brief) -> bool:
        units, places = self._meant[word]
        return item.organisation in units or item.place.startswith(tuple(places) or ("-",))

    def _is_in(self, name: str) -> bool:
        return bool(self.words) and all(holds(name, word) for word in self.words)


def _alone(asked: _Asked, word: str) -> _Asked:
    """Return the same question with one word alone, about all units and places: of items one sees all their names."""
    alone = copy(asked)
    alone.words, alone.within = [word], EVERYWHERE
    return alone


def _numbered(words: str, within: Within, at: datetime) -> tuple[Item, ...]:
    """Return the items that have this number: ours however it is typed, or another ledger's."""
    typed = unicodedata.normalize("NFKC", words).strip()
    numbers = list(READS[NUMBERED](number=typed, within=within)) if typed else []
    if number := NUMBER.fullmatch(typed):
        years = [int("20" + number["year"])] if number["year"] else [at.year - back for back in range(YEARS)]
        origin = (number["origin"] or settings.ORIGIN).lower()
        numbers = [f"{origin}-{year}-{int(number['serial']):06}" for year in years] + numbers
    return tuple(items_among(numbers[:PAGE], within=within))


def _candidates(every: Sequence[Ways]) -> Iterator[int]:
    """Yield the rows that have of each of these one way whole, the newest first."""
    having = tables.having({gram for ways in every for way in ways for gram in way})
    for block, bits in having.items():
        found = -1
        for ways in every:
            found &= _any(ways, bits)
            if not found:
                break
        else:
            yield from (block * BLOCK + row for row in postings.newest(found))


def _any(ways: Ways, bits: dict[str, int]) -> int:
    found = 0
    for way in ways:
        whole = -1
        for gram in way:
            whole &= bits.get(gram, 0)
        found |= whole
    return found


def _things(rows: Iterable[int]) -> list[str]:
    asked = list(rows)
    known = tables.things(asked)
    return [known[row] for row in asked if row in known]


def _of(table: type, column: str, numbers: Sequence[str], *fields: str, **more: bool) -> Iterator[tuple[Any, ...]]:
    for part in parts(numbers):
        rows = table._default_manager.filter(**{f"{column}__in": part}, **more)  # type: ignore[attr-defined]
        yield from rows.values_list(*fields)
