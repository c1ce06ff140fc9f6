"""What people write is shown as they wrote it and never run, on any page, on paper and in any file that goes out.

The pages are looked at without the policy that forbids scripts: they must hold without it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import openpyxl
import pytest
from django.conf import settings

from anlan.kernel.journal.facts import ItemNo, JobNo
from tests.abuse.counties import County, found
from tests.abuse.test_crawl import of_pages
from tests.doors import browser as signed_in
from tests.doors import sign_in
from tests.hostile.strings import CSV_INJECTION

POISONS = (
    "\"'><script>alert(1)</script>",
    "'><img src=//x.invalid/a>",
    '" autofocus onfocus=alert(1) x="',
    "<svg/onload=alert(1)>",
    "javascript:alert(1)",
    "{{7*7}}{% debug %}{0.x}%(x)s",
    "--></textarea></title><a href=//x>",
)
POISON = "".join(POISONS)
RUN = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
QUOTE = "'"  # what Excel shows of a cell that is marked as a text
ADDRESS = "http://anlan.invalid"
# What no page of ours has, and one that ran or let in what was written would.
LET_IN = """() => [...document.querySelectorAll(
  `script:not([src], [type='application/json']), svg[onload], [onfocus], [onerror],
  [src*=invalid], [href*='//x'], [href^='javascript:' i]`)]
  .map(e => e.outerHTML.slice(0, 200))"""


@pytest.fixture
def poisoned(db):
    """A county in which everything that anybody could write is poison."""
    return found("6301", POISON, key="ruby", titles=POISONS)


class Seen:
    """A browser that is shown pages of the house, and what happened in it."""

    def __init__(self, browser: Any) -> None:
        self.page = browser.new_context().new_page()
        self.page.set_default_timeout(10_000)
        self.happened: list[str] = []
        self.shown = ""
        self.page.on("dialog", self._asked)
        self.page.route("**/*", self._answer)

    def look(self, path: str, html: str) -> None:
        """Open a page that says this; fail where anything of it runs, is fetched or became an element."""
        self.shown = html
        self.page.goto(f"{ADDRESS}{path}")
        assert self.page.evaluate(LET_IN) == [], path
        assert self.happened == [], path

    def _asked(self, dialog: Any) -> None:
        self.happened.append(f"a dialog said {dialog.message}")
        dialog.dismiss()

    def _answer(self, route: Any) -> None:
        """Answer without the house: a browser asks from another context, in which there is no transaction of ours."""
        asked = urlsplit(route.request.url)
        if f"{asked.scheme}://{asked.netloc}" != ADDRESS:
            self.happened.append(f"{route.request.url} was asked for")
            route.abort()
        elif asked.path.startswith("/static/") and asked.path.endswith(".js"):
            route.fulfill(path=settings.STATIC_ROOT / asked.path.removeprefix("/static/"))
        elif route.request.is_navigation_request():
            route.fulfill(content_type="text/html", body=self.shown)
        else:
            route.fulfill(status=204)


@pytest.mark.browser
@pytest.mark.parametrize("role", ["inspector", "enterprise"])
def test_no_page_runs_or_fetches_what_somebody_wrote(role, poisoned, browser):
    seen, client = Seen(browser), signed_in(poisoned.someone(role))
    looked = 0

    for path in pages_of(poisoned):
        answer = client.get(path)
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        if is_page and answer.status_code != 404:  # those are all one page, and looked at below
            seen.look(path, answer.content.decode())
            looked += 1

    seen.page.context.close()
    assert looked > 30


def pages_of(county: County) -> Iterator[str]:
    """Yield every address by itself and, of each sort of address, once with each of its words saying poison."""
    asked = [probe.path for probe in of_pages(county, county) if probe.method == "GET"]
    yield from dict.fromkeys(path for path in asked if "?" not in path)
    worded = (path.partition("=")[0].split("?") for path in asked if "?" in path)
    for path, word in dict.fromkeys((path, word) for path, word in worded):
        yield f"{path}?{urlencode({word: '1' if word == 'print' else POISON})}"


@pytest.mark.browser
def test_nor_does_the_page_of_somebody_who_is_nobody(county, browser):
    seen, client = Seen(browser), signed_in()
    seen.look("/sign-in/", sign_in(client, POISON, POISON).content.decode())
    for path in (f"/sign-in/?{urlencode({'onward': POISON})}", f"/{quote(POISON)}/", f"/i/{quote(POISON)}/"):
        seen.look(path, client.get(path).content.decode())
    seen.page.context.close()


def test_what_was_written_stands_on_the_page_letter_by_letter(poisoned):
    client = signed_in(poisoned.someone("inspector"))
    struck = poisoned.numbers[ItemNo][1]
    item = [f"/i/{struck}/", f"/i/{struck}/peek/", f"/i/{struck}/?print=1"]

    for path in item:
        assert POISONS[0] in words_on(client.get(path)), path
    for path in ("/items/?view=all", "/items/?view=all&print=1"):
        told = words_on(client.get(path))
        assert all(poison in told for poison in POISONS), path
    assert f"{POISON} progress" in words_on(client.get(item[0]))


def words_on(answer: Any) -> str:
    """Return the text of a page, as one reads it."""
    reader = Words()
    reader.feed(answer.content.decode())
    return "\n".join(reader.heard)


class Words(HTMLParser):
    """Hears what stands between the tags."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def handle_data(self, data: str) -> None:
        self.heard.append(data)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_cell_of_a_file_that_goes_out_is_a_formula(form, db):
    titles = tuple(one.strip() for one in CSV_INJECTION if len(one) <= 40)
    county = found("6301", "=1+1", key="ruby", titles=(*titles, "-0.5"))
    client = signed_in(county.someone("inspector"))
    told: list[str] = []

    for path in ("/items/export/?view=all", "/imports/export/dangers/?", "/imports/export/organisations/?"):
        told += cells(client.get(f"{path}&form={form}"), form)
    [job] = county.numbers[JobNo]
    told += cells(client.get(f"/imports/{job}/rejects.xlsx"), "xlsx")

    assert any("1+1" in cell for cell in told)
    assert "-0.5" in told
    assert [cell for cell in told if cell.startswith(RUN) and cell != "-0.5"] == []


def cells(answer: Any, form: str) -> list[str]:
    """Return the text of every cell. Where a formula stands, its text begins with a sign of equality."""
    assert answer.status_code == 200
    content = b"".join(answer) if answer.streaming else answer.content
    if form == "csv":
        return [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row]
    sheets = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    for row in (row for sheet in sheets for row in sheet.iter_rows()):
        assert not [cell for cell in row if cell.data_type == "f"]
    told = (cell for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value is not None)
    return [f"{QUOTE if cell.quotePrefix else ''}{cell.value}" for cell in told]
