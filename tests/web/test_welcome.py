"""The welcome of a demo: newcomers are led there, and what it says of the ledger is so now."""

import json

import pytest

from anlan.domains.dangers import acts as dangers
from anlan.kernel.journal.record import record
from anlan.kernel.registry import acts as registry
from anlan.kernel.registry.facts import PostsEnded
from anlan.kernel.registry.noes import AuditLine
from tests.cast import MORNING, TODAY, by
from tests.doors import browser

SAYS = "{at}: {open} open, {overdue} late, {due_today} today, {waiting} to check, {struck_off_today} off"


@pytest.fixture(autouse=True)
def demo(put_right, monkeypatch, settings, tmp_path):
    """A demo in which one danger waits for the check of Li."""
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    registry.mark_home(kind="demo", by=by("console"), at=MORNING)
    settings.ANLAN_HOME = tmp_path
    row = {"title_zh": "", "title_en": "", "try_zh": "{waiting}条", "try_en": "to check: {waiting}"}
    cast = [
        {"part": "duty", "person": "sun", "name": "", **row},
        {"part": "officer", "person": "li", "name": "", **row},
    ]
    told = {"summary": {"zh": SAYS, "en": SAYS}, "cast": cast, "ledgers": [], "county": "630224"}
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo/cast.json").write_text(json.dumps(told), "utf-8")


def welcome() -> str:
    return browser().get("/welcome/", HTTP_ACCEPT_LANGUAGE="en-GB").content.decode()


def test_who_opens_a_demo_without_having_signed_in_is_led_to_the_welcome():
    answer = browser().get("/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/welcome/")
    assert browser().get("/items/").status_code == 401
    assert [line.path for line in AuditLine.objects.all()] == ["/items/"]


@pytest.mark.parametrize(("person", "path", "status"), [(None, "/items/", 401), ("wang", "/items/new/x/", 404)])
def test_pages_that_say_no_are_marked_as_simulated_too(person, path, status):
    answer = browser(person).get(path, HTTP_ACCEPT_LANGUAGE="zh-CN")

    assert answer.status_code == status
    assert "模拟数据，并非真实" in answer.content.decode()


def test_a_page_says_so_even_when_something_broke(monkeypatch):
    monkeypatch.setattr("anlan.faces.web.today.framed", lambda *told, **more: 1 / 0)
    sun = browser("sun")
    sun.raise_request_exception = False
    answer = sun.get("/", HTTP_ACCEPT_LANGUAGE="zh-CN")

    assert answer.status_code == 500
    assert "模拟数据，并非真实" in answer.content.decode()


def test_the_figures_of_the_welcome_are_of_now_and_say_so(put_right):
    assert "2026-07-01 17:00: " in welcome()
    assert "1 open, 0 late, 0 today, 1 to check, 0 off" in welcome()
    assert "to check: 1" in welcome()

    dangers.strike_off(item=put_right, by=by("li"), at=MORNING)

    assert "0 open, 0 late, 0 today, 0 to check, 1 off" in welcome()
    assert "to check: 0" in welcome()


def test_the_welcome_stays_open_when_one_of_its_people_has_lost_his_post():
    record([PostsEnded(posts=("post-li",), until_on=(TODAY,))], by=by("console"), at=MORNING)

    page = welcome()

    assert "1 open, 0 late, 0 today, — to check, 0 off" in page
    assert 'value="li" disabled' in page
    assert 'value="sun" disabled' not in page
    assert browser().post("/welcome/", {"person": "li"}).status_code == 404
