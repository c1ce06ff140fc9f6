"""Numbers: by the year for items, by a letter for all else; nobody gets another's."""

from datetime import UTC, datetime

import pytest

from anlan.kernel.journal.acts import ALLOTTED, Act
from anlan.kernel.journal.facts import By
from anlan.kernel.journal.lock import allot, allot_many, take_within
from anlan.kernel.journal.record import Recorded
from tests.cast import MORNING, by

pytestmark = pytest.mark.django_db(transaction=True)


def test_items_are_numbered_by_the_year_and_all_else_by_its_letter():
    assert allot(MORNING) == "demo-2026-000001"
    assert allot_many(MORNING, 2, "p") == ("demo-p-000001", "demo-p-000002")
    assert take_within(MORNING, 1, "p") == ("demo-p-000003",)
    assert allot(MORNING) == "demo-2026-000002"


def test_the_year_is_that_of_beijing():
    assert allot(datetime(2026, 12, 31, 16, tzinfo=UTC)) == "demo-2027-000001"


def test_an_act_that_files_gets_a_number_of_its_series():
    def enrol(*, by: By, at: datetime, no: str = ALLOTTED) -> Recorded:
        return Recorded(subject=no, seqs=(), hash="")

    enrolling = Act(enrol, {"clerk"})
    enrolling.series = "p"

    assert enrolling(by=by("li"), at=MORNING).subject == "demo-p-000001"
    assert enrolling(by=by("li"), at=MORNING).subject == "demo-p-000002"
