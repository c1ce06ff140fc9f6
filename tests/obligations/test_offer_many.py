"""Many duties are offered at once only by whoever filed them, and only while their owners have them in hand."""

from dataclasses import replace

import pytest

from anlan.kernel.journal.facts import Refused
from anlan.kernel.obligations import holders
from anlan.kernel.obligations.facts import ItemsOffered
from tests.cast import by
from tests.obligations.items import ACCEPTED, FILED, SUBMITTED

OTHER = replace(FILED, no="demo-2026-000002", kind="task")


def test_what_is_offered_is_said_once_for_each_kind():
    said = holders.offer_many([FILED, OTHER], to="hu", by=by("zhao"))

    assert said == [
        ItemsOffered(items=(FILED.no,), kind="danger", to="hu"),
        ItemsOffered(items=(OTHER.no,), kind="task", to="hu"),
    ]


@pytest.mark.parametrize(
    ("item", "to", "who", "code"),
    [
        (FILED, "hu", "li", "not-the-filer"),
        (SUBMITTED, "hu", "zhao", "wrong-state"),
        (ACCEPTED, "wang", "zhao", "offered-to-oneself"),
        (replace(ACCEPTED, offered_to="bai"), "hu", "zhao", "already-offered"),
    ],
)
def test_one_that_cannot_be_offered_keeps_all_of_them_back(item, to, who, code):
    with pytest.raises(Refused, match=code):
        holders.offer_many([OTHER, item], to=to, by=by(who))
