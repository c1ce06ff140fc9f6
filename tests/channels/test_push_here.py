"""A browser that asked for it is pushed to: what it shows it alone can read, and one that is gone is forgotten."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from anlan.engines.gateways import webpush
from anlan.kernel.channels import acts, pushes, setting, trying
from anlan.kernel.channels.rules import MOST_BROWSERS, Kind
from anlan.kernel.journal.facts import PersonNo, Refused
from anlan.kernel.journal.record import record
from anlan.kernel.journal.tables import Entry
from anlan.kernel.registry import vault
from anlan.kernel.registry.may import Role
from anlan.kernel.ringing import door, reaching
from anlan.kernel.ringing.door import Verdict
from tests.cast import MORNING, by, post
from tests.doors import browser, do, program
from tests.gateways.pushing import Browser, Pushed, service

pytestmark = pytest.mark.django_db
WANG = PersonNo("wang")


@pytest.fixture(autouse=True)
def here(monkeypatch, home):
    """Live in a home of one's own, in the morning."""
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())


@pytest.fixture
def pushed() -> Iterator[Pushed]:
    """A push service that the administrator has named."""
    with service() as pushed:
        setting.set_("push", kind=Kind.PUSH, address=pushed.address, secret="", by=by("console"), at=MORNING)
        yield pushed


def asked(one: Browser, person: str = "wang") -> None:
    acts.push_here(**one.subscription.told(), by=by(person), at=MORNING)


def channel() -> door.Channel:
    return door.channels()["push"]


def given(message, to: str | None = None) -> list[Verdict]:
    where = to or channel().addresses([WANG])[WANG]
    return list(channel().hand_over([message("key-1", to=where)]))


def test_what_is_pushed_the_browser_alone_reads_and_nobody_is_named_outside_the_vault(county, pushed, message):
    one = Browser(pushed.address)
    asked(one)
    assert given(message) == [Verdict.TAKEN]

    [(headers, body)] = pushed.given
    told = json.loads(one.opened(body))
    assert told["body"].startswith("山洪红色预警")
    assert told["url"].startswith("https://anlan.example/r/")
    assert headers["TTL"] == "14400"
    said = "".join(str(line) for line in Entry.objects.values_list("header", "body"))
    for secret in (one.subscription.endpoint, webpush.encoded(one.auth), webpush.encoded(one.public)):
        assert secret not in said


def test_each_browser_of_somebody_is_pushed_to_and_one_that_is_gone_is_forgotten(county, pushed, message):
    first, second = Browser(pushed.address), Browser(pushed.address)
    asked(first)
    asked(second)
    assert given(message) == [Verdict.TAKEN]
    assert len(pushed.given) == 2

    pushed.status = 410
    assert given(message) == [Verdict.REFUSED], "another channel is wanted"
    assert pushes.kept("wang") == []
    assert channel().addresses([WANG]) == {}


def test_a_service_that_declines_the_house_forgets_nobody_and_lets_another_channel_be_taken(county, pushed, message):
    asked(Browser(pushed.address))
    pushed.status = 403
    assert given(message) == [Verdict.REFUSED]
    assert setting.trouble_of("push") == "declined"
    assert len(pushes.kept("wang")) == 1


def test_browsers_that_answer_nothing_hold_a_batch_up_no_longer_than_one_may(county, pushed, message, monkeypatch):
    rounds = -(-pushes.BATCH * MOST_BROWSERS // pushes.AT_ONCE)
    assert rounds * webpush.SECONDS_MOST < 30, "as the narrow door asks"
    monkeypatch.setattr(webpush, "SECONDS_MOST", 0.2)
    pushed.delay = 60
    for _ in range(MOST_BROWSERS):
        asked(Browser(pushed.address))
    to = channel().addresses([WANG])[WANG]
    verdicts = channel().hand_over([message(f"key-{no}", to=to) for no in range(channel().batch)])
    assert verdicts == [Verdict.UNKNOWN] * pushes.BATCH


def test_a_service_that_is_busy_or_away_takes_nothing_and_is_asked_again(county, pushed, message):
    asked(Browser(pushed.address))
    pushed.status = 503
    assert given(message) == [Verdict.LATER]
    assert setting.trouble_of("push") == "no-answer"
    pushed.status = 201
    assert given(message) == [Verdict.TAKEN]
    assert setting.trouble_of("push") is None


def test_no_more_than_five_are_kept_and_none_of_who_is_erased(county, pushed):
    for _ in range(7):
        asked(Browser(pushed.address))
    assert len(pushes.kept("wang")) == 5
    asked(Browser(pushed.address))
    vault.destroy(["wang"])
    assert channel().addresses([WANG]) == {}


def test_nothing_is_spoken_to_but_what_the_administrator_named(county, pushed, message):
    with ExitStack() as services:
        other = services.enter_context(service())
        one = Browser(other.address)
        with pytest.raises(Refused, match="push-unfit"):
            asked(one)
        answer = do(program("wang"), "channels.push_here", one.subscription.told())
        assert (answer.status_code, answer.json()["error"]) == (409, "push-unfit")

        asked(Browser(pushed.address))
        to = channel().addresses([WANG])[WANG]
        setting.set_("push", kind=Kind.PUSH, address=other.address, secret="", by=by("console"), at=MORNING)
        assert channel().addresses([WANG]) == {}, "what was named before is spoken to no more"
        assert given(message, to) == [Verdict.REFUSED]
        assert (pushed.given, other.given) == ([], [])


@pytest.mark.parametrize(
    "address", ["", "http://push.example", "https://push.example/path", "ftp://push.example", "https://a.example " * 11]
)
def test_services_are_named_by_scheme_and_host(county, address):
    with pytest.raises(Refused, match="channel-services"):
        setting.set_("push", kind=Kind.PUSH, address=address, secret="", by=by("console"), at=MORNING)


def test_one_asks_for_it_and_ends_it_on_a_page_of_ones_own(county, pushed):
    desk, one = browser("wang"), Browser(pushed.address)
    page = desk.get("/push/").content.decode()
    assert f'data-key="{pushes.public_keys()[0]}"' in page
    assert "现在没有设备接收推送" in page

    told = one.subscription.told() | {"command": str(uuid.uuid4())}
    assert desk.post("/push/here/", told)["Location"] == "/push/?done=here"
    page = desk.get("/push/?done=here").content.decode()
    assert "在 1 台设备上接收" in page
    assert "127.0.0.1" in page
    assert one.subscription.endpoint not in page
    assert desk.post("/push/nowhere/", {"command": str(uuid.uuid4())})["Location"] == "/push/?done=nowhere"
    assert "在 1 台设备上接收" not in desk.get("/push/").content.decode()
    assert desk.post("/push/elsewhere/").status_code == 404


def test_whoever_keeps_the_house_tries_it_on_a_browser_of_his_own(county, pushed):
    record([post("xu", Role.SYSTEM, "O-county", "6301")], by=by("console"), at=MORNING)
    with pytest.raises(Refused, match="no-browser-of-yours"):
        trying.ring_own("push", by=by("xu"), at=MORNING)
    one = Browser(pushed.address)
    assert browser("xu").get("/push/").status_code == 200
    asked(one, "xu")

    trying.ring_own("push", by=by("xu"), at=MORNING)

    [(_, body)] = pushed.given
    assert json.loads(one.opened(body)) | {"key": ""} == {"body": trying.PUSHED, "url": "", "key": ""}


def test_whoever_did_not_ask_for_it_lacks_no_way(county, pushed):
    asked(Browser(pushed.address))
    ways = reaching.ways(["wang", "li"])
    assert [(way.channel, way.is_good) for way in ways["wang"]] == [("push", None)]
    assert ways["li"] == ()


def test_where_no_channel_is_set_the_page_says_so(county):
    assert "还没有设置推送渠道" in browser("wang").get("/push/").content.decode()
    with pytest.raises(Refused, match="push-none"):
        asked(Browser("https://push.example"))


def test_its_key_is_made_here_and_is_never_told(county, pushed):
    told = setting.credentials("push")
    assert told is not None
    assert webpush.public(webpush.key_of(webpush.encoded(told.secret))) == webpush.decoded(pushes.public_keys()[0])
    said = "".join(str(line) for line in Entry.objects.values_list("header", "body"))
    assert webpush.encoded(told.secret) not in said
