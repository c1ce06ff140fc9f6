"""The English words: compile them, and gather what templates and views say. `make setup` compiles."""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

FACE = Path(__file__).parent
ENGLISH = FACE / "locale/en/LC_MESSAGES/django.po"

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}

Message = tuple[str, str | tuple[str, ...], str | None]  # where, id (with its plural), context


def said() -> Iterator[Message]:
    """Yield what the pages say: every message id of the templates and of the code beside them."""
    for path in sorted([*FACE.rglob("*.html"), *FACE.rglob("*.py")]):
        text = path.read_text(encoding="utf-8")
        code = templatize(text, origin=str(path)) if path.suffix == ".html" else text
        for line, words, _comments, context in extract("python", BytesIO(code.encode()), KEYWORDS):
            if words:
                yield f"{path.relative_to(FACE)}:{line}", words, context


def english() -> Catalog:
    """Read the English catalogue as it stands."""
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def compile_english() -> Path:
    """Compile the English catalogue beside its source; what is compiled is not committed."""
    target = ENGLISH.with_suffix(".mo")
    with target.open("wb") as file:
        write_mo(file, english())
    return target


def gather() -> int:
    """Bring the catalogue in step with what is said, and return how many words still wait for their English."""
    before = english() if ENGLISH.exists() else Catalog(locale="en")
    after = Catalog(locale="en", fuzzy=False)
    for where, words, context in said():
        path, _, line = where.rpartition(":")
        one = words if isinstance(words, str) else words[0]
        known = before.get(one, context)
        after.add(words, known.string if known else "", locations=[(path, int(line))], context=context)
    with ENGLISH.open("wb") as file:
        # Without its header: dates and names of tools would make every merge a conflict.
        write_po(file, after, width=0, sort_by_file=True, omit_header=True, include_lineno=False)
    return sum(1 for message in after if message.id and not all(_forms(message.string)))


def _forms(string: object) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, list | tuple) else (str(string or ""),)


if __name__ == "__main__":
    if sys.argv[1:] == ["gather"]:
        waiting = gather()
        sys.stdout.write(f"{ENGLISH}: {waiting} without English\n")
    compile_english()
