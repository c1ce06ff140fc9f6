"""A warning to a hundred thousand people was wrong: from the word that stops it to the last correction handed over.

The limit writes the same letters, marks each as leaving and as gone by its key, and reads nothing. The peer does so
with the ORM, letter by letter: of a sample, and its time is reckoned for all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

from django.db import connection, transaction

from anlan.domains.calls import acts as calls
from anlan.domains.stopping import acts as stopping
from anlan.domains.warning import acts, reads
from anlan.kernel.journal import files, followers
from anlan.kernel.journal.facts import PersonNo, WarningNo
from anlan.kernel.journal.tables import Letter, Moment
from anlan.kernel.registry.may import EVERYWHERE
from anlan.kernel.ringing import door
from anlan.kernel.ringing import keeping as ringing
from anlan.kernel.ringing.door import Message, Verdict
from anlan.kernel.ringing.rules import Fate, Stage
from bench import homes, timing
from bench.calls import CAP, SHARED, fill, head
from bench.homes import CHECKER, FILER, MORNING, by

SAMPLE = 50
EVERYTHING = "<polygon>-80,-170 -80,170 80,170 80,-170 -80,-170</polygon>"
COLUMNS = tuple(field.attname for field in Letter._meta.concrete_fields)
INSERT = f"INSERT INTO journal_outbox ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"
MARK = "UPDATE journal_outbox SET state = %s, at = %s WHERE seq = %s AND person = %s AND channel = %s"
Rows = list[dict[str, Any]]


class Gateway:
    """Takes whatever it is handed, and knows to whom."""

    name = "gateway"
    batch = 500
    reports = False

    def __init__(self) -> None:
        self.to: list[str] = []

    def addresses(self, people: Collection[PersonNo]) -> Mapping[PersonNo, str]:
        return {person: person for person in people}

    def hand_over(self, messages: Sequence[Message]) -> Sequence[Verdict]:
        self.to += [message.person for message in messages]
        return [Verdict.TAKEN] * len(messages)

    def ask(self, keys: Sequence[str]) -> Mapping[str, Verdict]:
        return dict.fromkeys(keys, Verdict.LATER)


def whole(n: int) -> dict[str, float]:
    """Let a warning go out to so many people, and stop it when all have it."""
    homes.found()
    fill(n * SHARED // (SHARED - 1))
    gateway = Gateway()
    door.MAKERS[:] = [lambda: [gateway]]
    no, at = _out(), MORNING + timedelta(minutes=1)
    reached, gateway.to = sorted(gateway.to), []
    began = perf_counter()
    if calls.climb(at):
        raise AssertionError("no step of any ladder has come yet")
    climb_s = perf_counter() - began
    timing.say(f"{len(reached):,} have it")

    began = perf_counter()
    stopping.stop(warning=no, word="停", by=by(CHECKER), at=at)
    stopped = perf_counter()
    _carry_all(at)
    done = perf_counter()
    if sorted(gateway.to) != reached:
        raise AssertionError(f"{len(gateway.to)} corrections for {len(reached)} people")

    letters: Rows = list(Letter.objects.filter(stage=Stage.CORRECTED.value).order_by("seq").values(*COLUMNS))
    ours, limit, peer = done - began, _by_hand(letters), _one_by_one(letters)
    took = {"ours_s": ours, "limit_s": limit, "peer_s": peer}
    ratios = {"ours_over_limit": ours / limit, "peer_over_ours": peer / ours}
    return {"n": n, **took, **ratios, "people": len(reached), "act_s": stopped - began, "climb_s": climb_s}


def _out() -> WarningNo:
    """Let a warning of everything go out, until the last has it."""
    said = CAP.format(no="wrong", sent=f"{MORNING:%Y-%m-%dT%H:%M:%S}+00:00", area=EVERYTHING)
    file = files.keep(said.encode(), name="warning.xml", person=FILER, at=MORNING)
    no = WarningNo(acts.receive(file=file, by=by(FILER), at=MORNING).subject)
    would = reads.reach(no=no, within=EVERYWHERE, at=MORNING)
    acts.release(warning=no, place=would.place, headcount=would.headcount, by=by(CHECKER), at=MORNING)
    _carry_all(MORNING)
    return no


def _carry_all(at: datetime) -> None:
    """Put letters in the outbox and carry them, until nothing of what was said is left."""
    last = head()[1]
    while followers.cursor(followers.AHEAD.format("ringing")) < last:
        followers.keep(at)
        ringing.keep(at)


def _again(letters: Rows) -> Rows:
    """Return letters as they are written first, under numbers of their own."""
    before = {"state": Fate.WAITING.value, "at": None}
    return [letter | before | {"seq": letter["seq"] + 1_000_000_000} for letter in letters]


def _by_hand(letters: Rows) -> float:
    stored = Moment().get_db_prep_save  # moments alone are kept otherwise than they are told
    rows = [
        tuple(stored(value, connection) if isinstance(value, datetime) else value for value in map(letter.get, COLUMNS))
        for letter in _again(letters)
    ]
    marks = [(0, *(row[COLUMNS.index(name)] for name in ("seq", "person", "channel"))) for row in rows]
    with transaction.atomic(), connection.cursor() as cursor:
        began = perf_counter()
        cursor.executemany(INSERT, rows)
        for fate in (Fate.SENDING, Fate.SENT):
            cursor.executemany(MARK, [(fate.value, *mark) for mark in marks])
        took = perf_counter() - began
        transaction.set_rollback(True)
    return took


def _one_by_one(letters: Rows) -> float:
    some = _again(letters[::SAMPLE])
    with transaction.atomic():
        began = perf_counter()
        for letter in some:
            made = Letter.objects.create(**letter)
            for fate in (Fate.SENDING, Fate.SENT):
                made.state, made.at = fate.value, MORNING
                made.save(update_fields=("state", "at"))
        took = perf_counter() - began
        transaction.set_rollback(True)
    return took * len(letters) / len(some)
