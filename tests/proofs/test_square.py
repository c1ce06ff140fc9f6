"""A square code holds the paper that was given, and nothing else."""

import re
import secrets

import segno
from hypothesis import given
from hypothesis import strategies as st

from anlan.engines.proofs.square import QUIET, Square, square

PAPER = "ANLAN1." + secrets.token_urlsafe(1_100)


def dark(drawn: Square) -> set[tuple[int, int]]:
    """Return the modules that the strokes of a path cover, by column and line."""
    covered, x, y = set(), 0, 0
    for kind, first, second, length in re.findall(r"([Mm])(\d+) ([\d.]+)h(\d+)", drawn.path):
        x, y = (int(first), int(float(second))) if kind == "M" else (x + int(first), y)
        covered |= {(x + at, y) for at in range(int(length))}
        x += int(length)
    return covered


def test_what_is_drawn_is_the_code_of_the_paper_with_room_around_it():
    drawn = square(PAPER)
    assert drawn

    made = segno.make(PAPER, error="l", mode="byte", micro=False, boost_error=False)
    wanted = {(x + QUIET, y + QUIET) for y, row in enumerate(made.matrix) for x, module in enumerate(row) if module}
    assert dark(drawn) == wanted
    assert drawn.side == len(made.matrix) + 2 * QUIET


def test_the_modules_of_a_receipt_are_large_enough_for_a_camera_on_sixty_millimetres():
    drawn = square(PAPER)

    assert drawn
    assert 60 / drawn.side > 0.4


@given(st.text("ABCabc012-_.", min_size=1, max_size=60))
def test_no_two_papers_have_one_code(paper):
    assert square(paper) == square(paper) != square(paper + "x")


def test_what_no_square_holds_has_none():
    assert square("A" * 2_953) is not None
    assert square("A" * 2_954) is None
