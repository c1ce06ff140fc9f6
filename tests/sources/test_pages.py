"""Sources on the pages: who keeps the house adds, tries and removes them, and the watch sees their age."""

import uuid

import pytest

from anlan.kernel.sources import reads
from tests.cast import MORNING
from tests.doors import browser

pytestmark = pytest.mark.django_db

WORDS = {"called": "市气象台", "place": "6301", "senders": "weather\n\nriver", "certificate": "", "late_minutes": "30"}


@pytest.fixture(autouse=True)
def morning(monkeypatch, keeper):
    """Let it be the morning, in a home that somebody keeps."""
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())


def post(person: str, path: str, **words):
    return browser(person).post(path, words | {"command": str(uuid.uuid4())})


def text(person: str, path: str) -> str:
    answer = browser(person).get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_one_is_added_tried_shown_with_its_age_and_removed(stated):
    assert "还没有自动送来预警的来源" in text("xu", "/sources/")
    assert post("xu", "/sources/new/folder/", **WORDS, address="../etc").status_code == 409
    assert post("xu", "/sources/new/folder/", **WORDS, address="weather").status_code == 302
    [source] = reads.every()
    assert source.told.senders == ("weather", "river")

    page = text("qian", "/sources/")
    assert "等第一次应答" in page
    assert "/remove/" not in page
    assert "读到 0 条消息" in post("xu", f"/sources/{source.no}/try/").content.decode()
    (stated.SOURCE_INBOX / "weather").rmdir()
    assert "文件夹不在" in post("xu", f"/sources/{source.no}/try/").content.decode()
    assert post("qian", f"/sources/{source.no}/remove/").status_code == 403
    assert post("xu", f"/sources/{source.no}/remove/").status_code == 302
    assert reads.every() == []


def test_the_key_of_one_that_pushes_is_shown_once():
    page = post("xu", "/sources/new/webhook/", **WORDS).content.decode()
    [source] = reads.every()
    assert f"/hooks/{source.no}/" in page
    assert "只显示这一次" in page
    assert "只显示这一次" not in text("xu", "/sources/")


def test_every_page_says_which_is_late(monkeypatch):
    post("xu", "/sources/new/folder/", **WORDS, address="weather")
    monkeypatch.setenv("ANLAN_NOW", MORNING.replace(hour=10).isoformat())
    page = browser("qian", at=MORNING.replace(hour=10)).get("/").content.decode()
    assert "预警来源“市气象台”静默已久" in page
