"""What a ledger's columns are: data that is handed in. Nothing else in this room knows what a ledger is about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from anlan.engines.sheets.words import Word


class Kind(StrEnum):
    """What a column holds, and what its values become."""

    TEXT = "text"  # str
    DATE = "date"  # When
    DEADLINE = "deadline"  # Deadline
    YES_NO = "yes-no"  # bool
    CHOICE = "choice"  # the code of one of the column's words
    PHONE = "phone"  # str
    USCC = "uscc"  # str
    ID_NUMBER = "id-number"  # str
    PLACE = "place"  # str, a code or a name
    PERSON = "person"  # Person
    PEOPLE = "people"  # tuple of Person
    LONGITUDE = "longitude"  # int, 1e-7 degrees
    LATITUDE = "latitude"  # int, 1e-7 degrees
    POINT = "point"  # (longitude, latitude), both in 1e-7 degrees
    MONEY = "money"  # int, fen


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a ledger.

    key: what the program calls it · zh, en: its heading · aliases: other headings · most: the longest text ·
    required: a row without it is bad · required_if: (key of another column, its value) that makes it required ·
    unique: two rows may not have the same · personal: its values never stand in a sentence or a log ·
    words: the choices of a CHOICE.
    """

    key: str
    zh: str
    en: str
    kind: Kind = Kind.TEXT
    aliases: tuple[str, ...] = ()
    most: int = 500
    required: bool = False
    required_if: tuple[str, object] | None = None
    unique: bool = False
    personal: bool = False
    words: tuple[Word, ...] = ()

    def heading(self, language: str) -> str:
        """Return the heading in `zh` or `en`."""
        return self.zh if language == "zh" else self.en


Schema: TypeAlias = tuple[Column, ...]
