"""A warning goes out: sites matched, calls recorded and sealed, letters in the outbox, the first one handed over.

The limit writes the same rows into the same tables and indexes and does nothing else: on SQLite from tuples that are
ready, on PostgreSQL by binary COPY of bytes that are ready. The peers are Django's: `create()` for each row, of which a
sample is taken and its time reckoned for all, and `bulk_create` of all rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
from django.db import connection, connections, models, transaction
from numpy.typing import NDArray

from anlan.domains.calls.tables import Call
from anlan.domains.warning import acts, reads
from anlan.engines.spatial.areas import Polygon
from anlan.kernel.journal import files, followers, seals
from anlan.kernel.journal.facts import Fact, PersonNo, WarningNo
from anlan.kernel.journal.record import record
from anlan.kernel.journal.tables import Entry, Letter, Mention
from anlan.kernel.obligations.tables import Count, Item
from anlan.kernel.registry.facts import OrganisationsRegistered, PlacesImported, PostsFilled, SitesRegistered
from anlan.kernel.registry.may import EVERYWHERE, Role
from anlan.kernel.registry.rules import HEAD
from anlan.kernel.ringing import door
from anlan.kernel.ringing import keeping as ringing
from anlan.kernel.ringing.door import Message, Verdict
from anlan.kernel.ringing.rules import Fate
from bench import homes, timing, warning
from bench.homes import CHECKER, FILER, MORNING, by

SLICE = 1_000
ROUNDS = 3
ONCE = 1_000_000  # so many sites are measured in one round: it takes a quarter of an hour
CORNERS = 100
SIZE = 24_000_000  # so that two of them hold a fifth of all sites
SAMPLE = 50  # the loop takes every fiftieth call; its time is reckoned for all
SHARED = 10  # every tenth site belongs to the unit of the one before it
COUNT = (
    "INSERT INTO obligations_count (place, department, kind, grade, state, overdue, n)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s)"
    " ON CONFLICT (place, department, kind, grade, state, overdue) DO UPDATE SET n = obligations_count.n + excluded.n"
)
CAP = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>bench-{no}</identifier><sender>weather</sender>
<sent>{sent}</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info><language>zh-CN</language>
<category>Met</category><event>暴雨</event><urgency>Immediate</urgency><severity>Extreme</severity>
<certainty>Likely</certainty><headline>暴雨红色预警信号</headline><area><areaDesc>模拟</areaDesc>{area}</area></info></alert>"""
Rows = dict[type[models.Model], list[Any]]


@dataclass(frozen=True, kw_only=True)
class Written:
    """What the house wrote of one warning, ready to be written again."""

    ready: dict[str, Any]  # by table: tuples, or the bytes of a binary COPY
    told: Rows  # as the ORM takes them
    counts: list[tuple[Any, ...]]
    head: tuple[Any, ...]
    calls: int


@dataclass
class House:
    """The home in which warnings go out one after another, and what each of them wrote."""

    chance: np.random.Generator
    at: datetime = MORNING
    written: list[Written] = field(default_factory=list)
    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def go_out(self) -> float:
        """Let one warning go out; return after how many seconds the first call had left the house."""
        no = self._brought()
        would = reads.reach(no=no, within=EVERYWHERE, at=self.at)
        before = head()[1]
        began = perf_counter()
        acts.release(warning=no, place=would.place, headcount=would.headcount, by=by(CHECKER), at=self.at)
        recorded = perf_counter()
        last = head()[1]
        followers.keep(self.at)
        _hand_over_first(self.at)
        left = perf_counter()
        while followers.cursor(followers.AHEAD.format("ringing")) < last:  # the others, behind the first
            followers.keep(self.at)
        done = perf_counter()
        for name, seconds in (("act_s", recorded - began), ("outbox_s", done - left), ("first_s", left - recorded)):
            self.took[name].append(seconds)
        Letter.objects.update(state=Fate.SENT.value)  # what follows is not of this warning
        self.written.append(_written(no, before, would.headcount))
        return done - began

    def _brought(self) -> WarningNo:
        """Bring a warning of two polygons in, by another than who lets it go out."""
        self.at += timedelta(minutes=5)
        area = "".join(_told(warning._polygon(self.chance, CORNERS, SIZE)) for _ in range(2))
        said = CAP.format(no=len(self.written), sent=f"{self.at:%Y-%m-%dT%H:%M:%S}+00:00", area=area)
        file = files.keep(said.encode(), name="warning.xml", person=FILER, at=self.at)
        began = perf_counter()
        no = WarningNo(acts.receive(file=file, by=by(FILER), at=self.at).subject)
        self.took["receive_s"].append(perf_counter() - began)
        return no


def whole(n: int) -> dict[str, float]:
    """Let warnings go out over so many sites, each beside the other ways of writing the same rows."""
    homes.found()
    fill(n)
    homes.copy(homes.ALL_COPIES)
    door.MAKERS[:] = [lambda: [_Gateway()]]
    house = House(chance=np.random.default_rng(26))
    house.go_out()  # so that the others know what to write, whoever's turn is first
    house.took.clear()
    others = {"limit": _by_hand, "peer": _one_by_one, "bulk": _in_bulk}
    done = dict.fromkeys(others, 0)

    def ours(number: int) -> float:
        return house.go_out()

    def other(name: str) -> timing.Way:
        def write(number: int) -> float:
            done[name] += 1
            return others[name](house.written[done[name] - 1])

        return write

    took = timing.in_turn({"ours": ours} | {name: other(name) for name in others}, 1 if n >= ONCE else ROUNDS)
    took["bulk_over_ours"] = took["bulk_s"] / took["ours_s"]
    _all_came(house)
    figures = {name: median(each) for name, each in house.took.items()}
    calls = median(one.calls for one in house.written)
    return {"n": n, **took, **figures, "calls": calls, "memory_mb": timing.memory_mb()}


def fill(n: int) -> None:
    """Register so many sites in units of which each has somebody who looks after safety; and who leads each place."""
    lons, lats = warning._sites(np.random.default_rng(27), n)
    towns = list(islice(homes.places(), 400))
    codes = sorted({code[:6] for code in towns} | set(towns))
    record([*_places(codes), _posts([(f"head-{code}", Role.LEADER, "office", code, HEAD) for code in codes])], **_now())
    for begin in range(0, n, SLICE):
        rows = range(begin, min(begin + SLICE, n))
        place = {no: towns[no % len(towns)] for no in rows}
        own = [no for no in rows if _unit(no) == no]
        units = [(f"demo-o-{no:07}", place[no]) for no in own]
        posts = [(f"{no:07}", Role.ENTERPRISE, unit, at, None) for no, (unit, at) in zip(own, units, strict=True)]
        sites = [(f"demo-s-{no:07}", f"demo-o-{_unit(no):07}", place[no]) for no in rows]
        record([_organisations(units), _posts(posts), _registered(sites, lons[rows], lats[rows])], **_now())
        if begin % 100_000 == 0:
            timing.say(f"{begin:,} sites registered")
    if connection.vendor == "postgresql":  # which does so by itself, after a while
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _unit(no: int) -> int:
    return no - (no % SHARED == SHARED - 1)


def _now() -> dict[str, Any]:
    return {"by": by(FILER), "at": MORNING}


def _places(codes: Sequence[str]) -> list[Fact]:
    none, count = (None,) * len(codes), len(codes)
    names, levels = tuple(f"模拟{code}" for code in codes), ("county",) * count
    what = {"places": tuple(codes), "names": names, "levels": levels, "are_simulated": (True,) * count}
    unknown = ("parents", "from_on", "until_on", "replaced_by", "lons_e7", "lats_e7")
    return [PlacesImported(**what, **dict.fromkeys(unknown, none))]  # type: ignore[arg-type]


def _organisations(units: Sequence[tuple[str, str]]) -> Fact:
    numbers, places = zip(*units, strict=True)
    none, count = (None,) * len(units), len(units)
    return OrganisationsRegistered(
        organisations=numbers,
        names=numbers,
        usccs=none,
        places=places,
        kinds=("enterprise",) * count,
        sectors=none,
        departments=none,
        are_simulated=(True,) * count,
    )


def _posts(filled: Sequence[tuple[str, str, str, str, str | None]]) -> Fact:
    names, roles, organisations, places, matters = zip(*filled, strict=True)
    return PostsFilled(
        posts=tuple(f"demo-t-{name}" for name in names),
        roles=roles,
        titles=roles,
        persons=tuple(f"demo-p-{name}" for name in names),
        organisations=organisations,
        places=places,
        departments=(None,) * len(filled),
        matters=matters,
        from_on=(date(2026, 1, 1),) * len(filled),
        until_on=(None,) * len(filled),
    )


def _registered(sites: Sequence[tuple[str, str, str]], lons: NDArray[np.int64], lats: NDArray[np.int64]) -> Fact:
    numbers, units, places = zip(*sites, strict=True)
    return SitesRegistered(
        sites=numbers,
        names=numbers,
        organisations=units,
        places=places,
        kinds=("store",) * len(sites),
        lons_e7=tuple(lons.tolist()),
        lats_e7=tuple(lats.tolist()),
        are_simulated=(True,) * len(sites),
    )


def _told(polygon: Polygon) -> str:
    """Return a polygon as CAP writes it, closed."""
    corners = " ".join(f"{lat / 1e7:.7f},{lon / 1e7:.7f}" for lon, lat in (*polygon.outer, polygon.outer[0]))
    return f"<polygon>{corners}</polygon>"


class _HasLeft(BaseException):
    """The first call has left the house: the others are not what is measured here."""


class _Gateway:
    """Takes the first message that it is handed."""

    name = "gateway"
    batch = 500
    reports = False

    def addresses(self, people: Collection[PersonNo]) -> Mapping[PersonNo, str]:
        return {person: person for person in people}

    def hand_over(self, messages: Sequence[Message]) -> Sequence[Verdict]:
        raise _HasLeft

    def ask(self, keys: Sequence[str]) -> Mapping[str, Verdict]:
        return dict.fromkeys(keys, Verdict.LATER)


def _hand_over_first(at: datetime) -> None:
    """Carry calls out of the house until the first has left."""
    try:
        ringing.keep(at)
    except _HasLeft:
        return
    raise AssertionError("no call left the house")


def head() -> tuple[Any, ...]:
    """Return how far the journal has come: incarnation, number, hash."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT inc, seq, hash FROM journal_head")
        return tuple(cursor.fetchone())


def _written(no: WarningNo, before: int, calls: int) -> Written:
    """Return what was written of a warning that went out."""
    numbers = Call.objects.filter(matter=no).values("item")
    rows: dict[type[models.Model], Any] = {
        Entry: Entry.objects.filter(seq__gt=before).order_by("seq"),
        Mention: Mention.objects.filter(seq__gt=before).order_by("seq", "subject"),
        Item: Item.objects.filter(no__in=numbers).order_by("no"),
        Call: Call.objects.filter(matter=no).order_by("item"),
        Letter: Letter.objects.filter(seq__gt=before).order_by("seq", "person"),
    }
    assert rows[Item].count() == calls
    counts = rows[Item].order_by("place").values_list("place", "state", "overdue").annotate(n=models.Count("no"))
    return Written(
        ready={table._meta.db_table: _ready(each) for table, each in rows.items()},
        told={table: list(each.values()) for table, each in rows.items()},
        counts=[(place, "", "call", "", state, late, n) for place, state, late, n in counts],
        head=head(),
        calls=calls,
    )


def _columns(table: Any) -> tuple[str, ...]:
    return tuple(one.column for one in table._meta.concrete_fields if one.column)


def _ready(rows: Any) -> Any:
    """Return rows as the database takes them fastest."""
    columns = _columns(rows.model)
    with connection.cursor() as cursor:
        sql, given = rows.values_list(*columns).query.sql_with_params()
        if connection.vendor == "sqlite":
            return cursor.execute(sql, given).fetchall()
        with cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT BINARY)", given) as copy:
            return b"".join(copy)


def _by_hand(done: Written) -> float:
    """Write the same rows, and nothing else: what was said in one transaction, and the letters in another."""
    house, letters = connections["limit"], Letter._meta.db_table
    house.ensure_connection()
    began = perf_counter()
    with transaction.atomic(using="limit"), house.cursor() as cursor:
        for table in (Entry, Mention, Item, Call):
            _put(cursor, table, done)
        if house.vendor == "sqlite":
            cursor.cursor.executemany(COUNT.replace("%s", "?"), done.counts)
        else:
            cursor.executemany(COUNT, done.counts)
        cursor.execute("UPDATE journal_head SET seq = %s, hash = %s", done.head[1:])
    with transaction.atomic(using="limit"), house.cursor() as cursor:
        assert done.ready[letters]
        _put(cursor, Letter, done)
    return perf_counter() - began


def _put(cursor: Any, table: Any, done: Written) -> None:
    name, columns = table._meta.db_table, _columns(table)
    listed, ready = f"{name} ({', '.join(columns)})", done.ready[name]
    if isinstance(ready, bytes):
        with cursor.copy(f"COPY {listed} FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(ready)
    else:
        sql = f"INSERT INTO {listed} VALUES ({', '.join('?' * len(columns))})"
        cursor.cursor.connection.executemany(sql, ready)


def _one_by_one(done: Written) -> float:
    """Create an item, a call, an entry and a letter for each of a sample of calls, as one does with an ORM."""
    letters, entry = {row["person"]: row for row in done.told[Letter]}, done.told[Entry][-1]
    calls = list(zip(done.told[Item], done.told[Call], strict=True))[::SAMPLE]
    began = perf_counter()
    with transaction.atomic(using="peer"):
        for number, (item, call) in enumerate(calls, start=1):
            Item.objects.using("peer").create(**item)
            Call.objects.using("peer").create(**call)
            own = {"origin": f"peer-{done.head[1]}", "seq": number, "body": b"{}"}
            Entry.objects.using("peer").create(**entry | own)
            Letter.objects.using("peer").create(**letters[item["owner"]])
    return (perf_counter() - began) * done.calls / len(calls)


def _in_bulk(done: Written) -> float:
    """Create all rows by `bulk_create`."""
    began = perf_counter()
    with transaction.atomic(using="bulk"):
        for table, rows in done.told.items():
            table._default_manager.using("bulk").bulk_create([table(**row) for row in rows], batch_size=SLICE)
        for place, *_, n in done.counts:
            known = Count.objects.using("bulk").filter(place=place, kind="call")
            known.update(n=models.F("n") + n)
    return perf_counter() - began


def _all_came(house: House) -> None:
    """See that the same came everywhere, and that the journal is sound."""
    calls = sum(one.calls for one in house.written)
    assert Item.objects.filter(kind="call").count() == calls
    for alias in ("limit", "bulk"):
        assert Item.objects.using(alias).filter(kind="call").count() == calls - house.written[-1].calls, alias
    assert Letter.objects.count() == calls
    assert seals.verify().fault is None
