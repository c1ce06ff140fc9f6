"""The map on the screen: a drawing where nothing moves, and a map that moves where it can; nothing from elsewhere."""

import pytest

from tests.acceptance.people import Building
from tests.browser import CHROMIUM, QUIET

pytestmark = pytest.mark.browser

NO_WEBGL = """const asked = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
  return kind.startsWith("webgl") ? null : asked.call(this, kind, ...more);
};"""
WRITTEN_ANEW = """() => {
  const main = document.getElementById("main"), html = main.innerHTML.replace(/<canvas[^>]*><\\/canvas>/, "");
  main.innerHTML = html;
  document.dispatchEvent(new CustomEvent("anlan:fresh", { detail: {} }));
}"""
CHROME = (".rail", ".top", ".maptools", "[data-print]", "[data-map-to]")  # what no paper has
GROUNDS = "row => [...row.cells].map(cell => getComputedStyle(cell).backgroundColor)"
SOFTWARE = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]


def test_where_nothing_moves_the_drawing_stays_and_the_page_says_so(building):
    with building.desk("officer") as page:
        page.add_init_script(NO_WEBGL)
        page.goto("/map/")
        page.get_by_text("这台电脑画不出可缩放的地图").wait_for()

        assert page.locator("svg.chart").is_visible()
        assert page.locator("#twin table").is_visible()
        assert page.complaints == []

        page.emulate_media(media="print")
        seen = {one: page.locator(one).first.is_visible() for one in ("svg.chart", "#legend", "#twin table", *CHROME)}
        assert [one for one, is_seen in seen.items() if not is_seen] == list(CHROME)
        page.set_viewport_size({"width": 703, "height": 1000})  # what A4 has between its margins
        row = page.locator("#twin tbody tr").first
        assert row.evaluate("row => getComputedStyle(row).display") == "table-row", "a table is a table on paper"


def test_on_a_telephone_the_table_comes_first_and_the_map_to_who_asks(building):
    with building.desk("officer", phone=True) as page:
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto("/map/", wait_until="networkidle")

        assert page.locator("#twin").bounding_box()["y"] < page.locator("#map").bounding_box()["y"]
        assert not [url for url in asked if "shapes" in url or "worker" in url]
        assert page.locator("[data-map-open]").is_visible()

        chosen = page.locator("#twin tr.cur")
        assert chosen.evaluate("row => getComputedStyle(row).backgroundColor") != "rgba(0, 0, 0, 0)"
        assert set(chosen.evaluate(GROUNDS)) == {"rgba(0, 0, 0, 0)"}, (
            "the gaps between its cells are of the same ground"
        )


def test_the_map_that_moves_has_the_numbers_of_the_table_and_is_led_by_keys(building, browser):
    drawing = browser.browser_type.launch(
        executable_path=CHROMIUM, args=[one for one in QUIET if one != "--disable-gpu"] + SOFTWARE
    )
    try:
        with Building(drawing, building.address).desk("officer") as page:
            asked = []
            page.on("request", lambda request: asked.append(request.url))
            page.goto("/map/")
            page.wait_for_selector("#map[data-drawn]")

            page.keyboard.press("v")
            assert page.url.endswith("#twin") or "#twin" in page.url
            page.locator("[data-map-to]").first.click()
            row = page.locator("tr.cur")
            said = page.locator("#map-said").inner_text()
            assert row.locator("td").first.inner_text() in said
            page.wait_for_function("() => new URLSearchParams(location.search).get('c')")
            page.locator("[data-map-zoom='1']").press("Enter")

            page.evaluate(WRITTEN_ANEW)  # as the page is by what happens meanwhile
            assert page.locator("#map canvas").count() == 1
            before = page.url
            page.locator("[data-map-zoom='-1']").press("Enter")
            page.wait_for_function("before => location.href !== before", arg=before)
            assert all(url.startswith((building.address, "data:", "blob:")) for url in asked)
            assert page.complaints == []
    finally:
        drawing.close()
