"""The shades of a map tell its places apart, whatever their numbers are; nothing is not a little."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.faces.web.shades import SHADES, breaks, shade, spans

NUMBERS = st.lists(st.integers(0, 5000), max_size=60)


@pytest.mark.parametrize(
    ("numbers", "bounds"),
    [
        ([], ()),
        ([0, 0], ()),
        ([0, 3], (2,)),
        ([1, 1, 1, 1, 50], (1, 50)),
        ([120, 131, 139, 148, 162, 177, 190, 231], (100, 135, 150, 180)),
        ([1, 2, 3, 4, 5, 6, 7, 8], (1, 3, 5, 7)),
    ],
)
def test_bounds_follow_the_numbers_and_are_round(numbers, bounds):
    assert breaks(numbers) == bounds


@given(NUMBERS)
def test_places_of_which_one_has_more_are_not_all_alike(numbers):
    bounds = breaks(numbers)
    looks = {shade(n, bounds) for n in numbers if n}

    assert looks == set(range(1, 1 + min(SHADES, len({n for n in numbers if n}))))
    assert list(bounds) == sorted(set(bounds))


@given(NUMBERS)
def test_nothing_is_a_look_of_its_own_and_the_legend_has_every_number(numbers):
    bounds = breaks(numbers)
    told = spans(bounds, max(numbers, default=0))

    assert shade(0, bounds) == 0
    assert all(first <= n <= last for n in numbers if n for first, last in [told[shade(n, bounds) - 1]])
    assert all(first <= last for first, last in told)
