"""The narrow door: a key stays what it was, and says whose entry, person and channel it is."""

import pytest

from anlan.kernel.registry import acts as registry
from anlan.kernel.ringing.carrying import key_of
from anlan.kernel.ringing.door import channels
from tests.cast import MORNING, by


def test_a_key_is_the_same_each_time_and_of_one_entry_person_and_channel_alone():
    told = [("e1", "wang", "sms"), ("e2", "wang", "sms"), ("e1", "li", "sms"), ("e1", "wang", "voice")]
    keys = [key_of(entry, person=person, channel=channel) for entry, person, channel in told + told]

    assert keys[:4] == keys[4:]
    assert len(set(keys)) == 4
    assert {len(key) for key in keys} == {32}, "and short enough for the gateways that there are"


@pytest.mark.django_db
def test_a_real_house_has_no_telephones_and_a_demo_has(home):
    assert "demo-phone" not in channels()
    registry.mark_home(kind="demo", by=by("console"), at=MORNING)
    assert "demo-phone" in channels()
