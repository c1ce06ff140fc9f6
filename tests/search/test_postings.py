"""What has a gram is kept as a list or as bits, and nobody can tell the difference."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from anlan.engines.words import postings
from anlan.engines.words.grams import grams, holds, wanted
from anlan.engines.words.postings import BLOCK, FEW, NOTHING

ROWS = st.lists(st.integers(0, BLOCK - 1), unique=True, max_size=40).map(sorted)
TEXT = st.text(st.sampled_from("灭火器失效单重长大厂3a，· 石"), max_size=12)


@given(rows=ROWS, gone=st.sampled_from([0, 7, BLOCK - 1]), whole=st.booleans(), cuts=st.lists(st.integers(0, 40)))
def test_rows_that_were_put_in_part_by_part_come_out_the_newest_first(rows, gone, whole, cuts):
    first = list(range(0, 2 * FEW, 2)) if whole else []
    rows = [row for row in rows if row >= (first or [0])[-1]]
    ends = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    stored = postings.with_more(NOTHING, first)
    for begin, end in itertools.pairwise(ends):
        if begin < end:
            stored = postings.with_more(stored, rows[begin:end])

    every = {*first, *rows}
    assert list(postings.newest(postings.bits(stored))) == sorted(every, reverse=True)
    left = postings.without(stored, gone)
    assert list(postings.newest(postings.bits(left))) == sorted(every - {gone}, reverse=True)
    assert len(stored) <= 1 + BLOCK // 8


@given(text=TEXT, begin=st.integers(0, 11), size=st.integers(2, 5))
def test_whatever_is_in_a_text_is_found_by_the_grams_of_the_text(text, begin, size):
    part = text[begin : begin + size]
    for way in wanted(part)[:1]:
        assert way <= grams(text) or not holds(text, part)
    if wanted(part):
        assert holds(text, part)


@given(text=TEXT, typed=st.text("mhqsxdczaio", min_size=3, max_size=8))
def test_what_sounds_like_it_is_among_what_the_grams_find(text, typed):
    if holds(text, typed) and all(len(way) for way in wanted(typed)):
        found = any(way <= grams(text, name=True) for way in wanted(typed))
        assert found or len(typed) > 6  # long letters may be cut in more ways than are tried
