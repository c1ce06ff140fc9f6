"""The history of an item tells what a correction changed: what stood there before, and what after."""

import re
from dataclasses import replace

import pytest

from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers.rules import Category, Description, Grade
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts as items
from anlan.kernel.obligations import tables
from tests.cast import MORNING, by
from tests.dangers.test_take_in import ROW, job, take_in  # noqa: F401
from tests.intake.files import places
from tests.web.test_pages import at_desk

WORDS = {"place": "6301", "department": "safety", "organisation": "E-1", "grade": Grade.GENERAL, "why": "wrong floor"}
TOLD = Description(basis="GB 50016", measures="clear the exit", spot="second floor", category=Category.OBJECT)


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())


def correct(no, *, command=None, at=MORNING, **changed):
    dangers.correct(item=no, by=by("zhao", command=command), at=at, **WORDS | {"what": "x", "told": TOLD} | changed)


def changes(no, language="zh"):
    """Return what the page says that corrections changed, the latest first."""
    html = at_desk("li", language).get(f"/i/{no.removeprefix('demo-20')}/").content.decode()
    return re.findall(r'<p class="small muted">([^<]*→[^<]*)</p>', html)


def test_title_and_description_are_told_as_they_were_and_as_they_are(found):
    correct(found, what="blocked exit, second floor")

    assert changes(found) == [
        "标题：blocked exit → blocked exit, second floor",
        "部位：— → second floor",
        "类别：— → 物的因素",
    ]
    assert changes(found, "en")[0] == "Title: blocked exit → blocked exit, second floor"
    assert changes(found, "en")[1] == "Spot: — → second floor"


def test_a_second_correction_tells_only_what_it_changed_itself(found):
    correct(found, what="first")
    correct(found, what="second")

    assert changes(found)[0] == "标题：first → second"
    assert changes(found)[1] == "标题：blocked exit → first"
    assert len([one for one in changes(found) if "部位" in one]) == 1


def test_what_was_taken_back_is_not_taken_for_what_stood_before(found):
    correct(found, what="first", command="c-9")
    items.take_back(item=found, key="c-9", by=by("zhao"), at=MORNING)
    correct(found, what="second", told=Description(basis="GB 50016", measures="clear the exit"))

    assert changes(found)[0] == "标题：blocked exit → second"
    assert not [one for one in changes(found)[:1] if "部位" in one]


def test_a_place_is_told_by_its_name(found):
    record([places(("6301", "西宁市"), ("630103", "城中区"))], by=by("console"), at=MORNING)
    correct(found, place="630103")

    assert "地点：西宁市 → 城中区" in changes(found)


def test_of_what_came_with_others_it_is_told_as_well(job):  # noqa: F811
    take_in(job, ROW, replace(ROW, key="k2", what="loose rail"))
    no = tables.Item.objects.get(what="loose rail").no
    correct(no, what="loose rail, second floor")

    assert changes(no)[:2] == ["标题：loose rail → loose rail, second floor", "描述：boxes before the exit → —"]
