"""A warning on the pages: brought as a file, read, released by another, answered, and the board of it."""

import uuid
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import MORNING
from tests.doors import browser
from tests.warning.made import cap

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    """Let it be the morning."""
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())


def post(person: str, path: str, **words):
    return browser(person).post(path, words | {"command": str(uuid.uuid4())})


def text(person: str, path: str) -> str:
    answer = browser(person).get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def bring(content: bytes, person: str = "qian"):
    return post(person, "/warnings/", file=SimpleUploadedFile("w.xml", content))


def test_a_warning_is_brought_read_let_out_by_another_answered_and_shown_on_the_board():
    where = bring(cap()).headers["Location"].partition("?")[0]
    page = text("sun", where)
    assert "暴雨红色预警信号" in page
    assert "签发以前：叫应谁" in page
    assert post("qian", f"{where}release/", place="6301", headcount="1").status_code == 409
    assert post("sun", f"{where}release/", place="6301", headcount="1").status_code == 302

    assert "未应答" in text("sun", where) or "呼叫中" in text("sun", where)
    mine = text("wang", "/")
    assert "暴雨红色预警信号" in mine
    item = "/i/26-000001/"
    assert "复述" in text("wang", item)
    assert "下一步：wang 收到。" in text("sun", item)
    assert post("wang", f"{item}hear/").status_code == 302
    assert "下一步：wang 报行动。" in text("sun", item)
    assert post("wang", f"{item}repeat/", text="到东山学校").status_code == 302
    assert post("wang", f"{item}report/", deed="all-moved", moved="9", expected="9").status_code == 302
    assert "已全部转移，转移 9/9 人" in text("sun", where)
    assert "叫应单" in text("sun", f"{where}?print=1")


def test_what_is_no_warning_is_not_taken_in_and_the_page_says_why():
    answer = bring(b"<html/>")
    assert answer.status_code == 422
    assert "不是 CAP" in answer.content.decode()


def test_whoever_speaks_for_another_writes_down_how_he_reached_him():
    where = bring(cap()).headers["Location"].partition("?")[0]
    post("sun", f"{where}release/", place="6301", headcount="1")
    assert post("qian", "/i/26-000001/miss/", channel="phone", outcome="switched-off").status_code == 302
    assert "未接 1 次，关机" in text("sun", where)
    words = {"channel": "phone", "repeated": "到东山学校", "deed": "in-place"}
    assert post("qian", "/i/26-000001/told/", **words).status_code == 302
    assert "已到岗到位" in text("sun", where)


def test_whoever_signed_in_long_ago_shows_who_he_is_before_he_types_anything(monkeypatch):
    where = bring(cap()).headers["Location"].partition("?")[0]
    sun = browser("sun")
    monkeypatch.setenv("ANLAN_NOW", (MORNING + timedelta(minutes=16)).isoformat())

    page = sun.get(where).content.decode()
    assert f'href="/proof/?onward={quote(where, safe="")}"' in page
    assert 'name="headcount"' not in page
    told = {"place": "6301", "headcount": "1", "command": str(uuid.uuid4())}
    assert sun.post(f"{where}release/", told).status_code == 401
