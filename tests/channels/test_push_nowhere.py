"""Whoever was pushed to is pushed to no more by one word, on whatever browser he says it."""

from __future__ import annotations

import pytest

from anlan.kernel.channels import acts, pushes, setting
from anlan.kernel.channels.rules import Kind
from anlan.kernel.journal.facts import PersonNo, Refused
from anlan.kernel.ringing import door
from tests.cast import MORNING, by
from tests.gateways.pushing import Browser, service

pytestmark = pytest.mark.django_db
WANG = PersonNo("wang")


def test_no_browser_of_his_is_left_and_nobody_elses_goes(county, home):
    with service() as pushed:
        setting.set_("push", kind=Kind.PUSH, address=pushed.address, secret="", by=by("console"), at=MORNING)
        for person in ("wang", "wang", "li"):
            acts.push_here(**Browser(pushed.address).subscription.told(), by=by(person), at=MORNING)

        acts.push_nowhere(by=by("wang"), at=MORNING)

        assert pushes.kept("wang") == []
        assert set(door.channels()["push"].addresses([WANG, PersonNo("li")])) == {"li"}
        with pytest.raises(Refused, match="push-not-on"):
            acts.push_nowhere(by=by("wang"), at=MORNING)
