"""Who is back before his time answers again."""

import pytest

from anlan.kernel.duty import acts, hours
from anlan.kernel.journal.facts import Refused
from tests.cast import MORNING, by
from tests.duty.conftest import HOUR

pytestmark = pytest.mark.django_db


def test_who_is_back_is_away_no_more(county):
    acts.tell_away(from_at=MORNING, until_at=MORNING + 9 * HOUR, by=by("li"), at=MORNING)
    assert hours.why_not("li", at=MORNING + 2 * HOUR) is not None
    acts.tell_back(by=by("li"), at=MORNING + 2 * HOUR)

    assert hours.why_not("li", at=MORNING + 2 * HOUR) is None
    assert hours.why_not("li", at=MORNING + HOUR) is not None  # he was away then, and that stands
    with pytest.raises(Refused, match="not-away"):
        acts.tell_back(by=by("li"), at=MORNING + 3 * HOUR)
