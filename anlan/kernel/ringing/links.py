"""The address by which whoever was rung answers without signing in: it opens one call, and nothing else."""

from __future__ import annotations

import base64
import hmac
from datetime import datetime

from django.conf import settings

from anlan.kernel.journal.facts import By, ItemNo, NotHere, day_of
from anlan.kernel.obligations import tables as items
from anlan.kernel.obligations.life import CALL
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.door import Visit

BYTES = 10  # of the mark: eighty bits, which nobody guesses while a call is open
SEPARATOR = "."


def token(no: str) -> str:
    """Return what stands behind /r/ for a call: its number and a mark under the key of the home."""
    return f"{no}{SEPARATOR}{_mark(no)}"


def opened(given: str) -> ItemNo:
    """Return the call that a token opens. Raises NotHere for whatever was not made here."""
    no, separator, mark = given.rpartition(SEPARATOR)
    if not separator or not hmac.compare_digest(mark.encode(), _mark(no).encode()):
        raise NotHere
    return ItemNo(no)


def visit(given: str, *, at: datetime, language: str) -> Visit:
    """Return the visit of whoever was called, as far as this token opens it: he speaks of this call by it alone."""
    item = items.stored(opened(given))
    if item is None or item.kind != CALL:
        raise NotHere
    posts = registry.posts_of(item.owner, on=day_of(at))
    if not posts:
        raise NotHere
    here = next((post for post in posts if post.organisation == item.organisation), posts[0])
    by = By(person=item.owner, post=here.no, command="")
    return Visit(post=here, by=by, at=at, language=language)


def _mark(no: str) -> str:
    digest = hmac.digest(str(settings.SECRET_KEY).encode(), b"answer link " + no.encode(), "sha256")
    return base64.b32encode(digest[:BYTES]).decode().lower()
