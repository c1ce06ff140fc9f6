"""What pages say where something is wrong, empty, or not for this person."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from anlan.domains.dangers import acts as dangers
from anlan.kernel.journal.record import record
from anlan.kernel.obligations.lists import View
from anlan.kernel.registry.may import Role
from tests.cast import MORNING, by, post
from tests.doors import browser, program
from tests.web.test_pages import at_desk


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())


def test_what_is_wrong_is_called_as_the_form_calls_it(put_right):
    said = {
        language: at_desk("li", language).post("/i/26-000001/return_/", {"command": str(uuid4())}).content.decode()
        for language in ("zh-CN", "en-GB")
    }

    assert "请填写“原因”" in said["zh-CN"]
    assert "Fill in “Reason”" in said["en-GB"]
    assert all("“why”" not in page for page in said.values())
    assert re.search(r'<a href="#why">', said["zh-CN"])


def test_every_view_that_is_empty_says_why_in_words_of_its_own(county):
    li = at_desk("li")
    told = {}
    for view in View:
        page = li.get("/items/", {"view": str(view)}).content.decode()
        [told[view]] = re.findall(r'<div class="empty"><p>(.*?)</p>', page)
        assert 'data-coach="ledger"' not in page  # where nothing is listed, no key moves through it

    assert len(set(told.values())) == len(View) - 1  # of all and of the open ones the same can be said
    assert "去掉一个条件" in li.get("/items/?grade=major").content.decode()


def test_an_administrator_is_not_led_to_what_is_closed_to_him(county):
    record([post("root", Role.SYSTEM, "O-county", "6301")], by=by("console"), at=MORNING)

    assert "/items/" not in at_desk("root").get("/").content.decode()
    assert "/items/" in at_desk("li").get("/").content.decode()


@pytest.mark.parametrize(("person", "may"), [("zhao", True), ("wang", True), ("sun", False)])
def test_whoever_may_file_finds_the_form_in_the_bar_of_the_phone(county, person, may):
    assert ('class="plus" href="/items/new/"' in at_desk(person).get("/").content.decode()) == may


def test_who_must_sign_in_first_is_told_that_it_leads_back(county):
    page = browser(None).get("/i/26-000001/", HTTP_ACCEPT_LANGUAGE="zh-CN")

    assert page.status_code == 401
    assert "登录后会回到这一页" in page.content.decode()


def test_who_was_signed_out_while_writing_is_told_that_nothing_was_saved(county):
    page = browser(None).post("/items/new/", {"what": "blocked exit"}, HTTP_ACCEPT_LANGUAGE="zh-CN")

    assert page.status_code == 401
    assert "没有保存。登录后请再做一次。" in page.content.decode()
    assert "会回到这一页" not in page.content.decode()


def test_a_page_that_has_expired_is_not_called_the_fault_of_a_post(found):
    li = browser("li", strict=True)
    expired = li.post("/i/26-000001/nudge/", {"command": str(uuid4())}, HTTP_ACCEPT_LANGUAGE="zh-CN").content.decode()
    may_not = at_desk("sun").get("/items/new/").content.decode()

    assert ("页面已过期" in expired, "您的岗位不能办理此事" in expired) == (True, False)
    assert "<h1>您的岗位不能办理此事</h1>" in may_not


def test_what_was_done_is_told_as_done(found):
    dangers.void(item=found, why="filed twice", by=by("li"), at=MORNING)
    page = at_desk("li", "en-GB").get("/i/26-000001/").content.decode()

    assert "Void: filed twice" in page


def test_whoever_was_slower_reads_who_was_faster_and_when(put_right):
    dangers.strike_off(item=put_right, by=by("li"), at=MORNING)
    page = at_desk("sun").post("/i/26-000001/return_/", {"command": str(uuid4()), "why": "not dry"}).content.decode()

    assert "没有办成" in page
    assert re.search("现在是“已销号”.*最近办理：li，07-01 17:00", page)


def test_whoever_owes_nothing_is_not_told_that_nothing_is_to_be_done_while_others_are_late(found, monkeypatch):
    def today(*, days: int) -> str:
        monkeypatch.setenv("ANLAN_NOW", (MORNING + timedelta(days=days)).isoformat())
        return str(program("sun", **{"Accept-Language": "zh-CN"}).get("/").content, encoding="utf-8")

    assert "现在没有要做的" in today(days=0)
    assert "1 件逾期的该过问" in today(days=20)
    assert "现在没有要做的" not in today(days=20)


def test_every_number_at_the_head_of_the_ledger_leads_to_what_it_counts(found, monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", (MORNING + timedelta(days=7)).isoformat())
    sun = program("sun", **{"Accept-Language": "zh-CN"})
    [head] = re.findall(r'<div class="sum".*?<div class="ageing', sun.get("/items/").content.decode(), re.S) or [""]

    assert "<b>1</b> <span>今日到期" in head
    assert '<div class="stat' not in head
    assert "blocked exit" in sun.get("/items/?view=due-today").content.decode()

    monkeypatch.setenv("ANLAN_NOW", (MORNING + timedelta(days=8)).isoformat())
    assert "blocked exit" not in sun.get("/items/?view=due-today").content.decode()
