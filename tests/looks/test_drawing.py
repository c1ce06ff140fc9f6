"""Drawing is fair, can be done again by anybody, and hangs on nothing but numbers and seed."""

from collections import Counter
from datetime import datetime, timedelta
from fractions import Fraction
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.journal.facts import BEIJING, Refused
from anlan.kernel.looks import drawing

numbers = st.lists(st.integers(1, 999_999).map(lambda n: f"demo-2026-{n:06}"), max_size=30)
seeds = st.binary(min_size=32, max_size=32).map(bytes.hex)


def by_hand(found: list[str], seed: str, count: int) -> list[str]:
    """Draw as one would with a hash tool and a pencil: each time the lowest lot of what is left."""
    left = {no: sha256(seed.encode() + b" " + no.encode()).hexdigest() for no in found}
    drawn: list[str] = []
    while left and len(drawn) < count:
        drawn.append(min(left, key=lambda no: left[no]))
        del left[drawn[-1]]
    return drawn


@given(numbers, seeds, st.integers(0, 40), st.randoms())
def test_it_is_what_anybody_draws_by_hand_in_whatever_order_the_list_comes(found, seed, count, chance):
    drawn = drawing.draw(found, seed=seed, count=count)
    mixed = found + found[:3]
    chance.shuffle(mixed)

    assert list(drawn) == by_hand(found, seed, count)
    assert drawing.draw(mixed, seed=seed, count=count) == drawn
    assert drawing.digest(mixed) == drawing.digest(found)


@given(numbers, seeds, st.integers(0, 40))
def test_who_draws_fewer_draws_the_first_of_who_draws_more(found, seed, count):
    assert drawing.draw(found, seed=seed, count=count) == drawing.draw(found, seed=seed, count=count + 1)[:count]


def test_each_is_as_likely_as_any_other_and_so_is_each_pair():
    found, rounds, count = [f"demo-2026-{n:06}" for n in range(1, 11)], 3_000, 3
    ones: Counter[str] = Counter()
    pairs: Counter[frozenset[str]] = Counter()
    for n in range(rounds):
        drawn = drawing.draw(found, seed=sha256(str(n).encode()).hexdigest(), count=count)
        ones.update(drawn)
        pairs.update(frozenset((a, b)) for a in drawn for b in drawn if a < b)

    # Five standard deviations about what a fair draw gives: 3 of 10, and 3 of 45 pairs.
    for counted, n, share in ((ones, 10, 0.3), (pairs, 45, 3 / 45)):
        assert len(counted) == n
        spread = 5 * (rounds * share * (1 - share)) ** 0.5
        assert all(abs(hits - rounds * share) < spread for hits in counted.values())


@given(st.integers(0, 5_000), st.integers(0, 100), st.integers(0, 30), st.integers(0, 60))
def test_so_many_are_drawn_as_the_share_says_at_least_at_most_and_never_more_than_there_are(n, percent, least, most):
    size = drawing.size(n, percent=percent, least=least, most=most)
    share = Fraction(n * percent, 100)

    assert size <= min(n, most)
    assert size == min(n, most) or (size >= least and size >= share and size < max(least, share) + 1)


moments = st.integers(0, 3 * 365 * 24).map(lambda n: datetime(2026, 1, 1, tzinfo=BEIJING) + timedelta(hours=n))


@given(st.lists(moments, min_size=1, max_size=12), st.integers(1, 28))
def test_at_any_schedule_of_stops_each_month_since_the_first_is_drawn_of_once(minutes, day):
    done: datetime | None = None
    said: list[str] = []
    for at in sorted(minutes):
        for month in drawing.months_due(done, day=day, at=at):
            said.append(month)
            done = drawing.bounds(month)[1]

    # Worked out apart: every month whose day in the next one has come, from the last one before the first run on.
    months = [(year, month) for year in range(2025, 2030) for month in range(1, 13)]
    due = [
        f"{year}-{month:02}"
        for year, month in months
        if datetime(year + month // 12, month % 12 + 1, day, tzinfo=BEIJING) <= max(minutes)
    ]
    first = [f"{year}-{month:02}" for year, month in months]
    begun = max(
        one
        for one, (year, month) in zip(first, months, strict=True)
        if datetime(year + month // 12, month % 12 + 1, day, tzinfo=BEIJING) <= min(minutes)
    )
    assert said == [one for one in due if one >= begun]


def test_a_month_is_one_of_beijing_and_what_is_none_is_refused():
    begins, ends = drawing.bounds("2026-12")
    assert (begins.isoformat(), ends.isoformat()) == ("2026-12-01T00:00:00+08:00", "2027-01-01T00:00:00+08:00")
    assert drawing.month_before(datetime(2026, 12, 31, 23, 59, tzinfo=BEIJING)) == "2026-11"
    assert drawing.month_before(ends) == "2026-12"
    for word in ("2026", "2026-13", "2026-1", "26-01", "2026-01-01", ""):
        with pytest.raises(Refused, match="month-unknown"):
            drawing.bounds(word)
