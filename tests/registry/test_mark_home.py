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
