"""What the clock opens each minute: every second look that has come due, once, on somebody who had no hand in it."""

from datetime import timedelta

import pytest

from anlan.kernel.journal import rebuild
from anlan.kernel.journal.reads import lines_about
from anlan.kernel.journal.record import record
from anlan.kernel.looks import keeping, tables
from anlan.kernel.obligations import acts as items
from anlan.kernel.obligations.tables import Item
from anlan.kernel.registry import acts as registry
from anlan.kernel.registry.may import Role
from tests.cast import MORNING, TODAY, by, post
from tests.looks.closures import close, close_major

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def owners() -> list[str]:
    return list(Item.objects.filter(kind="task").order_by("no").values_list("owner", flat=True))


def test_a_clock_that_slept_opens_what_came_meanwhile_once_and_page_by_page(county, monkeypatch):
    monkeypatch.setattr(keeping, "PAGE", 2)
    monkeypatch.setattr(keeping, "TOGETHER", 1)
    for n in range(3):
        close_major(f"vessel {n}", at=MORNING)
    close_major("vessel 3", at=MORNING + 5 * DAY)
    close("blocked exit")
    for day in (29, 33, 33):
        keeping.keep(MORNING + day * DAY)
    assert owners() == ["li"] * 3
    assert tables.upto(keeping.MAJOR) == MORNING + 5 * DAY

    keeping.keep(MORNING + 40 * DAY)
    keeping.keep(MORNING + 41 * DAY)
    assert owners() == ["li"] * 4
    assert rebuild.check() == []


def test_where_nobody_can_look_the_clock_asks_again_and_who_leads_looks(county):
    record([post("system", Role.SYSTEM, "O-county", "6301")], by=by("console"), at=MORNING)
    close_major()
    registry.end_posts(posts=("post-li",), until_on=TODAY, by=by("console"), at=MORNING)
    keeping.keep(MORNING + 31 * DAY)
    assert owners() == []

    record([post("ma", Role.LEADER, "O-county", "63", None, "head")], by=by("console"), at=MORNING)
    keeping.keep(MORNING + 32 * DAY)
    assert owners() == ["ma"]


def test_what_is_taken_back_was_not_closed(county):
    no = close_major()
    struck = lines_about(no)[-1]
    items.take_back(item=no, key=struck.command, by=by("li"), at=MORNING)
    keeping.keep(MORNING + 31 * DAY)

    assert owners() == []
