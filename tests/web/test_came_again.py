"""What was closed at a spot and came again, and what a form begins with: links that lead on, and words that stay."""

import re

import pytest

from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers.rules import Description
from anlan.faces.web.templatetags.look import short
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts as items
from anlan.kernel.registry.facts import OrganisationsRegistered
from tests.cast import MORNING, by, photo
from tests.web.test_pages import at_desk, morning, pressed  # noqa: F401

DUTY = {"what": "boxes", "place": "6301", "department": "safety", "organisation": "E-1", "owner": "wang"}
MAJOR = {"basis": "GB 50016", "measures": "move the boxes", "control": "a guard"}


def filed(**told) -> str:
    return dangers.file(**DUTY, told=Description(**told), by=by("zhao"), at=MORNING).subject


@pytest.fixture(autouse=True)
def unit(county):
    """The unit of the cast, entered under its name."""
    unit = {"organisations": ("E-1",), "names": ("红星烟花厂",), "usccs": (None,), "places": ("6301",)}
    more = {"kinds": ("enterprise",), "sectors": (None,), "departments": ("safety",), "are_simulated": (False,)}
    record([OrganisationsRegistered(**unit | more)], by=by("console"), at=MORNING)


@pytest.fixture
def struck(county):
    """A danger at a spot, struck off by Li."""
    no = filed(spot="second floor")
    items.accept(item=no, by=by("wang"), at=MORNING)
    dangers.submit(item=no, evidence=(photo("wang"),), by=by("wang"), at=MORNING)
    dangers.strike_off(item=no, by=by("li"), at=MORNING)
    return no


def page(address: str, person: str = "zhao") -> str:
    answer = at_desk(person).get(address)
    assert answer.status_code == 200, answer
    return str(answer.content, encoding="utf-8")


def test_what_was_closed_at_the_spot_is_a_link_on_the_item_and_on_the_form(struck):
    link = f'<a href="/i/{short(struck)}/">'
    assert link in page(f"/i/{short(filed(spot='second floor'))}/")
    assert link not in page(f"/i/{short(filed(spot='cellar'))}/")
    assert "以前在这里销过号" not in page(f"/i/{short(struck)}/")

    form = "/items/new/?organisation=E-1"
    assert link in page(f"{form}&spot=second+floor")
    assert 'value="second floor"' in page(f"{form}&spot=second+floor")
    assert "以前在这里销过号" not in page(form)
    refused = at_desk("zhao").post(form, {"what": "", "spot": "second floor", "category": "no such"})
    assert refused.status_code != 200
    assert link in refused.content.decode()


def test_an_episode_and_the_one_before_lead_to_each_other_and_only_the_last_recurs(struck):
    assert f"/i/{short(struck)}/recur/" in page(f"/i/{short(struck)}/", "li")
    again = dangers.recur(item=struck, text="boxes again", by=by("zhao"), at=MORNING).subject

    assert f'<a href="/i/{short(again)}/">' in page(f"/i/{short(struck)}/", "li")
    assert f'<a href="/i/{short(struck)}/">' in page(f"/i/{short(again)}/", "li")
    assert f"/i/{short(struck)}/recur/" not in page(f"/i/{short(struck)}/", "li")


def test_the_assurances_said_before_stand_in_the_form(county):
    told = Description(**MAJOR)
    due = {"due_on": MORNING.date(), "grade": "major"}
    no = dangers.file(**DUTY | due, told=told, by=by("zhao"), at=MORNING).subject
    dangers.assure(item=no, funds="80 000", by=by("wang"), at=MORNING)

    assert re.search(r'name="funds"[^>]*value="80 000"', page(f"/i/{short(no)}/assure/", "wang"))


def test_a_new_grade_is_asked_for_as_the_one_that_it_has_not(county):
    assert 'value="major" selected' in page(f"/i/{short(filed())}/regrade/", "li")


def test_the_other_unit_that_was_chosen_is_named_on_the_form(county):
    no = filed()
    assert "改回本单位" not in page(f"/i/{short(no)}/assign/", "li")
    assert "<b>红星烟花厂</b>" in page(f"/i/{short(no)}/assign/?organisation=E-1", "li")
