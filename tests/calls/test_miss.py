"""A call that reached nobody is counted, with the reason."""

import pytest

from anlan.domains.calls import acts as calls
from anlan.domains.calls.facts import Channel, Outcome
from anlan.kernel.journal import rebuild
from tests.cast import by
from tests.warning.stands import SOON, out, rows

pytestmark = pytest.mark.django_db


def test_each_time_counts_and_the_last_reason_stands(held):
    out(held)
    mine = rows(held)["wang"].item.no
    for outcome in (Outcome.BUSY, Outcome.SWITCHED_OFF):
        calls.miss(item=mine, channel=Channel.PHONE, outcome=outcome, by=by("qian"), at=SOON)

    assert (rows(held)["wang"].missed, rows(held)["wang"].outcome) == (2, Outcome.SWITCHED_OFF)
    assert rows(held)["wang"].heard_at is None
    assert rebuild.check() == []
