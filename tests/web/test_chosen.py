"""Rows that are chosen in the ledger: printed and taken along in their order, as far as one sees them, and counted."""

import csv
import io
import re
from datetime import timedelta

import pytest

from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers.rules import Description, Grade
from anlan.kernel.obligations import acts as items
from tests.cast import MORNING, by, photo
from tests.web.test_pages import at_desk


def filed(days):
    """Let Zhao file a danger that is due in so many days."""
    return dangers.file(
        what=f"due in {days} days",
        place="6301",
        department="safety",
        organisation="E-1",
        owner="wang",
        grade=Grade.GENERAL,
        due_on=(MORNING + timedelta(days=days)).date(),
        told=Description(basis="GB 50016", measures="clear the exit"),
        by=by("zhao"),
        at=MORNING,
    ).subject


@pytest.fixture
def four(county, monkeypatch):
    """Four dangers, due on one day after the other, the last filed due first; the third is struck off."""
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    numbers = [filed(days) for days in (4, 3, 2, 1)]
    items.accept(item=numbers[2], by=by("wang"), at=MORNING)
    dangers.submit(item=numbers[2], evidence=(photo("wang"),), by=by("wang"), at=MORNING)
    dangers.strike_off(item=numbers[2], by=by("li"), at=MORNING)
    return [number.removeprefix("demo-20") for number in numbers]


def printed(person, **asked):
    """Return the numbers on the sheet of what a person chose, and what it says of how many."""
    html = at_desk(person).get("/items/", {"print": "1", **asked}).content.decode()
    told = re.findall(r"选了 (\d+) 件(?:.*?列出 (\d+) 件)?", html)
    return re.findall(r'<td class="tight">#([\d-]+)', html), told


def test_the_chosen_are_printed_in_the_order_of_the_screen_and_no_other(four):
    first, second, struck, last = four

    assert printed("li", among=[first, last, struck]) == ([last, first, struck], [("3", "")])
    assert second in printed("li")[0]


def test_what_left_the_view_since_it_was_chosen_is_printed_nevertheless(four):
    first, _, struck, _ = four

    assert printed("li", view="overdue", among=[first, struck])[0] == [first, struck]


def test_a_stranger_prints_nothing_of_what_is_chosen_and_reads_why(four):
    rows, told = printed("zhou", among=four[:2])

    assert (rows, told) == ([], [("2", "0")])


def test_the_file_holds_the_chosen_in_the_order_of_the_screen(four):
    first, second, _, last = four
    sent = at_desk("li").get("/items/export/", {"form": "csv", "among": [second, first, last]})
    lines = csv.reader(io.StringIO(sent.content.decode("utf-8-sig")))
    numbers = [cell.removeprefix("demo-20") for line in lines for cell in line if cell.startswith("demo-20")]

    assert numbers == [last, second, first]


def test_a_choice_is_an_address_that_can_be_narrowed_no_further_than_it_says(four):
    page = at_desk("li").get("/items/", {"among": four[:2], "group": "organisation"}).content.decode()

    assert page.count("data-row") == 2
    assert f"among={four[0]}&amp;among={four[1]}" in page
    assert at_desk("li").get("/items/", {"among": "not a number"}).status_code == 400


def test_the_boxes_send_what_the_sheet_asks_for(four):
    page = at_desk("li").get("/items/?view=struck-today&group=organisation").content.decode()
    [form] = re.findall(r"<form[^>]*data-choose>.*?</form>", page, re.S)

    assert dict(re.findall(r'<input type="hidden" name="(\w+)" value="([\w-]+)">', form)) == {
        "view": "struck-today",
        "group": "organisation",
    }
    assert re.findall(r'type="checkbox" name="among" value="([\d-]+)"', form) == [four[2]]


def text(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize("group", ["due", "organisation", "none"])
@pytest.mark.parametrize(
    ("language", "tab", "listed", "rows", "sheet"),
    [
        (
            "zh",
            "全部在册 3",
            "第 1–4 条，共 4 条，其中今日已销号 1 条",
            "已选 0 / 4",
            "共 4 件，其中今日已销号 1 件",
        ),
        (
            "en",
            "All open 3",
            "1–4 of 4, of them 1 struck off today",
            "0 / 4 chosen",
            "4 items, of them 1 struck off today",
        ),
    ],
    ids=["zh", "en"],
)
def test_what_was_struck_off_today_is_counted_apart_wherever_it_is_listed(
    four, group, language, tab, listed, rows, sheet
):
    desk = at_desk("li", language)
    screen, printed = (
        text(desk.get("/items/", {"group": group, **more}).content.decode()) for more in ({}, {"print": 1})
    )

    for said in (tab, listed, rows):
        assert said in screen
    assert sheet in printed
    if group == "due":
        assert ("今日已销号 1" if language == "zh" else "Struck off today 1") in screen.split(tab)[1]


def test_where_nothing_was_struck_off_today_nothing_is_said_of_it(found):
    assert "其中今日已销号" not in text(at_desk("li").get("/items/").content.decode())
