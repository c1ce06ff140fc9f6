"""The whole journal: verify it, fold everything anew from it, and prove one entry of it to a stranger."""

from __future__ import annotations

import json
import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from hashlib import sha256
from time import perf_counter
from typing import Any

import msgspec
from django.db import connection

from anlan.domains.dangers.facts import DangerDescribed
from anlan.engines.proofs import receipt as receipts
from anlan.kernel.journal import lock, seals
from anlan.kernel.journal import rebuild as rebuilding
from anlan.kernel.journal.record import record
from anlan.kernel.obligations.facts import ItemAccepted, ItemFiled, ItemNoted, ItemStruckOff, ItemSubmitted
from bench import homes, timing
from bench.homes import CHECKER, FILER, MORNING, ORGANISATION, OWNER, by
from bench.ledger import NEW_ITEM

ROUNDS = 3
WINDOW = 1_000  # dangers that go through their lives side by side
LIFE = 6  # entries of one danger: filed, described, accepted, noted, submitted, struck off
LATER = MORNING + timedelta(hours=1)
OURS = "origin = 'demo' AND inc = 1 AND channel = 'main'"
Row = tuple[Any, ...]


def build(n: int) -> None:
    """Say n entries, sealed: dangers from their filing to their end, a thousand side by side."""
    homes.found()
    seals.seal(MORNING)
    where, size = homes.places(), _size()
    for number in range(0, (n - size) // LIFE, WINDOW):
        items = lock.allot_many(MORNING, min(WINDOW, (n - size) // LIFE - number))
        filed = [fact for no in items for fact in _filed(no, next(where))]
        record(filed, by=by(FILER), at=MORNING)
        told: dict[str, Any] = {"kind": "danger"}
        record([ItemAccepted(item=no, **told) for no in items], by=by(OWNER), at=MORNING)
        record([ItemNoted(item=no, text="half done", **told) for no in items], by=by(OWNER), at=MORNING)
        shown: dict[str, Any] = told | {"evidence": ("0" * 64,)}
        submitted: dict[str, Any] = shown | {"submitted_by": OWNER, "checker": CHECKER, "text": ""}
        record([ItemSubmitted(item=no, **submitted) for no in items], by=by(OWNER), at=MORNING)
        struck: dict[str, Any] = shown | {"place": "63", "opinion": "seen on site"}
        record([ItemStruckOff(item=no, **struck) for no in items], by=by(CHECKER), at=MORNING)
        if not number % (20 * WINDOW):
            timing.say(f"{_size():,} entries said")
    seals.seal(MORNING)
    timing.say(f"{_size():,} entries said and sealed")


def _filed(no: str, place: str) -> tuple[ItemFiled, DangerDescribed]:
    filed = ItemFiled(
        item=no,
        kind="danger",
        what=f"blocked exit {no}",
        place=place,
        department="safety",
        organisation=ORGANISATION,
        owner=OWNER,
        due_at=homes.due(int(no[-6:])),
        grade="general",
        source="inspection",
        found_at=None,
    )
    words = dict.fromkeys(("description", "spot", "basis", "measures", "control"), "clear the exit")
    return filed, DangerDescribed(item=no, category=None, lon_e7=None, lat_e7=None, **words)


def verify(n: int) -> dict[str, float]:
    """Measure a check of every byte: headers, bodies, chain, columns, tree, and every signed head."""
    figures: dict[str, float] = {}

    def ours(number: int) -> None:
        report = seals.verify()
        assert report.fault is None, report
        assert report.sealed == report.entries == _size(), report
        figures.setdefault("memory_mb", timing.memory_mb())

    def limit(number: int) -> None:
        for header, body in _by_hand("SELECT header, body FROM journal_entry ORDER BY seq"):
            sha256(header)
            sha256(body)

    def peer(number: int) -> None:
        last = None
        for header, body in _by_hand("SELECT header, body FROM journal_entry ORDER BY seq"):
            told = json.loads(header)
            assert (told["prev"], told["body"]) == (last, sha256(body).hexdigest())
            last = sha256(b"\x00" + json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()

    took = timing.in_turn({"ours": ours, "limit": limit, "peer": peer}, ROUNDS)
    return _whole(took) | {**figures, "n": _size(), "per_s": _size() * ROUNDS / took["ours_s"]}


def rebuild(n: int) -> dict[str, float]:
    """Measure that every table is burnt, folded anew, and compared row by row with what stood there."""
    homes.copy()
    figures: dict[str, float] = {}

    def ours(number: int) -> None:
        assert rebuilding.rebuild() == []
        figures.setdefault("memory_mb", timing.memory_mb())

    took = timing.in_turn({"ours": ours, "limit": _fold_by_hand, "peer": _one_upsert_each}, ROUNDS)
    return _whole(took) | {**figures, "n": _size(), "per_s": _size() * ROUNDS / took["ours_s"]}


def proof(n: int) -> dict[str, float]:
    """Measure receipts: the header, the path and the signed head, packed as they are printed."""
    n -= n % ROUNDS
    chosen = [random.Random(1).randrange(2, _size() + 1) for _ in range(n)]
    waited, sizes = list[float](), list[int]()

    def ours(number: int) -> None:
        for seq in chosen[number::ROUNDS]:
            began = perf_counter()
            packed = receipts.pack(seals.receipt(seq, at=LATER))
            waited.append(perf_counter() - began)
            sizes.append(len(packed))

    def limit(number: int) -> None:
        for seq in chosen[number::ROUNDS]:
            _prove_by_hand(seq)

    def peer(number: int) -> None:
        _prove_from_the_leaves(chosen[number])

    took = timing.in_turn({"ours": ours, "limit": limit, "peer": peer}, ROUNDS)
    for figure in ("peer_s", "peer_over_ours"):
        took[figure] *= n / ROUNDS  # it built its tree once a round
    return {"n": n, **took, "p99_ms": timing.percentile(waited, 0.99) * 1_000, "bytes_most": max(sizes)}


def _whole(took: dict[str, float]) -> dict[str, float]:
    """Return the time of one round, where each round was the whole work."""
    return {name: each / ROUNDS if name.endswith("_s") else each for name, each in took.items()}


def _size() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM journal_head")
        return int(cursor.fetchone()[0])


def _house(alias: str) -> sqlite3.Connection:
    from django.db import connections

    house = sqlite3.connect(connections.settings[alias]["NAME"], isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-200000", "secure_delete=ON"):
        house.execute(f"PRAGMA {pragma}")
    return house


def _by_hand(sql: str, alias: str = "default") -> Iterator[Row]:
    yield from _house(alias).execute(sql)


def _prove_by_hand(seq: int) -> bytes:
    """Find the head, the header and each node of the path by its key, and hash up to the root."""
    run = _house_for_proofs().execute
    [(head,)] = run(
        f"SELECT head FROM journal_seal WHERE {OURS} AND size >= ? ORDER BY size LIMIT 1", (seq,)
    ).fetchall()
    [(header,)] = run(f"SELECT header FROM journal_entry WHERE {OURS} AND seq = ?", (seq,)).fetchall()
    told, number, above = json.loads(head), seq - 1, sha256(b"\x00" + header).digest()
    level = 0
    while (number ^ 1) + 1 << level <= told["size"]:
        if level:
            key = (level, number ^ 1)
            [(other,)] = run(f"SELECT hash FROM journal_node WHERE {OURS} AND level = ? AND number = ?", key).fetchall()
        else:
            [(leaf,)] = run(f"SELECT hash FROM journal_entry WHERE {OURS} AND seq = ?", ((number ^ 1) + 1,)).fetchall()
            other = bytes.fromhex(leaf)
        above = sha256(b"\x01" + (other + above if number & 1 else above + other)).digest()
        level, number = level + 1, number >> 1
    return above


_HOUSES: list[sqlite3.Connection] = []


def _house_for_proofs() -> sqlite3.Connection:
    if not _HOUSES:
        _HOUSES.append(_house("default"))
    return _HOUSES[0]


def _prove_from_the_leaves(seq: int) -> list[bytes]:
    """Build the whole tree for one proof, as a program does that keeps no nodes."""
    level = [bytes.fromhex(leaf) for (leaf,) in _by_hand("SELECT hash FROM journal_entry ORDER BY seq")]
    path, number = [], seq - 1
    while len(level) > 1:
        if (number ^ 1) < len(level):
            path.append(level[number ^ 1])
        pairs = [sha256(b"\x01" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)]
        level, number = pairs + level[len(pairs) * 2 :], number >> 1
    return path


class _Said(msgspec.Struct):
    item: str
    kind: str = ""
    what: str = ""
    place: str = ""
    department: str = ""
    organisation: str = ""
    owner: str = ""
    due_at: Any = None
    grade: str = ""
    source: str = ""
    submitted_by: str = ""
    checker: str = ""
    description: str = ""
    spot: str = ""
    basis: str = ""
    measures: str = ""
    control: str = ""


READ = "SELECT name, body, actor, command, recorded_at FROM journal_entry WHERE seq > 1 ORDER BY seq"
ITEM = "no kind what place department organisation owner due_at state grade source filed_by filed_at command moved_at"
ITEM_COLUMNS = (
    *(*ITEM.split(), "submitted_by", "submitted_at", "checker", "accepted_at", "ended_at", "returns", "shown"),
    *NEW_ITEM,
)
STATE, COMMAND, MOVED_AT, SUBMITTED_BY, SUBMITTED_AT, CHECKER_AT, ACCEPTED_AT, ENDED_AT = 8, 13, 14, 15, 16, 17, 18, 19
OVERDUE = -1
DANGER = ("item", "description", "spot", "basis", "measures", "control")


def _due(told: str) -> int:
    from datetime import datetime

    from anlan.kernel.journal.facts import micros

    return micros(datetime.fromisoformat(told))


def _follow(items: dict[str, list[Any]], name: str, said: _Said, actor: str, command: str, at: int) -> None:
    """Move one item as one entry says."""
    if name == "items.filed":
        told: list[Any] = [said.item, said.kind, said.what, said.place, said.department, said.organisation, said.owner]
        told += [_due(said.due_at), "filed", said.grade, said.source, actor, at, command, at]
        items[said.item] = told + [None] * 5 + [0, 0, *NEW_ITEM.values()]
        return
    row = items[said.item]
    row[COMMAND], row[MOVED_AT] = command, at
    if name == "items.accepted":
        row[STATE], row[ACCEPTED_AT] = "accepted", at
    elif name == "items.noted":
        row[STATE] = "in-hand"
    elif name == "items.submitted":
        row[STATE], row[SUBMITTED_BY], row[SUBMITTED_AT], row[CHECKER_AT] = "submitted", actor, at, said.checker
    elif name == "items.struck-off":
        row[STATE], row[ENDED_AT], row[OVERDUE] = "struck-off", at, None


def _fold_by_hand(number: int) -> None:
    """Fold it all in memory and put it into the tables at once; nothing is checked or compared."""
    from bench.step import COUNT

    house, decode = _house("limit"), msgspec.json.Decoder(_Said).decode
    items: dict[str, list[Any]] = {}
    dangers: dict[str, Row] = {}
    for name, body, actor, command, at in _by_hand(READ, "limit"):
        if name.startswith(("items.", "dangers.")):
            said = decode(body[32:])
            if name == "dangers.described":
                dangers[said.item] = (said.item, said.description, said.spot, said.basis, said.measures, said.control)
            else:
                _follow(items, name, said, actor, command, at)
    house.execute("BEGIN IMMEDIATE")
    for table in ("obligations_item", "dangers_danger", "obligations_count"):
        house.execute(f"DELETE FROM {table}")
    insert = partial(_insert, house)
    insert("obligations_item", ITEM_COLUMNS, list(items.values()))
    insert("dangers_danger", DANGER, list(dangers.values()))
    counts = Counter((row[3], row[4], row[1], row[9], row[STATE]) for row in items.values())
    house.executemany(COUNT, [(*key, n) for key, n in counts.items()])
    house.execute("COMMIT")


def _one_upsert_each(number: int) -> None:
    """Send one statement to the database for each entry, as a plain projection does."""
    from bench.step import COUNT

    house, decode = _house("peer"), msgspec.json.Decoder(_Said).decode
    house.execute("BEGIN IMMEDIATE")
    for table in ("obligations_item", "dangers_danger", "obligations_count"):
        house.execute(f"DELETE FROM {table}")
    for name, body, actor, command, at in _by_hand(READ, "peer"):
        said = decode(body[32:]) if name.startswith(("items.", "dangers.")) else None
        if said is None:
            continue
        if name == "dangers.described":
            told = (said.item, said.description, said.spot, said.basis, said.measures, said.control)
            _insert(house, "dangers_danger", DANGER, [told])
            continue
        items: dict[str, list[Any]] = {}
        columns = ", ".join(ITEM_COLUMNS)
        for row in house.execute(f"SELECT {columns} FROM obligations_item WHERE no = ?", (said.item,)):
            items[said.item] = list(row)
            house.execute(COUNT, (row[3], row[4], row[1], row[9], row[STATE], -1))
        _follow(items, name, said, actor, command, at)
        row = items[said.item]
        _insert(house, "obligations_item", ITEM_COLUMNS, [row])
        house.execute(COUNT, (row[3], row[4], row[1], row[9], row[STATE], 1))
    house.execute("COMMIT")


def _insert(house: sqlite3.Connection, table: str, columns: tuple[str, ...], rows: list[Any]) -> None:
    marks = ", ".join("?" * len(columns))
    rest = ", ".join(f"{column} = excluded.{column}" for column in columns[1:])
    into = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) ON CONFLICT ({columns[0]})"
    house.executemany(f"{into} DO UPDATE SET {rest}", rows)
