"""What a message comes to, of all that it says in several languages and of several areas."""

from __future__ import annotations

from anlan.engines.cap import chinese
from anlan.engines.cap.message import Info, Message

GRAVEST = (*chinese.Colour, None)


def in_one_language(message: Message) -> tuple[Info, ...]:
    """Return all that is said in Chinese or, where nothing is, in the language of what is said first."""
    chinese_ones = tuple(info for info in message.infos if info.language.lower().startswith("zh"))
    first = message.infos[0].language.lower() if message.infos else ""
    return chinese_ones or tuple(info for info in message.infos if info.language.lower() == first)


def gravest(message: Message) -> Info | None:
    """Return the gravest of what is said in Chinese or, where nothing is, first."""
    return min(in_one_language(message), key=lambda info: GRAVEST.index(_colour(info)), default=None)


def colour(message: Message) -> chinese.Colour | None:
    """Return the colour of a warning: the gravest of what it says in one language."""
    info = gravest(message)
    return _colour(info) if info else None


def _colour(info: Info) -> chinese.Colour | None:
    """Return a colour by its words or else by its severity."""
    as_bad = (one for one, severity in chinese.SEVERITIES.items() if severity == info.severity)
    return chinese.colour(info) or next(as_bad, None)
