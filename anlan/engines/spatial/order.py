"""Put whole numbers in order by their digits: several times as fast as comparing them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

DIGIT = 16  # bits; of so many numpy sorts by counting


def rising(numbers: NDArray[np.int64], *, below: int) -> NDArray[np.int64]:
    """Return in which order to take numbers, all from 0 on and below a bound, so that they rise; equals keep theirs."""
    order = np.argsort(_digit(numbers, 0), kind="stable")
    for shift in range(DIGIT, (below - 1).bit_length(), DIGIT):
        order = order[np.argsort(_digit(numbers[order], shift), kind="stable")]
    return order


def _digit(numbers: NDArray[np.int64], shift: int) -> NDArray[np.uint16]:
    return (numbers >> shift & (1 << DIGIT) - 1).astype(np.uint16)
