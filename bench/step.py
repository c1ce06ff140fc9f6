"""One step of one item: read it, check it, write it into the journal, move the item and the counters; all or nothing.

A third of the steps takes a duty on, a third notes progress, a third strikes a danger off.
"""

from __future__ import annotations

import json
import multiprocessing
import secrets
import sqlite3
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from time import perf_counter
from typing import Any

import django
from django.db import connection, connections, models, transaction

from anlan.kernel.journal.facts import ItemNo
from bench import timing

ROUNDS = 5
CLIENTS = 8
SLICE = 1_000
NOTE = "the exit is half clear"
Take = tuple[ItemNo, ItemNo]  # the number of a filed item, and that of a submitted one
Ways = dict[str, Callable[[Sequence[Take]], list[float]]]


@dataclass(frozen=True)
class Move:
    """A step as a hand-made program knows it."""

    name: str
    before: str
    after: str
    by_checker: bool
    text: str = ""


ACCEPT = Move("items.accepted", "filed", "accepted", by_checker=False)
NOTED = Move("items.noted", "accepted", "in-hand", by_checker=False, text=NOTE)
STRIKE = Move("items.struck-off", "submitted", "struck-off", by_checker=True)


def alone(n: int) -> dict[str, float]:
    """Measure one client."""
    takes = _prepare(n)
    ways, waited = ways_here(), list[float]()

    def way(name: str) -> timing.Way:
        def run(number: int) -> None:
            each = ways[name](takes[number::ROUNDS])
            if name == "ours":
                waited.extend(each)

        return run

    took = timing.in_turn({name: way(name) for name in timing.WAYS}, ROUNDS)
    return _figures(took, waited, n)


def by_eight(n: int) -> dict[str, float]:
    """Measure eight clients at once on one journal."""
    takes = _prepare(n)
    ways_here()  # makes what the copies need, once
    copies = {alias: connections.settings[alias]["NAME"] for alias in ("limit", "peer")}
    connections.close_all()
    spawning, waited = multiprocessing.get_context("spawn"), list[float]()
    count = min(CLIENTS, len(takes) // ROUNDS)
    pipes = [spawning.Pipe() for _ in range(count)]
    clients = [spawning.Process(target=_client, args=(end, copies)) for _, end in pipes]
    for client in clients:
        client.start()
    for pipe, _ in pipes:
        pipe.recv()

    def way(name: str) -> timing.Way:
        def run(number: int) -> None:
            for client, (pipe, _) in enumerate(pipes):
                pipe.send((name, takes[number::ROUNDS][client::count]))
            each = [one for pipe, _ in pipes for one in pipe.recv()]
            if name == "ours":
                waited.extend(each)

        return run

    took = timing.in_turn({name: way(name) for name in timing.WAYS}, ROUNDS)
    for (pipe, _), client in zip(pipes, clients, strict=True):
        pipe.send(None)
        client.join()
    return _figures(took, waited, n)


def _client(pipe: Any, copies: dict[str, Any]) -> None:
    django.setup()
    from bench import homes

    for alias, name in copies.items():
        homes.open_copy(alias, name)
    ways = ways_here()
    pipe.send("ready")
    while order := pipe.recv():
        name, takes = order
        pipe.send(ways[name](takes))


def _figures(took: dict[str, float], waited: list[float], n: int) -> dict[str, float]:
    from anlan.kernel.obligations.tables import Item

    third = n // 3
    assert len(waited) == 3 * third, "every step was taken"
    for alias in ("default", "limit", "peer"):
        there = Item.objects.using(alias)
        assert there.filter(state="in-hand").count() == there.filter(state="struck-off").count() == third, alias
    _verify()
    return {"n": 3 * third, **took, "p99_ms": timing.percentile(waited, 0.99) * 1_000, "per_s": n / took["ours_s"]}


def _verify() -> None:
    from anlan.kernel.journal import rebuild, seals

    assert seals.verify().fault is None, "the journal is sound"
    assert rebuild.check() == [], "the tables follow from the journal"


def _prepare(n: int) -> list[Take]:
    """Fill a home with a third of the steps in filed items and as many submitted ones; copy it."""
    from bench import homes, ledger

    homes.found()
    filed, submitted = ledger.file_many(n // 3), ledger.file_many(n // 3)
    ledger.submit_many(submitted)
    homes.copy()
    return list(zip(filed, submitted, strict=True))


def ways_here() -> Ways:
    """Return the three ways as this process goes them."""
    limit = OnPostgres() if connection.vendor == "postgresql" else OnSqlite()
    return {"ours": _ours, "limit": limit.take, "peer": _peer()}


def _ours(takes: Sequence[Take]) -> list[float]:
    from anlan.domains.dangers import acts as dangers
    from anlan.kernel.obligations import acts as items
    from bench.homes import CHECKER, MORNING, OWNER, by

    waited = []
    for filed, submitted in takes:
        began = perf_counter()
        items.accept(item=filed, by=by(OWNER), at=MORNING)
        accepted = perf_counter()
        items.note(item=filed, text=NOTE, by=by(OWNER), at=MORNING)
        noted = perf_counter()
        dangers.strike_off(item=submitted, by=by(CHECKER), at=MORNING)
        waited += [accepted - began, noted - accepted, perf_counter() - noted]
    return waited


class ByHand:
    """The least that a program must do: no repeats are known, no reach is asked, nothing but this schema fits."""

    def take(self, takes: Sequence[Take]) -> list[float]:
        """Take all the steps."""
        from bench.homes import CHECKER, OWNER

        for filed, submitted in takes:
            self.step(filed, ACCEPT, OWNER)
            self.step(filed, NOTED, OWNER)
            self.step(submitted, STRIKE, CHECKER)
        return []

    def step(self, no: str, move: Move, person: str) -> None:
        """Take one step."""
        raise NotImplementedError


HEADER = (
    '{"v":1,"alg":"sha256","origin":"demo","inc":%d,"channel":"main","seq":%d,"prev":"%s","name":"%s","name_v":1,'
    '"subject":"%s","claim":null,"claim_seq":null,"cause":null,"actor":"%s","post":"%s","behalf":null,"device":null,'
    '"happened_at":null,"recorded_at":"2026-07-01T01:00:00.000Z","command":"%s","body":"%s","attachments":[]}'
)
ENTRY = (
    "INSERT INTO journal_entry (origin, inc, channel, seq, header, body, hash, name, subject, actor, command, words,"
    " recorded_at) VALUES ('demo', ?, 'main', ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?)"
)
COUNT = (
    "INSERT INTO obligations_count (place, department, kind, grade, state, overdue, n) VALUES (?, ?, ?, ?, ?, 0, ?)"
    " ON CONFLICT (place, department, kind, grade, state, overdue) DO UPDATE SET n = obligations_count.n + excluded.n"
)


class OnSqlite(ByHand):
    """Eight statements and no framework."""

    def __init__(self) -> None:
        self.run = sqlite3.connect(connections.settings["limit"]["NAME"], isolation_level=None).execute
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-200000", "secure_delete=ON"):
            self.run(f"PRAGMA {pragma}")

    def step(self, no: str, move: Move, person: str) -> None:
        """Take one step in one transaction."""
        run, command, at = self.run, str(uuid.uuid4()), 1_782_867_600_000_000
        run("BEGIN IMMEDIATE")
        place, department, kind, grade, state, owner, checker = run(
            "SELECT place, department, kind, grade, state, owner, checker FROM obligations_item WHERE no = ?", (no,)
        ).fetchone()
        assert (state, checker if move.by_checker else owner) == (move.before, person)
        inc, seq, prev = run("SELECT inc, seq, hash FROM journal_head WHERE origin = 'demo'").fetchone()
        body = secrets.token_bytes(32) + json.dumps({"item": no, "kind": kind, "text": move.text}).encode()
        told = (inc, seq + 1, prev, move.name, no, person, person, command, sha256(body).hexdigest())
        header = (HEADER % told).encode()
        leaf = sha256(b"\x00" + header).hexdigest()
        run(ENTRY, (inc, seq + 1, header, body, leaf, move.name, no, person, command, at))
        moved = (move.after, command, at, no)
        run("UPDATE obligations_item SET state = ?, command = ?, moved_at = ? WHERE no = ?", moved)
        run(COUNT, (place, department, kind, grade, move.before, -1))
        run(COUNT, (place, department, kind, grade, move.after, 1))
        run("UPDATE journal_head SET seq = ?, hash = ? WHERE origin = 'demo'", (seq + 1, leaf))
        run("COMMIT")


FUNCTION = """
CREATE OR REPLACE FUNCTION by_hand(no_ text, name_ text, before_ text, after_ text, by_checker bool, person text,
                                   command_ text, body_ bytea, at_ bigint, header_ text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE i record; h record; header_bytes bytea; leaf text;
BEGIN
  SELECT * INTO i FROM obligations_item WHERE no = no_ FOR UPDATE;
  IF i.state <> before_ OR person <> (CASE WHEN by_checker THEN i.checker ELSE i.owner END) THEN
    RAISE EXCEPTION 'refused';
  END IF;
  UPDATE obligations_item SET state = after_, command = command_, moved_at = at_ WHERE no = no_;
  INSERT INTO obligations_count VALUES (i.place, i.department, i.kind, i.grade, before_, false, -1)
    ON CONFLICT (place, department, kind, grade, state, overdue) DO UPDATE SET n = obligations_count.n + excluded.n;
  INSERT INTO obligations_count VALUES (i.place, i.department, i.kind, i.grade, after_, false, 1)
    ON CONFLICT (place, department, kind, grade, state, overdue) DO UPDATE SET n = obligations_count.n + excluded.n;
  UPDATE journal_head SET seq = seq + 1 WHERE origin = 'demo' RETURNING * INTO h;
  header_bytes := convert_to(format(header_, h.inc, h.seq, h.hash, name_, no_, person, person, command_,
                                    encode(sha256(body_), 'hex')), 'UTF8');
  leaf := encode(sha256('\\x00'::bytea || header_bytes), 'hex');
  INSERT INTO journal_entry (origin, inc, channel, seq, header, body, hash, name, subject, actor, command, recorded_at)
    VALUES ('demo', h.inc, 'main', h.seq, header_bytes, body_, leaf, name_, no_, person, command_, at_);
  UPDATE journal_head SET hash = leaf WHERE origin = 'demo';
END $$
"""
CALL = "SELECT by_hand(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


class OnPostgres(ByHand):
    """One function inside the database, so that a step is one round trip."""

    def __init__(self) -> None:
        import psycopg

        told = connections["limit"].get_connection_params()
        self.house = psycopg.connect(host=told["host"], user=told.get("user"), dbname=told["dbname"], autocommit=True)
        self.house.prepare_threshold = 2
        self.house.execute("SELECT pg_advisory_lock(1)")
        self.house.execute(FUNCTION)
        self.house.execute("SELECT pg_advisory_unlock(1)")
        self.cursor = self.house.cursor()

    def step(self, no: str, move: Move, person: str) -> None:
        """Take one step in one round trip."""
        body = secrets.token_bytes(32) + json.dumps({"item": no, "kind": "danger", "text": move.text}).encode()
        header = HEADER.replace("%d", "%s")
        who = (move.by_checker, person, str(uuid.uuid4()), body, 1_782_867_600_000_000, header)
        self.cursor.execute(CALL, (no, move.name, move.before, move.after, *who))


def _peer() -> Callable[[Sequence[Take]], list[float]]:
    """Return the plain way with the ORM: get, check, save, and a line in a log; no chain and no counters."""
    from anlan.kernel.obligations.tables import Item
    from bench.homes import CHECKER, MORNING, OWNER

    class Log(models.Model):
        item = models.CharField(max_length=40, db_index=True)
        name = models.CharField(max_length=80)
        person = models.CharField(max_length=40)
        at = models.DateTimeField()
        body = models.JSONField()

        class Meta:
            app_label = "bench"

    if "bench_log" not in connections["peer"].introspection.table_names():
        with connections["peer"].schema_editor() as editor:
            editor.create_model(Log)

    def step(no: str, move: Move, person: str) -> None:
        with transaction.atomic(using="peer"):
            item = Item.objects.using("peer").select_for_update().get(no=no)
            assert (item.state, item.checker if move.by_checker else item.owner) == (move.before, person)
            item.state, item.command, item.moved_at = move.after, str(uuid.uuid4()), MORNING
            item.save()
            Log._default_manager.using("peer").create(
                item=no, name=move.name, person=person, at=MORNING, body={"text": move.text}
            )

    def take(takes: Sequence[Take]) -> list[float]:
        for filed, submitted in takes:
            step(filed, ACCEPT, OWNER)
            step(filed, NOTED, OWNER)
            step(submitted, STRIKE, CHECKER)
        return []

    return take
