"""Web push: a message that only one browser can read (RFC 8291), from a house that it knows (RFC 8292)."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from anlan.engines.gateways import client
from anlan.engines.gateways.client import NobodyKnows, NothingLeft
from anlan.engines.gateways.exchange import Said

CURVE = ec.SECP256R1()
POINT, AUTH = 65, 16  # bytes of a public key, and of what a browser and its house share
BYTES_MOST = 3_000  # of what is told: a push service takes 4,096 when it is sealed
RECORD = 4_096
LONGEST = 2_000  # letters of an address
LASTS = timedelta(hours=12)  # so long a word of the house is believed by a push service; at most a day
GONE = frozenset({404, 410})
SECONDS_MOST = 5.0  # for one browser: several wait for one another


class Gone(Exception):
    """The browser takes no pushes any more, and never will by this subscription."""


class UnfitSubscription(ValueError):
    """It is nothing by which a browser could be reached."""


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """One browser: where its push service is, its public key, and what it shares with the house."""

    endpoint: str = field(repr=False)
    p256dh: bytes = field(repr=False)
    auth: bytes = field(repr=False)

    def told(self) -> dict[str, str]:
        """Return it as it is kept."""
        return {"endpoint": self.endpoint, "p256dh": encoded(self.p256dh), "auth": encoded(self.auth)}


def subscription(*, endpoint: str, p256dh: str, auth: str, services: Sequence[str]) -> Subscription:
    """Return what a browser said of itself, if its push service is one of those that were named. Raises Unfit…"""
    try:
        fit, key, shared = _fit(endpoint), decoded(p256dh), decoded(auth)
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, key)
    except ValueError as wrong:
        raise UnfitSubscription("written") from wrong
    if len(shared) != AUTH or len(key) != POINT or not is_among(fit, services):
        raise UnfitSubscription("service")
    return Subscription(endpoint=fit, p256dh=key, auth=shared)


def is_among(endpoint: str, services: Sequence[str]) -> bool:
    """Test whether an address is at one of these push services: the same scheme and port, and the same host.

    A service whose host begins with `*.` has many hosts: all under that name.
    """
    scheme, host, port = _origin(endpoint)
    for one in map(_origin, services):
        is_there = host.endswith(one[1][1:]) if one[1].startswith("*.") else host == one[1]
        if is_there and (scheme, port) == (one[0], one[2]):
            return True
    return False


def made() -> str:
    """Return a new key of a house, as it is kept."""
    return encoded(ec.generate_private_key(CURVE).private_numbers().private_value.to_bytes(32, "big"))


def key_of(told: str) -> ec.EllipticCurvePrivateKey:
    """Return the key of a house from what is kept. Raises ValueError."""
    return ec.derive_private_key(int.from_bytes(decoded(told), "big"), CURVE)


def public(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Return by what a browser knows the house."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def sealed(text: bytes, to: Subscription, *, salt: bytes, own: ec.EllipticCurvePrivateKey) -> bytes:
    """Return a text as only this browser opens it: `aes128gcm`, in one record. `own` is used for nothing else."""
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, to.p256dh)
    about = b"WebPush: info\0" + to.p256dh + public(own)
    secret = _derived(own.exchange(ec.ECDH(), theirs), salt=to.auth, about=about, size=32)
    key = _derived(secret, salt=salt, about=b"Content-Encoding: aes128gcm\0", size=16)
    nonce = _derived(secret, salt=salt, about=b"Content-Encoding: nonce\0", size=12)
    head = salt + RECORD.to_bytes(4, "big") + bytes([POINT]) + public(own)
    return head + AESGCM(key).encrypt(nonce, text + b"\x02", None)


def signed(endpoint: str, key: ec.EllipticCurvePrivateKey, *, subject: str, at: datetime) -> str:
    """Return the word by which a push service knows the house: `Authorization`."""
    scheme, host, port = _origin(endpoint)
    usual = {"https": 443, "http": 80}[scheme] == port
    claims = {"aud": f"{scheme}://{host}{'' if usual else f':{port}'}", "exp": int((at + LASTS).timestamp())}
    parts = [{"typ": "JWT", "alg": "ES256"}, claims | {"sub": subject}]
    said = ".".join(encoded(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
    r, s = decode_dss_signature(key.sign(said.encode(), ec.ECDSA(hashes.SHA256())))
    mark = encoded(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={said}.{mark}, k={encoded(public(key))}"


def push(
    to: Subscription,
    told: bytes,
    *,
    key: ec.EllipticCurvePrivateKey,
    subject: str,
    topic: str,
    seconds: int,
    urgent: bool,
    at: datetime,
) -> Said:
    """Give a push service a message for one browser; a later one of the same topic takes the place of what waits.

    What a service declines, as it does of a key that it does not know, is REFUSED. Raises Gone.
    """
    body = sealed(told, to, salt=os.urandom(16), own=ec.generate_private_key(CURVE))
    headers = {"Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream", "TTL": str(seconds)}
    headers |= {"Urgency": "high" if urgent else "normal", "Topic": topic[:32]}
    headers |= {"Authorization": signed(to.endpoint, key, subject=subject, at=at)}
    try:
        status = client.post(to.endpoint, body, headers, seconds=SECONDS_MOST)
    except NobodyKnows:
        return Said.UNKNOWN
    except NothingLeft:
        return Said.LATER
    if status in GONE:
        raise Gone
    if status in client.BUSY or status >= 500:
        return Said.LATER
    return Said.TAKEN if 200 <= status < 300 else Said.REFUSED


def encoded(content: bytes) -> str:
    """Return bytes as web push writes them: base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Return the bytes of what web push writes. Raises ValueError."""
    if not text.isascii():
        raise ValueError(text)
    return base64.b64decode(text.strip() + "=" * (-len(text.strip()) % 4), altchars=b"-_", validate=True)


def _derived(secret: bytes, *, salt: bytes, about: bytes, size: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=size, salt=salt, info=about).derive(secret)


def _fit(endpoint: str) -> str:
    """Return an address as it is kept; some services have a query in theirs. Raises ValueError."""
    plain, _, query = endpoint.partition("?")
    is_plain = query.isascii() and query.isprintable() and not {" ", "#"} & set(query)
    if len(endpoint) > LONGEST or not is_plain:
        raise ValueError(endpoint)
    fit = client.must_be_fit(plain)
    return f"{fit}?{query}" if query else fit


def _origin(address: str) -> tuple[str, str, int]:
    told = urlsplit(address)
    return told.scheme, told.hostname or "", told.port or {"https": 443, "http": 80}.get(told.scheme, 0)
