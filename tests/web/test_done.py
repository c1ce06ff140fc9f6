"""What was done is said on the next page, with how to take it back: also of what one gave away, and sees no more."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers.rules import Description
from anlan.faces.web.frame import DONE
from anlan.kernel.journal.acts import ACTS
from anlan.kernel.journal.record import record
from anlan.kernel.obligations.tables import Item
from anlan.kernel.registry.forms import short
from anlan.kernel.registry.may import Role
from anlan.rooms import kinds
from tests.cast import MORNING, by, post
from tests.doors import browser
from tests.web.test_pages import pressed

VERBS = sorted(
    {
        verb
        for room, verb in (name.split(".") for name, act in ACTS.items() if "item" in act.asked)
        if room == "obligations" or room in kinds().values()
    }
)


@pytest.mark.parametrize("verb", VERBS)
def test_whatever_is_done_to_an_item_has_its_sentence(verb):
    assert verb in DONE


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())


@pytest.fixture
def member(county):
    """Hu, a member of the unit, who sees what is his and no more, and owes one danger."""
    record([post("hu", Role.MEMBER, "E-1", "6301")], by=by("console"), at=MORNING)
    words = {"what": "x", "place": "6301", "department": "safety", "organisation": "E-1", "owner": "hu"}
    return str(dangers.file(**words, told=Description(), by=by("zhao"), at=MORNING).subject)


def test_who_says_that_it_is_not_his_is_told_that_it_is_done_and_takes_it_back(member, monkeypatch):
    hu = browser("hu")
    done = pressed(hu, f"/i/{short(member)}/disown/", f"/i/{short(member)}/disown/", why="it is the store's")
    assert done.status_code == 302
    told = hu.get(done.headers["Location"])
    assert told.status_code == 200
    html = told.content.decode()
    assert hu.get(f"/i/{member}/").status_code == 404

    key = re.search(r'action="(/i/[^"]+/take_back/)".*?name="key" value="([^"]+)"', html, re.DOTALL)
    assert key, html[-2000:]
    monkeypatch.setenv("ANLAN_NOW", (MORNING + timedelta(seconds=5)).isoformat())
    back = pressed(hu, done.headers["Location"], key[1], key=key[2])
    assert back.status_code == 302
    assert Item.objects.get(no=member).owner == "hu"
    assert hu.get(back.headers["Location"]).status_code == 200


def test_nobody_takes_back_or_is_told_of_what_another_said_of_what_he_does_not_see(member):
    hu = browser("hu")
    done = pressed(hu, f"/i/{short(member)}/disown/", f"/i/{short(member)}/disown/", why="it is the store's")
    key = re.search(r"key=([\w-]+)", done.headers["Location"])
    assert key

    zhou = browser("zhou")  # of another county
    assert "撤回" not in zhou.get(f"/?done=disown&of={member}&key={key[1]}").content.decode()
    assert zhou.post(f"/i/{member}/take_back/", {"key": key[1]}).status_code == 404
    assert Item.objects.get(no=member).owner != "hu"
