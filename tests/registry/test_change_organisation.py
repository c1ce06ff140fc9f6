"""What the register says of a unit is put right."""

from dataclasses import replace

import pytest

from anlan.kernel.journal.facts import NotHere
from anlan.kernel.registry import acts, reads
from anlan.kernel.registry.may import EVERYWHERE
from tests.cast import MORNING, by
from tests.registry.conftest import USCC, unit


def test_a_unit_is_renamed_and_its_former_name_stays_in_the_journal(land):
    now = replace(unit("东升食品公司", "990101", USCC), department="safety")

    acts.change_organisation(organisation=land.mill, now=now, by=by("zhao"), at=MORNING)

    found = reads.organisation(no=land.mill, within=EVERYWHERE)
    assert (found.name, found.department) == ("东升食品公司", "safety")
    with pytest.raises(NotHere):
        acts.change_organisation(organisation=land.mine, now=now, by=by("zhao"), at=MORNING)
