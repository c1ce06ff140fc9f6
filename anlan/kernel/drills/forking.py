"""What a drill takes over from the house that lives: places and packs, as they had been said up to a head."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

import msgspec
from django.db import transaction

from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.facts import By, Fact
from anlan.kernel.journal.lock import pen
from anlan.kernel.journal.record import record
from anlan.kernel.registry.facts import PackLoaded, PlacesImported

SLICE = 500
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "anlan drill")
TAKEN: dict[str, type[Fact]] = {fact.name: fact for fact in (PackLoaded, PlacesImported)}


class Said(msgspec.Struct, frozen=True):
    """One fact as it goes over: its name, its words, who said it, and when."""

    name: str
    fact: msgspec.Raw
    person: str
    post: str
    at: datetime
    key: str


def said(upto: int) -> Iterator[bytes]:
    """Yield what a drill takes over, up to an entry, a line each."""
    for line in journal.lines_named(sorted(TAKEN), until=upto):
        if line.fact is not None and not journal.is_taken_back(line.seq):
            told = msgspec.Raw(msgspec.json.encode(line.fact))
            who = {"person": line.actor, "post": line.post, "at": line.recorded_at}
            one = Said(name=line.name, fact=told, key=f"{line.command} {line.seq}", **who)  # type: ignore[arg-type]
            yield msgspec.json.encode(one) + b"\n"


def fill(lines: Iterable[bytes]) -> int:
    """Say all of it again in the journal of this home; return how many facts there were."""
    rest, count = (msgspec.json.decode(line, type=Said) for line in lines), 0
    while some := list(islice(rest, SLICE)):
        with pen(), transaction.atomic():
            for one in some:
                by = By(person=one.person, post=one.post, command=str(uuid.uuid5(NAMESPACE, one.key)))
                record([_read(one)], by=by, at=one.at)
        count += len(some)
    return count


def _read(one: Said) -> Fact:
    fact: Any = msgspec.json.decode(one.fact, type=TAKEN[one.name])
    return fact  # type: ignore[no-any-return]
