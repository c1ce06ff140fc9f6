"""What an act and a read are: the two things a face can reach, each with the rule of who may."""

from __future__ import annotations

import hmac
import inspect
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any, Generic, ParamSpec, TypeVar, cast

import msgspec
from django.conf import settings
from django.db import OperationalError, connection, transaction

from anlan.kernel.journal import reads, rules
from anlan.kernel.journal.facts import BodiesErased, By, Erasure
from anlan.kernel.journal.follow import holding, write
from anlan.kernel.journal.lock import TRIES, allot_many, is_deadlock, lock, pen, take_within
from anlan.kernel.journal.reads import first_answer
from anlan.kernel.journal.record import Recorded, asked, record

P = ParamSpec("P")
R = TypeVar("R")

ACTS: dict[str, Act[...]] = {}
READS: dict[str, Read[..., Any]] = {}

# What an act that files writes as the default of its `no`. The house puts a new number there, before it begins.
ALLOTTED = ""
# The same for an act that files many: as many numbers as it has `rows`.
ALLOTTED_MANY: tuple[str, ...] = ()


_asking: ContextVar[Callable[[], None] | None] = ContextVar("asking", default=None)


@contextmanager
def asking_again(whether: Callable[[], None]) -> Iterator[None]:
    """Let an act ask once more whether its speaker may, when it holds his post: at the door he might, a moment ago."""
    before = _asking.set(whether)
    try:
        yield
    finally:
        _asking.reset(before)


@contextmanager
def _told_again() -> Iterator[None]:
    """Ask, if a door wants it asked; what the act does by further acts was asked with it."""
    if whether := _asking.get():
        whether()
    before = _asking.set(None)
    try:
        yield
    finally:
        _asking.reset(before)


class Read(Generic[P, R]):
    """A question that faces may ask, always `within` the asker's reach."""

    needs = frozenset({"within"})
    injected = frozenset({"within", "by", "at"})

    def __init__(self, function: Callable[P, R], may: Set[str]) -> None:
        named = inspect.signature(function).parameters
        self.name = f"{function.__module__.split('.')[-2]}.{function.__name__.lstrip('_')}"
        assert {p.kind for p in named.values()} == {inspect.Parameter.KEYWORD_ONLY}, f"{self.name} takes keywords only"
        assert self.needs <= set(named), f"{self.name} needs {set(self.needs)}"
        self.function, self.may = function, may
        self.given = self.injected & set(named)  # what the door says, and nobody in a body
        self.asked = set(named) - self.given

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        return self.function(*args, **kwargs)


class Act(Read[P, Recorded]):
    """Something a person can do. It runs in one transaction that first holds what it is about to change."""

    needs = frozenset({"by", "at"})
    injected = needs
    locks: tuple[str, ...] = ()
    series: str | None = None
    fresh: Set[str] = frozenset()

    def __init__(self, function: Callable[P, Recorded], may: Set[str]) -> None:
        super().__init__(function, may)
        self.files = next(iter({"no", "numbers"} & self.asked), None)
        self.asked -= {"no", "numbers"}

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Recorded:
        if settings.AS_OF:
            rules.only_read(settings.AS_OF)
        by = cast(By, kwargs["by"])
        words = self._digest(kwargs)
        held = [f"command {by.person} {by.command}", *(one for name in self.locks for one in _each(kwargs[name]))]
        if self.files and self.files not in kwargs:
            kwargs[self.files] = self._numbers(kwargs)
        for left in reversed(range(TRIES)):
            try:
                with pen(), transaction.atomic(), asked(words), holding(held):
                    lock(held, shared=[by.post])  # nobody takes the post away while something is done in it
                    if first := first_answer(by, words):
                        return first
                    with _told_again():
                        return super().__call__(*args, **kwargs)
            except OperationalError as error:
                if not left or connection.in_atomic_block or not is_deadlock(error):
                    raise
        raise AssertionError("an act is tried at least once")

    def _numbers(self, given: dict[str, Any]) -> str | tuple[str, ...]:
        """Return new numbers, for good; inside a larger transaction they come and go with it."""
        allotted = take_within if connection.in_atomic_block else allot_many
        count = 1 if self.files == "no" else len(given["rows"])
        numbers = allotted(cast(datetime, given["at"]), count, self.series)
        return numbers[0] if self.files == "no" else numbers

    def _digest(self, given: dict[str, Any]) -> str:
        """Return a hash under the key of the home: who reads the table cannot try out which name or phone was told.

        In a home that lost its key, a command that was given before is refused as if it came with other words.
        """
        words = {word: given[word] for word in sorted(self.asked & set(given))}
        return hmac.digest(_key(str(settings.SECRET_KEY)), msgspec.json.encode([self.name, words]), "sha256").hex()


def act(
    *, may: Set[str], locks: tuple[str, ...] = (), series: str | None = None, fresh: Set[str] = frozenset()
) -> Callable[[Callable[P, Recorded]], Act[P]]:
    """Open this function to every face as an act.

    `locks` names the arguments that hold what it changes; `series` is that of its new numbers, if not the year;
    `fresh` names the roles that must have shown lately who they are.
    """

    def open_to_faces(function: Callable[P, Recorded]) -> Act[P]:
        opened = Act(function, may)
        opened.locks, opened.series, opened.fresh = locks, series, fresh
        ACTS[opened.name] = opened
        return opened

    return open_to_faces


def read(*, may: Set[str]) -> Callable[[Callable[P, R]], Read[P, R]]:
    """Open this function to every face as a read."""

    def open_to_faces(function: Callable[P, R]) -> Read[P, R]:
        opened = Read(function, may)
        READS[opened.name] = opened
        return opened

    return open_to_faces


def _erase(*, seqs: tuple[int, ...], fields: tuple[str, ...], ground: str, by: By, at: datetime) -> Recorded:
    """Erase a person's words from some entries, and say on what ground. 内容删除"""
    said = rules.erase(reads.texts(seqs), journal=settings.ORIGIN, ground=ground, fields=fields)
    return _blank(said, by=by, at=at)


# An act like any other, but behind no face: a room that has the right to erase calls it from an act of its own.
erase = Act(_erase, frozenset())


def erase_again(listed: Sequence[Erasure], *, by: By, at: datetime) -> Recorded | None:
    """Erase what was erased before, and stands in the journal again because an old backup was restored."""
    with pen(), transaction.atomic():
        again = [fact for erasure in listed if (fact := reads.still_there(erasure))]
        return _blank(again, by=by, at=at) if again else None


def _blank(said: Sequence[BodiesErased], *, by: By, at: datetime) -> Recorded:
    recorded = record(said, by=by, at=at)
    blank = f"UPDATE journal_entry SET body = NULL WHERE {reads.OURS} AND seq = %s"
    write(blank, [(*reads.ours(), seq) for fact in said for seq in fact.seqs])
    return recorded


def _each(given: object) -> tuple[str, ...]:
    return tuple(map(str, given)) if isinstance(given, tuple) else (str(given),)


@cache
def _key(secret: str) -> bytes:
    """Return the key of this home for hashes of words: one of its own, though the home has but one secret."""
    return sha256(b"words" + secret.encode()).digest()
