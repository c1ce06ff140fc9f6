"""What the clock does each second: let what was said be found, soon after it was said and never while it is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from hashlib import sha256
from itertools import islice
from typing import Any

from django.db import transaction

from anlan.engines.words.grams import grams
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.acts import READS
from anlan.kernel.journal.facts import BodiesErased, ItemNo
from anlan.kernel.journal.lock import lock, pen, whole
from anlan.kernel.obligations.life import Item
from anlan.kernel.obligations.tables import stored_many
from anlan.kernel.registry import vault
from anlan.kernel.registry.may import EVERYWHERE
from anlan.kernel.registry.tables import Organisation, Person, Place
from anlan.kernel.search import tables
from anlan.kernel.search.tables import EVERY

WORDED = "dangers.worded"  # the question that knows what else was written of an item
SLICE = 200  # entries that are looked at together
ENOUGH = 2_000  # things that are taken in before the clock looks after something else
PAGE = 500  # things that are made findable in one transaction, so that nobody waits long for the pen
ITEM, UNIT, PLACE, PERSON = "item", "unit", "place", "person"
LEVELS = (2, 4, 6, 9, 12)  # digits of the places above another
Found = tuple[str, str, str, set[str]]  # number, sort, sign, grams


def keep(at: datetime) -> bool:
    """Let more of what was said be found, as much as takes about a second; return whether something was left."""
    after = tables.upto()
    if after >= journal.size():
        return False
    lines = journal.lines_after(after, count=SLICE)
    numbers, erased = dict[str, None](), list[int]()
    for line in lines:
        after = line.seq
        numbers |= dict.fromkeys(line.fact.speaks_of() if line.fact else ())
        if isinstance(line.fact, BodiesErased):
            erased += line.fact.seqs
        if len(numbers) >= ENOUGH:
            break
    numbers |= dict.fromkeys(no for line in journal.lines_at(erased) if line.fact for no in line.fact.speaks_of())
    for part in parts(numbers):
        whole(partial(_take_in, part, is_erasure=bool(erased)))
    with pen(), transaction.atomic():
        tables.move(after)
    return True


def _take_in(numbers: Sequence[str], *, is_erasure: bool) -> None:
    """Let what bears these numbers be found by the words it has now."""
    lock([tables.JOURNAL + " is searched"])
    known = tables.rows_of(numbers)
    found = {one[0]: one for one in _things(numbers)}
    tables.forget(no for no in known if no not in found or (is_erasure and known[no][1] != found[no][2]))
    tables.add([one for no, one in found.items() if no not in known or known[no][1] != one[2]])


def _things(numbers: Sequence[str]) -> Iterator[Found]:
    yield from _items(stored_many(numbers))
    for no, name, uscc, place in _of(Organisation, "no", numbers, "no", "name", "uscc", "place"):
        yield _told(no, UNIT, {name: True, uscc or "": False}, above(place))
    for code, name, _ in sorted(_of(Place, "code", numbers, "code", "name", "from_on"), key=str):
        yield _told(code, PLACE, {name: True}, ())
    people = dict(_of(Person, "no", numbers, "no", "organisation", is_erased=False))
    for no, name in vault.tell(people, vault.NAME).items():
        sealed = vault.hashed(grams(name, name=True))
        yield _told(no, PERSON, {}, (unit(people[no]), *sealed.values()))


def _items(items: Iterable[Item]) -> Iterator[Found]:
    every = {item.no: item for item in items}
    worded: dict[str, str] = READS[WORDED](among=tuple(map(ItemNo, every)), within=EVERYWHERE)
    for item in every.values():
        words = {item.what: False, worded.get(item.no, ""): False}
        yield _told(item.no, ITEM, words, (*above(item.place), unit(item.organisation), department(item.department)))


def _told(no: str, sort: str, words: dict[str, bool], tokens: Iterable[str]) -> Found:
    """Return a thing with all it is found by; of its words, names are also found by the initials of two characters."""
    found = {EVERY, EVERY + sort, *tokens}.union(*(grams(text, name=is_name) for text, is_name in words.items()))
    return no, sort, sha256("\0".join(sorted(found)).encode()).hexdigest()[:32], found


def parts(numbers: Iterable[str]) -> Iterator[list[str]]:
    """Yield these numbers, as many at a time as are looked at together."""
    rest = iter(numbers)
    while part := list(islice(rest, PAGE)):
        yield part


def above(place: str) -> tuple[str, ...]:
    """Return what is found by lying at a place or below it."""
    return tuple(dict.fromkeys("@" + place[:digits] for digits in (*LEVELS, len(place)) if digits <= len(place)))


def unit(no: str) -> str:
    """Return what is found by belonging to a unit."""
    return "~" + no


def department(code: str | None) -> str:
    """Return what is found by being looked after by a department."""
    return "=" + (code or "")


def _of(table: type, column: str, numbers: Sequence[str], *fields: str, **more: bool) -> list[tuple[Any, ...]]:
    rows = table._default_manager.filter(**{f"{column}__in": numbers}, **more)  # type: ignore[attr-defined]
    return list(rows.values_list(*fields))
