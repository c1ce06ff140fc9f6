"""Only a task that somebody left behind is done by naming who takes over."""

import pytest

from anlan.kernel.journal.facts import NotHere
from anlan.kernel.obligations import acts
from tests.cast import MORNING, by

pytestmark = pytest.mark.django_db


def test_a_danger_is_no_such_task(found):
    with pytest.raises(NotHere):
        acts.name_owner(item=found, to="wang", by=by("wang"), at=MORNING)
