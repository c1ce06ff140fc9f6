"""An entry that speaks of many things is told to nobody but as far as he sees what it speaks of."""

from datetime import timedelta

import pytest

from anlan import clock
from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers.rules import Description
from anlan.kernel.chase import keeping
from anlan.kernel.duty import acts as watches
from anlan.kernel.journal.facts import KNOWN
from anlan.kernel.journal.reads import lines_about
from anlan.kernel.registry import accounts
from tests.cast import MORNING, by
from tests.doors import ask, browser, program
from tests.duty.conftest import new, rostered

pytestmark = pytest.mark.django_db
LATE = MORNING + timedelta(days=8)


@pytest.fixture
def chased(found, province, later):
    """A danger of E-2 in the next county that was chased by the same entry as the one of E-1."""
    words = {"what": "loose wire", "place": "6302", "department": "safety", "organisation": "E-2", "owner": "han"}
    other = dangers.file(**words, told=Description(), by=by("zhou"), at=MORNING).subject
    keeping.keep(LATE)
    later(days=8)
    [line] = [one for one in lines_about(other) if one.name == "chase.items-chased"]
    assert {found, other} <= set(line.fact.items)  # type: ignore[union-attr]
    return other


def seen(person: str, path: str) -> str:
    """Return a page as somebody who comes in now has it."""
    client = browser()
    client.cookies["session"] = accounts.open_session(
        person=person, post=f"post-{person}", language="zh", at=clock.now()
    )
    return client.get(path).content.decode()


def test_of_what_the_house_said_of_many_each_is_told_of_his_own(chased, found):
    told = ask(program("han"), "obligations.show", no=chased).content.decode()

    assert "chase.items-chased" in told
    for foreign in (found, "wang", "zhao", "E-1"):
        assert foreign not in told, foreign


def test_what_somebody_was_told_names_nothing_that_he_does_not_see(chased, found):
    page = seen("han", "/notices/")
    told = ask(program("han"), "notices.notices").content.decode()

    assert "loose wire" in page
    assert chased in told
    for foreign in (found, found[-6:]):
        assert foreign not in page + told


def test_what_a_watch_leaves_is_told_to_who_sees_everything_there(found, province, later):
    mine, _ = rostered(new("qian", 160, 180), new("li", 180, 190))
    at = MORNING + timedelta(hours=170)
    watches.begin(watch=mine, by=by("qian"), at=at)
    keeping.keep(at + timedelta(hours=9))
    watches.hand_over(watch=mine, by=by("qian"), at=at + timedelta(hours=9))
    later(hours=179)

    for person in ("qian", "sun"):
        assert found in ask(program(person), "duty.show", no=mine).content.decode()
    whole, cut = (ask(program(person), "duty.show", no=mine).json()["answer"] for person in ("qian", "qi"))
    assert (whole["overdue"], cut["overdue"], cut["left"]) == (1, None, [])
    assert found not in str(cut)
    assert ask(program("qi"), "chase.hand_over", no=mine).json()["answer"]["overdue"] is None
    page = seen("qi", f"/watches/{mine}/")
    assert "逾期未办结" not in page
    assert "列出交接清单" in page


def test_every_entry_of_many_knows_which_of_its_fields_go_side_by_side():
    for kind in KNOWN.values():
        columns = {field for field, told in kind.__annotations__.items() if str(told).startswith("tuple[")}
        if many := {field for field in ("items", "dangers", "watches") if field in columns}:
            assert kind.rows[0] in many, kind.name
            assert columns - set(kind.rows) <= {"names"}, kind.name
    chased = KNOWN["chase.items-chased"]
    assert chased.rows == ("items", "steps", "due_ats", "came_ats", "people")
    assert KNOWN["items.taken-back-in-batch"].rows == ("items", "kinds", "formers")
