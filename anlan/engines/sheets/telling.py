"""What a row of a ledger says anew: by marks that tell nothing else, and how people read what it says."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from anlan.engines.sheets.ledgers import DANGERS
from anlan.engines.sheets.schema import Column, Kind
from anlan.engines.sheets.shown import shown

TITLE_MOST = 40
LINE = "\n"
NOTHING = {"zh": "未写", "en": "nothing"}
YUAN = {"zh": "元", "en": " yuan"}
COLUMNS = {column.key: column for column in DANGERS}
# What the house keeps of a row beside the item and its description, as the ledger tells it.
TOLD_ALONG = (
    *("sector", "progress", "opinion", "funds_planned", "funds_spent", "extension", "extended_to"),
    *("listed", "document", "owner_organisation", "photo_before", "photo_after", "note"),
)


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a row says otherwise in one of its columns: what stands with us, and what the file has; zh and en."""

    column: tuple[str, str]
    before: tuple[str, str]
    now: tuple[str, str]

    @classmethod
    def of(cls, column: Column, before: object, now: object, *, told: str | None = None) -> Change:
        """Return a change by its values; `told` is what stands with us already as people read it."""
        zh, en = ((told or wording(column, before, language), wording(column, now, language)) for language in YUAN)
        return cls(column=(column.zh, column.en), before=(zh[0], en[0]), now=(zh[1], en[1]))


def mark(values: Mapping[str, object], columns: Sequence[str]) -> str:
    """Return marks of what a row says, column by column: alike for what is alike, and telling nothing else."""
    parts = []
    for column in columns:
        value = values.get(column)
        said = "" if value is None or value == "" else f"{zlib.crc32(str(value).encode()):x}"
        parts.append(f"{column}={said}")
    return " ".join(parts)


def changes(before: str, now: str) -> tuple[str, ...]:
    """Return the columns that both tell, and tell differently."""
    had = dict(part.partition("=")[::2] for part in before.split())
    has = dict(part.partition("=")[::2] for part in now.split())
    return tuple(column for column, value in has.items() if column in had and had[column] != value)


def along(values: Mapping[str, object]) -> str:
    """Return what else a row says that is nobody's personal matter, a line for each column."""
    said = {column: wording(COLUMNS[column], values[column]) for column in TOLD_ALONG if values.get(column)}
    return "\n".join(f"{column}: {text.replace(LINE, LINE + '  ')}" for column, text in said.items())


def apart(along: str) -> dict[str, str]:
    """Return by column what was kept along of a row."""
    lines = along.replace(LINE + "  ", "\0").split(LINE) if along else []
    return {column: text.replace("\0", LINE) for column, _, text in (line.partition(": ") for line in lines)}


def title_of(description: str) -> str:
    """Return the first words of a description, as a title of at most forty characters."""
    return shortened(" ".join(description.split()), TITLE_MOST)


def whole_of(title: str, description: str) -> str:
    """Return all that was said of something under a title, in one text that `title_of` or a reader makes it from."""
    is_within = " ".join(description.split()).startswith(title.removesuffix("…"))
    return f"{title}：{description}" if description and not is_within else description or title


def shortened(text: str, most: int) -> str:
    """Return a text of so many characters at most; where it was cut, one sees it."""
    return text if len(text) <= most else text[: most - 1] + "…"


def wording(column: Column, value: object, language: str = "zh") -> str:
    """Return a value as people read it; money with its unit."""
    text = shown(column, value, language=language)
    if text is None:
        return NOTHING[language]
    return f"{text}{YUAN[language]}" if column.kind == Kind.MONEY else str(text)
