"""The word of a foreign sign-in service about one person (an ID token of OpenID Connect), believed only as it must be.

The key is one that the service publishes, found by its name; what the token itself says of keys is never looked at. The
algorithm must be that of the key's own kind. `none`, and secrets that two know, are no signatures here.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

LONGEST = 16_384  # characters of a token
LEEWAY = timedelta(minutes=1)  # by which two clocks may differ
RSA_LEAST, EC_BYTES = 2048, 32
SUBJECT_MOST = 255


class NotBelieved(Exception):
    """The token is not what the service would have said to this house, now, about this sign-in."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a token must say: by whom, for whom, about which sign-in, and how lately its person showed who he is."""

    issuer: str
    client: str
    nonce: str
    fresh: timedelta
    at: datetime


def subject(token: str, *, keys: Sequence[Mapping[str, Any]], wanted: Wanted) -> str:
    """Return of whom a token speaks. Raises NotBelieved."""
    parts = token.split(".")
    if len(token) > LONGEST or len(parts) != 3 or not token.isascii():
        raise NotBelieved("it has not the form of a token")
    header, claims = _json(parts[0]), _json(parts[1])
    _must_be_signed(header, f"{parts[0]}.{parts[1]}".encode(), _bytes(parts[2]), keys)
    _must_say(claims, wanted)
    told = claims.get("sub")
    if not isinstance(told, str) or not 0 < len(told) <= SUBJECT_MOST:
        raise NotBelieved("it names nobody")
    return told


def _must_be_signed(header: Mapping[str, Any], signed: bytes, mark: bytes, keys: Sequence[Mapping[str, Any]]) -> None:
    if "crit" in header:
        raise NotBelieved("it asks for what is not known here")
    fits = {"RS256": _rsa, "ES256": _ec}.get(str(header.get("alg")))
    if fits is None:
        raise NotBelieved(f"its algorithm is {str(header.get('alg'))[:20]!r}")
    named = [key for key in keys if header.get("kid") is None or key.get("kid") == header["kid"]]
    kind = {"RS256": "RSA", "ES256": "EC"}[str(header["alg"])]
    fitting = [key for key in named if key.get("kty") == kind and key.get("use", "sig") == "sig"]
    fitting = [key for key in fitting if key.get("alg", header["alg"]) == header["alg"]]
    if len(fitting) != 1:
        raise NotBelieved("the service has no such key")
    try:
        fits(fitting[0], signed, mark)
    except (InvalidSignature, ValueError) as wrong:
        raise NotBelieved("its signature does not fit") from wrong


def _rsa(key: Mapping[str, Any], signed: bytes, mark: bytes) -> None:
    modulus, exponent = (int.from_bytes(_bytes(key.get(word))) for word in ("n", "e"))
    if modulus.bit_length() < RSA_LEAST:
        raise NotBelieved("the key of the service is too short")
    rsa.RSAPublicNumbers(exponent, modulus).public_key().verify(mark, signed, padding.PKCS1v15(), SHA256())


def _ec(key: Mapping[str, Any], signed: bytes, mark: bytes) -> None:
    if key.get("crv") != "P-256" or len(mark) != 2 * EC_BYTES:
        raise NotBelieved("its signature does not fit")
    x, y = (int.from_bytes(_bytes(key.get(word))) for word in ("x", "y"))
    pair = (int.from_bytes(mark[:EC_BYTES]), int.from_bytes(mark[EC_BYTES:]))
    public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    public.verify(encode_dss_signature(*pair), signed, ec.ECDSA(SHA256()))


def _must_say(claims: Mapping[str, Any], wanted: Wanted) -> None:
    if claims.get("iss") != wanted.issuer:
        raise NotBelieved("another service says it")
    audience = claims.get("aud")
    meant = audience if isinstance(audience, list) else [audience]
    if wanted.client not in meant or claims.get("azp", wanted.client) != wanted.client:
        raise NotBelieved("it is said to another house")
    if len(meant) > 1 and "azp" not in claims:
        raise NotBelieved("it is said to several, and does not say to whom")
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not hmac.compare_digest(nonce.encode(), wanted.nonce.encode()):
        raise NotBelieved("it speaks of another sign-in")
    if _moment(claims, "exp") <= wanted.at - LEEWAY:
        raise NotBelieved("it has lapsed")
    if _moment(claims, "iat") > wanted.at + LEEWAY:
        raise NotBelieved("it was said in the future")
    if not wanted.at - wanted.fresh - LEEWAY <= _moment(claims, "auth_time") <= wanted.at + LEEWAY:
        raise NotBelieved("it is too long ago that its person showed who he is")


def _moment(claims: Mapping[str, Any], word: str) -> datetime:
    value = claims.get(word)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1 << 40:
        raise NotBelieved(f"it has no {word}")
    return datetime.fromtimestamp(value, UTC)


def _json(part: str) -> dict[str, Any]:
    try:
        told = msgspec.json.decode(_bytes(part))
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise NotBelieved("it cannot be read") from wrong
    if not isinstance(told, dict):
        raise NotBelieved("it cannot be read")
    return told


def _bytes(text: object) -> bytes:
    try:
        if not isinstance(text, str) or "=" in text or not text:
            raise ValueError
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as wrong:
        raise NotBelieved("it cannot be read") from wrong
