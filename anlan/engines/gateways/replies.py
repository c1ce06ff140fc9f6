"""What somebody answers by a digit, in a text message or on the keys of his telephone."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum


class Answer(StrEnum):
    """What a digit says. 数字应答"""

    HEARD = "1"
    IN_PLACE = "2"
    MOVING = "3"
    ALL_MOVED = "4"
    WRONG_PERSON = "9"


WORDS = {
    "收到": Answer.HEARD,
    "已收到": Answer.HEARD,
    "到岗": Answer.IN_PLACE,
    "已到岗": Answer.IN_PLACE,
    "已转移": Answer.ALL_MOVED,
}
# Told in every message, in the order of the digits; a telephone says it, a text has it behind what it is about.
ASKED = "回复1收到，2已到岗，3正在转移，4已全部转移，9打错了。"
LONGEST = 12
AROUND = re.compile(r"[\s。．.,，!！#*“”\"'、]+")


def read(text: str) -> Answer | None:
    """Return what an answer says: one digit, or one of a few words, and nothing else. Nothing is guessed."""
    if len(text) > LONGEST:
        return None
    plain = AROUND.sub("", unicodedata.normalize("NFKC", text))
    if plain in WORDS:
        return WORDS[plain]
    return Answer(plain) if plain in set(Answer) else None
