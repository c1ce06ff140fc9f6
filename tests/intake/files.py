"""Files that offices bring, and their way into the house."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from anlan.kernel.intake import acts, jobs
from anlan.kernel.intake.jobs import Progress
from anlan.kernel.intake.rules import Ledger
from anlan.kernel.journal import reads as journal
from anlan.kernel.registry.facts import PlacesImported
from tests.cast import MORNING, by

HEAD = (
    "隐患编号,单位名称,行政区划,监管单位,隐患描述,隐患级别,排查时间,"
    "整改责任人,联系电话,整改时限,整改情况,是否完成,完成时间"
)
ROWS = (
    "A-1,青山化工厂,城中区,应急管理局,安全出口堵塞,一般,2026-06-20,王建国,13897123456,2026-07-10,,否,",
    "A-2,青山化工厂,城中区,应急管理局,配电箱门未关,一般,2026-06-21,王建国,13897123456,2026-07-02,,否,",
    "A-3,白水加油站,城中区,应急管理局,灭火器过期,一般,2026-05-01,李梅,13897120000,2026-05-08,已更换,是,2026-05-06",
)
PLACES = (("6301", "西宁市"), ("630103", "城中区"), ("6302", "海东市"), ("630222", "民和回族土族自治县"))


def places(*rows: tuple[str, str]) -> PlacesImported:
    """Enter places by code and name."""
    codes, names = zip(*rows, strict=True)
    none = (None,) * len(rows)
    return PlacesImported(
        places=codes,
        names=names,
        levels=("county",) * len(rows),
        parents=none,
        from_on=none,
        until_on=none,
        replaced_by=none,
        lons_e7=none,
        lats_e7=none,
        are_simulated=(False,) * len(rows),
    )


def ledger(*rows: str, head: str = HEAD, encoding: str = "utf-8") -> bytes:
    """Return a .csv of these lines."""
    return "\r\n".join([head, *rows]).encode(encoding)


def bring(
    content: bytes,
    name: str = "台账.csv",
    *,
    of: Ledger = Ledger.DANGERS,
    who: str = "zhao",
    answers: Mapping[str, str] | None = None,
    at: datetime = MORNING,
) -> str:
    """Bring a file to its dry run; return the job."""
    no = jobs.receive(content, name, of, by=by(who), at=at)
    proposal = jobs.proposal(no, by=by(who))
    jobs.check(no, mapping=proposal.mapping, answers=answers or {}, by=by(who))
    return no


def go_on(no: str, *, who: str = "zhao", at: datetime = MORNING, told: Any = None) -> Progress:
    """Confirm a checked file and take it in."""
    acts.ask_import(job=no, by=by(who), at=at)
    return jobs.run(no, at=at, told=told)


def take_in(
    content: bytes, name: str = "台账.csv", *, who: str = "zhao", at: datetime = MORNING, **more: Any
) -> Progress:
    """Bring a file all the way; return how it went."""
    return go_on(bring(content, name, who=who, at=at, **more), who=who, at=at)


def counts(told: Progress) -> tuple[int, int, int, int]:
    """Return how many rows were new, unchanged, changed and bad."""
    return told.new, told.unchanged, told.changed, told.bad


def lines(no: str, who: str = "zhao") -> list[tuple[int, str, str]]:
    """Return what the report says: row, column and sentence."""
    return [(line.row, line.column, line.zh) for line in jobs.report(no, by=by(who)).lines]


def names_said(after: int) -> list[str]:
    """Return the name of everything said since."""
    return [told.fact.name for told in journal.facts_said(after=after)]


def many(count: int, *, units: int = 40) -> bytes:
    """Return a .csv of so many dangers in so many units, each unit with two owners."""
    rows = []
    for n in range(count):
        unit, owner = n % units, n % 2
        who = f"王{'甲乙'[owner]},139{unit:06}{owner:02}"
        what = f"第{n}处安全出口堵塞,一般,2026-06-{1 + n % 28:02}"
        rows.append(f"M-{n},第{unit}化工厂,城中区,应急管理局,{what},{who},2026-07-10,,否,")
    return ledger(*rows)
