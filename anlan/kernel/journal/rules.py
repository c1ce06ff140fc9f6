"""What may leave the house, and what may be erased."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from anlan.kernel.journal.facts import (
    BEIJING,
    ERASED,
    UNDO,
    BodiesErased,
    IncarnationOpened,
    KeyMade,
    Refused,
    Text,
    read_fact,
)

SAYS = {
    "as-of": (
        "这里是{at}时的情况，只能看，不能办。",
        "This is the house as it was known at {at}: it can be looked at, and nothing can be done here.",
    ),
    "as-of-post": (
        "这里是{at}时的情况。您当时的岗位现在已不担任，不能再看。",
        "This is the house as it was known at {at}. The post you held then is no longer yours, and shows nothing.",
    ),
    "receipt-too-soon": (
        "第{seq}条记录刚刚写入，十秒内仍可撤回，请稍后再取凭证。",
        "Entry {seq} is new and may still be taken back; ask for the receipt in ten seconds.",
    ),
    "receipt-not-sealed": (
        "第{seq}条记录尚未签名封存，请稍后再取凭证。",
        "Entry {seq} is not yet sealed under a signed head; ask for the receipt again in a moment.",
    ),
    "receipt-taken-back": (
        "第{seq}条记录已被撤回，不出具凭证。",
        "Entry {seq} was taken back; there is no receipt for it.",
    ),
    "nothing-to-erase": (
        "第{seq}条记录中没有可删除的文字：{fields}。",
        "Entry {seq} has no words to erase under {fields}.",
    ),
    "not-erasable": (
        "第{seq}条记录维系账本自身，不可删除。",
        "Entry {seq} holds the journal itself together; it is never erased.",
    ),
    "nobody-forgets": (
        "{name}类记录尚不能删除：所在表未定义如何遗忘。",
        "Entries of {name} cannot be erased yet: their table has not learnt to forget.",
    ),
}


def only_read(as_of: datetime) -> None:
    """Refuse whatever would be done in a house that is looked at as of a moment."""
    raise Refused("as-of", at=f"{as_of.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}")


def no_longer(as_of: datetime) -> None:
    """Refuse to show the past to who no longer holds the post by which he saw it."""
    raise Refused("as-of-post", at=f"{as_of.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}")


def receipt(seq: int, *, recorded_at: datetime, sealed: bool, taken_back: bool, at: datetime) -> None:
    """Let a receipt be given for an entry that can no longer be undone and that a signed head covers."""
    if taken_back:
        raise Refused("receipt-taken-back", seq=str(seq))
    if at < recorded_at + UNDO:
        raise Refused("receipt-too-soon", seq=str(seq))
    if not sealed:
        raise Refused("receipt-not-sealed", seq=str(seq))


def erase(entries: Sequence[Text], *, journal: str, ground: str, fields: Sequence[str]) -> list[BodiesErased]:
    """Erase a person's words from what some entries say: whatever stands in these fields of theirs, and no more."""
    for told in entries:
        if told.name in (KeyMade.name, BodiesErased.name, IncarnationOpened.name):
            raise Refused("not-erasable", seq=str(told.seq))
    return [
        BodiesErased(
            journal=journal,
            ground=ground,
            seqs=tuple(told.seq for told in entries),
            names=tuple(told.name for told in entries),
            versions=tuple(told.version for told in entries),
            kept=tuple(_without(fields, told) for told in entries),
        )
    ]


def _without(fields: Sequence[str], told: Text) -> str:
    """Return what an entry says with `erased` in place of the words in some fields."""
    text: dict[str, Any] = msgspec.json.decode(told.text)
    words = {field: text[field] for field in fields if text.get(field)}
    erased = {field: _erased(said) for field, said in words.items()}
    kept = msgspec.json.encode(text | erased)
    try:
        read_fact(told.name, told.version, kept)
    except msgspec.ValidationError:
        erased = {}  # a date or a choice has no words to erase
    if not erased:
        raise Refused("nothing-to-erase", seq=str(told.seq), fields=", ".join(fields))
    return kept.decode()


def _erased(words: Any) -> Any:
    return [ERASED] * len(words) if isinstance(words, list) else ERASED
