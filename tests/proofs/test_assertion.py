"""A token is believed as far as the service signed it, for this house, about this sign-in, and now."""

import json
from datetime import timedelta
from functools import partial

import pytest

from anlan.engines.proofs.assertion import NotBelieved, Wanted, subject
from tests.cast import MORNING
from tests.service import (
    CLIENT,
    ISSUER,
    KEYS,
    OTHER_KEY,
    b64,
    lasting,
    rsa_jwk,
    signed_by_ec,
    signed_by_rsa,
    signed_by_secret,
    token,
)

WANTED = Wanted(issuer=ISSUER, client=CLIENT, nonce="n-1", fresh=timedelta(minutes=15), at=MORNING)
NOW = int(MORNING.timestamp())
CLAIMS = {
    **{"iss": ISSUER, "sub": "u-1", "aud": CLIENT, "nonce": "n-1"},
    **{"iat": NOW, "exp": NOW + 300, "auth_time": NOW - 60},
}
FORGED = {
    "unsigned": lambda claims: token(claims, {"alg": "none"}, lambda _: b"x"),
    "unsigned and empty": lambda claims: token(claims, {"alg": "none"}).rsplit(".", 1)[0] + ".",
    "by another key": lambda claims: token(claims, sign=partial(signed_by_rsa, key=OTHER_KEY)),
    "by the public key as a secret": lambda claims: token(
        claims, {"alg": "HS256", "kid": "rsa-1"}, signed_by_secret(json.dumps(KEYS[0]).encode())
    ),
    "by the secret of the house": lambda claims: token(claims, {"alg": "HS256"}, signed_by_secret(b"the house's own")),
    "by a key in its header": lambda claims: token(
        claims, {"alg": "RS256", "kid": "x", "jwk": rsa_jwk(OTHER_KEY, "x")}, partial(signed_by_rsa, key=OTHER_KEY)
    ),
    "by a key at an address in its header": lambda claims: token(
        claims, {"alg": "RS256", "kid": "x", "jku": "https://evil.example/keys"}, partial(signed_by_rsa, key=OTHER_KEY)
    ),
    "by a key that seals and does not sign": lambda claims: token(
        claims, {"alg": "RS256", "kid": "enc-1"}, partial(signed_by_rsa, key=OTHER_KEY)
    ),
    "by the kind of another key": lambda claims: token(claims, {"alg": "RS256", "kid": "ec-1"}, signed_by_ec),
    "with what is not known here": lambda claims: token(claims, {"alg": "RS256", "kid": "rsa-1", "crit": ["exp"]}),
    "with other words under the signature": lambda claims: (
        lambda a, b: f"{a[0]}.{b64(json.dumps(claims | {'sub': 'u-2'}).encode())}.{a[2]}"
    )(token(claims).split("."), None),
    "by another issuer": lambda claims: token(claims | {"iss": "https://evil.example"}),
    "for another house": lambda claims: token(claims | {"aud": "another"}),
    "for several, not saying for whom": lambda claims: token(claims | {"aud": [CLIENT, "another"]}),
    "for several, for the other": lambda claims: token(claims | {"aud": [CLIENT, "another"], "azp": "another"}),
    "about another sign-in": lambda claims: token(claims | {"nonce": "another"}),
    "about no sign-in": lambda claims: token({word: told for word, told in claims.items() if word != "nonce"}),
    "lapsed": lambda claims: token(lasting(claims, minutes=7)),
    "from the future": lambda claims: token(lasting(claims, minutes=-2)),
    "of somebody who showed himself an hour ago": lambda claims: token(
        claims | {"auth_time": claims["auth_time"] - 3600}
    ),
    "without a time": lambda claims: token(claims | {"exp": None}),
    "with a time that is none": lambda claims: token(claims | {"exp": True}),
    "of nobody": lambda claims: token(claims | {"sub": ""}),
    "of a number": lambda claims: token(claims | {"sub": 1}),
    "no token": lambda claims: "x.y",
    "no text": lambda claims: "☃.☃.☃",
    "too long": lambda claims: token(claims | {"more": "x" * 20_000}),
    "a list": lambda claims: token([claims]),
}


@pytest.mark.parametrize(
    "said",
    [
        token(CLAIMS),
        token(CLAIMS, {"alg": "ES256", "kid": "ec-1"}, signed_by_ec),
        token(CLAIMS | {"aud": [CLIENT]}),
        token(CLAIMS | {"aud": [CLIENT, "another"], "azp": CLIENT}),
        token(lasting(CLAIMS, minutes=5)),
    ],
)
def test_whom_the_service_means_is_told(said):
    assert subject(said, keys=KEYS, wanted=WANTED) == "u-1"


@pytest.mark.parametrize("how", FORGED)
def test_a_token_that_the_service_would_not_have_said_is_not_believed(how):
    with pytest.raises(NotBelieved):
        subject(FORGED[how](CLAIMS), keys=KEYS, wanted=WANTED)


@pytest.mark.parametrize(
    "key",
    [
        {"kty": "RSA", "kid": "rsa-1"},
        {"kty": "RSA", "kid": "rsa-1", "n": b64(b"\x01" * 128), "e": "AQAB"},
        {"kty": "RSA", "kid": "rsa-1", "n": 1, "e": None},
        rsa_jwk(OTHER_KEY, "rsa-1"),
    ],
    ids=["empty", "short", "no numbers", "another"],
)
def test_nor_by_a_key_that_is_none(key):
    with pytest.raises(NotBelieved):
        subject(token(CLAIMS), keys=[key], wanted=WANTED)


def test_nor_by_a_point_that_is_on_no_curve():
    key = {"kty": "EC", "crv": "P-256", "kid": "ec-1", "x": b64(b"\x01" * 32), "y": b64(b"\x02" * 32)}
    with pytest.raises(NotBelieved):
        subject(token(CLAIMS, {"alg": "ES256", "kid": "ec-1"}, signed_by_ec), keys=[key], wanted=WANTED)
