"""A source that was removed brings nothing any more."""

from __future__ import annotations

import pytest

from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.journal.record import record
from anlan.kernel.registry.may import Role
from anlan.kernel.sources import acts, reads
from tests.cast import MORNING, by, post

pytestmark = pytest.mark.django_db


def test_it_is_gone_and_stays_known_by_its_name(add):
    found = add()
    acts.remove(source=found.no, by=by("xu"), at=MORNING)

    assert reads.every() == []
    assert reads.called([found.no]) == {found.no: "市气象台"}
    with pytest.raises(Refused) as no:
        acts.remove(source=found.no, by=by("xu"), at=MORNING)
    assert no.value.code == "source-removed"
    assert rebuild.check() == []


def test_nobody_removes_that_of_another_place(add):
    found = add()
    record([post("he", Role.SYSTEM, "O-else", "6302")], by=by("console"), at=MORNING)
    with pytest.raises(NotHere):
        acts.remove(source=found.no, by=by("he"), at=MORNING)
