"""F5: what one does is on the other's screen within two seconds, and takes nothing away that he was about to do."""

import re

import pytest

pytestmark = pytest.mark.browser

SEEN_MS = 2_000
POLLED_MS = 20_000


@pytest.fixture(scope="module")
def owed(building):
    """The page of an item that the enterprise of the cast has in hand."""
    with building.desk("enterprise") as page:
        page.goto("/items/?view=mine")
        for href in [one.get_attribute("href") for one in page.locator("[data-row] a[data-open]").all()]:
            page.goto(href)
            if page.locator("a[href$='/note/']").count():
                return href
    raise AssertionError("nobody of the enterprise has anything in hand")


def note(page, href, words):
    page.goto(f"{href}note/")
    page.locator("main textarea, main input[name=text]").first.fill(words)
    page.locator("main form .btn.primary").click()
    page.wait_for_url(re.compile(r"done=note"))


def test_what_another_does_comes_by_itself_and_waits_while_it_would_disturb(building, owed):
    with building.desk("leader") as reads, building.desk("enterprise") as writes:
        reads.goto(owed)
        note(writes, owed, "the part has come")
        reads.get_by_text("the part has come").wait_for(timeout=SEEN_MS)

        reads.locator("h1").select_text()
        note(writes, owed, "it is being fitted")
        reads.locator("#news").wait_for(timeout=SEEN_MS)
        assert reads.get_by_text("it is being fitted").count() == 0
        reads.locator("#news button").click()
        reads.get_by_text("it is being fitted").wait_for(timeout=SEEN_MS)
        assert reads.locator("#news").is_hidden()
        assert reads.complaints == []


def test_where_no_stream_can_be_had_the_page_asks(building, owed):
    with building.desk("leader") as reads, building.desk("enterprise") as writes:
        is_stream = re.compile("text/event-stream")
        reads.route(
            "**/live?*",
            lambda route: (
                route.abort() if is_stream.search(route.request.headers.get("accept", "")) else route.continue_()
            ),
        )
        reads.goto(owed)
        note(writes, owed, "it was fitted")
        reads.get_by_text("it was fitted").wait_for(timeout=POLLED_MS)


@pytest.mark.parametrize(("path", "is_followed"), [("/items/", True), ("/sampling/", False)])
def test_a_page_is_called_of_now_only_where_what_it_is_about_is_followed(building, path, is_followed):
    said = 'event: here\nid: 1\ndata: {"at": "23:59", "n": 0}\n\n'
    with building.desk("officer") as page:
        page.route("**/live?*", lambda route: route.fulfill(content_type="text/event-stream", body=said))
        with page.expect_response("**/live?*"):
            page.goto(path)
        page.wait_for_function("performance.getEntriesByType('resource').some(one => one.name.includes('/live?'))")
        page.wait_for_timeout(200)

        assert (page.locator(".sync time").inner_text() == "23:59") == is_followed
