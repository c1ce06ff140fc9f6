"""Questions to the journal itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.conf import settings
from django.db import connection

from anlan.engines.proofs import entry
from anlan.kernel.journal.facts import By, Fact, KeyUsed, Told, moment, read_fact
from anlan.kernel.journal.record import CHANNEL, Recorded

PAGE = 5_000
SELECT = "SELECT seq, header, body, hash, name, actor, command, recorded_at FROM journal_entry"
OURS = "origin = %s AND channel = %s"


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


def lines_about(number: str) -> list[Line]:
    """Return every entry that speaks of this thing, also those that speak of a thousand, in their order."""
    spoken = f"SELECT seq FROM journal_mention WHERE subject = %s AND {OURS}"
    return _lines(
        f"{SELECT} WHERE {OURS} AND seq IN ({spoken}) ORDER BY seq",
        [settings.ORIGIN, CHANNEL, number, settings.ORIGIN, CHANNEL],
    )


def lines_of_command(*, person: str, command: str) -> list[Line]:
    """Return every entry that one command of a person made."""
    return _lines(
        f"{SELECT} WHERE {OURS} AND actor = %s AND command = %s ORDER BY seq",
        [settings.ORIGIN, CHANNEL, person, command],
    )


def entries_about(number: str) -> list[tuple[int, str]]:
    """Return the number and name of every entry that speaks of this thing."""
    return [(line.seq, line.name) for line in lines_about(number)]


def facts_said(*, after: int = 0, until: int | None = None) -> Iterator[Told[Any]]:
    """Yield every fact in the order it was said; one whose body was erased is passed over.

    Raises TooNew where the journal was written by a newer program.
    """
    for _, header, body, _, name, actor, command, at in pages(after=after, until=until):
        if body is not None:
            version = _version(bytes(header))
            fact = read_fact(name, version, entry.unsalted(bytes(body)))
            yield Told(fact=fact, at=moment(at), person=actor, command=command)


def pages(*, after: int = 0, until: int | None = None) -> Iterator[Sequence[Any]]:
    """Yield the rows of the journal in order, read page by page so that no reader holds a long transaction."""
    last = after
    while rows := _rows(f"{SELECT} WHERE {OURS} AND seq > %s ORDER BY seq LIMIT {PAGE}", [*_ours(), last]):
        for row in rows:
            if until is not None and row[0] > until:
                return
            yield row
        last = rows[-1][0]


def first_broken() -> int | None:
    """Return where the journal stops being whole, or None."""
    return entry.first_broken((bytes(row[1]), None if row[2] is None else bytes(row[2])) for row in pages())


def size() -> int:
    """Return how many entries the journal has."""
    rows = _rows("SELECT seq FROM journal_head WHERE origin = %s", [settings.ORIGIN])
    return int(rows[0][0]) if rows else 0


def first_answer(by: By, words: str) -> Recorded | None:
    """Return what this command was answered when it first came, if it came before and asked the same.

    Raises KeyUsed if it came with another act or other words.
    """
    said = f"{OURS} AND actor = %s AND command = %s"
    rows = _rows(
        f"SELECT seq, words, subject, hash FROM journal_entry WHERE {said} ORDER BY seq",
        [*_ours(), by.person, by.command],
    )
    if not rows:
        return None
    if rows[0][1] != words:
        raise KeyUsed(by.command)
    return Recorded(subject=rows[0][2], seqs=tuple(row[0] for row in rows), hash=rows[-1][3])


def _ours() -> list[Any]:
    return [settings.ORIGIN, CHANNEL]


def _rows(sql: str, params: Sequence[Any]) -> list[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _lines(sql: str, params: Sequence[Any]) -> list[Line]:
    return [_line(row) for row in _rows(sql, params)]


def _line(row: Sequence[Any]) -> Line:
    seq, header, body, leaf, name, actor, command, at = row
    told = msgspec.json.decode(bytes(header))
    fact = None if body is None else read_fact(name, told["name_v"], entry.unsalted(bytes(body)))
    claimed = told["happened_at"]
    return Line(
        seq=seq,
        name=name,
        fact=fact,
        actor=actor,
        post=told["post"],
        behalf=told["behalf"],
        happened_at=datetime.fromisoformat(claimed) if claimed else None,
        recorded_at=moment(at),
        command=command,
        hash=leaf,
        cause=told["cause"],
        inc=told["inc"],
    )


def _version(header: bytes) -> int:
    """Return the version of a fact's name from its header, without reading the rest."""
    start = header.index(b'"name_v":') + 9
    return int(header[start : header.index(b",", start)])
