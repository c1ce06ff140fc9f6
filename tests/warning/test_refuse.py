"""A warning is kept back, with the reason."""

import pytest

from anlan.domains.warning import acts
from anlan.domains.warning.facts import State
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from tests.cast import MORNING, by
from tests.warning.stands import out, told

pytestmark = pytest.mark.django_db


def test_it_stays_back_for_good_and_says_why(held):
    with pytest.raises(Refused) as no:
        acts.refuse(warning=held, why=" ", by=by("sun"), at=MORNING)
    assert no.value.code == "say-why-refused"

    acts.refuse(warning=held, why="the office took it back", by=by("sun"), at=MORNING)

    assert (told(held).alert.state, told(held).alert.why) == (State.REFUSED, "the office took it back")
    with pytest.raises(Refused) as no:
        out(held)
    assert no.value.code == "not-held"
    assert rebuild.check() == []
