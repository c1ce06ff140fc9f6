"""Who asks for a swap asks for what fits: the other is of the office, free, and has rested."""

import pytest

from anlan.kernel.duty import acts
from anlan.kernel.journal.facts import Refused
from tests.cast import MORNING, by
from tests.duty.conftest import new, rostered, stands

pytestmark = pytest.mark.django_db


def test_a_swap_that_is_asked_for_changes_nothing_yet(day_and_night):
    acts.ask_swap(watch=day_and_night[1], to="zhao", why="a wedding", by=by("li"), at=MORNING)

    asked = stands(day_and_night[1])
    assert (asked.officer, asked.swap_to, asked.swap_return) == ("li", "zhao", None)


@pytest.mark.parametrize(
    ("words", "who", "code"),
    [
        ({"to": "zhao"}, "qian", "not-your-watch"),
        ({"to": "li"}, "li", "swap-yourself"),
        ({"to": "wang"}, "li", "not-of-office"),
        ({"to": "sun"}, "li", "leads-himself"),
        ({"to": "zhao", "why": ""}, "li", "no-words"),
        ({"to": "zhao", "in_return": "test-w-1"}, "li", "swap-uneven"),
    ],
)
def test_what_is_not_asked_for(day_and_night, words, who, code):
    if "in_return" in words:
        words = words | {"in_return": day_and_night[0]}
    with pytest.raises(Refused) as refused:
        acts.ask_swap(watch=day_and_night[1], **{"why": "so"} | words, by=by(who), at=MORNING)

    assert refused.value.code == code


def test_who_would_not_have_rested_is_not_asked(day_and_night):
    rostered(new("zhao", 16, 20))

    with pytest.raises(Refused, match="no-rest"):
        acts.ask_swap(watch=day_and_night[1], to="zhao", why="so", by=by("li"), at=MORNING)
