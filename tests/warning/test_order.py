"""Alert, Update and Cancel come to one truth in whichever order they come."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.domains.warning import acts, reads
from anlan.domains.warning.facts import State
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from anlan.kernel.journal.record import record
from anlan.kernel.registry.may import EVERYWHERE
from tests.cast import MORNING, by
from tests.doors import browser
from tests.intake.files import places
from tests.warning.made import SENT, brought, cap
from tests.warning.stands import SOON, out, told

pytestmark = pytest.mark.django_db

FIRST = "63010041600000_20260701085500_1"


def later(minutes: int, **words) -> bytes:
    """Return a word about the first message that was sent so many minutes after it."""
    sent = f"2026-07-01T{8 + (55 + minutes) // 60:02}:{(55 + minutes) % 60:02}:00+08:00"
    content = cap(refers_to=FIRST, **words)
    return content.replace(f"<sent>{SENT}".encode(), f"<sent>{sent}".encode())


def take(content: bytes, at=SOON) -> str:
    return acts.receive(file=brought(content), by=by("qian"), at=at).subject


def test_a_cancel_that_came_first_waits_and_is_shown_on_the_warning_that_comes_after_it(monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    over = take(later(10, identifier="over", kind="Cancel"))
    first = take(cap())

    assert [one.no for one in told(first).related] == [over]
    page = browser("sun").get(f"/warnings/{first}/").content.decode()
    assert "针对它的解除也已收到" in page
    assert f'href="/warnings/{over}/"' in page
    out(first)
    out(over)
    assert told(first).alert.state == State.ENDED


def test_an_update_that_comes_late_ends_nothing_that_was_sent_after_it(held):
    out(held)
    newer = take(later(20, identifier="newer", kind="Update"))
    out(newer)
    older = take(later(10, identifier="older", kind="Update"))

    with pytest.raises(Refused) as no:
        out(older)

    assert (no.value.code, no.value.params["newer"]) == ("superseded", newer)
    assert told(newer).alert.state == State.RELEASED


def test_a_cancel_finds_what_went_out_though_another_came_under_its_number(held):
    out(held)
    other = take(cap(word="橙色"))
    over = take(later(10, identifier="over", kind="Cancel"))

    out(over)

    assert told(held).alert.state == State.ENDED
    assert told(other).alert.state == State.HELD


def test_what_has_no_place_among_the_others_says_why_and_is_read_before_it_goes_out(held):
    out(held)
    out(take(later(10, identifier="over", kind="Cancel")))
    after = take(later(20, identifier="after", kind="Update"))

    reach = reads.reach(no=after, within=EVERYWHERE, at=SOON)
    assert reach.unclear == "after-cancel"
    typed = {"place": reach.place, "headcount": reach.headcount}
    with pytest.raises(Refused) as no:
        acts.release(warning=after, **typed, by=by("sun"), at=SOON)
    assert no.value.code == "defects-unread"
    acts.release(warning=after, **typed, has_read=True, by=by("sun"), at=SOON)


def test_an_answer_to_a_warning_is_told_beside_it_and_calls_nobody(held):
    answer = later(5, identifier="ack", kind="Ack").replace(b"<sender>weather", b"<sender>county")
    no = take(answer)

    assert told(no).alert.state == State.TOLD
    assert [one.no for one in told(held).related] == [no]
    assert rebuild.check() == []


def test_what_is_said_in_other_languages_and_of_old_codes_stands_on_the_page(monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    rows = places(("6301", "西宁市"), ("630121", "大通县"), ("630199", "新大通"))
    ends = (None, MORNING.date() - timedelta(days=1), None)
    record(
        [rows.__class__(**{**vars(rows), "until_on": ends, "replaced_by": (None, "630199", None)})],
        by=by("console"),
        at=MORNING,
    )
    content = cap(where="<geocode><valueName>GB/T 2260</valueName><value>630121</value></geocode>").decode()
    info = content[content.index("<info>") : content.index("</alert>")]
    english = info.replace("zh-CN", "en-US").replace("暴雨红色预警信号", "Red rainstorm warning")
    english = english.replace("三小时内 100 毫米以上", "More than 100 mm").replace(
        "立即向高处转移", "Go uphill at once"
    )
    no = take(content.replace("</alert>", f"{english}</alert>").encode())

    assert told(no).alert.told.places == ("630199",)
    page = browser("sun").get(f"/warnings/{no}/").content.decode()
    assert "代码 630121 已不用，按 630199 新大通 处理" in page
    assert "Red rainstorm warning" in page
    assert "暴雨 11B03" in page
    file = browser("sun").get(f"/warnings/{no}/file/")
    assert file.content == content.replace("</alert>", f"{english}</alert>").encode()


def test_warnings_are_chosen_by_their_event(held, monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    hail = cap(identifier="hail").decode().replace("暴雨", "冰雹").encode()
    no = take(hail)

    found = reads.warnings(event="11B15", within=EVERYWHERE, at=SOON)
    assert [one.no for one in found] == [no]
    page = browser("sun").get("/warnings/?event=11B15").content.decode()
    assert "冰雹红色预警信号" in page
    assert "暴雨红色预警信号" not in page
