"""A ledger of dangers comes in: each row once, whatever happens on the way."""

from datetime import date, timedelta

import pytest

from anlan.kernel.journal import reads as journal
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts, jobs, tables
from anlan.kernel.obligations.facts import ItemReported
from anlan.kernel.obligations.ledgers import Ledger
from anlan.kernel.registry import vault
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


def places(*rows: tuple[str, str]) -> PlacesImported:
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


@pytest.fixture
def office(county):
    """A county with everybody in post and its places known."""
    record(
        [places(("6301", "西宁市"), ("630103", "城中区"), ("6302", "海东市"), ("630222", "民和回族土族自治县"))],
        by=by("console"),
        at=MORNING,
    )


def ledger(*rows: str, head: str = HEAD, encoding: str = "utf-8") -> bytes:
    return "\r\n".join([head, *rows]).encode(encoding)


def bring(content: bytes, name: str = "台账.csv", *, who: str = "zhao", answers=None, at=MORNING):
    """Bring a file to its dry run; return the job."""
    no = jobs.receive(content, name, Ledger.DANGERS, by=by(who), at=at)
    proposal = jobs.proposal(no, by=by(who))
    jobs.check(no, mapping=proposal.mapping, answers=answers or {}, by=by(who))
    return no


def take_in(content: bytes, name: str = "台账.csv", *, who: str = "zhao", answers=None, at=MORNING):
    """Bring a file all the way; return how it went."""
    no = bring(content, name, who=who, answers=answers, at=at)
    acts.ask_import(job=no, by=by(who), at=at)
    return jobs.run(no, at=at)


def counts(told) -> tuple[int, int, int, int]:
    return told.new, told.unchanged, told.changed, told.bad


def lines(no: str, who: str = "zhao") -> list[tuple[int, str, str]]:
    return [(line.row, line.column, line.zh) for line in jobs.report(no, by=by(who)).lines]


def test_a_dry_run_says_what_would_come_and_changes_nothing(office):
    before = journal.size()

    no = bring(ledger(*ROWS))

    assert counts(jobs.progress(no, by=by("zhao"))) == (3, 0, 0, 0)
    assert journal.size() == before
    assert set(jobs.report(no, by=by("zhao")).units) == {"青山化工厂", "白水加油站"}
    assert not tables.Item.objects.exists()


def test_the_rows_of_a_file_come_onto_the_ledger(office):
    told = take_in(ledger(*ROWS))

    assert (told.state, counts(told)) == ("finished", (3, 0, 0, 0))
    items = {item.what: item for item in tables.Item.objects.all()}
    assert {what: item.state for what, item in items.items()} == {
        "安全出口堵塞": "filed",
        "配电箱门未关": "filed",
        "灭火器过期": "closed-before",
    }
    assert items["安全出口堵塞"].owner == items["配电箱门未关"].owner
    assert vault.tell([items["安全出口堵塞"].owner], vault.NAME) == {items["安全出口堵塞"].owner: "王建国"}
    assert rebuild.check() == []


def test_the_same_file_twice_changes_nothing(office):
    take_in(ledger(*ROWS))
    before = journal.size()

    told = take_in(ledger(*ROWS), at=MORNING + timedelta(days=1))

    assert counts(told) == (0, 3, 0, 0)
    assert [name for name in journal_names(before) if name != "imports.asked"] == []


def journal_names(after: int) -> list[str]:
    return [told.fact.name for told in journal.facts_said(after=after)]


def test_next_months_file_says_what_is_new_unchanged_changed_and_bad(office):
    take_in(ledger(*ROWS))
    item = tables.Item.objects.get(what="安全出口堵塞")
    due = item.due_at

    told = take_in(
        ledger(
            ROWS[0].replace("2026-07-10,,否,", "2026-07-30,已清理,是,2026-07-05"),
            ROWS[1],
            "A-4,青山化工厂,城中区,应急管理局,无警示标志,一般,2026-07-01,王建国,13897123456,7日内,,否,",
            "A-5,青山化工厂,城中区,应急管理局,护栏缺失,严重,2026-07-01,王建国,13897123456,7日内,,否,",
        )
    )

    assert counts(told) == (1, 1, 1, 1)
    item.refresh_from_db()
    assert (item.state, item.due_at) == ("filed", due)
    [said] = [line.fact for line in journal.lines_about(item.no) if isinstance(line.fact, ItemReported)]
    assert (said.is_closed, said.due_on) == (True, date(2026, 7, 30))
    assert "已清理" in said.text
