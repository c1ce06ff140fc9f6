"""A drill stands under /x/NAME/: every address in it is moved there, and beside it there is nothing."""

import re
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.test import RequestFactory

from anlan import clock
from anlan.faces.web import drill, welcome
from anlan.kernel.drills import keeping
from anlan.kernel.journal.facts import BEIJING
from anlan.kernel.registry import door
from tests.cast import MORNING
from tests.doors import account, browser, sign_in

NAME = "flash-flood-night"


@pytest.fixture
def drilled(settings):
    settings.DRILL, settings.DRILL_TOLD = NAME, {"name": NAME, "zh": "山洪夜", "en": "The night of the flood"}


def moved(response):
    return drill.Moved(lambda _: response)(RequestFactory().get("/"))


def asked(path):
    return drill.as_at_home({"type": "http", "path": path, "raw_path": path.encode()})["path"]


def test_what_stands_under_the_drill_is_answered_as_at_home(drilled):
    assert asked(f"/x/{NAME}/items/") == "/items/"
    assert asked(f"/x/{NAME}/") == "/"


@pytest.mark.parametrize("path", ["/", "/items/", f"/x/{NAME}", "/x/another/items/", f"/x/{NAME}s/items/"])
def test_beside_the_drill_there_is_nothing(drilled, path):
    assert asked(path) == drill.NOWHERE


def test_where_people_live_nothing_stands_under_x():
    assert asked("/items/") == "/items/"
    assert asked(f"/x/{NAME}/items/") == f"/x/{NAME}/items/"  # which leads nowhere


def test_every_address_is_moved_and_no_word(drilled):
    page = b'<a href="/items/">/items/</a><form action="/i/1/"><input value="/x" title="/"><i data-part="/i/1/"></i>'

    assert moved(HttpResponse(page)).content == (
        b'<a href="/x/flash-flood-night/items/">/items/</a><form action="/x/flash-flood-night/i/1/">'
        b'<input value="/x" title="/"><i data-part="/x/flash-flood-night/i/1/"></i>'
    )


@pytest.mark.parametrize(
    "page", [b'<a href="//elsewhere.invalid/">', b'<a href="/x/flash-flood-night/items/">', b'<a href="#x">']
)
def test_what_leads_elsewhere_or_was_moved_stays(drilled, page):
    assert moved(HttpResponse(page)).content == page


def test_the_length_that_is_told_is_that_of_the_page_that_goes_out(drilled):
    page = b'<a href="/items/">'

    sent = moved(HttpResponse(page, headers={"Content-Length": str(len(page))}))

    assert int(sent["Content-Length"]) == len(sent.content) > len(page)


def test_the_way_onward_is_moved_once(drilled):
    assert moved(HttpResponseRedirect("/items/"))["Location"] == "/x/flash-flood-night/items/"
    assert moved(HttpResponseRedirect("/x/flash-flood-night/"))["Location"] == "/x/flash-flood-night/"


def test_a_stream_and_whatever_is_no_page_go_out_as_they_are(drilled):
    assert (
        moved(HttpResponse(b'{"a href="/items/"}', content_type="application/json")).content == b'{"a href="/items/"}'
    )
    assert moved(StreamingHttpResponse(iter([b"x"]))).streaming


def test_where_people_live_nothing_is_moved():
    assert moved(HttpResponse(b'<a href="/items/">')).content == b'<a href="/items/">'


def test_the_band_of_the_drill_stands_on_every_page_and_leads_nowhere_else(county, drilled):
    account("li")
    who = browser()
    sign_in(who, "li")
    page = who.get("/items/")

    text = page.content.decode()
    assert "演练：山洪夜" in text
    assert f'data-drill="{NAME}"' in text
    assert set(re.findall(r'(?:href|action|src)="(/[^"]*)"', text)) == {
        found for found in re.findall(r'(?:href|action|src)="(/[^"]*)"', text) if found.startswith(f"/x/{NAME}/")
    }


def test_a_drill_lives_by_the_clock_in_its_file(tmp_path, monkeypatch):
    file, then, real = tmp_path / "clock.json", datetime(2026, 7, 18, 14, 25, tzinfo=UTC), clock.now()
    monkeypatch.setenv("ANLAN_CLOCK", str(file))

    def set_it(pace, then=then):
        told = {"real": (real - timedelta(seconds=10)).isoformat(), "then": then.isoformat(), "pace": pace, "why": ""}
        file.write_bytes(msgspec.json.encode(told))

    set_it(60)
    assert timedelta(minutes=10) <= clock.now() - then < timedelta(minutes=11)
    set_it(0, then - timedelta(hours=1))
    assert clock.now() == then - timedelta(hours=1)
    assert real <= clock.unhurried() < real + timedelta(minutes=1)


@pytest.fixture
def played(home, county, drilled, monkeypatch):
    """The home of a drill whose clock shows 22:30, Beijing time, of a night that began an hour before."""
    begins = datetime(2026, 7, 17, 21, 30, tzinfo=BEIJING)
    home.joinpath("drill.json").write_bytes(msgspec.json.encode({"begins": begins.isoformat()}))
    monkeypatch.setenv("ANLAN_CLOCK", str(home / "clock.json"))
    keeping.turn(0, then=begins + timedelta(hours=1))
    return begins


def at_the_play(person="qian"):
    return browser(person, at=clock.unhurried())


def test_the_page_of_the_play_tells_what_came_and_what_comes_next(played):
    page = at_the_play().get("/play/").content.decode()

    assert page.count("已发生") == 4
    assert page.count("下一件") == 1
    assert "已暂停" in page


@pytest.mark.parametrize(("asked", "pace"), [("60", 60), ("1", 1), ("0", 0)])
def test_whoever_looks_on_halts_the_clock_and_lets_it_go_on(played, asked, pace):
    who = at_the_play()
    before = clock.now()

    assert who.post("/play/", {"pace": asked}).status_code == 302

    assert keeping.pace() == pace
    assert before <= clock.now() <= before + timedelta(minutes=10)


@pytest.mark.parametrize("asked", ["", "-1", "1e9", "nan", "99"])
def test_no_other_pace_is_taken(played, asked):
    assert at_the_play().post("/play/", {"pace": asked}).status_code == 404
    assert keeping.pace() == 0


def test_where_people_live_there_is_no_play(county, monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    assert browser("qian").get("/play/").status_code == 404
    assert browser("qian").post("/play/", {"pace": "60"}).status_code == 404


def test_the_band_says_for_which_real_warning_the_drill_stands_still(played):
    keeping.turn(0, why="county-a-000007")

    assert "真实预警 county-a-000007 已到" in at_the_play().get("/play/").content.decode()


def test_a_play_is_begun_from_the_welcome_page_of_a_demo_alone(county, monkeypatch):
    begun: list[str] = []
    monkeypatch.setattr(welcome, "_begin", begun.append)
    here = browser(address="127.0.0.1")

    assert here.post(f"/welcome/{NAME}/").status_code == 404
    monkeypatch.setattr(door, "is_demo", lambda: True)
    assert here.post("/welcome/no-such-scene/").status_code == 404
    assert browser(address="10.0.0.9").post(f"/welcome/{NAME}/").status_code == 404
    assert begun == []
    assert here.post(f"/welcome/{NAME}/")["Location"] == f"/welcome/{NAME}/"
    assert begun == [NAME]
    assert "约需十秒" in here.get(f"/welcome/{NAME}/").content.decode()
