"""The page for many items at once: what was chosen is listed, counted by hand, and taken back as a whole."""

from __future__ import annotations

import re

import pytest

from anlan.kernel.journal.reads import entries_about
from anlan.kernel.journal.record import record
from anlan.kernel.obligations.tables import stored_many
from anlan.kernel.registry.facts import OrganisationsRegistered, PeopleRegistered
from tests.cast import MORNING, by
from tests.obligations.test_hand_over_many import hu as hu
from tests.obligations.test_nudge_many import foreign as foreign
from tests.obligations.test_nudge_many import pile as pile
from tests.web.test_pages import at_desk, pressed


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    """Let every test happen on one morning."""
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())


def names_of(no: str) -> list[str]:
    return [name for _, name in entries_about(no)]


def chosen(nos) -> str:
    return "&".join(f"among={no}" for no in nos)


def test_what_was_chosen_is_listed_counted_reminded_and_taken_back(pile):
    li = at_desk("li")
    ledger = li.get("/items/").content.decode()
    assert 'formaction="/items/many/nudge/"' in ledger
    page = f"/items/many/nudge/?{chosen(pile)}"
    html = li.get(page).content.decode()
    assert html.count('name="items"') == 5
    assert "上面列出 5 件" in html

    done = pressed(li, page, "/items/many/nudge/", items=pile, count="5", text="tonight")
    assert done.status_code == 302
    told = li.get(done.headers["Location"]).content.decode()
    assert "已催办 5 件" in told
    key = re.search(r'name="key" value="([^"]+)"', told)
    assert key
    back = pressed(li, done.headers["Location"], "/items/many/take_back/", key=key[1])
    assert "已整批撤回" in li.get(back.headers["Location"]).content.decode()
    assert all("items.taken-back-in-batch" in names_of(no) for no in pile)
    assert "批量催办" in li.get(f"/i/{pile[0]}/").content.decode()


def test_a_count_that_is_another_is_said_and_what_was_chosen_stays(pile):
    li = at_desk("li")
    again = pressed(li, f"/items/many/nudge/?{chosen(pile)}", "/items/many/nudge/", items=pile, count="4")

    assert again.status_code == 409
    html = again.content.decode()
    assert "写的是 4 件，选定的是 5 件" in html
    assert html.count('name="items"') == 5
    assert "items.nudged-in-batch" not in names_of(pile[0])


def test_a_foreign_number_is_neither_listed_nor_named(pile, foreign):
    """Abuse 10 and 7: of another county not one word."""
    li = at_desk("li")
    shown = li.get(f"/items/many/nudge/?{chosen((*pile, foreign))}").content.decode()
    assert "elsewhere" not in shown
    assert shown.count('name="items"') == 5

    again = pressed(li, f"/items/many/nudge/?{chosen(pile)}", "/items/many/nudge/", items=(*pile, foreign), count="6")
    assert again.status_code == 409
    html = again.content.decode()
    assert "全部没有办理" in html
    assert "elsewhere" not in html
    assert "26-000006" not in html.replace(f'value="{foreign}"', "")


def test_an_owner_hands_his_list_over_to_a_colleague(pile, hu):
    columns = {"kinds": ("enterprise",), "sectors": (None,), "departments": (None,), "are_simulated": (True,)}
    unit = OrganisationsRegistered(organisations=("E-1",), names=("青山",), usccs=(None,), places=("6301",), **columns)
    people = PeopleRegistered(people=("wang", "hu"), organisations=("E-1", "E-1"))
    record([unit, people], by=by("console"), at=MORNING)
    wang = at_desk("wang")
    page = f"/items/many/hand_over/?{chosen(pile)}"
    assert (
        pressed(wang, page, "/items/many/hand_over/", items=pile, count="5", to="hu", why="moving on").status_code
        == 302
    )
    assert {one.offered_to for one in stored_many(pile)} == {"hu"}


def test_without_a_choice_the_page_says_so_and_an_unknown_verb_is_none(pile):
    li = at_desk("li")
    assert "没有选中任何事项" in li.get("/items/many/nudge/").content.decode()
    assert li.get("/items/many/strike_off/").status_code == 404
    assert li.post("/items/many/nudge/", {"count": "0"}).status_code in (403, 409, 422, 400)


def test_where_nothing_can_be_handed_over_it_is_said_why_instead_of_an_empty_list(pile, hu):
    page = f"/items/many/hand_over/?{chosen(pile)}"
    html = at_desk("li").get(page).content.decode()
    assert "其中 5 件不由您负责" in html
    assert "<select" not in html


def test_an_official_assigns_what_he_chose_to_another_of_the_unit_and_takes_it_back(pile, hu):
    columns = {"kinds": ("enterprise",), "sectors": (None,), "departments": (None,), "are_simulated": (True,)}
    unit = OrganisationsRegistered(organisations=("E-1",), names=("青山",), usccs=(None,), places=("6301",), **columns)
    record([unit, PeopleRegistered(people=("wang", "hu"), organisations=("E-1", "E-1"))], by=by("console"), at=MORNING)
    li = at_desk("li")
    assert 'formaction="/items/many/assign/"' in li.get("/items/").content.decode()
    assert 'formaction="/items/many/assign/"' not in at_desk("wang").get("/items/").content.decode()
    page = f"/items/many/assign/?{chosen(pile)}"
    choice = li.get(page).content.decode().partition('name="to"')[2].partition("</select>")[0]
    assert 'value="hu"' in choice
    assert 'value="wang"' not in choice

    done = pressed(li, page, "/items/many/assign/", items=pile, count="5", to="hu", why="he keeps the store")
    told = li.get(done.headers["Location"]).content.decode()
    assert "已分派 5 件" in told
    assert {one.owner for one in stored_many(pile)} == {"hu"}
    assert "批量分派给" in li.get(f"/i/{pile[0]}/").content.decode()
    key = re.search(r'name="key" value="([^"]+)"', told)
    assert key
    pressed(li, done.headers["Location"], "/items/many/take_back/", key=key[1])
    assert {one.owner for one in stored_many(pile)} == {"wang"}
