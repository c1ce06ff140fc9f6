"""`anlan demo`: build the home of a demo if there is none, say what is invented in it, and serve it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError

from anlan import clock
from anlan.faces.cli import house
from anlan.faces.cli.console import AsJson, note, say, stop, tell
from anlan.faces.cli.demo import build, homes, ledgers, weather
from anlan.faces.cli.demo.plan import SIZES, plan, summary
from anlan.faces.cli.demo.shapes import Plan
from anlan.faces.cli.progress import Moved, Steps
from anlan.kernel.journal import followers, rebuild, seals
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.facts import BEIJING, NotHere, day_of
from anlan.kernel.notices import keeping as telling
from anlan.kernel.obligations import reads as items
from anlan.kernel.obligations.sums import Sums
from anlan.kernel.registry import door
from anlan.kernel.registry.reads import home_kind
from anlan.kernel.search import indexing

SEED = 7
STALE_DAYS = 1


AsPrepare = Annotated[
    bool, typer.Option("--prepare", help=say("只建数据，不启动服务。", "Build it, and do not serve."))
]
AsReset = Annotated[bool, typer.Option("--reset", help=say("丢弃现有演示，重新建。", "Throw it away first."))]
AsDay = Annotated[
    str | None, typer.Option(metavar="YYYY-MM-DD", help=say("演示的日期；默认今天。", "Its day; today if left out."))
]
AsSeed = Annotated[int, typer.Option(help=say("同一种子与日期，内容相同。", "Same seed and day, same content."))]
AsSize = Annotated[str, typer.Option(metavar="|".join(SIZES), help=say("规模。", "How much it holds."))]


def demo(
    prepare: AsPrepare = False,
    reset: AsReset = False,
    day: AsDay = None,
    seed: AsSeed = SEED,
    size: AsSize = "county",
    host: house.AsHost = house.HOST,
    port: house.AsPort = house.PORT,
    as_json: AsJson = False,
) -> None:
    """Serve the demo; build it first if there is none."""
    chosen = _day(day)
    if size not in SIZES:
        raise typer.BadParameter(say(f"--size 只能是 {'、'.join(SIZES)}。", f"--size takes {' or '.join(SIZES)}."))
    homes.make()
    if reset or not homes.told():
        _clear(is_wanted=reset, as_json=as_json)
        _build(plan(seed, chosen, size))
    told = _as_of_now(homes.told())
    if prepare:
        tell(_shown(told), told, as_json=as_json)
        return
    note(_shown(told))
    age = (day_of(clock.now()) - date.fromisoformat(told["day"])).days
    if age >= STALE_DAYS:
        note(
            say(
                f"演示已过了 {age} 天；make demo-reset 可重新开始。",
                f"This demo is {age} days on; make demo-reset begins anew.",
            )
        )
    house.serve(host=host, port=port, only=None, as_json=as_json)


def _day(typed: str | None) -> date:
    try:
        return day_of(clock.now()) if typed is None else date.fromisoformat(typed)
    except ValueError as wrong:
        raise typer.BadParameter(
            say("--day 应为 2026-07-18 这样的日期。", "--day takes a day such as 2026-07-18.")
        ) from wrong


def _clear(*, is_wanted: bool, as_json: bool) -> None:
    """Throw away an old or half-built demo; what is no demo is never touched."""
    kind, entries = _standing()
    if entries and kind != "demo":
        words = say(
            "这里的账本不是演示，不能覆盖。请另设 ANLAN_HOME。",
            "The journal here is no demo and is left alone. Set another ANLAN_HOME.",
        )
        stop(words, {"error": "no-demo", "says": words}, as_json=as_json)
    if not entries:
        return
    note(
        say("丢弃原有演示。", "Throwing the old demo away.")
        if is_wanted
        else say("上次没有建完，重新建。", "The last one was not completed; building anew.")
    )
    homes.throw_away()


def _standing() -> tuple[str | None, int]:
    """Return what this home is marked as and how many entries its journal has."""
    try:
        return home_kind(), journal.size()
    except DatabaseError:  # there are no tables yet
        return None, 0


def _build(told: Plan) -> None:
    steps = Steps(6)
    with build.darkroom(told) as drawn:
        with steps.step("建库", "Tables"):
            call_command("migrate", verbosity=0)
        with steps.step("单位、人员、岗位", "Units, people, posts"):
            county = build.found_county(told)
        with steps.step("事项", "What people did", build.length(told)) as moved:
            build.live(told, county, drawn, moved=moved)
    with steps.step("台账和预警文件", "Ledgers and warnings", 5) as moved:
        names = [str(_written(name, content, moved)) for name, content in _ledgers(told)]
        warnings = [str(_written(name, content, moved)) for name, content in _warnings(told)]
    with steps.step("建立查找", "Made findable", journal.size()) as moved:
        _make_findable(told, moved)
    with steps.step("封存与核对", "Sealed and verified", 3) as moved:
        _seal_and_verify(told, moved)
    homes.set_its_hour(build.ends_at(told))
    homes.write_told(_told(told, county.people, names) | {"warnings": warnings})


def _ledgers(told: Plan) -> tuple[tuple[str, bytes], ...]:
    return (
        ("隐患台账（模拟）.xlsx", ledgers.clean(told)),
        ("隐患台账（模拟）有十处错.xlsx", ledgers.faulty(told)[0]),
        ("隐患台账（模拟）下月.xlsx", ledgers.next_month(told)),
    )


def _warnings(told: Plan) -> tuple[tuple[str, bytes], ...]:
    at = build.ends_at(told)
    return (
        ("预警（模拟）暴雨红色.xml", weather.red(told, at=at)),
        ("预警（模拟）解除.xml", weather.over(told, at=at)),
    )


def _written(name: str, content: bytes, moved: Any) -> Path:
    path = homes.folder() / name
    path.write_bytes(content)
    moved()
    return path


def _make_findable(told: Plan, moved: Moved) -> None:
    """Let all be found and told from the first moment on; afterwards the clock does so, a second after it was said."""
    while telling.keep(build.ends_at(told)):
        pass
    while indexing.keep(build.ends_at(told)):
        for _ in range(indexing.SLICE):
            moved()


def _seal_and_verify(told: Plan, moved: Any) -> None:
    seals.seal(build.ends_at(told))
    followers.start_here()  # nobody is told today of what was done two years ago
    moved()
    report = seals.verify()
    assert report.fault is None, report.fault
    moved()
    assert not rebuild.check(), "the tables of a demo follow from its journal"
    moved()


def _told(told: Plan, people: dict[str, str], names: list[str]) -> dict[str, Any]:
    cast = [
        {
            "part": one.part,
            "person": people[one.person],
            "name": one.name,
            "title_zh": one.title,
            "title_en": one.title_en,
            "try_zh": one.try_zh,
            "try_en": one.try_en,
        }
        for one in told.cast
    ]
    return {
        "home": str(settings.ANLAN_HOME),
        "day": told.day.isoformat(),
        "seed": told.seed,
        "county": told.county.code,
        "summary": {language: summary(told, language) for language in ("zh", "en")},
        "cast": cast,
        "ledgers": names,
        "entries": journal.size(),
    }


def _as_of_now(told: dict[str, Any]) -> dict[str, Any]:
    """Return what is told of a demo with its figures as they are now: as who keeps watch and who checks see them."""
    people = {one["part"]: one["person"] for one in told["cast"]}
    county, checks = (_sums(people[part]) for part in ("duty", "officer"))
    figures = {
        "at": f"{clock.now().astimezone(BEIJING):%Y-%m-%d %H:%M}",
        "open": county.open if county else "—",
        "overdue": county.overdue if county else "—",
        "due_today": county.due_today if county else "—",
        "waiting": checks.to_check if checks else "—",
        "struck_off_today": county.struck_today if county else "—",
    }
    tries = ("try_zh", "try_en")
    cast = [one | {word: one[word].format(**figures) for word in tries} for one in told["cast"]]
    return told | {"summary": {word: text.format(**figures) for word, text in told["summary"].items()}, "cast": cast}


def _sums(person: str) -> Sums | None:
    """Return what somebody sees of the ledger in figures; of who was put out of his post, nothing."""
    try:
        told: Sums = door.at_console(person).ask(items.sums, {})
    except NotHere:
        return None
    return told


def _shown(told: dict[str, Any]) -> str:
    zh, en = told["summary"]["zh"], told["summary"]["en"]
    head = say(
        "可以成为的人（欢迎页上点一下即可，不用密码）：",
        "The people you may be (one press on the welcome page, no password):",
    )
    people = [
        f"  {one['part']:12}{one['name']}  "
        + say(f"{one['title_zh']}：{one['try_zh']}", f"{one['title_en']}: {one['try_en']}")
        for one in told["cast"]
    ]
    files = [say("可导入的台账：", "Ledgers to import:"), *(f"  {name}" for name in told["ledgers"])]
    files += [say("可接收的预警：", "Warnings to take in:"), *(f"  {name}" for name in told.get("warnings", ()))]
    return "\n".join([say(zh, en), "", head, *people, "", *files, ""])
