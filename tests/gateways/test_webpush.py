"""A push is read by one browser alone, and comes of a house that it knows; beside the vectors of the standards."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from anlan.engines.gateways import webpush
from anlan.engines.gateways.exchange import Said
from anlan.engines.gateways.webpush import Subscription, UnfitSubscription, decoded, encoded
from tests.cast import MORNING
from tests.gateways.pushing import Browser, service

# RFC 8291, section 5 and appendix A.
TEXT = b"When I grow up, I want to be a watermelon"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
THEIRS = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
OWN = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
SEALED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A"
    "_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
KEY = webpush.key_of(webpush.made())


def test_it_is_sealed_as_the_standard_has_it():
    to = Subscription(endpoint="https://push.example/x", p256dh=decoded(THEIRS), auth=decoded(AUTH))
    assert encoded(webpush.sealed(TEXT, to, salt=decoded(SALT), own=webpush.key_of(OWN))) == SEALED


def test_the_word_of_the_house_holds_for_one_service_for_some_hours_and_is_signed_by_its_key():
    word = webpush.signed("https://push.example:8443/x/y", KEY, subject="https://anlan.example", at=MORNING)
    token, key = (part.split("=", 1)[1] for part in word.removeprefix("vapid ").split(", "))
    head, claims, mark = token.split(".")
    told = json.loads(decoded(claims))
    assert told["aud"] == "https://push.example:8443"
    assert MORNING.timestamp() < told["exp"] <= (MORNING + timedelta(hours=24)).timestamp()
    assert decoded(key) == webpush.public(KEY)
    r, s = (int.from_bytes(decoded(mark)[at : at + 32], "big") for at in (0, 32))
    KEY.public_key().verify(encode_dss_signature(r, s), f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_told_apart_from_a_message_that_is_declined(status):
    how = {"key": KEY, "subject": "x", "topic": "t", "seconds": 90, "urgent": True}
    with service(status) as pushed, pytest.raises(webpush.Gone):
        webpush.push(Browser(pushed.address).subscription, b"x", **how, at=MORNING)


@pytest.mark.parametrize(
    ("status", "said"),
    [(201, Said.TAKEN), (400, Said.REFUSED), (403, Said.REFUSED), (429, Said.LATER), (503, Said.LATER)],
)
def test_a_service_takes_it_declines_it_or_is_asked_again(status, said):
    with service(status) as pushed:
        one = Browser(pushed.address)
        how = {"key": KEY, "subject": "https://anlan.example", "topic": "t" * 40, "seconds": 90, "urgent": True}
        assert webpush.push(one.subscription, "山洪".encode(), **how, at=MORNING) == said
    [(headers, body)] = pushed.given
    assert one.opened(body) == "山洪".encode(), "by other means than it was sealed with"
    assert (headers["TTL"], headers["Urgency"], headers["Topic"]) == ("90", "high", "t" * 32)


def test_where_nobody_listens_nothing_left():
    with service(201) as pushed:
        one = Browser(pushed.address)
    how = {"key": KEY, "subject": "x", "topic": "t", "seconds": 90, "urgent": True}
    assert webpush.push(one.subscription, b"x", **how, at=MORNING) == Said.LATER


@pytest.mark.parametrize(
    "change",
    [
        {"endpoint": "https://evil.example/x"},
        {"endpoint": "https://push.example:444/x"},
        {"endpoint": "https://push.example.evil.example/x"},
        {"endpoint": "https://user@push.example/x"},
        {"endpoint": "http://push.example/x"},
        {"endpoint": "https://push.example/x?y=z z"},
        {"endpoint": "https://windows.example/x"},
        {"endpoint": "https://evilwindows.example/x"},
        {"endpoint": f"https://push.example/{'x' * 2_000}"},
        {"endpoint": "https://169.254.169.254/x"},
        {"p256dh": "AAAA"},
        {"p256dh": encoded(b"\x04" + b"\x01" * 64)},
        {"p256dh": "山"},
        {"auth": "AAAA"},
    ],
)
def test_nothing_else_is_taken_for_a_browser(change):
    told = {"endpoint": "https://push.example/x", "p256dh": THEIRS, "auth": AUTH}
    services = ["https://push.example", "https://*.windows.example"]
    assert webpush.subscription(**told, services=services).told() == told
    elsewhere = told | {"endpoint": "https://wns2.windows.example/w/?token=ab%2b"}
    assert webpush.subscription(**elsewhere, services=services).told() == elsewhere
    with pytest.raises(UnfitSubscription):
        webpush.subscription(**(told | change), services=services)
