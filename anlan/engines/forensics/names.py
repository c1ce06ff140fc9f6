"""Names that people gave to their files: to be shown, and never to be trusted."""

import unicodedata

LETTERS_MOST = 100
# What a file system forbids or a shell obeys.
FORBIDDEN = frozenset('<>:"/\\|?*')
# Suffixes that say the same.
ALIKE = {".jpg": (".jpeg", ".jpe"), ".mp4": (".m4v", ".3gp"), ".tif": (".tiff",), ".txt": (".csv", ".tsv")}


def shown_name(name: str) -> str:
    """Return a name that can be shown and sent: one line, no folders, nothing invisible, not too long.

    In: what a browser, a mail or a zip said. Out: never empty, never hidden, and never used in a path.
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    # Cc and Cf hold line breaks, escapes, and the marks that turn `gpj.exe` into `exe.jpg` on the screen.
    seen = (letter for letter in last if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    one_line = " ".join("".join(seen).split())
    safe = "".join("_" if letter in FORBIDDEN else letter for letter in unicodedata.normalize("NFC", one_line))
    return _shortened(safe.strip(". ")) or "file"


def named_as(name: str, suffix: str) -> str:
    """Return the shown name with the suffix that its content deserves."""
    shown = shown_name(name)
    stem, dot, said = shown.rpartition(".")
    if dot and f".{said.lower()}" in (suffix, *ALIKE.get(suffix, ())):
        return shown
    return (stem if dot and _is_suffix(said) else shown) + suffix


def _shortened(name: str) -> str:
    if len(name) <= LETTERS_MOST:
        return name
    stem, dot, suffix = name.rpartition(".")
    if not dot or not _is_suffix(suffix):
        return name[:LETTERS_MOST]
    return f"{stem[: LETTERS_MOST - len(suffix) - 1]}.{suffix}"


def _is_suffix(word: str) -> bool:
    return len(word) <= 5 and word.isascii() and word.isalnum()
