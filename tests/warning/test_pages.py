"""A warning on the pages: brought as a file, read, released by another, answered, and the board of it."""

import uuid
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from anlan.kernel.journal import reads as journal
from anlan.kernel.live.reads import Topic
from tests.cast import MORNING
from tests.doors import ask, browser, program
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


def test_what_is_no_warning_lies_among_the_dead_letters_with_why_and_what_to_do():
    answer = bring(b"<html/>")
    page = text("sun", answer.headers["Location"])
    assert "不是 CAP" in page
    assert "重新发送" in page
    assert "死信 <span" in text("sun", "/warnings/")
    file = browser("sun").get(f"/warnings/letters/{answer.headers['Location'].partition('=')[2]}/file/")
    assert (file.content, "attachment" in file.headers["Content-Disposition"]) == (b"<html/>", True)
    assert bring(b"").status_code == 422


def test_what_waits_is_counted_on_every_page_and_who_looks_is_told_at_once():
    before = journal.size()
    assert "条待签发" not in text("sun", "/")
    bring(cap().replace(b"T14:00:00", b"T20:00:00"))
    bring(cap(identifier="expired"))

    def told(person: str) -> int:
        answer = ask(program(person), "live.changes", after=before, about=[Topic.WARNINGS])
        return int(answer.json()["answer"]["changed"])

    assert '1<span class="sr"> 条待签发' in text("sun", "/")
    assert [told(who) for who in ("sun", "zhou", "wang")] == [2, 0, 0]


def test_a_feed_is_taken_in_message_by_message_and_each_once():
    head = b'<?xml version="1.0" encoding="UTF-8"?>'
    entries = [cap(identifier=f"feed-{n}").replace(head, b"") for n in range(3)]
    feed = b'<feed xmlns="http://www.w3.org/2005/Atom">%s</feed>' % b"".join(
        b"<entry>%s</entry>" % one for one in entries
    )
    bring(entries[0])
    where = bring(feed).headers["Location"]
    assert "已接收 2 条，1 条以前收过" in text("qian", where)
    empty = b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="http://127.0.0.1/"/></entry></feed>'
    assert "不会去取" in bring(empty).content.decode()


def test_two_that_came_under_one_number_stand_side_by_side():
    bring(cap())
    page = text("sun", bring(cap(word="橙色")).headers["Location"])
    assert "同一编号，内容不同" in page
    assert "暴雨红色预警信号" in page
    assert "暴雨橙色预警信号" in page
    assert "与发布单位核实" in page


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
