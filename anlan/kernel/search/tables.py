"""What is found by what. It follows from the other tables a moment later, and is kept by the clock, not by folds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import models

from anlan.engines.words import postings
from anlan.engines.words.postings import BLOCK
from anlan.kernel.journal.follow import derived, fetch, fetch_in, put, write
from anlan.kernel.journal.tables import Moment

JOURNAL = "journal"
ROW = ("row_no", "no", "sort", "sign")
GRAM = ("gram", "block", "bits")


class Row(models.Model):
    """A thing that can be found, by the number of its bit. What a thing is called anew gets another row."""

    row_no = models.BigIntegerField(primary_key=True)
    no = models.CharField(max_length=40, unique=True)
    sort = models.CharField(max_length=10)
    sign = models.CharField(max_length=32)  # of the words it is found by: the same words need no other row

    kept = True

    class Meta:
        db_table = "search_row"

    def __str__(self) -> str:
        return f"{self.sort} {self.no}"


class Gram(models.Model):
    """Which of the rows of a block have a gram in their words."""

    pk = models.CompositePrimaryKey("gram", "block")
    gram = models.CharField(max_length=60)
    block = models.IntegerField()
    bits = models.BinaryField()

    kept = True

    class Meta:
        db_table = "search_gram"

    def __str__(self) -> str:
        return f"{self.gram} in {self.block}"


class Upto(models.Model):
    """Up to which entry of the journal things can be found."""

    what = models.CharField(max_length=20, primary_key=True)
    seq = models.BigIntegerField()

    kept = True

    class Meta:
        db_table = "search_upto"

    def __str__(self) -> str:
        return f"{self.what}: {self.seq}"


class View(models.Model):
    """A view of the ledger that somebody keeps under a name of his own."""

    pk = models.CompositePrimaryKey("person", "name")
    person = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    query = models.TextField()
    at = Moment()

    kept = True

    class Meta:
        db_table = "search_view"

    def __str__(self) -> str:
        return f"{self.name} of {self.person}"


def upto() -> int:
    """Return up to which entry of the journal things can be found."""
    return next((int(seq) for [seq] in fetch("SELECT seq FROM search_upto WHERE what = %s", [JOURNAL])), 0)


def move(seq: int) -> None:
    """Note up to which entry things can be found now."""
    put("search_upto", ("what", "seq"), [(JOURNAL, seq)], key=("what",))


@derived
def look_again() -> None:
    """Begin anew once tables were folded anew: the clock looks through all of it, and changes what is another."""
    if upto():
        move(0)


def rows_of(numbers: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Return the row and the sign of each of these things that can be found."""
    asked = "SELECT no, row_no, sign FROM search_row WHERE no IN (%s)"
    return {no: (int(row), sign) for no, row, sign in fetch_in(asked, numbers)}


def things(rows: Iterable[int]) -> dict[int, str]:
    """Return the number of the thing of each of these rows; some are of words that a thing no longer has."""
    return {int(row): no for row, no in fetch_in("SELECT row_no, no FROM search_row WHERE row_no IN (%s)", rows)}


def add(told: Sequence[tuple[str, str, str, Collection[str]]]) -> None:
    """Let things be found, each told by number, sort, sign and grams; what they were found by before is no more."""
    write("DELETE FROM search_row WHERE no = %s", [(no,) for no, *_ in told])
    [[last]] = fetch("SELECT max(row_no) FROM search_row")
    first = max(-1 if last is None else int(last), _highest()) + 1
    put("search_row", ROW, [(row, no, sort, sign) for row, (no, sort, sign, _) in enumerate(told, start=first)])
    more: dict[tuple[str, int], list[int]] = {}
    for row, (*_, grams) in enumerate(told, start=first):
        for gram in grams:
            more.setdefault((gram, row // BLOCK), []).append(row % BLOCK)
    stored = _stored(more)
    new = [(*key, postings.with_more(stored.get(key, postings.NOTHING), rows)) for key, rows in sorted(more.items())]
    put("search_gram", GRAM, new, key=("gram", "block"))


def forget(numbers: Iterable[str]) -> None:
    """Let these be found by nothing any more, to the last bit: they were erased."""
    for no, (row, _) in rows_of(numbers).items():
        of_block = fetch("SELECT gram, bits FROM search_gram WHERE block = %s", [row // BLOCK])
        without = [(gram, row // BLOCK, postings.without(bytes(bits), row % BLOCK)) for gram, bits in of_block]
        put("search_gram", GRAM, without, key=("gram", "block"))
        write("DELETE FROM search_row WHERE no = %s", [(no,)])


def having(grams: Iterable[str]) -> dict[int, dict[str, int]]:
    """Return by block, the newest first, which of its rows have each of these grams."""
    found: dict[int, dict[str, int]] = {}
    for gram, block, stored in fetch_in("SELECT gram, block, bits FROM search_gram WHERE gram IN (%s)", grams):
        found.setdefault(int(block), {})[gram] = postings.bits(bytes(stored))
    return dict(sorted(found.items(), reverse=True))


def _highest() -> int:
    """Return the last row that was ever given: a bit that stands is never given to another thing."""
    found = fetch("SELECT block, bits FROM search_gram WHERE gram = %s ORDER BY block DESC LIMIT 1", [EVERY])
    return next((int(block) * BLOCK + postings.bits(bytes(bits)).bit_length() - 1 for block, bits in found), -1)


def _stored(keys: Mapping[tuple[str, int], Any]) -> dict[tuple[str, int], bytes]:
    """Return what is stored under these keys."""
    stored: dict[tuple[str, int], bytes] = {}
    for block in {block for _, block in keys}:
        asked = f"SELECT gram, bits FROM search_gram WHERE block = {int(block)} AND gram IN (%s)"
        grams = [gram for gram, of in keys if of == block]
        stored |= {(gram, block): bytes(bits) for gram, bits in fetch_in(asked, grams)}
    return stored


EVERY = "#"  # everything has it
