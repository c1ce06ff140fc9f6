"""Keep what somebody typed into a form until he says it. It follows from nothing and is held by backup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from anlan.kernel.drafts.tables import Draft
from anlan.kernel.journal.lock import pen

Words = dict[str, list[str]]
LARGEST = 100_000  # bytes: what is longer is no form that anybody typed


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What was typed, and when it was kept last."""

    words: Words
    at: datetime


def keep(person: str, form: str, words: Mapping[str, Sequence[str]], *, at: datetime) -> bool:
    """Keep what was typed in the place of what was kept before; return whether it could be, for it may be too long."""
    told = msgspec.json.encode({name: list(texts) for name, texts in words.items()})
    if len(told) > LARGEST:
        return False
    with pen(), transaction.atomic():
        Draft.objects.update_or_create(person=person, form=form, defaults={"words": told, "at": at})
    return True


def kept(person: str, form: str) -> Kept | None:
    """Return what somebody has typed into a form and not yet said."""
    rows: Any = Draft.objects.filter(person=person, form=form).values("words", "at")
    row = rows.first()
    return Kept(words=msgspec.json.decode(bytes(row["words"]), type=Words), at=row["at"]) if row else None


def drop(person: str, form: str) -> None:
    """Throw it away: it was said, or is not wanted."""
    with pen(), transaction.atomic():
        Draft.objects.filter(person=person, form=form).delete()
