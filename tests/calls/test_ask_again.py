"""Whoever could not make it out says so: it stands unanswered, and the board says why."""

import pytest

from anlan.domains.calls import acts as calls
from anlan.domains.calls.facts import Channel, Outcome
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from tests.cast import by
from tests.warning.stands import SOON, out, rows

pytestmark = pytest.mark.django_db


def test_it_stands_unanswered_and_no_step_comes_sooner(held):
    out(held)
    mine = rows(held)["wang"].item.no
    calls.ask_again(item=mine, channel=Channel.LINK, by=by("wang"), at=SOON)

    assert (rows(held)["wang"].outcome, rows(held)["wang"].heard_at) == (Outcome.UNCLEAR, None)
    assert rebuild.check() == []
    with pytest.raises(Refused):
        calls.ask_again(item=mine, by=by("qian"), at=SOON)
    calls.hear(item=mine, by=by("wang"), at=SOON)
    with pytest.raises(Refused) as no:
        calls.ask_again(item=mine, by=by("wang"), at=SOON)
    assert no.value.code == "heard-already"
