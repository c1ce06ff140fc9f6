"""Who begins a watch lets the alarm sound, and what came of it stands in its log."""

import pytest

from anlan.kernel.duty import acts
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from tests.cast import MORNING, by
from tests.doors import browser

pytestmark = pytest.mark.django_db


def test_what_came_of_it_stands_in_the_log_and_only_who_keeps_the_watch_says_so(on_duty, monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    href = f"/watches/{on_duty[0]}/"
    assert "本班还没有试过告警" in browser("qian").get(href).content.decode()
    with pytest.raises(Refused):
        acts.try_alarm(watch=on_duty[0], heard=True, by=by("li"), at=MORNING)

    acts.try_alarm(watch=on_duty[0], heard=False, by=by("qian"), at=MORNING)
    assert "没有听到" in browser("qian").get(href).content.decode()
    acts.try_alarm(watch=on_duty[0], heard=True, shown=True, by=by("qian"), at=MORNING)

    page = browser("qian").get(href).content.decode()
    assert "听到了，电脑也弹出了通知" in page
    assert "本班还没有试过告警" not in page
    assert "data-alarm-test" not in browser("li").get(href).content.decode(), "another's watch is not his to try"
    assert rebuild.check() == []
