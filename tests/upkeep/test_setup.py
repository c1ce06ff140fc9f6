"""How far a house is set up, as its administrators read it."""

import pytest

from anlan.kernel.credentials import codes
from anlan.kernel.journal.record import record
from anlan.kernel.registry.may import ADMINISTRATORS
from tests.cast import MORNING, by, post
from tests.doors import account, ask, browser, program


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())


@pytest.fixture
def founded(db):
    """A house with three administrators, of whom one has not come in yet."""
    for role in sorted(ADMINISTRATORS):
        record([post(str(role), role, "O-house", "63")], by=by("console"), at=MORNING)
        account(str(role))
    codes.give("audit", by=by("console"), at=MORNING)


def test_a_step_is_done_when_the_register_says_so(founded):
    def told():
        return ask(program("system"), "upkeep.setup").json()["answer"]

    assert (told()["came_in"], told()["posts"], told()["units"]) == (["security", "system"], 0, 0)

    record([post("wang", "enterprise", "E-1", "6301")], by=by("console"), at=MORNING)
    codes.show_in(
        "audit", codes.give("audit", by=by("console"), at=MORNING)[0], "a longer road", address="here", at=MORNING
    )
    assert (len(told()["came_in"]), told()["posts"]) == (3, 1)


def test_the_page_says_what_is_missing_and_where_it_is_done(founded):
    shown = browser("system").get("/setup/", headers={"Accept-Language": "zh-CN"}).content.decode()
    english = browser("audit").get("/setup/", headers={"Accept-Language": "en"}).content.decode()

    assert "还没有：安全审计员" in shown
    assert 'href="/imports/"' in shown
    assert 'href="/posts/new/"' in shown
    assert "Not yet: Audit administrator" in english
    assert 'class="btn small" href="/imports/"' not in english
    assert "/setup/" in browser("system").get("/").content.decode()
