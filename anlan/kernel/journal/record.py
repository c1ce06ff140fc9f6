"""The one pen: only acts write here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

import msgspec
from django.conf import settings
from django.db import connection, transaction

from anlan.engines.proofs import entry
from anlan.kernel.journal.facts import By, Fact, micros
from anlan.kernel.journal.follow import FEW, cursor, insert, insertion, put_ready, unfold

CHANNEL = "main"
TAKE_HEAD = "UPDATE journal_head SET seq = seq WHERE origin = %s RETURNING inc, seq, hash"
OPEN_HEAD = "INSERT INTO journal_head (origin, inc, seq, hash) VALUES (%s, 1, 0, NULL) ON CONFLICT (origin) DO NOTHING"
MOVE_HEAD = "UPDATE journal_head SET seq = %s, hash = %s WHERE origin = %s"
COLUMNS = "origin, inc, channel, seq, header, body, hash, name, subject, actor, command, words, recorded_at"
ENTRY = f"INSERT INTO journal_entry ({COLUMNS})"
MENTIONED = ("subject", "origin", "inc", "channel", "seq")
MENTION = f"INSERT INTO journal_mention ({', '.join(MENTIONED)})"

# The keyed hash of what the act in hand was asked. It is no part of what is said, so neither facts nor `by` carry it.
_words: ContextVar[str | None] = ContextVar("words", default=None)


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What an act answers: what it was about, which entries it made, and the hash of the last."""

    subject: str
    seqs: tuple[int, ...]
    hash: str


def record(facts: Sequence[Fact], *, by: By, at: datetime) -> Recorded:
    """Say the facts and all that follows from them: in order and together, or not at all.

    `at` is when the door heard it; it is kept to the millisecond. Raises what a fold refuses.
    """
    assert facts, "an act that says nothing is a bug in its rule"
    at = at.replace(microsecond=at.microsecond // 1_000 * 1_000)
    # An act is whole or absent by its own transaction; who records without one may go on after a refusal.
    with transaction.atomic(savepoint=_words.get() is None):
        told = unfold(facts, by, at)
        bodies = [entry.body(msgspec.json.encode(fact)) for fact, _ in told]
        with cursor() as asking:
            # From here to the commit nobody else can write. Nothing slow belongs below this line.
            inc, before, last = _take_head(asking)
            entries, mentions = [], []
            shared = _of_home(inc) | _of_speaker(by, at)
            for seq, ((fact, cause), body) in enumerate(zip(told, bodies, strict=True), start=before + 1):
                values = shared | _of_fact(fact) | {"seq": seq, "prev": last, "body": entry.digest(body)}
                values["cause"] = None if cause is None else before + 1 + cause
                header = entry.header(values)
                last = entry.leaf(header)
                place = (settings.ORIGIN, inc, CHANNEL, seq)
                said = (fact.name, values["subject"], by.person, by.command, _words.get(), micros(at))
                entries.append((*place, header, body, last, *said))
                mentions += [(number, *place) for number in dict.fromkeys(fact.speaks_of())]
            _write_down(asking, entries, mentions, (before + len(told), last, settings.ORIGIN))
    return Recorded(subject=facts[0].subject, seqs=tuple(row[3] for row in entries), hash=str(last))


@contextmanager
def asked(words: str) -> Iterator[None]:
    """Let every entry made inside keep the hash of what was asked."""
    before = _words.set(words)
    try:
        yield
    finally:
        _words.reset(before)


def _take_head(asking: Any) -> tuple[int, int, str | None]:
    """Lock the head; return the incarnation, the last number, and the hash of the last entry."""
    asking.execute(TAKE_HEAD, [settings.ORIGIN])
    row = asking.fetchone()
    if row is None:  # the first entry of this journal
        asking.execute(OPEN_HEAD, [settings.ORIGIN])
        asking.execute(TAKE_HEAD, [settings.ORIGIN])
        row = asking.fetchone()
    return row[0], row[1], row[2]


def _write_down(
    asking: Any, entries: Sequence[tuple[Any, ...]], mentions: list[tuple[Any, ...]], head: Sequence[Any]
) -> None:
    """Write entries, mentions and the head: on PostgreSQL, if there are few, in one statement and one round trip."""
    if connection.vendor == "postgresql" and max(len(entries), len(mentions)) <= FEW:
        said, spoken = insertion(ENTRY, len(entries), 13), insertion(MENTION, len(mentions), 5)
        told = [*chain.from_iterable(entries), *chain.from_iterable(mentions), *head]
        asking.execute(f"WITH said AS ({said}), spoken AS ({spoken}) {MOVE_HEAD}", told)
    else:
        insert(asking, ENTRY, entries)
        put_ready("journal_mention", MENTIONED, mentions)
        asking.execute(MOVE_HEAD, head)


def _of_home(inc: int) -> dict[str, Any]:
    home = {"v": 1, "alg": "sha256", "origin": settings.ORIGIN, "inc": inc, "channel": CHANNEL}
    return home | {"claim": None, "claim_seq": None}  # null until there is a second node


def _of_fact(fact: Fact) -> dict[str, Any]:
    return {
        "name": fact.name,
        "name_v": fact.version,
        "subject": fact.subject,
        "attachments": fact.attachments(),
    }


def _of_speaker(by: By, at: datetime) -> dict[str, Any]:
    return {
        "actor": by.person,
        "post": by.post,
        "behalf": by.on_behalf_of,
        "device": by.device,
        "happened_at": by.happened_at,
        "recorded_at": at,
        "command": by.command,
    }
