"""Taking in rows of a ledger, whoever sends them and by whichever door."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from anlan.domains.dangers import acts
from anlan.kernel.intake import jobs
from anlan.kernel.intake.rules import Ledger, LedgerReport, LedgerRow
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.obligations import tables
from tests.cast import MORNING, by, photo

ROW = LedgerRow(
    what="blocked exit",
    place="6301",
    department="safety",
    organisation="E-1",
    owner="wang",
    due_at=datetime(2026, 7, 8, 16, tzinfo=UTC),
    grade="general",
    source=None,
    found_at=None,
    is_closed=False,
    closed_on=None,
    description="boxes before the exit",
    spot="hall",
    category=None,
    basis="",
    measures="",
    control="",
    lon_e7=None,
    lat_e7=None,
    key="k1",
    number="A-1",
    marks="grade=1",
    along="",
)


@pytest.fixture
def job(county):
    return jobs.receive("单位名称\r\n青山".encode(), "台账.csv", Ledger.DANGERS, by=by("zhao"), at=MORNING)


def take_in(job: str, *rows: LedgerRow, who: str = "zhao", reports=()):
    return acts.take_in(job=job, source="O-county", rows=rows, reports=tuple(reports), by=by(who), at=MORNING)


def test_open_rows_are_owed_and_closed_ones_were_closed_before(job):
    take_in(job, ROW, replace(ROW, key="k2", is_closed=True, closed_on=date(2026, 6, 1), owner="E-1"))

    assert sorted(tables.Item.objects.values_list("state", flat=True)) == ["closed-before", "filed"]


def test_rows_beyond_ones_reach_are_not_taken_in(job):
    with pytest.raises(NotHere):
        take_in(job, replace(ROW, place="6302"))
    with pytest.raises(NotHere):
        take_in(job, replace(ROW, department="housing"))


def test_whoever_is_to_owe_it_is_of_the_unit(job):
    with pytest.raises(Refused, match="owner-elsewhere"):
        take_in(job, replace(ROW, owner="zhou"))
    with pytest.raises(Refused, match="owner-elsewhere"):
        take_in(job, replace(ROW, owner="E-1"))


def test_a_grade_that_there_is_not_is_refused(job):
    with pytest.raises(Refused, match="grade-unknown"):
        take_in(job, replace(ROW, grade="terrible"))


def test_a_row_that_is_known_by_now_is_not_taken_in_again(job):
    take_in(job, ROW)

    with pytest.raises(Refused, match="told-meanwhile"):
        take_in(job, ROW)


def test_nobody_takes_in_under_the_job_of_another(job):
    with pytest.raises(NotHere):
        take_in(job, ROW, who="li")


def test_nobody_reports_of_what_he_does_not_see(job):
    told = LedgerReport(
        item="demo-2026-000999", text="", is_closed=True, due_on=None, key="k", number="", marks="", along=""
    )

    with pytest.raises(NotHere):
        take_in(job, ROW, reports=[told])


def test_pictures_of_a_row_are_ones_own_and_show_nothing_else(job):
    with pytest.raises(Refused, match="unknown-file"):
        take_in(job, replace(ROW, before=(photo("li"),)))

    mine = photo("zhao")
    take_in(job, replace(ROW, before=(mine,)))
    with pytest.raises(Refused, match="used-elsewhere"):
        take_in(job, replace(ROW, key="k2", after=(mine,)))
    other = photo("zhao", "another exit")
    with pytest.raises(Refused, match="used-elsewhere"):
        take_in(job, replace(ROW, key="k3", before=(other,)), replace(ROW, key="k4", before=(other,)))
