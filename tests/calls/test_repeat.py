"""To say it again is to have understood it; to have it is less."""

import pytest

from anlan.domains.calls import acts as calls
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from anlan.kernel.obligations import acts as items
from tests.cast import by
from tests.warning.stands import SOON, out, rows

pytestmark = pytest.mark.django_db


def test_who_says_it_again_has_heard_it_and_who_heard_it_has_not_said_it_again(held):
    out(held)
    mine = rows(held)["wang"].item.no
    with pytest.raises(Refused) as no:
        calls.repeat(item=mine, text=" ", by=by("wang"), at=SOON)
    assert no.value.code == "nothing-read-back"

    calls.repeat(item=mine, text="to the school on the hill", by=by("wang"), at=SOON)

    assert (rows(held)["wang"].heard_at, rows(held)["wang"].read_back_at) == (SOON, SOON)
    assert rows(held)["wang"].item.state == "accepted"
    assert rebuild.check() == []


def test_an_answer_is_not_taken_back(held):
    out(held)
    mine = rows(held)["wang"].item.no
    items.accept(item=mine, by=by("wang", command="mine"), at=SOON)

    assert rows(held)["wang"].read_back_at is None
    with pytest.raises(Refused) as no:
        items.take_back(item=mine, key="mine", by=by("wang"), at=SOON)
    assert no.value.code == "answer-stands"
