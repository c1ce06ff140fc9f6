"""How a request is signed, in both directions: as Standard Webhooks has it (a number, a second, and HMAC-SHA256).

The number of a request is its nonce: whoever checks a signature keeps it until the second is too old to be taken.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

PREFIX = "whsec_"
BYTES_LEAST, BYTES_MOST = 24, 64
OLDEST = timedelta(minutes=5)
NO, SECOND, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
FIT = re.compile(r"[\x21-\x2d\x2f-\x7e]{1,128}")  # a full stop parts what is signed


class NotSigned(Exception):
    """It was not signed by who holds the secret, or not now. Nobody is told which."""


class UnfitSecret(ValueError):
    """The secret is none: it begins with `whsec_`, and holds 24 to 64 bytes as base64."""


def secret_of(told: str) -> bytes:
    """Return the bytes of a secret as it is written. Raises UnfitSecret."""
    try:
        secret = base64.b64decode(told.strip().removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise UnfitSecret from wrong
    if not told.strip().startswith(PREFIX) or not BYTES_LEAST <= len(secret) <= BYTES_MOST:
        raise UnfitSecret
    return secret


def signed(secret: bytes, body: bytes, *, no: str, at: datetime) -> dict[str, str]:
    """Return the headers that go with a body."""
    second = str(int(at.timestamp()))
    return {NO: no, SECOND: second, SIGNATURE: f"v1,{_mark(secret, no, second, body)}"}


def must_be_signed(secret: bytes, body: bytes, headers: Mapping[str, str], *, at: datetime) -> str:
    """Return the number of a request that was signed with this secret, now. Raises NotSigned.

    All is reckoned whatever is wrong, so that the time that it takes tells nothing.
    """
    no, second, given = (headers.get(name, "") for name in (NO, SECOND, SIGNATURE))
    wanted = _mark(secret, no, second, body).encode()
    marks = [one.removeprefix("v1,").encode("utf-8", "replace") for one in given.split(" ")[:5] if one[:3] == "v1,"]
    is_his = any([hmac.compare_digest(wanted, mark) for mark in marks])
    is_now = re.fullmatch(r"[0-9]{1,12}", second) and abs(int(at.timestamp()) - int(second)) <= OLDEST.total_seconds()
    if not (is_his and is_now and FIT.fullmatch(no)):
        raise NotSigned
    return no


def fingerprint(secret: bytes) -> str:
    """Return by which two people can tell that they hold the same secret, and which gives nothing of it away."""
    return hashlib.sha256(b"anlan channel secret" + secret).hexdigest()[:16]


def _mark(secret: bytes, no: str, second: str, body: bytes) -> str:
    told = f"{no}.{second}.".encode("utf-8", "surrogatepass") + body
    return base64.b64encode(hmac.digest(secret, told, "sha256")).decode()
