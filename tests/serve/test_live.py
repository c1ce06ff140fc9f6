"""Streams: told within a blink what changed within one's reach, ended with one's right, and never in anybody's way."""

import json
import uuid

import pytest

from anlan.faces.web.live import OF_ONE
from tests.console import Home, copied
from tests.serve.listeners import Desk
from tests.serve.test_serve import Served, serving

ITEMS = "about=items&after=0"
ENDED_S = 5.0  # how soon everything that somebody has open ends with his right


@pytest.fixture(scope="module")
def changing(demo, tmp_path_factory) -> Home:
    """A copy of the demo that the tests of this file change."""
    return copied(demo, tmp_path_factory.mktemp("live") / "home")


@pytest.fixture(scope="module")
def house(changing):
    with serving(changing, "--port", "8930", "--only", "web") as served:
        yield served


@pytest.fixture(scope="module")
def cast(changing) -> dict[str, str]:
    told = json.loads((changing.path / "demo/cast.json").read_text())
    return {one["part"]: one["person"] for one in told["cast"]}


def note(desk: Desk, item: str) -> None:
    """Say of an item how it goes, so that something changed."""
    assert desk.post(f"/i/{item}/note/", text="the part has come", command=str(uuid.uuid4())) == 302


@pytest.fixture(scope="module")
def owed(house: Served, cast) -> str:
    """An item that the enterprise of the cast owes, and has accepted."""
    desk = Desk(house.port, cast["enterprise"])
    listed = json.loads(desk.get("/api/reads/obligations.ledger?view=mine")[1])["answer"]["rows"]
    for row in listed:
        no = row["item"]["no"].removeprefix("demo-20")
        if b"/note/" in desk.get(f"/i/{no}/")[1]:
            return str(no)
    raise AssertionError("nobody of the enterprise has anything in hand")


def test_what_changes_is_told_at_once_to_who_sees_it_and_to_nobody_else(house, cast, owed):
    seeing, other = Desk(house.port, cast["duty"]), Desk(house.port, cast["member"])
    hears, page, deaf = (
        seeing.listen("about=items&after=999999999"),
        seeing.listen(f"item={owed}&after=999999999"),
        other.listen(f"about=watches&{ITEMS}"),
    )
    for stream in (hears, page, deaf):
        assert stream.is_stream, stream.head
        stream.next()

    note(Desk(house.port, cast["enterprise"]), owed)

    (name, seq, told), (also, _, _) = hears.next(2), page.next(2)
    assert (name, also, told["n"]) == ("changed", "changed", 1)
    assert set(told) == {"n", "at", "wait"}  # of what was said not a word
    assert deaf.is_silent(0.5)
    for stream in (hears, page, deaf):
        stream.close()

    again = seeing.listen(ITEMS, **{"Last-Event-ID": str(seq - 1)})
    assert again.next()[::2] == ("changed", told | {"wait": 0})
    assert seeing.listen(ITEMS, **{"Last-Event-ID": str(seq)}).next()[0] == "here"


def test_who_may_not_listen_gets_no_stream_and_a_no_as_any_page_gives_it(house, cast, owed):
    system, other = Desk(house.port, cast["system"]), Desk(house.port, cast["member"])
    stream = {"Accept": "text/event-stream"}

    assert system.get(f"/live?{ITEMS}", **stream)[0] == 403
    assert other.get(f"/live?item={owed}&after=0", **stream)[0] == other.get("/live?item=26-999999&after=0")[0] == 404
    assert house.get(f"/live?{ITEMS}", **stream)[0] == 401
    assert other.get("/live?about=nothing&after=0", **stream)[0] == 400


def test_a_stream_ends_with_the_session_and_another_person_goes_on(house, cast):
    leaving, staying = Desk(house.port, cast["inspector"]), Desk(house.port, cast["leader"])
    ends, goes_on = leaving.listen(ITEMS), staying.listen(ITEMS)
    for stream in (ends, goes_on):
        stream.next()

    assert leaving.post("/sign-out/", on="/") == 302

    assert ends.next(ENDED_S)[0] == "over"
    assert ends.is_cut(1)
    assert goes_on.is_silent(0.5)


def test_of_many_streams_of_one_person_the_oldest_ends(house, cast):
    desk = Desk(house.port, cast["prefecture"])
    streams = [desk.listen(ITEMS) for _ in range(OF_ONE)]
    for stream in streams:
        stream.next()

    streams.append(desk.listen(ITEMS))

    assert streams[0].next(2)[0] == "over"
    assert streams[-1].next()[0] in ("changed", "here")


def test_streams_are_in_no_pages_way_and_ctrl_c_ends_them(changing, cast):
    with serving(changing, "--port", "8935", "--only", "web") as served:
        desks = [Desk(served.port, cast[part]) for part in ("duty", "officer", "leader", "province")]
        streams = [desk.listen(ITEMS) for desk in desks for _ in range(OF_ONE)]
        for stream in streams:
            stream.next()

        assert served.get("/welcome/")[0] == 200
        served.process.send_signal(2)
        assert served.process.wait(10) == 0
