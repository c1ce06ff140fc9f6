"""Where people see the chase: on the page of the item, and on Today of whoever was told."""

from datetime import timedelta

import pytest

from anlan import clock
from anlan.kernel.chase import keeping
from anlan.kernel.obligations.tables import stored
from anlan.kernel.registry import accounts
from anlan.kernel.registry.forms import short
from tests.doors import ask, browser, program

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(found, monkeypatch):
    """A danger that is a day overdue, after the clock has struck."""
    item = stored(found)
    assert item is not None
    at = item.due_at + timedelta(days=1)
    keeping.keep(at)
    monkeypatch.setenv("ANLAN_NOW", at.isoformat())
    return found


def page(person: str, path: str, *, language: str = "zh") -> str:
    client = browser()
    at = clock.now()
    client.cookies["session"] = accounts.open_session(person=person, post=f"post-{person}", language=language, at=at)
    return client.get(path).content.decode()


def test_the_page_of_an_item_tells_who_was_told_and_which_step_comes_next(late):
    zh, en = (page("li", f"/i/{short(late)}/", language=language) for language in ("zh", "en"))

    assert "期限过半提醒：wang" in zh
    assert "逾期报督办人：li（应在" in zh  # the clock struck a day late, and says so
    assert "下一次督催：" in zh
    assert "系统" in zh
    assert "house" not in zh
    assert "raised to the supervisor: li" in en
    assert "Next in the chase: " in en


def test_today_of_whoever_was_told_shows_it_and_lets_him_nudge(late):
    mine, others = page("li", "/"), page("sun", "/")

    assert "li，1 件逾期的已上报给您" in mine
    assert f'action="/i/{short(late)}/nudge/"' in mine
    assert "已上报给您" not in others


def test_the_api_answers_within_ones_reach(late):
    client = program("zhou")

    assert ask(client, "chase.chase", item=short(late)).status_code == 404
    assert ask(client, "chase.raised").json() == {"answer": []}
