"""A warning is written, signed by another and read by everybody: within three minutes, and on light pages."""

import time

import pytest

from tests.acceptance.people import NARROW, PHONE
from tests.acceptance.walk import AXE, COLOURS, RUN_AXE, TAGS, TOO_SMALL, WIDTH

pytestmark = pytest.mark.browser

MOST_S = 180
PUBLIC_BYTES = 30_000


def copied(page, form):
    """Type place and headcount as the form asks for them."""
    for name in ("place", "headcount"):
        field = page.locator(f"{form} [name={name}]")
        hint = page.locator(f"#{field.get_attribute('id')}-hint").inner_text()
        field.fill(hint.split("：", 1)[1])


def written(page):
    """Write a red warning of a flash flood by what the form offers, and return its address."""
    page.goto("/warnings/")
    page.keyboard.press("n")
    page.wait_for_url("**/warnings/new/")
    page.select_option("#hazard", "flash-flood")
    page.locator("label.choice", has_text="红色").click()
    svg = page.locator("#drawing svg")
    box = svg.bounding_box()
    for x, y in ((0.45, 0.3), (0.8, 0.3), (0.8, 0.8), (0.45, 0.8)):
        svg.click(position={"x": box["width"] * x, "y": box["height"] * y})
    page.fill("#area", "沿沟各村")
    page.locator("#says-do button").click()
    page.wait_for_url("**/warnings/new/#instruction")
    assert page.locator("#reach .figures b").first.inner_text() != "0"
    page.locator("button[name=write]").click()
    page.wait_for_url("**?done=compose")
    return page.url.split("?")[0]


def weighed(building, path):
    """Return how many bytes come over the wire for a page that a stranger opens on a telephone."""
    with building.desk(None, phone=True) as page:
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        came = []
        wire.on("Network.loadingFinished", lambda told: came.append(told["encodedDataLength"]))
        page.goto(path, wait_until="networkidle")
        assert len(came) >= 2
        return sum(came)


def test_a_warning_is_written_signed_and_read_by_everybody_within_three_minutes(building):
    begun = time.monotonic()
    with building.desk("duty") as page:
        address = written(page)
    with building.desk("leader") as page:
        page.goto(address)
        assert page.locator("#drawing svg").is_visible(), "whoever signs has seen where it holds"
        copied(page, "#release")
        page.locator("#release button.primary").first.click()
        page.wait_for_url("**?done=release")
    assert time.monotonic() - begun <= MOST_S

    no = address.rstrip("/").rpartition("/")[2]
    assert weighed(building, f"/public/{no}/") <= PUBLIC_BYTES
    for language in ("zh", "en"):
        with building.desk(None, language=language, phone=True) as page:
            for path in ("/public/", f"/public/{no}/"):
                page.goto(path)
                assert page.locator("h1").count() == 1
                page.evaluate(AXE)
                assert page.evaluate(RUN_AXE, TAGS) == []
                assert page.evaluate(TOO_SMALL, 44) == []
                page.emulate_media(color_scheme="dark")
                assert page.evaluate(RUN_AXE, COLOURS) == []
                page.set_viewport_size(NARROW)
                assert page.evaluate(WIDTH) <= NARROW["width"]
                page.set_viewport_size(PHONE)
                page.emulate_media(color_scheme="light")

    with building.desk("leader") as page:
        page.goto(address)
        page.keyboard.press("Shift+e")
        copied(page, "#ready")
        page.locator("#ready button.primary").click()
        page.wait_for_url("**?done=end")
    with building.desk(None, phone=True) as page:
        page.goto(f"/public/{no}/")
        assert page.locator(".ended").inner_text().startswith("已解除")
