"""A danger from its filing to its striking off, and a ledger taken in, by the keyboard alone."""

from __future__ import annotations

import os
import re

import pytest
from PIL import Image

from tests.acceptance.hands import choose, go, put_in, reach, write

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def photo(tmp_path_factory):
    """A camera: the same photo is never evidence twice."""

    def taken():
        file = tmp_path_factory.mktemp("photos") / "现场.jpg"
        Image.frombytes("L", (64, 48), os.urandom(64 * 48)).resize((640, 480)).save(file)
        return file

    return taken


@pytest.fixture(scope="module")
def told(building):
    """What stands on the welcome page and on the first page of the enterprise: names, numbers, files."""
    with building.desk(None) as page:
        page.goto("/welcome/")
        people = {
            one.get_attribute("data-part"): one.get_attribute("value") for one in page.locator("[data-part]").all()
        }
        ledgers = page.locator(".about-grid li").all_inner_texts()
    with building.desk("enterprise") as page:
        page.goto("/")
        unit = page.locator(".under").inner_text().split(" · ")[0]
    return {"people": people, "ledgers": ledgers, "unit": unit}


def state(page) -> str:
    return str(page.locator(".head .st, .head .seal + span").inner_text())


def filed(building, told, photo) -> str:
    """Let the inspector file a danger of the enterprise; return its short number."""
    with building.desk("inspector") as page:
        page.goto("/")
        page.keyboard.press("g")
        go(page, "l", "**/items/")
        go(page, "c", "**/items/new/")
        write(page, "#unit", told["unit"])
        go(page, "Enter", "**/items/new/?unit=*")
        reach(page, ".list a")
        go(page, "Enter", "**/items/new/?organisation=*")
        write(page, "#what", "配电箱门缺锁")
        put_in(page, "#evidence", photo())
        choose(page, "#owner", told["people"]["enterprise"])
        reach(page, "main form .btn.primary")
        go(page, "Enter", "**/?done=file*")
        return str(re.search(r"/i/([^/]+)/", page.url)[1])  # type: ignore[index]


@pytest.mark.parametrize(("language", "needed"), [("zh", "（重大隐患必填）"), ("en", "(a major danger needs it)")])
def test_choosing_major_opens_what_it_needs_and_marks_it(building, told, language, needed):
    with building.desk("inspector", language=language) as page:
        page.goto(f"/items/new/?unit={told['unit']}")
        page.locator(".list a").first.click()
        label = page.locator('label[for="basis"]')
        assert not page.locator("#basis").is_visible()

        page.locator('input[name="grade"][value="major"]').check(force=True)
        assert page.locator("#basis").is_visible()
        assert label.inner_text().endswith(needed)
        page.locator('input[name="grade"][value="general"]').check(force=True)
        assert needed not in label.inner_text()


def submitted(building, part: str, no: str, photo) -> None:
    with building.desk(part) as page:
        page.goto(f"/i/{no}/")
        go(page, "b", "**/submit/")
        put_in(page, "#evidence", photo())
        write(page, "#text", "锁已装好")
        go(page, "Control+Enter", "**/?done=submit*")
        assert state(page) == "待验收"


@pytest.fixture(scope="module")
def accepted(building, told, photo):
    """A danger that the enterprise has found by its number and accepted."""
    no = filed(building, told, photo)
    with building.desk("enterprise") as page:
        page.goto("/")
        page.keyboard.press("/")
        page.keyboard.type(f"#{no}")
        go(page, "Enter", f"**/i/{no}/")
        go(page, "a", "**/?done=accept*")
        assert state(page) == "已接收"
    return no


def test_a_danger_goes_its_whole_road_without_a_mouse(building, told, accepted, photo):
    with building.desk("enterprise") as page:
        page.goto(f"/i/{accepted}/")
        go(page, "o", "**/note/")
        write(page, "#text", "已联系锁匠")
        go(page, "Control+Enter", "**/?done=note*")
        go(page, "t", "**/hand_over/")
        choose(page, "#to", told["people"]["member"])
        write(page, "#why", "电工负责")
        go(page, "Control+Enter", "**/?done=hand_over*")
    with building.desk("member") as page:
        page.goto(f"/i/{accepted}/")
        go(page, "a", "**/?done=take*")
    submitted(building, "member", accepted, photo)
    with building.desk("officer") as page:
        page.goto(f"/i/{accepted}/")
        go(page, "r", "**/return_/")
        write(page, "#why", "看不清锁")
        go(page, "Control+Enter", "**/?done=return_*")
        assert state(page) == "已退回"
    submitted(building, "member", accepted, photo)


def test_two_keys_strike_off_and_one_restores_and_the_owner_has_none(building, told, photo):
    no = filed(building, told, photo)
    with building.desk("enterprise") as page:
        page.goto(f"/i/{no}/")
        go(page, "a", "**/?done=accept*")
    submitted(building, "enterprise", no, photo)
    with building.desk("enterprise") as page:
        page.goto(f"/i/{no}/")
        assert page.locator("[data-key=KeyS]").count() == 0
        assert "整改的人不能验收自己的" in page.locator("main").inner_text()
    with building.desk("officer") as page:
        page.goto("/")
        digit = page.locator(f"[data-key^=Digit][href='/i/{no}/']").get_attribute("data-key")[-1]

        go(page, digit, f"**/i/{no}/")
        assert page.locator(".compare img").count() == 2
        go(page, "s", "**/?done=strike_off*")
        assert state(page) == "已销号"

        go(page, "u", "**/?done=take_back*")
        assert state(page) == "待验收"


def test_a_view_is_narrowed_and_grouped_without_a_mouse(building):
    with building.desk("officer") as page:
        page.goto("/items/")
        reach(page, ".pill[href*=major]")
        go(page, "Enter", "**/items/?view=major")
        reach(page, ".picks details:last-of-type summary")
        page.keyboard.press("Enter")
        reach(page, ".picks details[open] a[href*=organisation]")
        go(page, "Enter", "**/items/?view=major&group=organisation")


def test_a_ledger_is_taken_in_without_a_mouse(building, told):
    with building.desk("inspector") as page:
        page.goto("/")
        page.keyboard.press("g")
        go(page, "u", "**/imports/")
        put_in(page, "#file", told["ledgers"][0])
        reach(page, "main form .btn.primary")
        go(page, "Enter", re.compile(r"/imports/demo-j-\d+/"))
        page.locator("main form .btn.primary").wait_for()
        while page.locator("select").count():  # the columns first
            reach(page, "main form .btn.primary")
            page.keyboard.press("Enter")
            page.wait_for_load_state("networkidle")
            page.locator("main form .btn.primary").wait_for()
        reach(page, "main form .btn.primary")
        page.keyboard.press("Enter")
        page.get_by_role("link", name="看台账").first.wait_for()


def test_rows_are_chosen_printed_and_let_go(building):
    with building.desk("duty") as page:
        page.goto("/items/")
        bar, chosen = page.locator("[data-chosen]"), page.locator("[data-n]")
        assert not bar.is_visible()
        for key in ("x", "j", "j", "Shift+X"):
            page.keyboard.press(key)
        assert chosen.inner_text() == "3"
        go(page, "p", "**/items/?*print=1")
        assert page.locator("table.print td:first-child").count() == 3

        page.goto("/items/")
        page.keyboard.press("x")
        page.keyboard.press("Escape")
        bar.wait_for(state="hidden")  # a form is reset before it says so
        go(page, "p", "**/items/?print=1")


def test_wherever_the_tab_stops_it_can_be_seen(building):
    for part, path in (
        ("officer", "/"),
        ("officer", "/items/"),
        ("inspector", "/items/new/"),
        ("enterprise", "/imports/"),
    ):
        with building.desk(part) as page:
            page.goto(path)
            reach(page, "[data-list] [data-row]:last-child a[data-open], .row.wrap span:last-child a")


def test_without_a_network_nothing_is_lost_and_the_page_says_so(building):
    with building.desk("enterprise") as page:
        page.goto("/")
        page.locator(".todo a[data-open]", has_text="提请验收").first.click()
        page.locator("[data-key=KeyO]").click()
        page.context.set_offline(True)
        page.locator("#text").fill("已联系锁匠")
        page.keyboard.press("Control+Enter")

        page.get_by_role("alert").get_by_text("没有网络").wait_for()
        assert page.locator("#text").input_value() == "已联系锁匠"
        page.context.set_offline(False)
        go(page, "Control+Enter", "**/?done=note*")
