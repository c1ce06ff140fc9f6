"""Which column of the file is which column of the ledger: remembered, known by name, alike, or to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from anlan.engines.sheets.book import Book
from anlan.engines.sheets.headings import Found, Heading, bare, find, guess, known
from anlan.engines.sheets.problems import Problem
from anlan.engines.sheets.schema import Column, Schema

ALIKE = 0.75
CLEARLY = 0.08
SAME_SHEET = 0.6


@dataclass(frozen=True)
class Proposal:
    """What was found: for each column of the schema a heading of the file or None, and what is left to ask.

    how: remembered, name, alias or alike, by column · asked: headings among which somebody must choose ·
    unmatched: headings that nothing took · missing: required columns that the file lacks ·
    sheets: those that are read · notes: sheets that are not.
    """

    columns: Mapping[str, str | None]
    how: Mapping[str, str] = field(default_factory=dict)
    asked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unmatched: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    sheets: tuple[Found, ...] = ()
    notes: tuple[Problem, ...] = ()

    @property
    def mapping(self) -> dict[str, str]:
        """Return what is worth remembering: column key → heading, texts both."""
        return {key: heading for key, heading in self.columns.items() if heading is not None}


def propose(book: Book, schema: Schema, remembered: Mapping[str, str] | None = None) -> Proposal:
    """Propose which heading is which column. What was remembered comes first, as far as the file still has it."""
    remembered = remembered or {}
    sheets, notes = ledger_sheets(book, schema, remembered.values())
    headings = {heading.text: heading for found in sheets for heading in found.headings}
    columns: dict[str, str | None] = {column.key: None for column in schema}
    how: dict[str, str] = {}
    asked: dict[str, tuple[str, ...]] = {}
    free = dict(headings)

    def take(key: str, text: str, why: str) -> None:
        columns[key], how[key] = text, why
        free.pop(text, None)

    for column in schema:
        if (text := remembered.get(column.key)) is not None and text in free:
            take(column.key, text, "remembered")
    for column in schema:
        if columns[column.key] is None and (texts := _named(column, free.values())):
            take(column.key, texts[0], "name" if bare(texts[0]) in (bare(column.zh), bare(column.en)) else "alias")
            if len(texts) > 1 and how[column.key] == "alias":
                asked[column.key] = texts
    for key, texts in _alike([column for column in schema if columns[column.key] is None], free):
        if len(texts) > 1:
            asked[key] = texts
        elif texts[0] in free:
            take(key, texts[0], "alike")
    missing = tuple(column.key for column in schema if column.required and columns[column.key] is None)
    return Proposal(columns, how, asked, tuple(free), missing, sheets, book.notes + notes)


def ledger_sheets(
    book: Book, schema: Schema, headings: Iterable[str] = ()
) -> tuple[tuple[Found, ...], tuple[Problem, ...]]:
    """Return the sheets that hold the ledger, and a note for each other one that holds anything.

    The ledger is the sheet whose headings the schema knows best, and all that share most of its headings.
    """
    names = known(schema) | {bare(heading) for heading in headings}
    found = [at for sheet in book.sheets if (at := find(sheet, names))]
    found = found or [at for sheet in book.sheets if (at := guess(sheet))][:1]
    if not found:
        return (), ()
    best = max(found, key=lambda at: sum(bare(heading.last) in names for heading in at.headings))
    own = {heading.text for heading in best.headings}
    alike = [at for at in found if len(own & {heading.text for heading in at.headings}) >= SAME_SHEET * len(own)]
    read = {at.sheet.name for at in alike}
    notes = tuple(
        Problem(code="sheet-unlike", params={"name": sheet.name})
        for sheet in book.sheets
        if sheet.name not in read and next(sheet.lines(), None) is not None
    )
    return tuple(alike), notes


def _named(column: Column, headings: Iterable[Heading]) -> tuple[str, ...]:
    """Return the headings that are a name of the column, the most telling first."""
    ranks = {bare(name): rank for rank, name in reversed(list(enumerate((column.zh, column.en, *column.aliases))))}
    whole = [(ranks[name], heading.text) for heading in headings if (name := bare(heading.text)) in ranks]
    parts = [(ranks[name], heading.text) for heading in headings if (name := bare(heading.last)) in ranks]
    return tuple(text for _, text in sorted(whole or parts))


def _alike(columns: list[Column], free: Mapping[str, Heading]) -> list[tuple[str, tuple[str, ...]]]:
    """Return, for columns without a heading, the headings that are alike, the surest pairs first."""
    found: list[tuple[float, str, tuple[str, ...]]] = []
    for column in columns:
        names = {bare(name) for name in (column.zh, *column.aliases) if len(bare(name)) > 1}
        likeness = sorted(((_likeness(text, names), text) for text in free), reverse=True)
        near = [(ratio, text) for ratio, text in likeness if ratio >= ALIKE]
        if near:
            best = near[0][0]
            found.append((-best, column.key, tuple(text for ratio, text in near if ratio > best - CLEARLY)))
    return [(key, texts) for _, key, texts in sorted(found)]


def _likeness(heading: str, names: Iterable[str]) -> float:
    text = bare(heading)
    matcher = SequenceMatcher(b=text, autojunk=False)
    best = 0.0
    for name in names:
        matcher.set_seq1(name)
        if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE:
            best = max(best, matcher.ratio())
    return best
