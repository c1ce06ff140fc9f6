"""What can be said, who says it, and how the house says no. Nothing here knows Django."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any, ClassVar, Generic, NamedTuple, NewType, Self, TypeVar, dataclass_transform

import msgspec

# Moments are kept in UTC; days and years are reckoned in Beijing.
BEIJING = timezone(timedelta(hours=8))
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICRO = timedelta(microseconds=1)
# How long who spoke may take it back; until then nothing leaves the house because of it.
UNDO = timedelta(seconds=10)
ERASED = "erased"

KNOWN: dict[str, type[Fact]] = {}
UPCASTS: dict[tuple[str, int], Upcast] = {}

Upcast = Callable[[dict[str, Any]], dict[str, Any]]

# Numbers, as acts and reads name them in their signatures; `registry/forms.py` knows how a person may type each.
ItemNo = NewType("ItemNo", str)  # demo-2026-004217, or demo-2026-004217/2 when it came again
PersonNo = NewType("PersonNo", str)  # demo-p-000017
OrganisationNo = NewType("OrganisationNo", str)  # demo-o-000017
PostNo = NewType("PostNo", str)  # demo-t-000017
SiteNo = NewType("SiteNo", str)  # demo-s-000017
JobNo = NewType("JobNo", str)  # demo-j-000017
WatchNo = NewType("WatchNo", str)  # demo-w-000017
WarningNo = NewType("WarningNo", str)  # demo-a-000017
SourceNo = NewType("SourceNo", str)  # demo-f-000017
PlaceCode = NewType("PlaceCode", str)  # 63, 6302, 630222, 630222901, or twelve digits for a village
FileNo = NewType("FileNo", str)  # the SHA-256 of a kept file, in hex; see files.py


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Fact:
    """The root of everything the journal can hold. The first field is the number of its subject, or the numbers."""

    name: ClassVar[str]
    version: ClassVar[int]
    mentions: ClassVar[tuple[str, ...]]
    attaches: ClassVar[tuple[str, ...]]
    waits: ClassVar[bool]  # what leaves the house because of it waits as long as it may be taken back
    about: ClassVar[str]  # the field with the number of its subject: the first
    takes_back: ClassVar[str]  # the field with the command that this fact takes back, if it is one that does
    rows: ClassVar[tuple[str, ...]]  # of a batch: its numbers, and what is told side by side with each of them
    sums: ClassVar[tuple[str, ...]]  # … and what it tells of all of them together

    def __init_subclass__(
        cls,
        *,
        name: str,
        version: int = 1,
        mentions: tuple[str, ...] = (),
        attaches: tuple[str, ...] = (),
        waits: bool = True,
        takes_back: str = "",
        sums: tuple[str, ...] = (),
        apart: tuple[str, ...] = (),
    ) -> None:
        assert name not in KNOWN, f"the name {name} is taken by {KNOWN[name]}"
        assert cls.__doc__, f"{cls.__name__} must say in one sentence what happened"
        dataclass(frozen=True, kw_only=True)(cls)
        cls.name, cls.version, cls.mentions, cls.attaches = name, version, mentions, attaches
        cls.waits, cls.takes_back, cls.about = waits, takes_back, fields(cls)[0].name  # type: ignore[arg-type]
        columns = [field for field in cls.__annotations__ if str(cls.__annotations__[field]).startswith("tuple[")]
        number = next((field for field in mentions if field in columns), None)
        beside = [field for field in columns if field not in {number, *attaches, *apart}]
        cls.rows, cls.sums = (number, *beside) if number else (), sums
        KNOWN[name] = cls

    @property
    def subject(self) -> str:
        """Return the number of the thing this fact is about; of a batch, the number of its first thing."""
        numbers = getattr(self, self.about)
        return numbers if type(numbers) is str else str(numbers[0] if isinstance(numbers, tuple) else numbers)

    def speaks_of(self) -> Iterator[str]:
        """Yield the number of everything this fact speaks of: its subject first, then what it mentions."""
        yield self.subject
        yield from self._numbers(self.mentions)

    def cut(self, keeps: Callable[[str], bool]) -> Self:
        """Return as much of a batch as tells of certain things; what it tells of all of them is told as None.

        Who may see one thing of many need not see the others. Whatever leaves the house for somebody is cut for him.
        """
        if not self.rows:
            return self
        kept = [at for at, number in enumerate(getattr(self, self.rows[0])) if keeps(number)]
        columns = {name: tuple(getattr(self, name)[at] for at in kept) for name in self.rows}
        return replace(self, **columns, **dict.fromkeys(self.sums))  # type: ignore[type-var]  # each is a dataclass

    def attachments(self) -> tuple[str, ...]:
        """Return the hash of every file this fact attaches, in order and each once."""
        return tuple(sorted(set(self._numbers(self.attaches))))

    def _numbers(self, names: tuple[str, ...]) -> Iterator[str]:
        for field in names:
            numbers = getattr(self, field)
            if numbers is not None:
                yield from (numbers,) if isinstance(numbers, str) else numbers


class KeyMade(Fact, name="journal.key-made", waits=False):
    """The house made the key with which it signs how long its journal is. 签名密钥启用"""

    key: str  # the fingerprint of its public half
    alg: str
    public: str


class BodiesErased(Fact, name="journal.bodies-erased", waits=False):
    """What some entries said was erased; that they were said, when and by whom, stands. 内容删除"""

    journal: str
    ground: str
    seqs: tuple[int, ...]
    names: tuple[str, ...]
    versions: tuple[int, ...]
    kept: tuple[str, ...]  # what is told instead of each from now on: `erased` where a person's words stood


class IncarnationOpened(Fact, name="journal.incarnation-opened", waits=False):
    """A backup was restored, and from here on the journal is another than the one that went on without it. 恢复启用"""

    journal: str
    incarnation: int
    kept: int  # how many entries the backup held
    known: int  # how many are known to have been said before, by heads that were kept elsewhere
    backup: str  # the digest of its manifest
    made_at: datetime


F = TypeVar("F", bound=Fact)
D = TypeVar("D")


class Told(NamedTuple, Generic[F]):
    """A fact as a fold gets it: with when it was recorded, who spoke, and under which key."""

    fact: F
    at: datetime
    person: str
    command: str


@dataclass(frozen=True, kw_only=True)
class Text:
    """What one entry says, as the present version of its fact is written."""

    seq: int
    name: str
    version: int
    text: bytes


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """An erasure as it is listed beside the journal: the hashes tell the same entries again after a restore."""

    at: datetime
    fact: BodiesErased
    hashes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class By:
    """Who speaks. A door makes it from the session, the token or the console; a request's body never does."""

    person: str
    post: str
    device: str | None = None
    command: str  # the caller's key: what comes again under it is a repeat, not another command
    on_behalf_of: str | None = None
    happened_at: datetime | None = None  # as the speaker claims; deadlines run on `at`

    @property
    def persons(self) -> set[str]:
        """Return everybody for whom this speaks: oneself, and whom one stands in for."""
        return {self.person} | ({self.on_behalf_of} if self.on_behalf_of else set())


class Refused(Exception):
    """The rules do not allow it. The code is for programs; `SAYS` in the room's rules has the sentences for people."""

    def __init__(self, code: str, **params: str | tuple[str, ...]) -> None:
        super().__init__(code)
        self.code, self.params = code, params


class NotHere(LookupError):
    """No such number, or none within the asker's reach: nobody can tell which."""


class KeyUsed(Exception):
    """The caller's key came before, with another act or other words."""


class TooNew(Exception):
    """The journal holds a fact that this program is too old to read; it must be upgraded first."""


def upcast(name: str, *, version: int) -> Callable[[Upcast], Upcast]:
    """Mark the pure function that turns the body of a fact of this version into that of the next."""

    def mark(function: Upcast) -> Upcast:
        assert (name, version) not in UPCASTS, f"{name} of version {version} is read in two ways"
        UPCASTS[name, version] = function
        return function

    return mark


def read_fact(name: str, version: int, text: bytes) -> Fact:
    """Return the fact that a stored text tells, read through one upcast per version since.

    Raises TooNew for a name or version that this program does not know.
    """
    kind = KNOWN.get(name)
    if kind is None or version > kind.version:
        raise TooNew(f"{name} of version {version}")
    if version == kind.version:
        return _read(text, kind)
    told: dict[str, Any] = msgspec.json.decode(text)
    for older in range(version, kind.version):
        told = UPCASTS[name, older](told)
    return msgspec.convert(told, kind, strict=False)


def altered(told: D, **changes: Any) -> D:
    """Return a copy with some fields changed: what `dataclasses.replace` does, in a tenth of its time.

    For dataclasses that check nothing when they are made, and keep all that they are in their fields.
    """
    copy: D = object.__new__(type(told))
    object.__setattr__(copy, "__dict__", {**vars(told), **changes})
    return copy


def micros(at: datetime) -> int:
    """Return a moment as microseconds since 1970 in UTC: the form in which tables keep it."""
    return (at - EPOCH) // MICRO


@lru_cache(1 << 14)  # days end at one moment for all, and what happened is kept in several columns
def moment(stored: int) -> datetime:
    """Return the moment that a table keeps as microseconds since 1970 in UTC."""
    return EPOCH + timedelta(microseconds=stored)


def day_of(at: datetime) -> date:
    """Return the day on which a moment falls in Beijing."""
    return at.astimezone(BEIJING).date()


_DECODERS: dict[type[Fact], msgspec.json.Decoder[Any]] = {}


def _read(text: bytes, kind: type[F]) -> F:
    if kind not in _DECODERS:
        _DECODERS[kind] = msgspec.json.Decoder(kind)
    told: F = _DECODERS[kind].decode(text)
    return told
