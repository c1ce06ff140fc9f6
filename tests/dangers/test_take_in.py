"""Taking in rows of a ledger from outside, as they tell it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from anlan.domains.dangers import acts
from anlan.domains.dangers.reads import danger
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.obligations import jobs
from anlan.kernel.obligations.ledgers import Ledger
from anlan.kernel.obligations.life import end_of_day
from anlan.kernel.obligations.matching import LedgerRow
from anlan.kernel.registry.may import EVERYWHERE
from tests.cast import MORNING, by
from tests.obligations.files import ROWS, ledger

ROW = LedgerRow(
    what="安全出口堵塞",
    place="6301",
    department="safety",
    organisation="E-1",
    owner="wang",
    due_at=end_of_day(MORNING, days=3),
    grade="general",
    source="inspection",
    found_at=MORNING - timedelta(days=4),
    is_closed=False,
    closed_on=None,
    description="仓库东侧安全出口被纸箱堵塞",
    spot="仓库东侧",
    category=None,
    basis="",
    measures="",
    control="",
    lon_e7=None,
    lat_e7=None,
    key="A-1",
    number="A-1",
    marks="",
    along="",
)


@pytest.fixture
def job(county):
    """The number of a file that Zhao brought."""
    return jobs.receive(ledger(*ROWS), "台账.csv", Ledger.DANGERS, by=by("zhao"), at=MORNING)


def take_in(job: str, *rows: LedgerRow, who: str = "zhao"):
    return acts.take_in(job=job, source="O-county", rows=rows, by=by(who), at=MORNING)


def numbers(job: str, *rows: LedgerRow) -> list[str]:
    take_in(job, *rows)
    [filed] = [one.fact for one in journal.facts_said() if one.fact.name == "items.filed-in-batch"]
    return list(filed.items)


def test_every_row_is_a_danger_with_its_owner_and_its_words(job):
    [no] = numbers(job, ROW)

    found = danger(item=no, within=EVERYWHERE)
    assert (found.item.state, found.item.owner, found.item.due_at) == ("filed", "wang", ROW.due_at)
    assert found.told.description == ROW.description


def test_what_the_ledger_calls_closed_was_closed_before_and_struck_off_by_nobody(job):
    _, no = numbers(job, ROW, replace(ROW, key="A-2", number="A-2", is_closed=True, closed_on=date(2026, 6, 1)))

    assert danger(item=no, within=EVERYWHERE).item.state == "closed-before"
    assert "items.struck-off" not in {name for _, name in journal.entries_about(no)}


def test_a_late_row_comes_in_as_late_as_it_is(job):
    [no] = numbers(job, replace(ROW, due_at=MORNING - timedelta(days=30)))

    assert danger(item=no, within=EVERYWHERE).item.due_at < MORNING


def test_a_grade_that_no_danger_has_is_refused(job):
    with pytest.raises(Refused, match="grade-unknown"):
        take_in(job, replace(ROW, grade="huge"))


def test_one_row_beyond_reach_keeps_them_all_out(job):
    before = journal.size()

    with pytest.raises(NotHere):
        take_in(job, ROW, replace(ROW, key="A-2", number="A-2", place="6302"))
    assert journal.size() == before


def test_a_row_that_came_before_does_not_come_again(job):
    take_in(job, ROW)

    with pytest.raises(Refused, match="told-meanwhile"):
        take_in(job, ROW)


def test_nobody_takes_rows_in_but_from_a_file_that_he_brought(job):
    with pytest.raises(NotHere):
        take_in(job, ROW, who="li")
    with pytest.raises(NotHere):
        take_in("demo-j-999999", ROW)
