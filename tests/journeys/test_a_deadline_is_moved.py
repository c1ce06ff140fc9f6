"""Wang cannot keep a day: he asks at his page, Sun agrees at hers, and the chase begins anew."""

from datetime import timedelta

import pytest

from anlan.domains.dangers import acts as dangers
from anlan.kernel.chase import keeping
from anlan.kernel.chase.facts import ItemsChased
from anlan.kernel.chase.rules import steps_said
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from anlan.kernel.journal.reads import facts_said
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts as items
from anlan.kernel.obligations import reads
from anlan.kernel.registry.may import EVERYWHERE, Role
from tests.cast import MORNING, by, photo, post
from tests.web.test_pages import at_desk, pressed

DAY = timedelta(days=1)
PAGE = "/i/26-000001/"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Let the house think it is another hour; sessions are asked anew each time."""

    def to(at):
        monkeypatch.setenv("ANLAN_NOW", at.isoformat())

    to(MORNING)
    return to


def steps(no: str) -> list[tuple[str, str]]:
    told = [one for told in facts_said() if isinstance(told.fact, ItemsChased) for one in steps_said(told.fact)]
    return [(str(one.step), f"{one.due_at:%m-%d}") for one in told if one.item == no]


def test_a_deadline_is_moved_by_another_and_chased_anew(found, clock):
    record([post("sun", Role.LEADER, "O-county", "6301", None, "head", no="post-sun")], by=by("console"), at=MORNING)
    items.accept(item=found, by=by("wang"), at=MORNING)
    late = MORNING + 8 * DAY
    clock(late)
    keeping.keep(late)
    assert steps(found) == [("half-term", "07-08"), ("last-day", "07-08"), ("supervisor-told", "07-08")]

    wang, sun = at_desk("wang", at=late), at_desk("sun", at=late)
    assert "申请延期" in wang.get(PAGE).content.decode()
    pressed(wang, f"{PAGE}ask_extension/", f"{PAGE}ask_extension/", due_on="2026-07-20", why="the part is on its way")
    assert "批准延期：blocked exit" in sun.get("/").content.decode()
    page = sun.get(PAGE).content.decode()
    assert "wang申请延期到 2026-07-20，待sun批准" in page
    assert page.count("btn primary") == 1
    pressed(sun, PAGE, f"{PAGE}extend/")

    page = wang.get(PAGE).content.decode()
    assert "批准延期：2026-07-08 → 2026-07-20" in page
    assert "1 次，延期后仍计入" in page
    keeping.keep(late + timedelta(minutes=1))
    assert len(steps(found)) == 3, "of the new deadline no step has come yet"
    for day in range(9, 21):
        keeping.keep(MORNING + day * DAY)
    assert steps(found)[3:] == [("half-term", "07-20"), ("last-day", "07-20"), ("supervisor-told", "07-20")]

    then = MORNING + 20 * DAY
    clock(then)
    items.attach(item=found, files=(photo("wang"),), by=by("wang"), at=then)
    wang = at_desk("wang", at=then)
    pressed(wang, f"{PAGE}submit/", f"{PAGE}submit/", text="in place")
    checked = reads.item(found, kind=None, within=EVERYWHERE)
    assert (checked.state, checked.checker, checked.lapses) == ("submitted", "li", 1)
    with pytest.raises(Refused, match="extender-checks"):
        dangers.strike_off(item=found, by=by("sun"), at=then)
    pressed(at_desk("li", at=then), PAGE, f"{PAGE}strike_off/")
    assert reads.item(found, kind=None, within=EVERYWHERE).state == "struck-off"
    assert rebuild.check() == []
