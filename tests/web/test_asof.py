"""As of the past nothing can be done: no page shows what would do something, and what is refused says so."""

import re

import pytest

from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers.facts import Description
from anlan.faces.web import asof
from anlan.kernel.journal.facts import Refused
from anlan.kernel.upkeep import asof as past
from tests.cast import MORNING, by
from tests.doors import browser
from tests.duty.conftest import day_and_night as day_and_night
from tests.duty.conftest import on_duty as on_duty

ITEM = "/i/26-000001/"
CAST = ("li", "zhao", "wang")


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())


@pytest.fixture
def then(county, monkeypatch, settings):
    """A danger that waits for its owner, in a house that is looked at as of this morning."""
    told = Description(basis="GB 50016", measures="clear the exit", control="watch it")
    duty = {"what": "blocked exit", "place": "6301", "department": "safety", "organisation": "E-1", "owner": "wang"}
    dangers.file(**duty, told=told, by=by("zhao"), at=MORNING)
    browsers = {person: browser(person) for person in CAST}
    settings.AS_OF = MORNING
    looks_as_of_now(monkeypatch)
    return browsers


def looks_as_of_now(monkeypatch):
    """Let the past be told who holds which post now."""
    told = past.Told(at=MORNING, seq=1, held=past.held(MORNING), erased={})
    monkeypatch.setattr(past, "told_here", lambda: told)


def main(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


@pytest.mark.parametrize("person", CAST)
@pytest.mark.parametrize("path", ["/", "/items/", "/items/?q=exit", ITEM, f"{ITEM}peek/", "/watches/"])
def test_no_page_shows_what_would_do_something(then, person, path):
    page = then[person].get(path).content.decode()
    shown = main(page) if "<main" in page else page

    assert 'method="post"' not in shown
    assert "/items/many/" not in shown
    hrefs = re.findall(r'(?:href|formaction)="(/[^"]*)"', page)
    assert [href for href in hrefs if asof.does(href)] == []


def test_a_page_says_why_there_is_nothing_to_press(then):
    assert "那时能办的，这里不能办" in then["wang"].get(ITEM).content.decode()


@pytest.mark.parametrize(
    "path", [f"{ITEM}disown/", "/items/new/", "/items/many/nudge/", f"{ITEM}correct/", f"{ITEM}notice.pdf"]
)
def test_what_only_asks_for_an_act_is_refused_and_the_refusal_speaks_of_no_change(then, path):
    answer = then["zhao"].get(path)

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "只能看，不能办" in page
    assert "情况已经变化" not in page


def test_who_held_a_post_then_that_another_holds_now_sees_nothing(then, monkeypatch):
    assert then["li"].get("/items/").status_code == 200
    assert ("post-li", "li") in past.held(MORNING)

    told = past.Told(at=MORNING, seq=1, held=frozenset({("post-li", "ma")}), erased={})
    monkeypatch.setattr(past, "told_here", lambda: told)
    li = browser("li")
    assert li.get("/items/").status_code == 409
    assert li.get("/api/reads/obligations.ledger").status_code == 409
    with pytest.raises(Refused, match="as-of-post"):
        past.must_still_hold("post-li", "li", told)


def test_what_is_missing_is_said_once(county):
    told = Description(basis="GB 50016", measures="clear the exit", control="watch it")
    duty = {"what": "blocked exit", "place": "6301", "department": "safety", "organisation": "E-1", "owner": "wang"}
    dangers.file(**duty, told=told, by=by("zhao"), at=MORNING)

    page = browser("li").get(ITEM).content.decode()

    assert page.count("缺<") == 1
    assert "还没有整改后的照片" not in page


def test_a_watch_shows_no_key_of_the_past(on_duty, monkeypatch, settings):
    qian = browser("qian")
    assert "交班" in main(qian.get(f"/watches/{on_duty[0]}/").content.decode())
    settings.AS_OF = MORNING
    looks_as_of_now(monkeypatch)
    later = browser("qian")

    page = later.get(f"/watches/{on_duty[0]}/").content.decode()

    assert "那时能办的，这里不能办" in page
    assert 'method="post"' not in main(page)
    assert [href for href in re.findall(r'href="(/[^"]*)"', page) if asof.does(href)] == []
