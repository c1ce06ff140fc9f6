"""Questions to the journal itself."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate, takewhile
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.db import OperationalError, connection

from anlan.engines.proofs import entry
from anlan.engines.proofs.audit import Fault, Unsound
from anlan.engines.proofs.heads import Head, Signed
from anlan.kernel.journal.facts import (
    KNOWN,
    BodiesErased,
    By,
    Erasure,
    Fact,
    KeyUsed,
    NotHere,
    Text,
    Told,
    moment,
    read_fact,
)
from anlan.kernel.journal.follow import PLACEHOLDERS, fetch
from anlan.kernel.journal.record import CHANNEL, Recorded
from anlan.kernel.journal.tables import unguarded as unguarded

PAGE = 5_000
SELECT = "SELECT seq, header, body, hash, name, actor, command, recorded_at FROM journal_entry"
SIZES = "SELECT length(body) FROM journal_entry"
# All of the key but the number, so that a number is found and not looked for.
OURS = "origin = %s AND inc = (SELECT inc FROM journal_head WHERE journal_head.origin = %s) AND channel = %s"
# A command is found by an index of its own; the whole key beside it would mislead a planner that knows no figures.
COMMAND = "origin = %s AND channel = %s AND actor = %s AND command = %s"
ANSWER = f"SELECT seq, words, subject, hash FROM journal_entry WHERE {COMMAND} ORDER BY seq"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One entry as people are shown it: `fact` is None where its body was erased."""

    seq: int
    name: str
    fact: Fact | None
    actor: str
    post: str
    behalf: str | None
    happened_at: datetime | None
    recorded_at: datetime
    command: str
    hash: str
    cause: int | None
    inc: int

    def cut(self, keeps: Callable[[str], bool]) -> Line:
        """Return as much of this as tells of certain things; see Fact.cut."""
        return replace(self, fact=self.fact.cut(keeps)) if self.fact else self

    @property
    def takes_back(self) -> str | None:
        """Return the command that this entry takes back, if it is one that does."""
        return getattr(self.fact, self.fact.takes_back) if self.fact and self.fact.takes_back else None


def lines_about(number: str) -> list[Line]:
    """Return every entry that speaks of this thing, also those that speak of a thousand, in their order."""
    spoken = f"SELECT seq FROM journal_mention WHERE subject = %s AND {OURS}"
    return _lines(
        f"{SELECT} WHERE {OURS} AND seq IN ({spoken}) ORDER BY seq",
        [*ours(), number, *ours()],
    )


def lines_of_command(*, person: str, command: str) -> list[Line]:
    """Return every entry that one command of a person made."""
    return _lines(
        f"{SELECT} WHERE {COMMAND} ORDER BY seq",
        [settings.ORIGIN, CHANNEL, person, command],
    )


def called(name: str) -> tuple[str, str]:
    """Return what happened by an entry of a name, as its fact says it of itself: the Chinese term, and a sentence."""
    sentence, _, term = (KNOWN[name].__doc__ or name).strip().rpartition(" ")
    return term, sentence


def lines_said(rooms: tuple[str, ...], *, by: Sequence[str], before: int | None, count: int) -> list[Line]:
    """Return the newest entries of these rooms that these people said before an entry, the latest first."""
    names = [name for name in KNOWN if name.partition(".")[0] in rooms]
    end = size() + 1 if before is None else before
    asked = f"{OURS} AND actor IN ({_marks(by)}) AND name IN ({_marks(names)}) AND seq < %s"
    return _lines(f"{SELECT} WHERE {asked} ORDER BY seq DESC LIMIT %s", [*ours(), *by, *names, end, count])


def lines_after(seq: int, *, count: int, size: int | None = None) -> list[Line]:
    """Return the next entries after this one, at most so many; of so many bytes at most, but always one.

    An entry may speak of one thing or of a thousand: who would not wait for many of the latter gives a size.
    """
    if size is not None:
        count = _within(size, _rows(f"{SIZES} WHERE {OURS} AND seq > %s ORDER BY seq LIMIT %s", [*ours(), seq, count]))
    return _lines(f"{SELECT} WHERE {OURS} AND seq > %s ORDER BY seq LIMIT %s", [*ours(), seq, count])


def _within(size: int, rows: Iterable[Sequence[Any]]) -> int:
    """Return how many of these are no more than so many bytes together, and one at least."""
    sums = accumulate(int(row[0] or 0) for row in rows)
    return max(sum(1 for _ in takewhile(lambda together: together <= size, sums)), 1)


def lines_named(names: Sequence[str], *, until: int) -> list[Line]:
    """Return the entries of these names up to one, in their order; for what is said seldom, as of packs and places."""
    return _lines(
        f"{SELECT} WHERE {OURS} AND name IN ({_marks(names)}) AND seq <= %s ORDER BY seq", [*ours(), *names, until]
    )


def lines_at(seqs: Sequence[int]) -> list[Line]:
    """Return these entries, in their order."""
    parts = (seqs[start : start + PLACEHOLDERS] for start in range(0, len(seqs), PLACEHOLDERS))
    asked = f"{SELECT} WHERE {OURS} AND seq IN (%s) ORDER BY seq"
    return [line for part in parts for line in _lines(asked.replace("(%s)", f"({_marks(part)})"), [*ours(), *part])]


def hashes_at(seqs: Iterable[int]) -> dict[int, str]:
    """Return the hashes of these entries, which nothing ever changes; none is read through for it."""
    asked = f"SELECT seq, hash FROM journal_entry WHERE {OURS} AND seq = %s"
    return {int(no): told for seq in sorted(set(seqs)) for no, told in _rows(asked, [*ours(), seq])}


def urgent_lines_after(seq: int, *, size: int) -> list[Line]:
    """Return the next entries after this one that do not wait until nobody can take them back, of so many bytes."""
    urgent = [kind.name for kind in KNOWN.values() if not kind.waits]
    asked, given = f"{OURS} AND seq > %s AND name IN ({_marks(urgent)})", [*ours(), seq, *urgent]
    count = _within(size, _rows(f"{SIZES} WHERE {asked} ORDER BY seq", given))
    return _lines(f"{SELECT} WHERE {asked} ORDER BY seq LIMIT %s", [*given, count])


def entries_about(number: str) -> list[tuple[int, str]]:
    """Return the number and name of every entry that speaks of this thing."""
    return [(line.seq, line.name) for line in lines_about(number)]


def facts_said(*, after: int = 0, until: int | None = None) -> Iterator[Told[Any]]:
    """Yield every fact in the order it was said; of one that was erased what is still told of it, if anything is.

    Raises TooNew where the journal was written by a newer program, and Unsound at an entry that was changed.
    """
    return (told for _, told in numbered_facts(after=after, until=until))


def must_be_readable() -> None:
    """Read the newest entry of each name. Raises TooNew where a newer program has said it."""
    lines_at([row[0] for row in _rows(f"SELECT MAX(seq) FROM journal_entry WHERE {OURS} GROUP BY name", ours())])


def numbered_facts(*, after: int = 0, until: int | None = None) -> Iterator[tuple[int, Told[Any]]]:
    """Yield the same, each with the number of its entry."""
    for (seq, *_, actor, command, at), _, fact in _read(pages(after=after, until=until)):
        if fact is not None:
            yield seq, Told(fact, moment(at), actor, command)


def pages(*, after: int = 0, until: int | None = None) -> Iterator[Sequence[Any]]:
    """Yield the rows of the journal in order, read page by page so that no reader holds a long transaction."""
    last = after
    while rows := _rows(f"{SELECT} WHERE {OURS} AND seq > %s ORDER BY seq LIMIT {PAGE}", [*ours(), last]):
        for row in rows:
            if until is not None and row[0] > until:
                return
            yield row
        last = rows[-1][0]


@contextmanager
def in_bulk() -> Iterator[None]:
    """Read or fold very much. Rows and facts hang in no circles; to look for some takes a fifth of the time."""
    was_looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_looking:
            gc.enable()


def waiting(seq: int) -> list[tuple[bool, datetime]]:
    """Return whether an entry waits until nobody can take it back, and when it was recorded; nothing where none is."""
    rows = _rows(f"SELECT name, recorded_at FROM journal_entry WHERE {OURS} AND seq = %s", [*ours(), seq])
    return [(name not in KNOWN or KNOWN[name].waits, moment(at)) for name, at in rows]


def is_taken_back(seq: int) -> bool:
    """Test whether who said this took it back."""
    takers = [kind.name for kind in KNOWN.values() if kind.takes_back]
    said = _rows(f"SELECT subject, actor, command FROM journal_entry WHERE {OURS} AND seq = %s", [*ours(), seq])
    if not said or not takers:
        return False
    subject, actor, command = said[0]
    spoken = f"SELECT seq FROM journal_mention WHERE subject = %s AND {OURS} AND seq > %s"
    lines = _lines(
        f"{SELECT} WHERE {OURS} AND seq IN ({spoken}) AND actor = %s AND name IN ({_marks(takers)}) ORDER BY seq",
        [*ours(), subject, *ours(), seq, actor, *takers],
    )
    return any(line.takes_back == command for line in lines)


def as_stored(question: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return rows whatever was put into them: SQLite keeps also as a text what is none."""
    try:
        return fetch(question, params)
    except OperationalError:
        if connection.vendor != "sqlite":
            raise
    driver: Any = connection.connection
    strict, driver.text_factory = driver.text_factory, lambda text: text.decode(errors="surrogateescape")
    try:
        return fetch(question, params)
    finally:
        driver.text_factory = strict


def size() -> int:
    """Return how many entries the journal has."""
    rows = _rows("SELECT seq FROM journal_head WHERE origin = %s", [settings.ORIGIN])
    return int(rows[0][0]) if rows else 0


def stamp(what: str) -> str | None:
    """Return the stamp of some tables, which is another after each change of them; nothing where none was given yet."""
    return next((str(told) for [told] in fetch("SELECT stamp FROM journal_stamp WHERE what = %s", [what])), None)


def sealed() -> tuple[int, datetime | None]:
    """Return how many entries the newest signed head covers, and when it was signed."""
    rows = _rows(f"SELECT size, at FROM journal_seal WHERE {OURS} ORDER BY size DESC LIMIT 1", ours())
    return (int(rows[0][0]), moment(rows[0][1])) if rows else (0, None)


def first_head_since(at: datetime) -> Head | None:
    """Return the first head that was signed at a moment or after it, if one was: in whatever life of this journal."""
    asked = (
        "SELECT head FROM journal_seal WHERE origin = %s AND channel = %s AND at >= %s ORDER BY at, inc, size LIMIT 1"
    )
    rows = fetch(asked, [settings.ORIGIN, CHANNEL, at])
    return Signed(head=bytes(rows[0][0]), alg="", key="", signature=b"").said() if rows else None


def first_answer(by: By, words: str) -> Recorded | None:
    """Return what this command was answered when it first came, if it came before and asked the same.

    Raises KeyUsed if it came with another act or other words.
    """
    rows = fetch(ANSWER, [settings.ORIGIN, CHANNEL, by.person, by.command])
    if not rows:
        return None
    if rows[0][1] != words:
        raise KeyUsed(by.command)
    return Recorded(subject=rows[0][2], seqs=tuple(row[0] for row in rows), hash=rows[-1][3])


def _marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def ours() -> list[Any]:
    """Return what `OURS` asks for."""
    return [settings.ORIGIN, settings.ORIGIN, CHANNEL]


def _rows(sql: str, params: Sequence[Any]) -> list[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _lines(sql: str, params: Sequence[Any]) -> list[Line]:
    return [_line(row, told, fact) for row, told, fact in _read(_rows(sql, params))]


def _line(row: Sequence[Any], told: _Header, fact: Fact | None) -> Line:
    seq, _, _, leaf, name, actor, command, at = row
    if entry.instant(moment(at)) != told.recorded_at:
        raise Unsound(Fault(seq=seq, what="columns"))
    return Line(
        seq=seq,
        name=name,
        fact=fact,
        actor=actor,
        post=told.post,
        behalf=told.behalf,
        happened_at=told.happened_at,
        recorded_at=moment(at),
        command=command,
        hash=leaf,
        cause=told.cause,
        inc=told.inc,
    )


class _Header(msgspec.Struct):
    inc: int
    name: str
    name_v: int
    cause: int | None
    actor: str
    post: str
    behalf: str | None
    happened_at: datetime | None
    recorded_at: str
    command: str
    body: str


_read_header = msgspec.json.Decoder(_Header).decode


def _read(rows: Iterable[Sequence[Any]]) -> Iterator[tuple[Sequence[Any], _Header, Fact | None]]:
    """Yield rows, each with its header and its fact. What was changed since it was said is never shown: Unsound."""
    instead: dict[int, bytes] | None = None
    for row in rows:
        seq, header, body, leaf, name, actor, command = row[:7]
        if entry.leaf(bytes(header)) != leaf:
            raise Unsound(Fault(seq=seq, what="header-changed"))
        told = _read_header(header)
        if name != told.name or actor != told.actor or command != told.command:
            raise Unsound(Fault(seq=seq, what="columns"))
        if body is None:
            instead = told_instead() if instead is None else instead
            text = instead.get(seq)
        else:
            text = entry.unsalted(bytes(body))
            if entry.digest(bytes(body)) != told.body:
                raise Unsound(Fault(seq=seq, what="body-changed"))
        yield row, told, None if text is None else read_fact(name, told.name_v, text)


def told_instead() -> dict[int, bytes]:
    """Return what is still told of entries that were erased, by their numbers."""
    facts = [erasure.fact for erasure in erasures()]
    later = Path(settings.ANLAN_HOME) / "as-of.json"  # what was erased after the moment as of which a house is shown
    told = msgspec.json.decode(later.read_bytes())["erased"] if settings.AS_OF and later.exists() else {}
    return {int(seq): text.encode() for seq, text in told.items()} | {
        seq: text.encode() for fact in facts for seq, text in zip(fact.seqs, fact.kept, strict=True)
    }


def erasures() -> list[Erasure]:
    """Return every erasure of this journal, in the order in which they were said."""
    lines = [(line, line.fact) for line in lines_about(settings.ORIGIN)]
    return [
        Erasure(at=line.recorded_at, fact=fact, hashes=tuple(_hash(seq) for seq in fact.seqs))
        for line, fact in lines
        if isinstance(fact, BodiesErased)
    ]


def still_there(erasure: Erasure) -> BodiesErased | None:
    """Return what of an erasure is not done in this journal: all of it may be so where an old backup was restored."""
    gone = f"SELECT 1 FROM journal_entry WHERE {OURS} AND seq = %s AND hash = %s AND body IS NOT NULL"
    fact = erasure.fact
    rows = zip(fact.seqs, fact.names, fact.versions, fact.kept, erasure.hashes, strict=True)
    left = [row for row in rows if _rows(gone, [*ours(), row[0], row[4]])]
    if not left:
        return None
    seqs, names, versions, kept, _ = zip(*left, strict=True)
    return replace(fact, seqs=seqs, names=names, versions=versions, kept=kept)


def _hash(seq: int) -> str:
    [[found]] = _rows(f"SELECT hash FROM journal_entry WHERE {OURS} AND seq = %s", [*ours(), seq])
    return str(found)


def texts(seqs: Iterable[int]) -> list[Text]:
    """Return what these entries say, as it is written. Raises NotHere for one that was never said."""
    wanted = sorted(set(seqs))
    told = [row for seq in wanted for row in _read(_rows(f"{SELECT} WHERE {OURS} AND seq = %s", [*ours(), seq]))]
    if len(told) != len(wanted):
        raise NotHere("an entry that was never said")
    return [
        Text(seq=row[0], name=row[4], version=type(fact).version, text=msgspec.json.encode(fact))
        for row, _, fact in told
        if fact is not None
    ]
