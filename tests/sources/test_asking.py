"""A feed is asked for as long and as much as is stated, and no further; and over TLS that holds."""

from __future__ import annotations

import time

import pytest

from anlan.kernel.sources.asking import Failed, ask
from tests.sources.feeds import DAY, Authority, served, taken_port

FEED = b'<feed xmlns="http://www.w3.org/2005/Atom"/>'


@pytest.fixture(autouse=True)
def here(stated):
    """Let this machine be asked."""


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("endless", "too-large"),
        ("bomb", "too-large"),
        ("drip", "too-slow"),
        ("drip-head", "too-slow"),
        ("silent", "too-slow"),
        ("short", "no-answer"),
        ("page", "wrong-type"),
        ("elsewhere", "redirected"),
        ("loop", "redirected"),
        ("noise", "not-http"),
        ("nothing", "status"),
    ],
)
def test_whatever_it_sends_it_is_cut_off_at_a_stated_size_and_time(feed, impatient, path, code):
    began = time.monotonic()
    with pytest.raises(Failed) as no:
        ask(f"{feed.address}/{path}")

    assert no.value.code == code
    assert time.monotonic() - began < 2
    assert feed.asked == [f"/{path}"]


def test_what_it_says_is_read_whole_packed_or_not_and_once_while_it_says_the_same(feed):
    feed.says |= {"/feed": FEED, "/packed": FEED}
    answer = ask(f"{feed.address}/feed")
    assert (answer.content, answer.etag) == (FEED, '"1"')
    assert ask(f"{feed.address}/packed").content == FEED
    assert ask(f"{feed.address}/feed", etag='"1"').content is None


def test_where_nobody_answers_it_says_so():
    with pytest.raises(Failed) as no:
        ask(f"http://127.0.0.1:{taken_port()}/")
    assert no.value.code == "no-answer"


@pytest.mark.parametrize(
    ("name", "since", "until", "code"),
    [
        ("127.0.0.1", -9 * DAY, -DAY, "tls-expired"),
        ("127.0.0.1", DAY, 9 * DAY, "tls-not-yet"),
        ("weather.example", -DAY, 9 * DAY, "tls-other-name"),
        ("127.0.0.1", -DAY, 9 * DAY, "tls-unknown"),
    ],
)
def test_a_certificate_that_does_not_hold_ends_it(tmp_path, stated, name, since, until, code):
    authority = Authority(tmp_path)
    stated.SOURCE_CA = "" if code == "tls-unknown" else str(authority.path)
    with served(authority.context(name, since=since, until=until)) as feed:
        feed.says["/feed"] = FEED
        with pytest.raises(Failed) as no:
            ask(feed.address.replace("http:", "https:") + "/feed")

    assert no.value.code == code
    assert feed.asked == []


def test_one_that_holds_is_asked_and_says_until_when_it_does(tmp_path, stated):
    authority = Authority(tmp_path)
    stated.SOURCE_CA = str(authority.path)
    with served(authority.context("127.0.0.1")) as feed:
        feed.says["/feed"] = FEED
        answer = ask(feed.address.replace("http:", "https:") + "/feed")

    assert answer.content == FEED
    assert answer.certificate_until is not None
