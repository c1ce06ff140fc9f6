"""A warning that was written here is ended by the Cancel that was ready when it went out."""

from __future__ import annotations

import capvalidator
import pytest

from anlan.domains.issuing import acts
from anlan.domains.warning.facts import State
from anlan.kernel.journal import files, rebuild
from anlan.kernel.journal.facts import NotHere, Refused
from tests.cast import by
from tests.issuing.written import composed
from tests.warning.stands import SOON, out, rows, told

pytestmark = pytest.mark.django_db


def end(no: str, person: str = "sun", **more):
    asked = {"place": "6301", "headcount": len(rows(no))} | more
    return acts.end(warning=no, **asked, by=by(person), at=SOON).subject


def test_it_is_over_and_those_who_were_called_are_let_go():
    no = composed()
    out(no)
    over = end(no)

    assert (told(no).alert.state, told(no).alert.ended_by) == (State.ENDED, over)
    assert {call.item.state for call in rows(no).values()} == {"void"}
    said = told(over).alert
    assert (said.state, said.told.msg_type, said.told.description) == (
        State.RELEASED,
        "Cancel",
        "险情已解除，可以返回。",
    )
    content = files.read(said.told.file)
    assert capvalidator.check_schema(content).passed
    assert capvalidator.check_signature(content).passed
    assert rebuild.check() == []


@pytest.mark.parametrize(
    ("person", "more", "code"),
    [
        ("qian", {}, "ended-by-its-writer"),
        ("sun", {"headcount": 99}, "ends-uncounted"),
        ("sun", {"place": "x"}, "ends-uncounted"),
    ],
)
def test_who_wrote_a_red_one_does_not_end_it_nor_does_anybody_who_has_not_read_whom_it_called(person, more, code):
    no = composed()
    out(no)
    with pytest.raises(Refused) as refusal:
        end(no, person, **more)
    assert refusal.value.code == code
    assert told(no).alert.state == State.RELEASED


def test_what_came_from_elsewhere_is_ended_by_who_issued_it_and_what_is_over_by_nobody(held):
    out(held)
    with pytest.raises(Refused) as refusal:
        end(held)
    assert refusal.value.code == "not-written-here"

    no = composed()
    out(no)
    end(no)
    with pytest.raises(Refused) as refusal:
        end(no)
    assert refusal.value.code == "not-standing"
    with pytest.raises(NotHere):
        acts.end(warning=no, place="x", headcount=1, by=by("zhou"), at=SOON)
