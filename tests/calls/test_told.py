"""Somebody on duty writes down what he heard of whom he reached."""

import pytest

from anlan.domains.calls import acts as calls
from anlan.domains.calls.facts import Channel, Deed
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import NotHere
from tests.cast import by
from tests.warning.stands import SOON, out, rows

pytestmark = pytest.mark.django_db


def test_what_he_said_stands_with_the_way_he_was_reached(held):
    out(held)
    mine = rows(held)["wang"].item.no
    calls.told(item=mine, channel=Channel.DOOR, text="he opened", by=by("qian"), at=SOON)
    assert (rows(held)["wang"].channel, rows(held)["wang"].read_back_at) == (Channel.DOOR, None)

    calls.told(item=mine, channel=Channel.PHONE, repeated="uphill", deed=Deed.MOVING, by=by("qian"), at=SOON)

    found = rows(held)["wang"]
    assert (found.channel, found.read_back_at, found.deed) == (Channel.DOOR, SOON, Deed.MOVING)
    assert rebuild.check() == []


def test_nobody_elsewhere_writes_anything_down(held):
    out(held)
    with pytest.raises(NotHere):
        calls.told(item=rows(held)["wang"].item.no, channel=Channel.PHONE, by=by("zhou"), at=SOON)
