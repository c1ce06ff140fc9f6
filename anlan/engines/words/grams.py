"""What a text is found by: each pair of neighbours, by letter and by sound, and the initials of three in a row.

Whoever looks for a text of two characters or more looks for all of its pairs; what has them all is then read.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import islice, pairwise, product

from anlan.engines.words.pinyin import initials, parses, readings, sounds_like

SOUND = "'"  # stands before initials, which are not the letters themselves
BETWEEN = " "  # … and between two syllables
LEAST = 2  # characters one must type
MOST = 40  # characters of what is typed that count
WAYS = 8  # in which three characters may be read, at most


def squeezed(text: str) -> str:
    """Return a text as it is compared: letters and digits alone, whatever their width and case."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())


def grams(text: str, *, name: bool = False) -> set[str]:
    """Return what a text is found by; a name also by the initials of two characters."""
    plain = squeezed(text)
    found = {plain[at : at + LEAST] for at in range(len(plain) - 1)}
    for pair in pairwise(plain):
        if any(map(readings, pair)):
            found |= {BETWEEN.join(way) for way in product(*((readings(one) or (one,)) for one in pair))}
    for size in (LEAST, LEAST + 1) if name else (LEAST + 1,):
        for at in range(len(plain) - size + 1):
            part = plain[at : at + size]
            if any(map(readings, part)):
                found |= {SOUND + "".join(way) for way in islice(product(*map(initials, part)), WAYS)}
    return found


def wanted(typed: str) -> list[set[str]]:
    """Return the ways in which what somebody typed may be found, each as all that must be there; none if too short."""
    plain = squeezed(typed)[:MOST]
    if len(plain) < LEAST:
        return []
    ways = [{plain[at : at + LEAST] for at in range(len(plain) - 1)}]
    if plain.isascii() and plain.isalpha():
        ways += [way for tokens in parses(plain) if (way := set(_sounds(tokens)))]
    return ways


def holds(text: str, typed: str) -> bool:
    """Test whether a text has in it what somebody typed, by its letters or by its sound."""
    plain, wanted = squeezed(text), squeezed(typed)[:MOST]
    if not wanted:
        return False
    return wanted in plain or (wanted.isascii() and wanted.isalpha() and sounds_like(plain, wanted))


def _sounds(tokens: tuple[str, ...]) -> Iterator[str]:
    """Yield what must be there of characters that are typed by a syllable or by an initial each."""
    whole = [pair for pair in pairwise(tokens) if min(map(len, pair)) > 1]
    yield from (BETWEEN.join(pair) for pair in whole)
    size = LEAST if len(tokens) == LEAST and not whole else LEAST + 1
    for at in range(len(tokens) - size + 1):
        yield SOUND + "".join(token[0] for token in tokens[at : at + size])
