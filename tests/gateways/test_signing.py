"""Abuse 46 and 47, for what gateways send: only who holds the secret is heard, and only now."""

import base64
from datetime import timedelta

import pytest

from anlan.engines.gateways import signing
from anlan.engines.gateways.signing import NotSigned, UnfitSecret, must_be_signed, secret_of, signed
from tests.cast import MORNING
from tests.gateways.gateway import SECRET

BODY = b'{"reports": []}'
FIVE = timedelta(minutes=5)


def test_what_is_signed_is_believed_and_tells_its_number():
    headers = signed(SECRET, BODY, no="n-1", at=MORNING)
    assert must_be_signed(SECRET, BODY, headers, at=MORNING + FIVE) == "n-1"
    turned = headers | {"webhook-signature": f"v1,{'A' * 43}= {headers['webhook-signature']}"}
    assert must_be_signed(SECRET, BODY, turned, at=MORNING) == "n-1", "one of two secrets, while they are changed"


def test_it_is_signed_as_the_standard_has_it():
    secret = secret_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    told = signed(secret, b'{"test": 2432232314}', no="msg_p5jXN8AQM9LWM0D4loKWxJek", at=MORNING)
    second = told["webhook-timestamp"]
    assert told["webhook-signature"].startswith("v1,")
    from_the_standard = signing._mark(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}')
    assert (from_the_standard, second) == (
        "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        str(int(MORNING.timestamp())),
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda h: {},
        lambda h: h | {"webhook-signature": ""},
        lambda h: h | {"webhook-signature": h["webhook-signature"][:-4]},
        lambda h: h | {"webhook-signature": h["webhook-signature"][3:]},
        lambda h: h | {"webhook-signature": "v1,é"},
        lambda h: h | {"webhook-id": "n-2"},
        lambda h: h | {"webhook-timestamp": str(int(h["webhook-timestamp"]) + 1)},
        lambda h: h | {"webhook-timestamp": "now"},
        lambda h: signed(b"x" * 32, BODY, no="n-1", at=MORNING),
        lambda h: signed(SECRET, BODY + b" ", no="n-1", at=MORNING),
        lambda h: signed(SECRET, BODY, no="n-1", at=MORNING - FIVE - timedelta(seconds=1)),
        lambda h: signed(SECRET, BODY, no="n-1", at=MORNING + FIVE + timedelta(seconds=1)),
        lambda h: signed(SECRET, BODY, no="n.1", at=MORNING),
        lambda h: signed(SECRET, BODY, no="", at=MORNING),
    ],
)
def test_whatever_else_is_not(change):
    with pytest.raises(NotSigned):
        must_be_signed(SECRET, BODY, change(signed(SECRET, BODY, no="n-1", at=MORNING)), at=MORNING)


@pytest.mark.parametrize(
    "told",
    [
        "",
        "whsec_",
        "secret",
        base64.b64encode(b"x" * 32).decode(),
        "whsec_" + base64.b64encode(b"x" * 23).decode(),
        "whsec_!!!!",
    ],
)
def test_what_is_no_secret_is_taken_for_none(told):
    with pytest.raises(UnfitSecret):
        secret_of(told)


def test_a_fingerprint_is_the_same_for_the_same_and_gives_nothing_away():
    assert signing.fingerprint(SECRET) == signing.fingerprint(SECRET) != signing.fingerprint(SECRET + b"x")
