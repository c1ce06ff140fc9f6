"""Who is on duty, and who leads, writes down what happened."""

import pytest

from anlan.kernel.duty import acts, reads
from anlan.kernel.journal.facts import Refused
from anlan.kernel.registry.may import EVERYWHERE
from tests.cast import MORNING, by

pytestmark = pytest.mark.django_db


def test_what_is_written_down_stands_in_the_log_in_order(on_duty):
    acts.note(watch=on_duty[0], text="the province rang", by=by("qian"), at=MORNING)
    acts.note(watch=on_duty[0], text="I looked in", by=by("sun"), at=MORNING)

    told = reads.page(on_duty[0], within=EVERYWHERE, by=by("qian"), at=MORNING).notes
    assert {(one.person, one.text) for one in told} == {("qian", "the province rang"), ("sun", "I looked in")}


@pytest.mark.parametrize(("who", "text", "code"), [("zhao", "x", "not-your-watch"), ("qian", " ", "no-words")])
def test_who_writes_nothing_down(on_duty, who, text, code):
    with pytest.raises(Refused, match=code):
        acts.note(watch=on_duty[0], text=text, by=by(who), at=MORNING)
