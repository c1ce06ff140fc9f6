"""A newcomer's first five minutes: in by one press, one thing done, looked at, struck off and taken back, one filed."""

import re

import pytest

from tests.acceptance.hands import put_in
from tests.acceptance.test_keyboard import photo as camera

pytestmark = pytest.mark.browser

photo = camera
HUMAN_S = 5  # how long somebody who has never seen a page looks before each press; a key he knows takes less
MINUTES = 5


class Newcomer:
    """Counts how often somebody had to look, decide and press."""

    def __init__(self) -> None:
        self.presses = 0

    def press(self, do) -> None:
        self.presses += 1
        do()


def test_five_minutes_are_enough(building, photo):
    new = Newcomer()
    with building.desk(None) as page:
        page.goto("/welcome/")
        new.press(page.locator("[data-part=duty]").click)
        page.wait_for_url(f"{building.address}/")
        assert "模拟" in page.locator("body").inner_text(), "that nothing is real stands on the first page"
        new.press(page.locator(".todo .btn").first.click)  # the call that rings is the most pressing
        page.wait_for_url("**/i/*/")
        new.press(page.locator("main form .btn.primary").first.click)
        page.wait_for_url(re.compile("done=hear"))
        for key in ("g", "l", "j", "j", "Enter"):
            new.press(lambda key=key: page.keyboard.press(key))
            page.wait_for_timeout(100)
        page.wait_for_url("**/i/*/")
    with building.desk(None) as page:
        page.goto("/welcome/")
        new.press(page.locator("[data-part=officer]").click)
        page.wait_for_url(f"{building.address}/")
        new.press(page.locator(".todo a").first.click)
        page.wait_for_url("**/i/*/")
        new.press(lambda: page.keyboard.press("s"))
        page.wait_for_load_state("networkidle")
        if page.locator("form .btn.primary").count():
            new.press(lambda: page.keyboard.press("Control+Enter"))
        page.wait_for_url(re.compile("done=strike_off"))
        new.press(lambda: page.keyboard.press("u"))
        page.wait_for_url(re.compile("done=take_back"))
    with building.desk(None, phone=True) as page:
        page.goto("/welcome/")
        new.press(page.locator("[data-part=inspector]").click)
        page.wait_for_url(f"{building.address}/")
        new.press(page.locator("nav a[href*='/items/new/']").last.click)
        new.press(page.locator("main .list a").first.click)
        page.locator("#what").fill("办公桌下插线板串接")
        put_in(page, "#evidence", photo())
        page.locator("#owner").select_option(index=1)
        new.presses += 3
        new.press(page.locator("main form .btn.primary").click)
        page.wait_for_url(re.compile("done=file"))

    assert new.presses * HUMAN_S <= MINUTES * 60
