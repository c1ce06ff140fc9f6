"""How Chinese is typed by its sound: whole syllables, their initials, or some of each."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

# Of the dictionaries we need the characters alone: phrases would take tens of megabytes of every process.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")

READINGS = 2  # of a character; the third and those after it are of old books
PARSES = 8  # ways in which letters are cut into syllables, at most
LONGEST = 6  # letters of a syllable
_ONSET = "zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]"
_RHYME = "iang|iong|uang|ang|eng|ong|ian|iao|ing|uai|uan|van|ai|ei|ao|ou|an|en|er|i[aenu]?|u[aeino]?|ve?|[aoe]"
_SYLLABLES = (re.compile(f"(?:{_ONSET})(?:{_RHYME})"), re.compile("(?:ang|eng|ai|ei|ao|ou|an|en|er|a|o|e)"))


@cache
def readings(letter: str) -> tuple[str, ...]:
    """Return how a character is read, without tones, its commonest reading first; of other letters, nothing."""
    if not "㐀" <= letter <= "鿿":
        return ()
    from pypinyin import Style, pinyin  # the first time it takes a moment

    [found] = pinyin(letter, style=Style.NORMAL, heteronym=True)
    return tuple(dict.fromkeys(found))[:READINGS]


@cache
def initials(letter: str) -> tuple[str, ...]:
    """Return with which letters a character may begin when it is typed: a letter or a digit with itself."""
    return tuple(dict.fromkeys(sound[0] for sound in readings(letter))) or (letter,)


def parses(typed: str) -> list[tuple[str, ...]]:
    """Return the ways in which letters stand for characters: by a syllable or by an initial each, long ones first."""
    return [tuple(typed), *islice(_parses(typed), PARSES)]


def sounds_like(text: str, typed: str) -> bool:
    """Test whether somewhere in a text each character in turn is typed by its whole sound or by its initial."""
    return any(_typed_from(text, begin, typed) for begin in range(len(text)))


def _typed_from(text: str, begin: int, typed: str) -> bool:
    if not typed:
        return True
    if begin == len(text):
        return False
    letter = text[begin]
    for sound in readings(letter) or (letter,):
        if sound.startswith(typed):  # the last syllable need not be whole
            return True
        if typed.startswith(sound) and _typed_from(text, begin + 1, typed[len(sound) :]):
            return True
        if typed[0] == sound[0] and _typed_from(text, begin + 1, typed[1:]):
            return True
    return False


def _parses(typed: str) -> Iterator[tuple[str, ...]]:
    """Yield the ways to cut letters into syllables and initials, those of the longest syllables first."""
    if not typed:
        yield ()
        return
    for end in range(min(len(typed), LONGEST), 0, -1):
        if end == 1 or any(one.fullmatch(typed[:end]) for one in _SYLLABLES):
            for rest in _parses(typed[end:]):
                yield typed[:end], *rest
