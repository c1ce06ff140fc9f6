"""How long a warning is where it is read or heard: messages that a telephone counts, seconds of a loudspeaker."""

from __future__ import annotations

import re
from math import ceil

ALONE, EACH = 70, 67  # characters of UCS-2 in a message that stands alone, and in each part of a longer one
# A loudspeaker in a valley is read slowly: three characters or one and a half words of letters in a second.
CHARACTERS_A_SECOND, WORDS_A_SECOND = 3, 1.5
WORD, MARK = re.compile("[A-Za-z]+"), re.compile(r"[\W_]")
DRILL = "【演练】"


def length(text: str) -> int:
    """Return how many characters a telephone counts: of those beyond the first plane, each is two."""
    return len(text.encode("utf-16-be")) // 2


def segments(text: str) -> int:
    """Return how many messages a text takes; nothing takes none."""
    n = length(text)
    return ceil(n / EACH) if n > ALONE else min(n, 1)


def seconds(text: str) -> int:
    """Return how many seconds a text takes when it is read out by a loudspeaker."""
    words = len(WORD.findall(text))
    characters = len(MARK.sub("", WORD.sub("", text)))
    return ceil(characters / CHARACTERS_A_SECOND + words / WORDS_A_SECOND)


def in_a_drill(text: str) -> str:
    """Return a text with the mark of a drill in front, once; nothing stays nothing."""
    return f"{DRILL}{text.removeprefix(DRILL)}" if text else text


def usual(*, issuer: str, event: str, colour: str, area: str, instruction: str, until: str) -> dict[str, str]:
    """Return what a warning says by each channel and at its end, unless somebody says it otherwise."""
    what = f"{area}{event}{colour}预警"
    does = instruction if not instruction or instruction[-1] in "。！？" else f"{instruction}。"
    return {
        "sms": f"【{issuer}】{what}：{does}有效至{until}。",
        "speaker": f"乡亲们请注意，{what}。{does}再说一遍：{does}",
        "cancel": f"{what}解除。返回前请听从现场人员安排。",
        "correction": f"{what}有更正，前一条作废，以这一条为准。",
    }
