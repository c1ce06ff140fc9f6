"""A home says what it is."""

import pytest

from anlan.kernel.journal.facts import Refused
from anlan.kernel.registry import acts, reads
from tests.cast import MORNING, by


def test_only_the_console_says_what_a_home_is(land):
    with pytest.raises(Refused, match="console-only"):
        acts.mark_home(kind="demo", by=by("system"), at=MORNING)
    assert reads.home_kind() is None

    acts.mark_home(kind="demo", by=by("console"), at=MORNING)
    assert reads.home_kind() == "demo"


@pytest.mark.parametrize("was", ["living", "drill"])
def test_nobody_makes_a_demo_of_a_house_that_lives(land, was):
    acts.mark_home(kind=was, by=by("console"), at=MORNING)

    for kind in ("demo", "another"):
        with pytest.raises(Refused, match="marked"):
            acts.mark_home(kind=kind, by=by("console"), at=MORNING)
    assert reads.home_kind() == was
    acts.mark_home(kind=was, by=by("console"), at=MORNING)
