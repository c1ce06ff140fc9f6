"""Who is called about what: the same as loops over dictionaries find."""

from __future__ import annotations

import hashlib
import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.engines.spatial.answering import Answering, digest
from anlan.engines.spatial.order import rising, together
from tests.spatial.oracles import UNHURRIED

SAID = st.lists(st.tuples(st.integers(0, 30), st.integers(500, 512), st.integers(0, 2)), max_size=60)
SITES = st.lists(st.integers(0, 35), max_size=40)


@UNHURRIED
@given(said=SAID, exposed=SITES, tier=st.integers(0, 3))
def test_everybody_is_called_once_about_all_of_his_exposed_sites(said, exposed, tier):
    told = Answering(*(zip(*said, strict=True) if said else ((), (), ()))).calls(exposed, tier=tier)

    expected: dict[int, set[int]] = {}
    for site, person, at in said:
        if at == tier and site in exposed:
            expected.setdefault(person, set()).add(site)
    assert told.people.tolist() == sorted(expected)
    assert [told.sites[begin:end].tolist() for begin, end in itertools.pairwise(told.first)] == [
        sorted(expected[person]) for person in sorted(expected)
    ]
    assert told.nobody.tolist() == sorted(set(exposed) - {site for site, _, at in said if at == tier})
    for person in range(499, 514):
        assert told.of(person).tolist() == sorted(expected.get(person, ()))


def test_a_site_for_which_nobody_answers_is_named_and_not_forgotten():
    told = Answering([1, 1, 2], [50, 51, 50], [0, 0, 1]).calls([3, 2, 1])

    assert told.nobody.tolist() == [2, 3]
    assert told.people.tolist() == [50, 51]


def test_rows_of_unequal_length_are_a_mistake():
    with pytest.raises(ValueError, match="a site, a person and a tier"):
        Answering([1], [2], [])


@pytest.mark.parametrize(
    ("sites", "people"), [([-1], [0]), ([0], [-1]), ([1 << 40], [1 << 30])], ids=["site", "person", "gaps"]
)
def test_numbers_that_are_no_rows_are_refused_and_never_taken_for_others(sites, people):
    with pytest.raises(ValueError, match=r"below 0|numbered as rows"):
        Answering(sites, people, [0])
    with pytest.raises(ValueError, match="below 0"):
        Answering([1], [2], [0]).calls([-1])


@UNHURRIED
@given(st.lists(st.integers(0, 1 << 40), max_size=50), st.integers(1, 41))
def test_numbers_rise_by_their_digits_and_what_is_alike_keeps_its_order(numbers, bits):
    kept = np.array(numbers, dtype=np.int64) % (1 << bits)

    assert rising(kept, below=1 << bits).tolist() == sorted(range(len(kept)), key=lambda at: int(kept[at]))


@UNHURRIED
@given(st.lists(st.lists(st.integers(-3, 300), max_size=20), max_size=4), st.sampled_from([1, 1 << 40]))
def test_what_stands_in_several_arrays_is_named_once(parts, apart):
    kept = [np.array(part, dtype=np.int64) * apart for part in parts]

    assert together(kept).tolist() == sorted({number * apart for part in parts for number in part})


def test_a_digest_is_that_of_the_digests_of_each_thousand():
    rows = np.arange(2_500)
    parts = [rows[:1_000], rows[1_000:2_000], rows[2_000:]]
    written = [b"".join(int(row).to_bytes(8, "little") for row in part) for part in parts]

    assert digest(rows) == hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in written)).hexdigest()
    assert digest(rows) == digest(rows.tolist()) != digest(rows[::-1])
    assert digest([]) == hashlib.sha256().hexdigest()
