"""The demo's ledgers look as offices keep them; the clean one comes in whole, and the faulty one has its ten faults."""

from collections import Counter
from datetime import date
from unicodedata import normalize

import pytest

from anlan.engines.sheets.book import open_file
from anlan.engines.sheets.cells import When
from anlan.engines.sheets.codes import parse_uscc
from anlan.engines.sheets.ledgers import DANGERS
from anlan.engines.sheets.mapping import propose
from anlan.engines.sheets.rows import rows
from anlan.faces.cli.demo import ledgers
from anlan.faces.cli.demo.ledger_lines import NEW_UNIT
from anlan.faces.cli.demo.plan import plan

DAYS = (date(2026, 11, 26), date(2026, 7, 18), date(2027, 1, 4))


@pytest.fixture(scope="module", params=zip((1, 5, 9), DAYS, strict=True), ids=str)
def told(request):
    seed, day = request.param
    return plan(seed, day)


def read(content):
    book = open_file(content, "台账.xlsx")
    proposal = propose(book, DANGERS)
    return proposal, list(rows(book, proposal.mapping, DANGERS))


def by_number(found):
    return {row.values["number"]: {k: v for k, v in row.values.items() if k != "serial"} for row in found if row.values}


def test_the_same_plan_gives_the_same_bytes(told):
    assert ledgers.clean(told) == ledgers.clean(told)
    assert ledgers.faulty(told) == ledgers.faulty(told)
    assert ledgers.next_month(told) == ledgers.next_month(told)


@pytest.mark.parametrize("make", [ledgers.clean, ledgers.next_month])
def test_a_clean_ledger_asks_nothing_and_all_its_lines_come_in(told, make):
    proposal, found = read(make(told))

    assert not proposal.asked
    assert not proposal.missing
    assert not proposal.unmatched
    assert [note.code for note in proposal.notes] == ["sheet-unlike"]
    assert not [problem.tells("zh") for row in found for problem in row.problems if not problem.is_note]
    assert Counter(p.code for row in found if row.is_skipped for p in row.problems) == {
        "totals-skipped": 1,
        "footer-skipped": 1,
    }


def test_the_clean_ledger_is_of_the_units_and_people_of_the_demo(told):
    _, found = read(ledgers.clean(told))
    lines = [row.values for row in found if not row.is_skipped]
    units = {unit.name: unit for unit in told.enterprises}
    people = {(person.name, person.phone) for person in told.people}
    towns = {normalize("NFKC", place.name) for place in told.places if place.level == "town"}

    assert len(lines) == 60
    assert len({line["number"] for line in lines}) == 60
    assert Counter(line["closed"] for line in lines) == {True: 42, False: 18}
    assert 1 <= sum(line["grade"] == "major" for line in lines) <= 5
    for line in lines:
        assert line["place"] in towns
        assert line["uscc"] == units[line["organisation"]].uscc
        assert ("owner_phone" not in line) or (line["owner"].name, line["owner_phone"]) in people
        assert line["found_at"].on < told.day
        assert line["closed"] or line["due"].on > told.day
    assert sum("owner_phone" not in line for line in lines) == 3


def test_the_clean_ledger_is_spelt_as_clerks_spell(told):
    _, found = read(ledgers.clean(told))

    typed = [row.raw["检查 检查日期"] for row in found if not row.is_skipped]

    assert any(isinstance(cell, When) for cell in typed)
    assert any(isinstance(cell, int) for cell in typed)
    for mark in ("年", ".", "-", "〇", "２"):
        assert any(isinstance(cell, str) and mark in cell for cell in typed), mark


def test_a_month_later_some_lines_are_new_some_changed_and_most_as_they_were(told):
    before, after = (by_number(read(make(told))[1]) for make in (ledgers.clean, ledgers.next_month))

    changed = {number for number, line in before.items() if after[number] != line}

    assert len(after) - len(before) == 14
    assert len(changed) == 12
    assert sum(after[number]["closed"] and not before[number]["closed"] for number in changed) == 10
    assert all(line["found_at"].on <= told.day for line in after.values())
    assert all(line["closed_at"].on <= told.day for line in after.values() if line["closed"])
    unknown = [line for line in after.values() if line["organisation"] not in {one.name for one in told.enterprises}]
    assert [line["organisation"] for line in unknown] == [NEW_UNIT]
    assert parse_uscc(unknown[0]["uscc"]) == unknown[0]["uscc"]


def test_the_faulty_ledger_has_its_ten_faults_where_they_are_said_to_be(told):
    content, faults = ledgers.faulty(told)

    _, found = read(content)

    wrong = {
        (problem.code, problem.sheet, problem.row, problem.column)
        for row in found
        for problem in row.problems
        if not problem.is_note
    }
    assert wrong == {(fault.code, fault.sheet, fault.row, fault.column) for fault in faults}
    assert len(faults) == len({fault.code for fault in faults}) == len({fault.row for fault in faults}) == 10
    assert sum(not row.is_skipped for row in found) == 24
    assert sum(row.is_bad for row in found) == 10


def test_every_ledger_says_that_it_is_simulated(told):
    for content in (ledgers.clean(told), ledgers.faulty(told)[0]):
        book = open_file(content, "台账.xlsx")
        assert "模拟" in str(next(book.sheets[0].lines()).cells[0])
        assert "模拟" in book.sheets[0].name
