"""What comes out of the printer: each sheet fits its paper, nothing is cut, and headings come again on each page."""

import io
import unicodedata

import pytest
from pypdf import PdfReader

pytestmark = pytest.mark.browser

A4 = {"format": "A4", "print_background": False, "prefer_css_page_size": True}
# Cells and paragraphs whose words run out of what they stand in, and whatever is wider than the sheet.
CUT = """() => [...document.querySelectorAll("td, th, dd, p, li, h1, table")]
  .filter(e => e.getClientRects().length && getComputedStyle(e).display !== "inline")
  .filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflow !== "visible"
    || e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(e => e.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def item(building):
    """Return the address of some item of the ledger."""
    with building.desk("duty") as page:
        page.goto("/items/")
        return page.locator("[data-row] a[data-open]").first.get_attribute("href")


def printed(page, path):
    """Return a sheet as pages of text, and what of it is cut."""
    page.set_viewport_size({"width": 1040, "height": 720})
    page.goto(path)
    page.emulate_media(media="print")
    cut = page.evaluate(CUT)
    pdf = PdfReader(io.BytesIO(page.pdf(**A4)))
    # Fonts call some characters by the radical that looks like them.
    return [unicodedata.normalize("NFKC", one.extract_text()) for one in pdf.pages], cut, pdf


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_ledger_prints_whole_with_its_headings_on_every_page(building, language):
    with building.desk("duty", language=language) as page:
        sheets, cut, pdf = printed(page, "/items/?print=1&view=all")

    assert cut == []
    assert len(sheets) >= 1
    heading = {"zh": "责任人", "en": "Owner"}[language]
    assert [text[:300] for text in sheets if heading not in text] == []
    assert all(float(one.mediabox.width) > float(one.mediabox.height) for one in pdf.pages), "lying A4"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_item_prints_on_few_pages_with_nothing_cut(building, item, language):
    with building.desk("duty", language=language) as page:
        sheets, cut, _ = printed(page, f"{item}?print=1")

    assert cut == []
    assert 1 <= len(sheets) <= 3
    assert item.strip("/").removeprefix("i/") in "".join(sheets)


def test_a_sheet_is_told_without_colour(building, item):
    """A state, a grade and a deadline stand there in words: whatever prints in grey says as much."""
    with building.desk("duty") as page:
        page.goto(f"{item}?print=1")
        page.emulate_media(media="print")
        faint = page.evaluate(
            """() => [...document.querySelectorAll("body *")]
              .filter(e => e.childElementCount === 0 && e.textContent.trim() && e.getClientRects().length)
              .map(e => [e.textContent.trim().slice(0, 30), getComputedStyle(e).color.match(/\\d+/g).map(Number)])
              .filter(([, [r, g, b]]) => 0.2126 * r + 0.7152 * g + 0.0722 * b > 140)"""
        )

    assert faint == []
