"""A paper of the house as a square code: whoever scans it has the paper whole, and asks no network for it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import segno

QUIET = 4  # light modules around the code, without which no camera finds it


@dataclass(frozen=True, kw_only=True)
class Square:
    """A square code to be drawn: how many modules a side has, and the dark ones as strokes of an SVG path."""

    side: int
    path: str


def square(paper: str) -> Square | None:
    """Return the square code that holds a paper, letter for letter; None for one that is longer than any holds.

    It has no more correction than it must: it is printed large and clean, and smaller modules would cost more.
    """
    try:
        made = segno.make(paper, error="l", mode="byte", micro=False, boost_error=False)
    except segno.DataOverflowError:
        return None
    lines = (_strokes(row, QUIET + at) for at, row in enumerate(made.matrix))
    return Square(side=len(made.matrix) + 2 * QUIET, path="".join(lines))


def as_svg(paper: str) -> str:
    """Return the square code of a paper as a picture of its own; nothing for a paper that no code holds."""
    drawn = square(paper)
    if drawn is None:
        return ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawn.side} {drawn.side}">'
        f'<path d="{drawn.path}" stroke="#000" stroke-width="1" fill="none"/></svg>'
    )


def _strokes(row: bytearray, y: int) -> str:
    """Return the runs of dark modules of a line, each as a stroke along its middle."""
    strokes, x, gap = "", QUIET, 0
    for is_dark, run in groupby(row):
        length = len(list(run))
        if is_dark:
            strokes += f"m{gap} 0h{length}" if strokes else f"M{x} {y}.5h{length}"
        x, gap = x + length, length
    return strokes
