"""What comes by itself: believed by its signature, made within five minutes, with a nonce that comes once.

The key of a source follows from the key of the home and the number of the source: it lies nowhere, and is shown once.
Whatever is wrong, the same is reckoned and the same is said.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from anlan.kernel.journal.lock import lock, pen
from anlan.kernel.sources import reads, tables
from anlan.kernel.sources.facts import Kind
from anlan.kernel.sources.reads import Source

WITHIN = timedelta(minutes=5)
NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
STAMP = re.compile(r"\d{1,12}")
NO_DIGEST = "0" * 64


@dataclass(frozen=True, kw_only=True)
class Signed:
    """What comes with a body, in its headers."""

    stamp: str  # seconds since 1970
    nonce: str
    signature: str  # HMAC-SHA256 in hex, of `stamp\\nnonce\\nsource\\n` and the body


def key_of(source: str) -> str:
    """Return the key by which a source signs."""
    digest = hmac.digest(str(settings.SECRET_KEY).encode(), b"webhook " + source.encode(), "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def signature(source: str, *, stamp: str, nonce: str, body: bytes) -> str:
    """Return the signature that a source makes."""
    said = f"{stamp}\n{nonce}\n{source}\n".encode("utf-8", "surrogatepass") + body
    return hmac.new(key_of(source).encode(), said, hashlib.sha256).hexdigest()


def believed(source: str, body: bytes, signed: Signed, *, at: datetime) -> Source | None:
    """Return the source that a body is from, or nothing, whatever is wrong with it. A nonce is used up by it."""
    expected = signature(source, stamp=signed.stamp, nonce=signed.nonce, body=body)
    given = signed.signature if len(signed.signature) == len(NO_DIGEST) and signed.signature.isascii() else NO_DIGEST
    found = reads.stored(source)
    checks = (
        hmac.compare_digest(expected, given),
        found is not None and found.told.kind == Kind.WEBHOOK and found.removed_at is None,
        _is_in_time(signed.stamp, at),
        NONCE.fullmatch(signed.nonce) is not None,
    )
    if not all(checks) or not _is_first(source, signed.nonce, at):
        return None
    return found


def _is_in_time(stamp: str, at: datetime) -> bool:
    seconds = int(stamp) if STAMP.fullmatch(stamp) else 0
    return abs(at.timestamp() - seconds) <= WITHIN.total_seconds()


def _is_first(source: str, nonce: str, at: datetime) -> bool:
    """Use a nonce up; return whether it was not used before. One is kept for as long as its stamp may be good."""
    mark = tables.mark_of("nonce", nonce.encode())
    with pen(), transaction.atomic():
        lock([f"nonce {source}"])
        old = tables.Mark.objects.filter(source=source, n=tables.NONCE, at__lt=at - 2 * WITHIN)
        old.delete()
        return tables.Mark.objects.get_or_create(source=source, mark=mark, defaults={"n": tables.NONCE, "at": at})[1]
