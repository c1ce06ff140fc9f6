"""The ledger of a whole province: one page of it, a search, its sums; each beside the least and the plain way."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from time import perf_counter
from typing import Any

from django.db import connection
from django.db.models import Count, Q

from anlan.kernel.chase import keeping
from anlan.kernel.journal import lock
from anlan.kernel.journal.record import record
from anlan.kernel.notices import keeping as notices
from anlan.kernel.obligations.facts import ItemsClosedBefore, ItemsFiled
from anlan.kernel.obligations.life import ENDED, end_of_day
from anlan.kernel.obligations.sums import _counted
from anlan.kernel.obligations.tables import Item
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.facts import OrganisationsRegistered
from anlan.kernel.registry.may import Within
from anlan.kernel.registry.tables import Organisation
from anlan.kernel.search import indexing
from anlan.kernel.search import reads as search
from bench import homes, timing
from bench.homes import CHECKER, FILER, MORNING, by

SLICE = 1_000
DAYS = 730
NOW = MORNING + timedelta(days=DAYS)
PROVINCE = Within(places=("63",), departments=None, organisations=None, persons=None)
COUNTY = Within(places=("630107",), departments=None, organisations=None, persons=None)
ROUNDS = 5
EACH = 4  # of every question, in each round
ROWS_OF_A_PAGE = 500
WORDS = (
    "东侧 西侧 一层 二层 三号井 仓库 厂区 配电室 食堂 宿舍 门口 车间 罐区 井口 地下室 屋面",
    "灭火器 消防栓 安全出口 配电箱 电焊机 液化气瓶 脚手架 临边护栏 塔吊 起重机 瓦斯传感器 压力表 防火门 尾矿坝",
    "失效 堵塞 未检 漏气 锈蚀 断裂 缺失 未接地 超期使用 无记录 松动 裸露 变形 渗水 无人值守 未上锁 积尘",
)
# What people type, and how far they see.
ASKED = (
    *(("26-000017", PROVINCE), ("灭火", PROVINCE), ("灭火器失效", COUNTY), ("mhq", COUNTY), ("miehuoqi", PROVINCE)),
    *(("三号井瓦斯", PROVINCE), ("尾矿坝 渗水", PROVINCE), ("单位000123", PROVINCE), ("aqck", COUNTY)),
)


def build(n: int) -> None:
    """Fill a home with a province in which everything can be found by words."""
    build_for_sums(n)
    while notices.keep(NOW):
        pass
    begun = perf_counter()
    while indexing.keep(NOW):
        pass
    timing.say(f"all can be found after {perf_counter() - begun:.0f} s")
    _know_the_tables()


def build_for_sums(n: int) -> None:
    """Fill a home with two years of dangers, of which the older are mostly closed; none can be found by words yet."""
    homes.found()
    shuffled, where = random.Random(n), homes.places()
    units = _units(max(n // 50, 10), where)
    filed = 0
    while filed < n:
        size = min(SLICE, n - filed)
        at = MORNING + timedelta(days=DAYS * filed / n)
        _file(size, at, units, shuffled)
        filed += size
        if filed % 100_000 < SLICE:
            timing.say(f"{filed:,} filed")
    keeping.sweep(NOW)
    _know_the_tables()


def _know_the_tables() -> None:
    if connection.vendor == "postgresql":  # which does so by itself, after a while
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def page(n: int) -> dict[str, float]:
    """Ask for the first page of the ledger, as whoever leads a province opens it."""
    _filled(n)
    client = _leader()
    heard = list[str]()

    def hear(execute: Any, sql: str, *rest: Any) -> Any:
        heard.append(sql)
        return execute(sql, *rest)

    _open()  # of which the page knows nothing
    with connection.execute_wrapper(hear):
        _opened(client)
    took, waited = _in_turn({"ours": lambda: _opened(client), "limit": _page_by_hand, "peer": _plain_page}, EACH)
    return {"n": Item.objects.count(), **took, **_waited(waited["ours"]), "statements": len(heard)}


def find(n: int) -> dict[str, float]:
    """Ask for what people type, of the province and of one county."""
    _filled(n)
    each = len(ASKED)
    ours, limit, peer = (_each(way) for way in (_found, _looked_up, _plainly_found))
    took, waited = _in_turn({"ours": ours, "limit": limit, "peer": peer}, each)
    return {"n": Item.objects.count(), **took, **_waited(waited["ours"])}


def roll_up(n: int) -> dict[str, float]:
    """Count what is open, overdue and major in the province."""
    _filled(n)
    ways = {"ours": lambda: _counted(PROVINCE, NOW), "limit": _counted_by_hand, "peer": _grouped}
    took, waited = _in_turn(ways, EACH)
    assert _counted(PROVINCE, NOW)["open"] == _grouped(), "both count alike"
    return {"n": Item.objects.count(), **took, "ms": statistics.median(waited["ours"]) * 1_000}


def on_postgres(n: int) -> dict[str, float]:
    """Do all three on a database that was filled for it."""
    told = page(n)
    found, rolled = find(n), roll_up(n)
    more = {"search_p95_ms": found["p95_ms"], "rollup_ms": rolled["ms"], "search_ratio": found["peer_over_ours"]}
    return told | more | {"rollup_ratio": rolled["peer_over_ours"]}


def _in_turn(ways: dict[str, Callable[[], object]], each: int) -> tuple[dict[str, float], dict[str, list[float]]]:
    waited: dict[str, list[float]] = {name: [] for name in ways}

    def way(name: str) -> timing.Way:
        def run(number: int) -> None:
            for _ in range(each):
                begun = perf_counter()
                ways[name]()
                waited[name].append(perf_counter() - begun)

        return run

    for one in ways.values():
        one()  # once, so that everybody's pages are warm
    return timing.in_turn({name: way(name) for name in ways}, ROUNDS), waited


def _waited(waited: list[float]) -> dict[str, float]:
    return {
        "p95_ms": timing.percentile(waited, 0.95) * 1_000,
        "median_ms": statistics.median(waited) * 1_000,
    }


def _each(way: Callable[[str, Within], object]) -> Callable[[], object]:
    """Return what asks the next of the questions each time."""
    asked = iter(())  # type: Iterator[tuple[str, Within]]

    def next_one() -> object:
        nonlocal asked
        one = next(asked, None)
        if one is None:
            asked = iter(ASKED)
            one = next(asked)
        return way(*one)

    return next_one


def _filled(n: int) -> None:
    if not _has_tables() or not Item.objects.exists():
        build(n)


def _has_tables() -> bool:
    return Item._meta.db_table in connection.introspection.table_names()


def _units(count: int, where: Iterator[str]) -> list[tuple[str, str]]:
    """Enter units, each at a township; return their numbers and places."""
    units = [(f"demo-o-{n:06}", place) for n, place in enumerate(islice(where, count), start=1)]
    for start in range(0, count, SLICE):
        part = units[start : start + SLICE]
        size = len(part)
        fact = OrganisationsRegistered(
            organisations=tuple(no for no, _ in part),
            names=tuple(f"单位{no[-6:]}有限公司" for no, _ in part),
            usccs=(None,) * size,
            places=tuple(place for _, place in part),
            kinds=("enterprise",) * size,
            sectors=(None,) * size,
            departments=(None,) * size,
            are_simulated=(True,) * size,
        )
        record([fact], by=by(FILER), at=MORNING)
    return units


def _file(size: int, at: datetime, units: Sequence[tuple[str, str]], shuffled: random.Random) -> None:
    """File a thousand on one day; nine in ten of what is older than two months is closed."""
    numbers = lock.allot_many(at, size)
    chosen = [shuffled.choice(units) for _ in numbers]
    days = [shuffled.choice((7, 15, 30, 60)) for _ in numbers]
    words = [part.split() for part in WORDS]
    whats = ["".join(map(shuffled.choice, words)) for _ in numbers]
    filed = ItemsFiled(
        batch=numbers[0],
        kind="danger",
        items=numbers,
        whats=tuple(whats),
        places=tuple(place for _, place in chosen),
        departments=("safety",) * size,
        organisations=tuple(no for no, _ in chosen),
        owners=tuple(no.replace("-o-", "-p-") for no, _ in chosen),
        due_ats=tuple(end_of_day(at, days=day) for day in days),
        grades=tuple(shuffled.choice(("general",) * 19 + ("major",)) for _ in numbers),
        sources=("inspection",) * size,
        found_ats=(None,) * size,
    )
    is_old = at < NOW - timedelta(days=60)
    closed = tuple(no for no in numbers if shuffled.random() < (0.9 if is_old else 0.2))
    shut = ItemsClosedBefore(batch=numbers[0], kind="danger", items=closed, closed_ons=(at.date(),) * len(closed))
    record([filed, shut], by=by(FILER), at=at)


def _leader() -> Any:
    """Return a browser in which somebody of the whole province has signed in."""
    import os

    from django.conf import settings
    from django.test import Client

    from anlan.kernel.registry import accounts

    os.environ["ANLAN_NOW"] = NOW.isoformat()
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    client = Client()
    secret = accounts.open_session(person=CHECKER, post=homes.post_of(CHECKER), language=None, at=NOW)
    client.cookies["session"] = secret
    return client


def _opened(client: Any) -> None:
    told = client.get("/items/")
    assert told.status_code == 200, told.status_code
    assert told.content.count(b"data-row") == min(ROWS_OF_A_PAGE, _open())


@cache
def _open() -> int:
    """Return how many items are open: asked once, and not as a part of what is measured."""
    return Item.objects.exclude(state__in=ENDED).count()


ROWS = (
    "SELECT no, kind, what, place, organisation, owner, due_at, state, grade, shown FROM obligations_item"
    " WHERE overdue = %s AND place >= %s AND place < %s ORDER BY due_at LIMIT 500"
)
SUMS = "SELECT state, overdue, sum(n) FROM obligations_count WHERE place >= %s AND place < %s GROUP BY state, overdue"


def _page_by_hand() -> str:
    """Ask for the same rows and sums in three statements, and join them to a table."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS, [True, "63", "63:"])
        rows = cursor.fetchall()
        cursor.execute(SUMS, ["63", "63:"])
        sums = cursor.fetchall()
    names = dict(Organisation.objects.filter(no__in={row[4] for row in rows}).values_list("no", "name"))
    lines = (f"<tr><td>{row[0]}<td>{row[2]}<td>{names[row[4]]}<td>{row[6]}<td>{row[7]}</tr>" for row in rows)
    return f"<p>{sums}</p><table>{''.join(lines)}</table>"


def _plain_page() -> str:
    """Do what one would write with the ORM: filter, count, order, slice, and a count for each group."""
    rows = Item.objects.filter(place__startswith="63").exclude(state__in=ENDED)
    total, late = rows.count(), rows.filter(due_at__lt=NOW).count()
    groups = list(rows.values("state").annotate(n=Count("no")))
    shown = list(rows.order_by("due_at")[:500])
    names = registry.names({row.organisation for row in shown} | {row.owner for row in shown})
    lines = (f"<tr><td>{row.no}<td>{row.what}<td>{names[row.organisation]}<td>{row.due_at}</tr>" for row in shown)
    return f"<p>{total} {late} {groups}</p><table>{''.join(lines)}</table>"


def _found(words: str, within: Within) -> object:
    return search.search(words=words, within=within, by=by(CHECKER), at=NOW)


def _looked_up(words: str, within: Within) -> object:
    """Ask for twenty items whose numbers are known already."""
    numbers = [f"demo-2026-{n:06}" for n in range(1, 21)]
    return list(Item.objects.filter(registry.seen(within, places="place"), no__in=numbers).values_list())


def _plainly_found(words: str, within: Within) -> object:
    """Look through titles, units and numbers with a pattern, as the ORM offers it; of sounds it knows nothing."""
    units = Organisation.objects.filter(name__icontains=words).values("no")
    rows = Item.objects.filter(registry.seen(within, places="place"))
    rows = rows.filter(Q(what__icontains=words) | Q(no__endswith=words) | Q(organisation__in=units))
    return rows.count(), list(rows.order_by("-no")[:20])


def _counted_by_hand() -> object:
    with connection.cursor() as cursor:
        cursor.execute(SUMS, ["63", "63:"])
        return cursor.fetchall()


def _grouped() -> int:
    """Count the items themselves, as one does who keeps no counters."""
    rows = Item.objects.filter(registry.seen(PROVINCE, places="place", departments="department"))
    told = rows.values("state", "overdue", "grade").annotate(n=Count("no"))
    return sum(one["n"] for one in told if one["state"] not in ENDED)
