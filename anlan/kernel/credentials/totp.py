"""Passwords by the clock (RFC 6238): thirty seconds, six digits, HMAC-SHA-1, as every authenticator reads them."""

from __future__ import annotations

import hmac
from base64 import b32decode, b32encode
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

SECONDS = 30
DIGITS = 6
BYTES = 20  # of the secret: as many as SHA-1 gives
AROUND = 1  # steps by which the clock of a telephone may be wrong, to either side


def password(secret: bytes, step: int, *, digits: int = DIGITS) -> str:
    """Return the password of one step, as RFC 4226 cuts it out of the hash."""
    hashed = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    at = hashed[-1] & 0x0F
    number = int.from_bytes(hashed[at : at + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**digits:0{digits}}"


def step_of(at: datetime) -> int:
    """Return the step in which a moment lies."""
    return int(at.timestamp()) // SECONDS


def begun(step: int) -> datetime:
    """Return when a step began."""
    return datetime.fromtimestamp(step * SECONDS, UTC)


def fitting(secret: bytes, typed: str, *, at: datetime, after: int) -> int | None:
    """Return the step to which a password belongs: one around this moment, and later than the last that was used."""
    found, now = None, step_of(at)
    for step in range(now - AROUND, now + AROUND + 1):  # all of them in any case: the time it takes tells nothing
        if (
            hmac.compare_digest(password(secret, step).encode(), typed.encode("utf-8", "surrogatepass"))
            and step > after
        ):
            found = step
    return found


def as_text(secret: bytes) -> str:
    """Return a secret as authenticators take it typed."""
    return b32encode(secret).decode()


def from_text(text: str) -> bytes:
    """Return a secret from its text."""
    return b32decode(text)


def address(secret: bytes, *, house: str, name: str) -> str:
    """Return what the square code of a secret says, for an authenticator to read."""
    return f"otpauth://totp/{quote(house)}:{quote(name)}?{urlencode({'secret': as_text(secret), 'issuer': house})}"
