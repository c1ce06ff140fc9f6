"""The table of attempts names every attempt once, and only tests that are there."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
LINES = re.findall(r"^\| (F?\d+) \|[^|]+\| (.+) \|$", (TESTS / "abuse/README.md").read_text("utf-8"), re.MULTILINE)


def test_every_attempt_stands_in_the_table_once():
    numbers = [
        *map(str, range(1, 67)),
        "F1",
        "F2",
        "F3",
        "F4",
        "F5",
        "F6",
        "F10",
        "F11",
        "F12",
        "F13",
        "F14",
        "F15",
        "F17",
        "F18",
        "F19",
        "F21",
        "F22",
        "F24",
        "F25",
        "F26",
    ]

    assert [no for no, _ in LINES] == numbers


def test_what_holds_is_there_and_where_nothing_does_it_is_said_why():
    there = {
        name
        for path in TESTS.rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.M)
    }

    for no, held in LINES:
        named = re.findall(r"`(test_\w+)`", held)
        assert set(named) <= there, (no, set(named) - there)
        assert named or re.fullmatch("— .{10,}", held), no
