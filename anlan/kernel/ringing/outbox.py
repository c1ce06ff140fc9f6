"""The outbox as whoever carries it out of the house sees it. What a state means is said by `kernel/ringing`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anlan.kernel.journal.facts import moment
from anlan.kernel.journal.follow import fetch, fetch_in, write

WAITING = "waiting"
COLUMNS = (
    *("seq", "person", "channel", "subject", "name", "item", "stage", "urgency"),
    *("not_before", "expires_at", "passed_at", "tries", "key", "is_again", "state", "why", "at"),
)
LETTER = f"SELECT {', '.join(COLUMNS)} FROM journal_outbox"
DUE = (
    f"{LETTER} WHERE channel = %s AND state = 'waiting' AND urgency BETWEEN %s AND %s AND not_before <= %s"
    " AND (retry_at IS NULL OR retry_at <= %s) ORDER BY urgency, tries, seq, person LIMIT %s"
)
LEFT = (
    f"{LETTER} WHERE channel = %s AND state = 'sending' AND urgency BETWEEN %s AND %s"
    " ORDER BY urgency, tries, seq, person LIMIT %s"
)
BESIDE = (
    f"{LETTER} WHERE channel = %s AND subject = %s AND stage = %s AND person = %s AND state = 'waiting'"
    " ORDER BY seq LIMIT 1"
)
OF_KEY = f"{LETTER} WHERE key IN (%s)"
OF_ITEMS = f"{LETTER} WHERE item IN (%s)"
COUNT = "SELECT count(DISTINCT person) FROM journal_outbox WHERE subject = %s AND state IN ({})"
STUCK = (
    "SELECT state, count(*) FROM journal_outbox"
    " WHERE channel = %s AND state IN ('parked', 'doubt') AND at > %s GROUP BY state"
)
LAST_OF = (
    "SELECT person, channel, state, max(at) FROM journal_outbox WHERE person IN (%s) GROUP BY person, channel, state"
)
LAST = f"{LETTER} WHERE channel = %s ORDER BY seq DESC, person LIMIT %s"
SLOW = (
    f"{LETTER} WHERE channel = %s AND state = %s AND passed_at IS NULL AND {{since}} <= %s"
    " ORDER BY urgency, tries, seq, person LIMIT %s"
)
TAKE = (
    "UPDATE journal_outbox SET state = 'sending', at = %s, key = %s, tries = tries + 1"
    " WHERE seq = %s AND person = %s AND channel = %s AND state = 'waiting'"
)
MARK = (
    "UPDATE journal_outbox SET state = %s, at = %s, why = %s, retry_at = %s, tries = %s, is_again = %s"
    " WHERE seq = %s AND person = %s AND channel = %s AND state = %s"
)
PASS = (
    "INSERT INTO journal_outbox"
    " (seq, person, channel, subject, name, not_before, item, stage, urgency, expires_at, state, why, tries, is_again)"
    " SELECT seq, person, %s, subject, name, not_before, item, stage, urgency, expires_at, 'waiting', '', 0, FALSE"
    " FROM journal_outbox WHERE seq = %s AND person = %s AND channel = %s ON CONFLICT (seq, person, channel) DO NOTHING"
)
PASSED = "UPDATE journal_outbox SET passed_at = %s WHERE seq = %s AND person = %s AND channel = %s"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A letter in the outbox, as whoever carries it sees it."""

    seq: int
    person: str
    channel: str
    subject: str
    name: str
    item: str | None
    stage: str
    urgency: int
    not_before: datetime
    expires_at: datetime | None
    passed_at: datetime | None
    tries: int
    key: str | None
    is_again: bool
    state: str
    why: str
    at: datetime | None

    @property
    def id(self) -> tuple[int, str, str]:
        """Return what it is known by: entry, person and channel."""
        return self.seq, self.person, self.channel


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What becomes of a letter."""

    letter: Letter
    fate: str
    why: str = ""
    retry_at: datetime | None = None
    tries: int = 0
    is_again: bool = False


def due(channel: str, urgencies: tuple[int, int], *, at: datetime, count: int) -> list[Letter]:
    """Return the next letters of these urgencies that a channel may be handed, the most urgent first."""
    return _letters(fetch(DUE, [channel, *urgencies, at, at, count]))


def left(channel: str, urgencies: tuple[int, int], *, count: int) -> list[Letter]:
    """Return letters of these urgencies that were just leaving when whoever carried them fell, or lost the answer."""
    return _letters(fetch(LEFT, [channel, *urgencies, count]))


def is_any(channel: str, urgencies: tuple[int, int], *, at: datetime) -> bool:
    """Test whether anything of these urgencies may be handed over, or was just leaving."""
    return bool(due(channel, urgencies, at=at, count=1) or left(channel, urgencies, count=1))


def beside(letter: Letter, people: Iterable[str]) -> list[Letter]:
    """Return the letters about the same, for the same reason and by the same channel, that wait for these people."""
    same = [letter.channel, letter.subject, letter.stage]
    return [one for no in people for one in _letters(fetch(BESIDE, [*same, no]))]


def of_keys(keys: Iterable[str]) -> list[Letter]:
    """Return the letters that went in the messages of these keys."""
    return _letters(fetch_in(OF_KEY, keys))


def of_items(items: Iterable[str]) -> list[Letter]:
    """Return every letter because of these items."""
    return _letters(fetch_in(OF_ITEMS, items))


def count(subject: str, *, states: Collection[str], stages: Collection[str] = ()) -> int:
    """Return to how many people letters about something stand in one of these states, of any stage or of these."""
    given, among = [*sorted(states), *sorted(stages)], f" AND stage IN ({_marks(stages)})" if stages else ""
    [[found]] = fetch(COUNT.format(_marks(states)) + among, [subject, *given])
    return int(found)


def stuck(channel: str, *, since: datetime) -> dict[str, int]:
    """Return how many letters of a channel were put aside, or came into doubt, since then."""
    return {state: int(n) for state, n in fetch(STUCK, [channel, since])}


def last_of(people: Iterable[str], *, states: Collection[str]) -> list[tuple[str, str, str, datetime]]:
    """Return person, channel, state and moment of every letter to these people that stands in one of these states."""
    found = fetch_in(LAST_OF, people)
    return [(no, channel, state, moment(at)) for no, channel, state, at in found if state in states and at is not None]


def last(channel: str, *, count: int) -> list[Letter]:
    """Return the newest letters of a channel, the last first."""
    return _letters(fetch(LAST, [channel, count]))


def slow(channel: str, state: str, *, since: datetime, count: int) -> list[Letter]:
    """Return letters of a channel that have stood where they are since then, and for which no other was taken yet."""
    column = "not_before" if state == WAITING else "at"
    return _letters(fetch(SLOW.format(since=column), [channel, state, since, count]))


def take(keys: dict[tuple[int, str, str], str], *, at: datetime) -> int:
    """Mark letters that wait as just leaving, each in the message of this key; return how many did wait."""
    return write(TAKE, [(at, key, *no) for no, key in keys.items()])


def mark(marks: Sequence[Mark], *, at: datetime) -> None:
    """Say what became of letters, each unless somebody else said so meanwhile."""
    if marks:
        write(
            MARK,
            [
                (one.fate, at, one.why, one.retry_at, one.tries, one.is_again, *one.letter.id, one.letter.state)
                for one in marks
            ],
        )


def pass_on(letters: Sequence[Letter], channel: str | None, *, at: datetime) -> None:
    """Let the same go by another channel as well, unless it does already."""
    if letters and channel:
        write(PASS, [(channel, *letter.id) for letter in letters])
    if letters:
        write(PASSED, [(at, *letter.id) for letter in letters])


def _marks(values: Collection[str]) -> str:
    return ", ".join(["%s"] * len(values))


def _letters(rows: Collection[Sequence[Any]]) -> list[Letter]:
    return [_letter(row) for row in rows]


def _letter(row: Sequence[Any]) -> Letter:
    told = dict(zip(COLUMNS, row, strict=True))
    moments = ("not_before", "expires_at", "passed_at", "at")
    told |= {name: moment(told[name]) for name in moments if told[name] is not None}
    return Letter(**told | {"is_again": bool(told["is_again"])})
