"""The pages of units: list, file, and what they say where nothing is."""

import pytest

from anlan.kernel.journal.record import record
from tests.cast import MORNING, by
from tests.doors import browser
from tests.units.test_reads import unit


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())


def test_without_units_the_page_says_why(county):
    assert "您的范围内还没有单位" in browser("li").get("/entities/").content.decode()


def test_from_the_list_to_the_file_to_the_ledger(found):
    record([unit("E-1", "云岭<b>烟花", "6301")], by=by("console"), at=MORNING)
    li = browser("li")

    listed = li.get("/entities/?q=烟花").content.decode()
    page = li.get("/e/E-1/").content.decode()

    assert 'href="/e/E-1/"' in listed
    assert "云岭&lt;b&gt;烟花" in page
    assert "blocked exit" in page
    assert "没有登记场所" in page
    assert "没有记录" in page
    assert 'href="/items/?organisation=E-1&amp;view=open"' in page
    assert "没有找到这个单位" in li.get("/entities/?q=矿山").content.decode()


def test_the_item_leads_to_its_unit(found):
    record([unit("E-1", "云岭烟花", "6301")], by=by("console"), at=MORNING)

    assert 'href="/e/E-1/"' in browser("li").get("/i/26-000001/").content.decode()


def test_a_unit_of_another_county_is_not_there(found):
    record([unit("E-1", "云岭烟花", "6301")], by=by("console"), at=MORNING)

    assert browser("zhou").get("/e/E-1/").status_code == 404
    assert "云岭" not in browser("zhou").get("/entities/").content.decode()


def test_the_safety_manager_sees_the_file_of_his_own_unit_and_of_no_other(found):
    record([unit("E-1", "云岭烟花", "6301"), unit("E-9", "石沟水泥", "6301")], by=by("console"), at=MORNING)
    wang = browser("wang")

    listed = wang.get("/entities/").content.decode()

    assert 'href="/e/E-1/"' in listed
    assert "石沟水泥" not in listed
    assert "blocked exit" in wang.get("/e/E-1/").content.decode()
    assert wang.get("/e/E-9/").status_code == 404


def test_what_counts_are_of_and_since_when_somebody_answers_is_said(found):
    record([unit("E-1", "云岭烟花", "6301")], by=by("console"), at=MORNING)

    page = browser("li").get("/e/E-1/").content.decode()

    assert "件数只算您看得到的事项，截至" in page
    assert "自 2026-" in page
