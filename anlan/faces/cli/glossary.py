"""What things of the house are called and are in Chinese, as docs/words.md tells it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

WORDS = Path(__file__).parents[3] / "docs" / "words.md"
CHINESE = re.compile("[一-鿿]")


def told(english: str, *names: str) -> str:
    """Return in Chinese what a docstring says in English: its term first, then the sentence of the term.

    The row that names the thing comes before others of the same term. Where there is no sentence, the English one
    stays.
    """
    term = english.split()[-1] if CHINESE.search(english.split()[-1]) else ""
    sentences, named = _sentences()
    said = next((named[name] for name in names if name in named), None) or sentences.get(term)
    if said is None:
        return f"{term}　{english.removesuffix(term).strip()}".strip()
    return f"{term}　{said}。".strip()


def word(name: str) -> str:
    """Return what something is called that has this name in the code; the name itself where no row has it."""
    return _terms().get(name, name)


@cache
def _rows() -> tuple[tuple[str, str, str], ...]:
    """Return of each row its term, the name in the code, and what it says; none where the documents are not there."""
    if not WORDS.exists():
        return ()
    lines = (line for line in WORDS.read_text(encoding="utf-8").splitlines() if line.startswith("| "))
    cells = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return tuple((row[0], row[2], row[3]) for row in cells if len(row) == 4)


@cache
def _terms() -> dict[str, str]:
    return {name: term for term, code, _ in reversed(_rows()) for name in re.findall("`([^`]+)`", code)}


@cache
def _sentences() -> tuple[dict[str, str], dict[str, str]]:
    """Return the Chinese sentences, by each term of their rows, and by each name there."""
    by_term: dict[str, str] = {}
    by_name: dict[str, str] = {}
    for terms, code, says in _rows():
        if found := CHINESE.search(says):
            for term in filter(None, re.split("[、（）]", terms)):
                by_term.setdefault(term, says[found.start() :])
            for name in re.findall("`([^`]+)`", code):
                by_name.setdefault(name, says[found.start() :])
    return by_term, by_name
