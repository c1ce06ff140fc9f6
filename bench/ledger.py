"""The ledger: filled by the house for other cases, and filled from a file of a hundred thousand rows."""

from __future__ import annotations

import io
import json
import secrets
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import islice
from time import perf_counter
from typing import Any

from django.db import connections, transaction

from anlan.domains.dangers.facts import DangersDescribed
from anlan.kernel.journal import lock
from anlan.kernel.journal.facts import ItemNo
from anlan.kernel.journal.record import record
from anlan.kernel.obligations.facts import ItemsFiled, ItemSubmitted
from bench import homes, timing
from bench.homes import CHECKER, FILER, MORNING, ORGANISATION, OWNER, by

SLICE = 1_000
SAMPLE = 20  # the peer takes every twentieth row; its time is reckoned for all
HEAD = (
    *("隐患编号", "单位名称", "行政区划", "监管单位", "隐患描述", "隐患级别", "排查时间"),
    *("整改责任人", "联系电话", "整改时限", "整改情况", "是否完成", "完成时间"),
)
PEOPLE = 100  # rows to a unit, which has one owner
GIVEN = "建国明华海青云志强文军春秀兰英平安永福德"


def file_many(count: int) -> list[ItemNo]:
    """Put many dangers on the ledger; return their numbers."""
    filed: list[ItemNo] = []
    where = homes.places()
    while len(filed) < count:
        size = min(SLICE, count - len(filed))
        items = lock.allot_many(MORNING, size)
        record(_batch(items, tuple(islice(where, size))), by=by(FILER), at=MORNING)
        filed += map(ItemNo, items)
    return filed


def submit_many(items: Sequence[str]) -> None:
    """Let them all be submitted."""
    for start in range(0, len(items), SLICE):
        said = [
            ItemSubmitted(item=no, kind="danger", submitted_by=OWNER, checker=CHECKER, evidence=("0" * 64,), text="")
            for no in items[start : start + SLICE]
        ]
        record(said, by=by(OWNER), at=MORNING)


def _batch(items: tuple[str, ...], places: tuple[str, ...]) -> list[Any]:
    size = len(items)
    filed = ItemsFiled(
        batch=items[0],
        kind="danger",
        items=items,
        whats=tuple(f"blocked exit {no}" for no in items),
        places=places,
        departments=("safety",) * size,
        organisations=(ORGANISATION,) * size,
        owners=(OWNER,) * size,
        due_ats=tuple(map(homes.due, range(size))),
        grades=("general",) * size,
        sources=("inspection",) * size,
        found_ats=(None,) * size,
    )
    none, words = (None,) * size, ("clear the exit and keep it clear",) * size
    described = DangersDescribed(
        batch=items[0],
        items=items,
        descriptions=words,
        spots=words,
        categories=none,
        bases=words,
        measures=words,
        controls=words,
        lons_e7=none,
        lats_e7=none,
    )
    return [filed, described]


def import_file(n: int) -> dict[str, float]:
    """Measure a file from its bytes to the ledger: read twice, shown as a dry run, taken in slice by slice."""
    homes.found()
    _know_places()
    content = workbook(n)
    timing.say(f"a workbook of {n:,} rows, {len(content) / 1e6:.1f} MB")
    homes.copy()
    figures: dict[str, float] = {}

    def ours(number: int) -> None:
        figures["check_s"] = _import(content)

    def limit(number: int) -> None:
        _by_hand(content)

    def peer(number: int) -> None:
        _row_by_row(content)

    took = timing.in_turn({"ours": ours, "limit": limit, "peer": peer}, 1)
    _all_came(n)
    for figure in ("peer_s", "peer_over_ours"):
        took[figure] *= SAMPLE
    return {"n": n, **took, **figures, "per_s": n / took["ours_s"], "memory_mb": timing.memory_mb()}


def _import(content: bytes) -> float:
    """Take the file in as a person does; return how much of the time the dry run took."""
    from anlan.kernel.intake import acts, jobs
    from anlan.kernel.intake.rules import Ledger

    began = perf_counter()
    no = jobs.receive(content, "台账.xlsx", Ledger.DANGERS, by=by(FILER), at=MORNING)
    mapping = jobs.proposal(no, by=by(FILER)).mapping
    checked = jobs.check(no, mapping=mapping, answers={"department": "safety"}, by=by(FILER))
    assert checked.bad == 0, jobs.report(no, by=by(FILER)).lines[:3]
    took = perf_counter() - began
    acts.ask_import(job=no, by=by(FILER), at=MORNING)
    told = jobs.run(no, at=MORNING)
    assert told.state == "finished", told
    return took


def _all_came(n: int) -> None:
    from anlan.kernel.journal import seals
    from anlan.kernel.obligations.tables import Item

    for alias, count in (("default", n), ("limit", n), ("peer", -(-n // SAMPLE))):
        assert Item.objects.using(alias).count() == count, alias
    assert seals.verify().fault is None


def _know_places() -> None:
    from anlan.kernel.registry.facts import PlacesImported

    codes = tuple(f"63{county:04}" for county in range(100, 120))
    none = (None,) * len(codes)
    known = PlacesImported(
        places=codes,
        names=tuple(f"模拟{code}县" for code in codes),
        levels=("county",) * len(codes),
        parents=none,
        from_on=none,
        until_on=none,
        replaced_by=none,
        lons_e7=none,
        lats_e7=none,
        are_simulated=(True,) * len(codes),
    )
    record([known], by=by(FILER), at=MORNING)


def rows(n: int) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a ledger: a hundred of each unit, every fourth closed."""
    for number in range(n):
        unit = number // PEOPLE
        closed = ("已更换", "是", "2026-06-06") if number % 4 == 0 else ("", "否", "")
        place = f"模拟{630100 + unit % 20}县"
        owner = (f"王{GIVEN[unit % 20]}{GIVEN[unit // 20 % 20]}", f"138{unit:08}")
        what = (f"第{number}处安全出口堵塞", "一般", "2026-06-01")
        yield (f"A-{number:06}", f"青山第{unit}化工厂", place, "应急管理局", *what, *owner, "2026-07-10", *closed)


def workbook(n: int) -> bytes:
    """Return such a ledger as the .xlsx that an office would send."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    sheet.append(HEAD)
    for row in rows(n):
        sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _parsed(content: bytes) -> list[list[Any]]:
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return list(book.get_sheet_by_index(0).to_python()[1:])


NEW_ITEM = {"lapses": 0, "extensions": 0, "approvers": "", "overdue": 0}  # what an item begins with, beside its own
ITEM = "no kind what place department organisation owner due_at state grade returns shown source filed_by filed_at"
ITEM_COLUMNS = (*ITEM.split(), "command", "moved_at", *NEW_ITEM)
DANGER_COLUMNS = ("item", "description", "spot", "basis", "measures", "control")
AT = 1_782_867_600_000_000


def _by_hand(content: bytes) -> None:
    """Read the file with the fastest reader and put its rows into the same tables, each slice as one entry."""
    house = sqlite3.connect(connections.settings["limit"]["NAME"], isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-200000", "secure_delete=ON"):
        house.execute(f"PRAGMA {pragma}")
    parsed, units = _parsed(content), dict[str, str]()
    for start in range(0, len(parsed), SLICE):
        _slice_by_hand(house, parsed[start : start + SLICE], units, start)


def _slice_by_hand(house: sqlite3.Connection, part: list[list[Any]], units: dict[str, str], start: int) -> None:
    items, dangers, counts, new = [], [], Counter[tuple[str, ...]](), []
    for number, row in enumerate(part, start=start):
        no, place, unit = f"hand-{number:06}", row[2][2:8], units.get(row[1])
        if unit is None:
            unit = units[row[1]] = f"hand-o-{len(units):06}"
            new.append((unit, row[1], place, "enterprise", False, row[1]))
        state = "closed-before" if row[11] == "是" else "filed"
        told = (no, "danger", row[4], place, "safety", unit, row[7], AT, state, "general", 0, 0, "import", FILER, AT)
        items.append((*told, "hand", AT, *NEW_ITEM.values()))
        dangers.append((no, row[4], "", "", row[10], ""))
        counts[place, "safety", "danger", "general", state] += 1
    house.execute("BEGIN IMMEDIATE")
    _put(house, "registry_organisation", ("no", "name", "place", "kind", "is_simulated", "name_key"), new)
    _put(house, "obligations_item", ITEM_COLUMNS, items)
    _put(house, "dangers_danger", DANGER_COLUMNS, dangers)
    from bench.step import COUNT, ENTRY

    house.executemany(COUNT, [(*key, n) for key, n in counts.items()])
    body = secrets.token_bytes(32) + json.dumps(part, ensure_ascii=False).encode()
    [(inc, seq, prev)] = house.execute("SELECT inc, seq, hash FROM journal_head").fetchall()
    header = json.dumps({"seq": seq + 1, "prev": prev, "body": sha256(body).hexdigest()}).encode()
    leaf = sha256(b"\x00" + header).hexdigest()
    house.execute(ENTRY, (inc, seq + 1, header, body, leaf, "items.filed-in-batch", "hand", FILER, "hand", AT))
    house.execute("UPDATE journal_head SET seq = ?, hash = ?", (seq + 1, leaf))
    house.execute("COMMIT")


def _put(house: sqlite3.Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    marks = ", ".join("?" * len(columns))
    house.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)


def _row_by_row(content: bytes) -> None:
    """Take every twentieth row in as people write such imports: openpyxl, get_or_create, create, one by one."""
    import openpyxl

    from anlan.domains.dangers.tables import Danger
    from anlan.kernel.obligations.tables import Item
    from anlan.kernel.registry.tables import Organisation

    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).active
    for number, row in enumerate(islice(sheet.iter_rows(min_row=2, values_only=True), 0, None, SAMPLE)):
        with transaction.atomic(using="peer"):
            unit, _ = Organisation.objects.using("peer").get_or_create(
                name=row[1],
                defaults={"no": f"peer-{number}", "kind": "enterprise", "place": row[2][2:8], "is_simulated": False},
            )
            where = {"place": row[2][2:8], "department": "safety", "organisation": unit.no, "owner": row[7]}
            when = dict.fromkeys(("due_at", "filed_at", "moved_at"), MORNING)
            item = Item.objects.using("peer").create(
                no=f"peer-{number}",
                kind="danger",
                what=row[4],
                state="closed-before" if row[11] == "是" else "filed",
                grade="general",
                returns=0,
                shown=0,
                filed_by=FILER,
                command="peer",
                **where,
                **when,
            )
            Danger.objects.using("peer").create(item=item.no, description=row[4], measures=row[10] or "")
