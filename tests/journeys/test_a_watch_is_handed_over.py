"""An evening at the duty office, as pages show it: rostered, begun, handed over by name, and its log on paper."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client

from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers.rules import Description
from anlan.kernel.journal import rebuild
from anlan.kernel.registry import accounts
from anlan.kernel.registry import acts as registry
from tests.cast import MORNING, by
from tests.doors import ask, browser, program
from tests.registry.conftest import place

pytestmark = pytest.mark.django_db
CHANGE = MORNING + timedelta(hours=8)
QIAN, LI = {"from_at": "2026-07-01T17:00", "hours": "8"}, {"from_at": "2026-07-02T01:00", "hours": "12"}


@pytest.fixture(autouse=True)
def alone(home):
    """Live in a home of one's own."""


@pytest.fixture
def desk(monkeypatch, county):
    """Let somebody sit down at a desk at some moment."""

    def sit(person: str, at: datetime = MORNING, language: str = "zh") -> Client:
        monkeypatch.setenv("ANLAN_NOW", at.isoformat())
        client = browser()
        client.cookies["session"] = accounts.open_session(
            person=person, post=f"post-{person}", language=language, at=at
        )
        return client

    return sit


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def press(client: Client, path: str, **words: str) -> str:
    answer = client.post(path, words | {"command": str(uuid.uuid4())})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


@pytest.fixture
def rostered(desk):
    """Sun puts Qian and Li on the roster; return the addresses of their watches."""
    sun = desk("sun")
    assert "未排值班" in page(sun, "/")
    form = page(sun, press(sun, "/watches/new/", officer="qian", leader="sun", **QIAN))
    assert 'value="2026-07-02T01:00"' in form  # the next begins where this one ends
    assert "已排班，班上的人会收到通知" in form
    press(sun, "/watches/new/", officer="li", leader="sun", **LI)
    return tuple(f"/watches/{settings.ORIGIN}-w-{n:06}/" for n in (1, 2))


def test_a_watch_is_begun_handed_over_and_taken_and_the_top_bar_says_who_is_on_duty(desk, rostered):
    mine, his = rostered
    qian = desk("qian")
    assert "未上岗" in page(qian, "/")
    assert f'href="{mine}"' in page(qian, "/")
    assert press(qian, f"{mine}begin/") == f"{mine}?done=begin"
    words = {"what": "blocked exit", "place": "6301", "department": "safety", "organisation": "E-1", "owner": "wang"}
    told = {"due_on": CHANGE.date(), "told": Description()}
    dangers.file(**words, **told, by=by("zhao"), at=MORNING + timedelta(hours=1))
    press(qian, f"{mine}note/", text="the province rang")

    qian = desk("qian", CHANGE)
    assert f'href="{mine}hand_over/" data-key="KeyH"' in page(qian, "/")
    assert "blocked exit" in page(qian, f"{mine}hand_over/")
    press(qian, f"{mine}hand_over/", text="rain since noon", equipment="")
    assert "交班中" in page(qian, "/watches/")

    li = desk("li", CHANGE + timedelta(minutes=5))
    assert f'href="{mine}take/" data-key="KeyH"' in page(li, "/")
    assert ">qian<" in page(li, "/")  # until Li has taken it
    assert press(li, f"{mine}take/", text="") == f"{his}?done=take"
    assert "已接班，清单归您跟进" in page(li, f"{his}?done=take")
    assert f'<a href="{his}">li</a>' in page(li, "/")
    assert rebuild.check() == []


def test_the_log_writes_itself_and_lies_on_paper_in_either_language(desk, rostered):
    mine, _ = rostered
    press(desk("qian"), f"{mine}begin/")
    press(desk("qian"), f"{mine}note/", text="the province rang")
    press(desk("qian", CHANGE), f"{mine}hand_over/", text="rain since noon")

    for language, words in (
        ("zh", ("值班日志", "the province rang", "rain since noon", "交班给li", "列出交接清单 0 件", "交班人签字")),
        ("en", ("Log of the watch", "the province rang", "handed over to li", "Handed over: ")),
    ):
        told = page(desk("sun", CHANGE, language), f"{mine}?print=1")
        assert not [word for word in words if word not in told]


def test_a_swap_is_asked_for_and_agreed_to_on_the_page(desk, rostered):
    mine, _ = rostered
    assert "由谁值这一班" in page(desk("qian"), f"{mine}ask_swap/")
    asked = press(desk("qian"), f"{mine}ask_swap/", to="zhao", why="sick")
    assert "已申请换班，待领导同意" in page(desk("qian"), asked)
    assert f'action="{mine}agree_swap/"' not in page(desk("zhao"), mine)
    press(desk("sun"), f"{mine}agree_swap/")

    assert "zhao" in page(desk("sun"), "/watches/")


def test_a_refusal_comes_back_with_the_form_and_says_what_to_do(desk, rostered):
    again = {"from_at": "2026-07-02T20:00", "hours": "8", "officer": "li", "leader": "sun"}
    answer = desk("sun").post("/watches/new/", again | {"command": str(uuid.uuid4())})

    assert answer.status_code == 409
    assert "li值夜班后须休息12小时，2026-07-03 01:00以前不能再排班" in answer.content.decode()
    assert 'value="2026-07-02T20:00"' in answer.content.decode()


def test_whoever_is_elsewhere_sees_no_watch_and_no_name(desk, rostered):
    mine, _ = rostered
    zhou = desk("zhou")

    assert zhou.get(mine).status_code == 404
    assert "qian" not in page(zhou, "/watches/") + page(zhou, "/")
    assert ask(program("zhou"), "duty.on_duty", place="6301").status_code == 404
    assert ask(program("li"), "duty.on_duty", place="6301").json()["answer"]["officer"] == "qian"


def test_the_pages_tell_who_answers_at_two_in_the_morning_and_who_answers_for_nothing(desk, rostered):
    sun = desk("sun")
    told = page(sun, "/answers/?matter=danger&department=safety&hour=2026-07-02T02:14")
    assert "先找 li。" in told  # who is on the roster then, and has not come; he holds the post too
    assert "此时机关不上班" in told
    assert page(desk("sun", MORNING, "en"), "/answers/?department=safety").count("Ask li first") == 1
    assert sun.get("/answers/?place=6302").status_code == 404

    places = (place("63", "青海省", "province", None), place("6301", "西宁市", "prefecture", "63"))
    registry.import_places(rows=places, is_simulated=True, by=by("console"), at=MORNING)
    press(sun, "/posts/post-li/deputy/", deputy="", from_on="2026-07-01")
    for path in ("/responsibility/", "/responsibility/?print=1"):
        told = page(desk("sun"), f"{path}{'&' if '?' in path else '?'}place=6301")
        assert "无人负责" in told
        assert "li" in told
    assert desk("sun").get("/posts/post-zhou/deputy/").status_code == 404


def test_who_says_that_he_is_away_can_say_that_he_is_back(desk, rostered):
    zhao = desk("zhao")
    press(zhao, "/watches/away/", from_at="2026-07-01T17:00", until_at="2026-07-03T17:00", kind="on-leave")
    assert "您已报备外出" in page(zhao, "/watches/")
    press(zhao, "/watches/away/", back="1")
    assert "您已报备外出" not in page(zhao, "/watches/")
