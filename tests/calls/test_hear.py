"""Whoever was called says that he has the warning, once."""

import pytest

from anlan.domains.calls import acts as calls
from anlan.domains.calls.facts import Channel
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from tests.cast import by
from tests.warning.stands import SOON, out, rows

pytestmark = pytest.mark.django_db


def test_he_says_so_once_and_by_which_way_stands(held):
    out(held)
    mine = rows(held)["wang"].item.no
    with pytest.raises(Refused):
        calls.hear(item=mine, by=by("qian"), at=SOON)

    calls.hear(item=mine, channel=Channel.LINK, by=by("wang"), at=SOON)

    assert (rows(held)["wang"].channel, rows(held)["wang"].item.state) == (Channel.LINK, "accepted")
    with pytest.raises(Refused) as no:
        calls.hear(item=mine, by=by("wang"), at=SOON)
    assert no.value.code == "heard-already"
    assert rebuild.check() == []
