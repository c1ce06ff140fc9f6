"""Every page that anybody can reach, in both themes, both languages, at the desk and on the telephone."""

import os
import re

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

from tests.acceptance.walk import in_english, walk

pytestmark = pytest.mark.browser
# Every address is asked beside either database, by everybody; how what comes back looks is seen once.
looked_at = pytest.mark.skipif("ANLAN_DB" in os.environ, reason="how a page looks is seen beside SQLite")

# What the demo calls some posts is data, and happens to be a word of ours, too.
POSTS = {"值班员", "执法员", "验收岗", "安全管理员", "系统管理员", "安全保密管理员", "安全审计员"}
CODE = re.compile(r"[a-z]+(?:[-_][a-z]+)+|demo-[a-z]-\d+")


@pytest.fixture(scope="session")
def seen(building):
    return walk(building)


@pytest.fixture(scope="session")
def english_words(building):
    return in_english(building)


def against(seen, what):
    return {str(one): faults for one in seen if (faults := getattr(one, what))}


@looked_at
def test_the_walk_leads_through_the_whole_house(seen, building):
    # Which of the pages that are put together alike is looked at depends on the hour at which the demo was built.
    reached = " ".join(path for addresses in building.addresses.values() for path in addresses)

    assert len(seen) > 40
    for place in ("/welcome/", "/sign-in/", "/items/", "/items/new/", "print=1", "/assure/", "/return_/", "/imports/"):
        assert place in reached, place


@looked_at
def test_axe_finds_nothing_on_any_page(seen):
    assert against(seen, "axe") == {}


@looked_at
def test_nothing_scrolls_sideways_at_320_pixels(seen):
    assert against(seen, "sideways") == {}


@looked_at
def test_whatever_can_be_pressed_is_large_enough(seen):
    assert against(seen, "small") == {}


@looked_at
def test_no_word_runs_out_of_its_place(seen):
    assert against(seen, "overflowing") == {}


@looked_at
def test_no_page_complains(seen):
    assert against(seen, "complaints") == {}


@looked_at
def test_every_page_has_one_heading_and_a_title_of_its_own(seen):
    assert {str(one): one.headings for one in seen if one.headings != 1} == {}
    assert [str(one) for one in seen if not one.title.split(" · ")[0]] == []


def test_a_page_in_english_speaks_english(english_words):
    with (settings.HOUSE / "faces/web/locale/en/LC_MESSAGES/django.po").open("rb") as file:
        ids = [str(one.id[0] if isinstance(one.id, tuple | list) else one.id) for one in read_po(file) if one.id]
    chinese = [re.sub(r"%\\?\(\w+\\?\)s", ".+", re.escape(words)) for words in ids if re.search("[一-鿿]", words)]
    ours = re.compile("|".join(chinese))

    said = {page: sorted(filter(ours.fullmatch, words - POSTS)) for page, words in english_words.items()}
    assert {page: words for page, words in said.items() if words} == {}


def test_no_page_shows_a_code_to_people(english_words):
    said = {page: sorted(filter(CODE.fullmatch, words)) for page, words in english_words.items()}

    assert {page: words for page, words in said.items() if words} == {}
