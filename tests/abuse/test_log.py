"""The log is lines of JSON that say what broke and where; nobody's name, number or words are ever in it."""

import io
import json
import logging
import sys

import pytest

from anlan.faces.cli.lines import Lines, tell_what_fell
from tests.cast import MORNING
from tests.doors import account, browser

NAME, PHONE, CARD = "马建国", "13897210055", "630102197003071234"
PLANTED = (NAME, PHONE, "138 9721 0055", "+86 138-9721-0055", CARD)


@pytest.fixture
def log():
    """What is written to the log, as it is when the house is served."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(Lines())
    root = logging.getLogger()
    root.addHandler(handler)
    yield text
    root.removeHandler(handler)


def lines(log):
    """Return the lines of the log, each of which is JSON."""
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_a_page_that_breaks_says_where_and_never_over_whom(county, log, monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    account("qian")

    def break_down(*args, **kwargs):
        try:
            raise KeyError(NAME)
        except KeyError as wrong:
            raise RuntimeError(f"no such person: {NAME} {PHONE}") from wrong

    client = browser("qian")
    client.raise_request_exception = False
    monkeypatch.setattr("anlan.kernel.registry.door.Visit.ask", break_down)
    assert client.get(f"/search/?q={NAME}").status_code == client.get(f"/watches/{PHONE}/").status_code == 500

    told = lines(log)
    assert {line["kind"] for line in told} == {"RuntimeError"}
    assert told[0]["after"] == ["KeyError"]
    assert {line["route"] for line in told} == {"search/", "watches/<str:no>/"}
    assert any(step.startswith("anlan/") for step in told[0]["where"])
    assert [word for word in PLANTED if word in log.getvalue()] == []


def test_what_is_logged_of_an_exception_is_its_kind_and_numbers_are_left_out(log):
    logging.getLogger("anlan.serving").error("the database is away: %s", ValueError(f"Key (name)=({NAME}) exists"))
    for planted in PLANTED[1:]:
        logging.getLogger("anybody").error("sent to %s, twice", planted)

    told = lines(log)
    assert told[0]["says"] == "the database is away: ValueError"
    assert {line["says"] for line in told[1:]} == {"sent to …, twice"}
    assert [word for word in PLANTED if word in log.getvalue()] == []


def test_what_nobody_caught_is_one_line_too(log):
    try:
        int(NAME)
    except ValueError:
        tell_what_fell(*sys.exc_info())
    [line] = lines(log)

    assert (line["level"], line["kind"], NAME in log.getvalue()) == ("critical", "ValueError", False)
    assert line["at"].endswith("Z")


def test_numbers_of_items_and_hashes_stay(log):
    logging.getLogger("anlan").error("%s %s %s", "demo-2026-000017", "5feceb66ffc86f38d952786c6d696c79", 13800)

    assert lines(log)[0]["says"] == "demo-2026-000017 5feceb66ffc86f38d952786c6d696c79 13800"
