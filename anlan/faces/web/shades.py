"""From how many on a division of the map is drawn darker: bounds that follow the numbers which are there. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

SHADES = 4  # of one colour, that an eye can tell apart


def breaks(numbers: Iterable[int]) -> tuple[int, ...]:
    """Return from how many on each shade begins: as many different numbers in each, at the roundest figures.

    Nothing at all is no shade but a look of its own, and never stands among what is shaded.
    """
    found = sorted({n for n in numbers if n > 0})
    shades = min(SHADES, len(found))
    starts = [len(found) * no // shades for no in range(shades)]
    return tuple(_roundest(found[at - 1] if at else 0, found[at]) for at in starts)


def shade(n: int, bounds: tuple[int, ...]) -> int:
    """Return in which shade a number lies, counted from one; zero for none."""
    return bisect_right(bounds, n)


def spans(bounds: tuple[int, ...], most: int) -> list[tuple[int, int]]:
    """Return the first and the last number of each shade."""
    ends = [bound - 1 for bound in bounds[1:]] + [most]
    return list(zip(bounds, ends, strict=False))


def _roundest(above: int, upto: int) -> int:
    """Return the number after one and up to another that is a multiple of the largest of 1, 2, 5, 10, 20, 50 …"""
    steps = (digit * int("1" + "0" * zeros) for zeros in reversed(range(len(str(upto)))) for digit in (5, 2, 1))
    return next(upto // step * step for step in steps if upto // step * step > above)
