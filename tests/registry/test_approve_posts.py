"""Another administrator agrees."""

import pytest

from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.registry import acts, reads
from tests.cast import MORNING, TODAY, by
from tests.registry.conftest import new_post


def test_what_sees_beyond_one_unit_takes_two_administrators(land, clerk):
    row = new_post(land, clerk, department="water", matter="danger")
    with pytest.raises(Refused, match="two-must-agree"):
        acts.fill_posts(rows=(row,), by=by("system"), at=MORNING)

    no = acts.propose_posts(rows=(row,), by=by("system"), at=MORNING).subject
    assert reads.post(no) is None
    with pytest.raises(Refused, match="proposed-by-you"):
        acts.approve_posts(posts=(no,), by=by("system"), at=MORNING)
    acts.approve_posts(posts=(no,), by=by("security"), at=MORNING)

    assert reads.who_answers_for(place="990101", matter="danger", department="water", on=TODAY) == clerk
    with pytest.raises(NotHere):
        acts.approve_posts(posts=(no,), by=by("security"), at=MORNING)
    assert rebuild.check() == []
