"""The papers on the page of an item: which are offered, and how they come."""

from datetime import timedelta

import pytest

from anlan.domains.dangers import acts as dangers
from anlan.kernel.journal import seals
from tests.cast import MORNING, by
from tests.doors import browser
from tests.papers.test_press import text

pytestmark = pytest.mark.usefixtures("home")
ITEM = "/i/26-000001/"


@pytest.fixture(autouse=True)
def a_little_later(monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", (MORNING + timedelta(seconds=11)).isoformat())


def test_a_paper_is_offered_when_it_can_be_printed(put_right):
    li = browser("li")

    page = li.get(ITEM).content.decode()
    assert f'href="{ITEM}notice.pdf"' in page
    assert "recheck.pdf" not in page
    assert "closure.pdf" not in page

    dangers.strike_off(item=put_right, by=by("li"), at=MORNING)
    page = li.get(ITEM).content.decode()
    assert f'href="{ITEM}recheck.pdf"' in page
    assert f'href="{ITEM}closure.pdf"' in page


@pytest.mark.parametrize("kind", ["notice", "recheck", "closure"])
def test_a_paper_comes_as_pdf_to_be_read_in_place_and_is_kept_by_nobody(put_right, kind):
    dangers.strike_off(item=put_right, by=by("li"), at=MORNING)
    seals.seal(MORNING + timedelta(seconds=11))

    answer = browser("wang").get(f"{ITEM}{kind}.pdf")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith('inline; filename="')
    assert "26-000001.pdf" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "blockedexit" in text(answer.content)


def test_a_paper_that_is_not_there_yet_is_refused_on_the_page_of_the_item(put_right):
    answer = browser("li").get(f"{ITEM}closure.pdf")

    assert answer.status_code == 409
    assert "没有闭环卡可打印" in answer.content.decode()
    assert answer.headers["Content-Type"].startswith("text/html")


def test_nobody_has_a_paper_of_a_county_that_is_not_his(put_right):
    """Abuse 1: another county's item is not there, and its papers are not either."""
    assert browser("zhou").get(f"{ITEM}notice.pdf").status_code == 404


def test_a_paper_of_no_kind_is_not_there(put_right):
    assert browser("li").get(f"{ITEM}pardon.pdf").status_code in (400, 404, 422)
