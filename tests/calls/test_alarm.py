"""What calls somebody sounds on his page until he answers, and on nobody else's."""

from datetime import timedelta

import pytest

from anlan.domains.calls import acts as calls
from tests.cast import MORNING, by
from tests.doors import browser
from tests.warning.stands import out, rows

pytestmark = pytest.mark.django_db


def test_it_tells_of_ones_own_calls_until_they_are_answered(held, monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", (MORNING + timedelta(minutes=2)).isoformat())
    assert browser("wang").get("/alarm/").json() == {"n": 0}
    out(held)

    told = browser("wang").get("/alarm/").json()
    assert told["n"] == 1
    assert "暴雨红色预警信号" in told["says"]
    assert browser("sun").get("/alarm/").json() == {"n": 0}

    calls.ask_again(item=rows(held)["wang"].item.no, by=by("wang"), at=MORNING)
    assert browser("wang").get("/alarm/").json()["n"] == 1, "to ask again is no answer"
    calls.hear(item=rows(held)["wang"].item.no, by=by("wang"), at=MORNING)
    assert browser("wang").get("/alarm/").json() == {"n": 0}
