"""The style guide shows every token and every part, to a demo and to whoever keeps the machine, and does nothing."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from anlan.faces.web.samples import guide
from anlan.kernel.journal.record import record
from anlan.kernel.registry.may import Role
from tests.cast import MORNING, by, post
from tests.doors import browser, rows

TEMPLATES = Path(settings.HOUSE) / "faces/web/templates"
FRAGMENTS = sorted(f"fragments/{path.name}" for path in (TEMPLATES / "fragments").glob("*.html"))
TOKENS = re.compile(r"--([a-z][a-z0-9-]*):")


def drawn(name: str, seen: set[str]) -> set[str]:
    """Return every template that this one is made of."""
    if name not in seen:
        seen.add(name)
        for other in re.findall(r'(?:include|extends) "([^"]+)"', (TEMPLATES / name).read_text("utf-8")):
            drawn(other, seen)
    return seen


SHOWN: set[str] = set().union(*(drawn(f"{page}.html", set()) for page in guide.PAGES))


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_every_part_of_a_page_is_shown(fragment):
    assert fragment in SHOWN, "add it to a page of templates/styleguide/, in each of its states"


def test_every_token_is_shown():
    written = set(TOKENS.findall((Path(settings.HOUSE).parent / "web/css/tokens.css").read_text("utf-8")))
    groups = [*(names for _, names in (*guide.COLOURS, *guide.LENGTHS)), guide.TYPE, guide.FACES, guide.UNSEEN]

    assert {name for names in groups for name in names} == written


@pytest.fixture
def keeper(county, monkeypatch):
    """A system administrator of the county's house."""
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    record([post("keeper", Role.SYSTEM, "O-county", "6301")], by=by("console"), at=MORNING)
    return browser("keeper")


def test_in_a_house_that_is_lived_in_only_whoever_keeps_the_machine_sees_it(keeper):
    assert browser("li").get("/styleguide/").status_code == 404
    assert "五种状态" in keeper.get("/styleguide/").content.decode()


def test_each_of_its_pages_opens_from_the_first(keeper):
    pages = re.findall(r'href="(/styleguide/[^"]+/)">[a-z_/0-9]+</a>', keeper.get("/styleguide/").content.decode())

    assert len(pages) == len(guide.PAGES) - 1
    assert {page: keeper.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


def test_its_forms_do_nothing(keeper):
    before = rows()

    answer = keeper.post("/styleguide/?return_", {"why": "no picture"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/styleguide/")
    assert rows() == before
    assert keeper.get("/styleguide/nowhere/").status_code == 404
