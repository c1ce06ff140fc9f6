"""A view that somebody keeps: under his own name, as a link that he can send."""

from __future__ import annotations

import pytest

from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers.rules import Description
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from anlan.kernel.search import saved
from anlan.kernel.search.saved import Saved
from tests.cast import MORNING, by
from tests.web.test_pages import at_desk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    """Let every test happen on one morning."""
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())


def test_a_view_is_kept_shown_replaced_and_dropped_by_its_owner_alone(found):
    li, zhao = at_desk("li"), at_desk("zhao")
    kept = {"name": " 我的  重大 ", "query": "view=overdue&grade=major&page=3&next=//evil&group=place"}
    assert li.post("/items/views/", kept).headers["Location"] == "/items/?view=overdue&grade=major&group=place"

    assert saved.views_of("li") == (Saved(name="我的 重大", query="view=overdue&grade=major&group=place"),)
    assert "我的 重大" in li.get("/items/").content.decode()
    assert "我的 重大" not in zhao.get("/items/").content.decode()
    page = li.get("/items/?view=overdue&grade=major&group=place").content.decode()
    assert "删除此视图" in page
    assert zhao.get("/items/?view=overdue&grade=major&group=place").status_code == 200  # the link is for everybody

    zhao.post("/items/views/", {"name": "我的 重大", "drop": "1"})
    assert len(saved.views_of("li")) == 1
    li.post("/items/views/", {"name": "我的 重大", "query": "view=mine"})
    assert saved.views_of("li")[0].query == "view=mine"
    li.post("/items/views/", {"name": "我的 重大", "drop": "1"})
    assert saved.views_of("li") == ()


@pytest.mark.parametrize("name", ["", "   ", "长" * 21])
def test_a_view_needs_a_short_name(county, name):
    again = at_desk("li").post("/items/views/", {"name": name, "query": "view=mine"})

    assert again.status_code == 409
    assert "不超过 20 个字" in again.content.decode()
    assert saved.views_of("li") == ()


def test_nobody_keeps_more_than_one_can_look_through(county):
    for n in range(saved.MOST):
        saved.keep("li", f"view {n}", "view=mine", at=MORNING)
    saved.keep("li", "view 3", "view=all", at=MORNING)
    with pytest.raises(Refused, match="too-many-views"):
        saved.keep("li", "one more", "view=mine", at=MORNING)
    assert rebuild.check() == []
    assert "search_view" in rebuild.not_folded()


@pytest.mark.parametrize(("group", "words"), [("department", ("应急", "未归部门")), ("kind", ("隐患",))])
def test_lines_stand_together_by_department_and_kind(found, group, words):
    told = {"told": Description(), "place": "6301", "organisation": "E-1", "owner": "wang"}
    dangers.file(what="nobody's", department=None, **told, by=by("qian"), at=MORNING)
    page = at_desk("qian").get("/items/", {"group": group}).content.decode()

    groups = [one.split("<")[0].strip() for one in page.split('scope="rowgroup">')[1:]]
    assert len(groups) == len(words)
    assert all(word in one for word, one in zip(words, groups, strict=True))
