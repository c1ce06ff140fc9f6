"""Inside one's reach, without the right, a page says what it is about and who may; beyond it nothing is there."""

import pytest

from tests.cast import MORNING
from tests.doors import browser, rows


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())


def test_whoever_may_not_is_told_what_it_is_about_who_may_and_whose_turn_it_is(put_right):
    wang = browser("wang")
    before = rows()

    answer = wang.get("/i/26-000001/void/")

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "blocked exit" in page
    assert "您的岗位不能办理此事" in page
    assert "能办理的岗位：" in page
    assert "行业监管人员" in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]
    assert {table: n - before[table] for table, n in rows().items() if n != before[table]} == {"registry_audit": 1}


def test_the_same_of_another_county_is_not_here(put_right):
    assert browser("zhou").get("/i/26-000001/void/").status_code == 404


def test_a_place_of_the_house_that_is_not_for_ones_post_says_for_whom_it_is(county):
    page = browser("wang").get("/sampling/").content.decode()

    assert "您的岗位不能办理此事" in page
    assert "能办理的岗位：值班员、执法员、行业监管人员、领导。" in page
