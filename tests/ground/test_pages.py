"""The pages of zones: what is watched, how one is drawn on the spot, and how it ends."""

from __future__ import annotations

import uuid

import pytest

from anlan.kernel.ground import reads
from anlan.kernel.registry.may import EVERYWHERE
from tests.cast import MORNING
from tests.doors import browser
from tests.ground.conftest import FORK, post_of

pytestmark = pytest.mark.django_db


def form(**more) -> dict[str, str]:
    told = {"kind": "patrol-area", "shape": "ground", "name": "大河坝沟口", "place": "6301", "drawn": FORK}
    told |= {"post": post_of("li"), "until_at": "2026-07-02T20:00", "why": "上游涨水", "metres": ""}
    return told | {"command": str(uuid.uuid4())} | more


def test_where_nothing_is_watched_the_page_says_what_one_can_do():
    page = browser("qian").get("/zones/").content.decode()
    assert "现在没有划定的区域" in page
    assert "/zones/new/" in page
    assert "/zones/new/" not in browser("zhao").get("/zones/").content.decode(), "an inspector draws none"
    assert browser("wang").get("/zones/").status_code in (403, 404)


def test_one_is_drawn_and_ended_by_the_pages():
    desk = browser("qian")
    assert desk.get("/zones/new/").status_code == 200
    assert desk.post("/zones/new/", form())["Location"] == "/zones/?drawn=1"
    [one] = reads.zones(within=EVERYWHERE, at=MORNING)
    page = desk.get("/zones/?drawn=1").content.decode()
    for told in ("大河坝沟口", "临时巡查区", "上游涨水", "从现在起有人负责", one.no):
        assert told in page

    end = f"/zones/{one.no}/end/"
    assert "为什么不用再盯了" in desk.get(end).content.decode()
    assert desk.post(end, {"why": "水退了", "command": str(uuid.uuid4())})["Location"] == "/zones/?ended=1"
    page = desk.get("/zones/").content.decode()
    assert "已解除或到期 1 个" in page
    assert "水退了" in page
    assert browser("zhou").get(end).status_code == 404


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"drawn": "here"}, "corners"),
        ({"drawn": "101.7,36.6"}, "corners"),
        ({"name": ""}, "name"),
        ({"post": ""}, "post"),
        ({"until_at": ""}, "until_at"),
        ({"metres": "12"}, "metres"),
        ({"metres": "many"}, "metres"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(more, field):
    answer = browser("qian").post("/zones/new/", form(**more))
    page = answer.content.decode()
    assert answer.status_code in (400, 409, 422)
    assert f'href="#{field}"' in page
    assert f'id="{field}-wrong"' in page
    assert "上游涨水" in page
    assert reads.zones(within=EVERYWHERE, at=MORNING) == ()
