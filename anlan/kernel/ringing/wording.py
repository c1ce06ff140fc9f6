"""What leaves the house, in words: for whom it is, what it is about, and where he answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.conf import settings

from anlan.engines.cap.texts import DRILL
from anlan.kernel.journal.facts import ItemNo, PersonNo
from anlan.kernel.obligations import tables as items
from anlan.kernel.registry import reads as registry
from anlan.kernel.ringing.door import Matter, Message
from anlan.kernel.ringing.links import token
from anlan.kernel.ringing.outbox import Letter
from anlan.kernel.ringing.rules import RED, Stage

BEGINS: dict[str, str] = {
    Stage.AGAIN: "【再次呼叫】",
    Stage.SILENT: "【请报行动】",
    Stage.OVER: "【解除】",
    Stage.CORRECTED: "【更正】",
}
ONCE_MORE = "【重发】"  # it may have come before: nobody could say


def messages(
    letters: Sequence[Letter], to: Mapping[PersonNo, str], matters: Mapping[str, Matter | None]
) -> list[Message]:
    """Return what is handed over: one message for each key, which asks for all who share its telephone."""
    of_key: dict[str, list[Letter]] = {}
    for letter in letters:
        of_key.setdefault(str(letter.key), []).append(letter)
    whats = {item.no: item.what for item in items.stored_many(letter.item for letter in letters if letter.item)}
    sharing = {one.person for those in of_key.values() if len(those) > 1 for one in those}
    names = registry.names(sorted(sharing)) if sharing else {}
    return [_message(key, those, to, matters[those[0].subject], whats, names) for key, those in of_key.items()]


def text(letter: Letter, about: Matter | None, what: str) -> str:
    """Return what somebody is told."""
    begins = (ONCE_MORE if letter.is_again else "") + BEGINS.get(letter.stage, "")
    said = begins + (_said(letter.stage, about) if about else what)
    return f"{DRILL}{said.replace(DRILL, '')}" if settings.DRILL else said


def _said(stage: str, about: Matter) -> str:
    """Return what a matter says at a stage: in words that somebody wrote for it, or else in those of the warning."""
    if stage == Stage.CORRECTED:
        return about.correction
    if written := about.over if stage == Stage.OVER else about.sms:
        return written
    said = [about.headline] if stage == Stage.OVER else [about.headline, about.instruction]
    return "。".join(part.rstrip("。") for part in said if part)


def link(call: str) -> str:
    """Return the address at which somebody answers a call."""
    return f"{settings.ADDRESS}/r/{token(call)}/"


def _message(
    key: str,
    letters: Sequence[Letter],
    to: Mapping[PersonNo, str],
    about: Matter | None,
    whats: Mapping[str, str],
    names: Mapping[str, str],
) -> Message:
    first = letters[0]
    said = text(first, about, whats.get(first.item or "", ""))
    if len(letters) > 1:
        each = "，".join(f"{names[one.person]} {link(one.item or '')}" for one in letters)
        said = f"{said}。此号码叫{len(letters)}人，请各自应答：{each}"
    return Message(
        key=key,
        person=PersonNo(first.person),
        call=ItemNo(first.item or ""),
        to=to[PersonNo(first.person)],
        text=said,
        link=link(first.item or ""),
        urgent=first.urgency <= RED,
        expires_at=first.expires_at,
    )
