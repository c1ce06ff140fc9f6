"""What a gateway tells: signed, once, of its own messages (abuse 46); reports in any order; replies of who was rung."""

import json
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.test import Client

from anlan.clock import outside
from anlan.engines.gateways import signing
from anlan.kernel.channels import reads, setting
from anlan.kernel.channels.rules import Kind
from anlan.kernel.channels.tables import Delivery
from anlan.kernel.journal import followers
from anlan.kernel.journal.record import record
from anlan.kernel.journal.tables import Entry
from anlan.kernel.registry import vault
from anlan.kernel.registry.may import EVERYWHERE, Role
from anlan.kernel.registry.rules import HEAD
from anlan.kernel.ringing import keeping
from tests.cast import MORNING, by, post
from tests.channels.conftest import PHONES
from tests.doors import ask, program
from tests.gateways.gateway import SECRET
from tests.warning.stands import out, rows

pytestmark = pytest.mark.django_db
_numbers = count()
KEYS: dict[str, str] = {}
OTHER = "whsec_" + "b3RoZXItc2VjcmV0LW9mLTMyLWJ5dGVzLS4uLi4uLi4="
SOON = 60  # seconds


def tell(
    *, secret: bytes = SECRET, name: str = "sms", no: str | None = None, headers: dict[str, str] | None = None, **news
):
    """Let a gateway tell something, signed with the time of the world."""
    body = json.dumps(news).encode()
    real = outside()
    signed = signing.signed(secret, body, no=no or f"n-{next(_numbers)}", at=real) | (headers or {})
    return Client().post(f"/channels/{name}/reports/", body, content_type="application/json", headers=signed)


def at(seconds: float = 0) -> str:
    return (outside() + timedelta(seconds=seconds)).isoformat()


def delivered(key: str = "a", seconds: float = 1) -> dict[str, Any]:
    return {"id": KEYS.get(key, key), "fate": "delivered", "at": at(seconds)}


def failed(key: str = "a", why: str | None = None, seconds: float = 1) -> dict[str, Any]:
    return {"id": KEYS.get(key, key), "fate": "failed", "at": at(seconds), "why": why}


def said(no: str, text: str, sender: str = PHONES["wang"], **more) -> dict[str, Any]:
    return {"id": no, "sender": sender, "text": text, "at": at(SOON)} | more


def to(key: str) -> str:
    """Return the key of the message to Wang (a) or to Sun (b)."""
    return KEYS[key]


@pytest.fixture
def rung(held, sms):
    """A red warning has gone out, and Wang and Sun were rung by text message."""
    record([post("sun", Role.LEADER, "O-county", "6301", None, HEAD, no="post-sun-head")], by=by("console"), at=MORNING)
    out(held)
    followers.follow_on("ringing", MORNING)
    keeping.keep(MORNING)
    to = {message["to"]: key for key, message in sms.held.items()}
    KEYS.update({"a": to[PHONES["wang"]], "b": to[PHONES["sun"]]})
    return held


def state(key: str = "a") -> str:
    return Delivery.objects.get(key=KEYS[key]).state


def entries() -> list[str]:
    return list(Entry.objects.filter(name__startswith="calls.").order_by("seq").values_list("name", flat=True))


def test_a_report_is_shown_with_its_call(rung):
    call = rows(rung)["wang"].item.no
    assert tell(reports=[delivered()]).status_code == 200
    [one] = reads.deliveries(calls=(call,), within=EVERYWHERE)
    assert (one.state, one.channel, one.why) == ("arrived", "sms", None)
    assert ask(program("zhou"), "channels.deliveries", calls=call).json() == {"answer": []}, (
        "of another county, nothing"
    )


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_reports_the_later_one_holds_whichever_comes_first(rung, turned):
    told = [failed(why="switched-off", seconds=1), delivered(seconds=9)]
    for report in reversed(told) if turned else told:
        tell(reports=[report])
    assert state() == "delivered"


def test_a_number_that_is_not_in_use_is_said_once_and_the_ladder_does_not_wait(rung):
    for _ in range(2):
        tell(reports=[failed(why="no-such-number")])
    tell(reports=[failed(why="no-such-number", seconds=5)])

    call = rows(rung)["wang"]
    assert (call.missed, call.outcome, call.channel) == (1, "no-such-number", "sms")


def test_a_failure_that_says_nothing_of_the_number_is_only_shown(rung):
    tell(reports=[failed()])
    assert (state(), rows(rung)["wang"].missed) == ("failed", 0)


@pytest.mark.parametrize(
    "how",
    [
        {"headers": {"webhook-signature": ""}},
        {"headers": {"webhook-signature": "v1,AAAA"}},
        {"headers": {"webhook-timestamp": str(int(MORNING.timestamp()))}},
        {"headers": {"webhook-id": "another"}},
        {"secret": signing.secret_of(OTHER)},
        {"name": "nobody"},
        {"name": "voice"},
    ],
)
def test_what_was_not_signed_by_this_gateway_now_is_answered_401(rung, sms, how):
    setting.set_("voice", kind=Kind.VOICE, address=sms.address, secret=OTHER, by=by("console"), at=MORNING)
    assert tell(**how, reports=[delivered()]).status_code == 401
    assert state() == "with-gateway"


def test_nor_is_anything_that_comes_a_second_time(rung):
    real, body = outside(), json.dumps({"reports": [delivered()]}).encode()
    headers = signing.signed(SECRET, body, no="once", at=real)
    told = {"content_type": "application/json", "headers": headers}
    assert [Client().post("/channels/sms/reports/", body, **told).status_code for _ in range(2)] == [200, 401]


def test_a_gateway_reports_on_its_own_messages_alone(rung, sms):
    setting.set_("voice", kind=Kind.VOICE, address=sms.address, secret=OTHER, by=by("console"), at=MORNING)
    told = {"name": "voice", "secret": signing.secret_of(OTHER)}
    assert tell(**told, reports=[failed(why="no-such-number")], replies=[said("1", "1", to=to("a"))]).status_code == 200
    assert (state(), rows(rung)["wang"].missed, rows(rung)["wang"].heard_at) == ("with-gateway", 0, None)


def test_what_cannot_be_read_is_answered_400(rung):
    assert tell(reports=[{"id": "a"}]).status_code == 400
    assert tell(reports=[delivered() | {"at": "9999-12-31T23:59:59Z"}], name="sms").status_code in (200, 400)
    assert Client().post("/channels/sms/reports/", {"a": "b"}).status_code == 415


def test_a_digit_is_the_answer_of_whoever_was_rung_and_of_nobody_else(rung):
    tell(replies=[said("1", "１。", sender="+86 139 0000 0001")])
    calls = rows(rung)
    assert (calls["wang"].channel, calls["wang"].heard_at) == ("sms", MORNING)
    assert calls["sun"].heard_at is None

    tell(replies=[said("2", "2")])
    assert rows(rung)["wang"].item.state == "struck-off", "he is in place: it ends"


def test_the_same_reply_again_is_no_second_answer(rung):
    for _ in range(2):
        tell(replies=[said("1", "1")])
    tell(replies=[said("2", "1")])
    assert entries().count("calls.heard") == 1
    [again] = reads.unanswered(within=EVERYWHERE, at=MORNING)
    assert again.why == "answered-before"


def test_wrong_person_is_said_of_the_call_and_no_answer(rung):
    tell(replies=[said("1", "9")])
    call = rows(rung)["wang"]
    assert (call.outcome, call.missed, call.heard_at) == ("wrong-person", 1, None)


def test_what_asks_for_two_at_one_number_is_reported_of_both_and_answered_by_neither_digit(held, sms):
    vault.keep("sun", vault.PHONE, PHONES["wang"])
    record([post("sun", Role.LEADER, "O-county", "6301", None, HEAD, no="post-sun-head")], by=by("console"), at=MORNING)
    out(held)
    followers.follow_on("ringing", MORNING)
    keeping.keep(MORNING)
    [key] = sms.held

    tell(replies=[said("1", "1")])
    assert all(call.heard_at is None for call in rows(held).values())
    tell(reports=[failed(key, why="no-such-number")])
    assert {person: call.missed for person, call in rows(held).items()} == {"wang": 1, "sun": 1}


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        ({"text": "1", "sender": "13700000000"}, "unknown-number"),
        ({"text": "路断了，过不去"}, "unknown-words"),
        ({"text": "1", "sender": PHONES["qian"]}, "unknown-number"),
        ({"text": "1", "to": "b"}, "not-his"),
    ],
)
def test_whatever_else_is_kept_for_duty_with_its_words(rung, reply, why):
    sent = said("1", **reply)
    tell(replies=[sent])
    assert all(call.heard_at is None for call in rows(rung).values())
    [kept] = reads.unanswered(within=EVERYWHERE, at=MORNING)
    assert (kept.why, kept.text, kept.sender) == (why, sent["text"], sent["sender"])


def test_a_number_of_two_who_are_called_answers_for_neither(rung):
    vault.keep("sun", vault.PHONE, PHONES["wang"])
    tell(replies=[said("1", "1")])
    assert all(call.heard_at is None for call in rows(rung).values())
    assert [one.why for one in reads.unanswered(within=EVERYWHERE, at=MORNING)] == ["shared-number"]

    tell(replies=[said("2", "1", to=to("b"))])
    assert rows(rung)["sun"].heard_at, "… unless the gateway says to which message it is the reply"


def test_a_key_of_a_telephone_is_heard_by_telephone(rung, sms, message):
    setting.set_("voice", kind=Kind.VOICE, address=sms.address, secret=OTHER, by=by("console"), at=MORNING)
    sms.behaves = None
    Delivery.objects.filter(key=KEYS["b"]).update(channel="voice")
    told = {"name": "voice", "secret": signing.secret_of(OTHER)}
    tell(**told, reports=[failed("b", why="no-answer")])
    assert (rows(rung)["sun"].outcome, rows(rung)["sun"].channel) == ("no-answer", "phone")
    tell(**told, replies=[said("1", "1", sender=PHONES["sun"], to=to("b"))])
    assert rows(rung)["sun"].channel == "phone"
