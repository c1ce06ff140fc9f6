"""A drill stands under /x/NAME/: every address in it is moved there, and beside it there is nothing."""

import re
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.test import RequestFactory

from anlan import clock
from anlan.faces.web import drill
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
