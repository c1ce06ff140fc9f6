"""The table of what may be counted on names every line once, and only tests that are there."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
LINES = re.findall(
    r"^\| ([AUFPLSN]\d+) \|[^|]+\| (.+) \|$", (TESTS / "acceptance/README.md").read_text("utf-8"), re.MULTILINE
)
PROMISED = [
    "A1",
    "A2",
    "A3",
    "A4",
    "A5",
    "A6",
    "A7",
    "A8",
    "U2",
    "U5",
    "U6",
    "U10",
    "F1",
    "F2",
    "F3",
    "P1",
    "P3",
    "L1",
    "L2",
    "S1",
    "S2",
    "N1",
    "N2",
]


def test_every_line_stands_in_the_table_once():
    numbers = [no for no, _ in LINES]

    assert sorted(set(numbers)) == sorted(numbers)
    assert set(PROMISED) <= set(numbers)


def test_what_sees_to_it_is_there_and_where_nothing_does_it_is_said_why():
    there = {
        name
        for path in TESTS.rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.M)
    }

    for no, told in LINES:
        named = set(re.findall(r"`(test_\w+)`", told))
        assert named <= there, (no, named - there)
        assert named or re.fullmatch("— .{10,}", told), no
