"""What is open, most pressing first: the parts that an index finds are what one sort of it all would give."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.kernel.chase import keeping
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import lists, sums
from anlan.kernel.obligations.facts import ItemFiled, ItemStruckOff
from anlan.kernel.obligations.lists import Asked, Group, View
from anlan.kernel.registry.may import EVERYWHERE, Within
from tests.cast import MORNING, by
from tests.often import often

COUNTY = Within(places=("6301",), departments=("safety",), organisations=None, persons=None)
UNIT = Within(places=None, departments=None, organisations=("E-1",), persons=None)
LATER = MORNING + timedelta(days=3)
FILED = st.tuples(
    st.sampled_from([None, "general", "major"]),
    st.integers(-100, 400),  # hours from then on until it falls due
    st.sampled_from(["6301", "630102", "6302"]),
    st.sampled_from([None, "safety", "fire"]),
    st.booleans(),  # struck off today
)
ASKED = (
    Asked(view=View.OPEN),
    Asked(view=View.OPEN, group=Group.NONE),
    Asked(view=View.OPEN, grade="major"),
    Asked(view=View.OPEN, kind="danger", place="6301"),
)


def file(number: int, grade: str | None, hours: int, place: str, department: str | None, is_struck: bool) -> None:
    no, due = f"demo-2026-{number:06}", LATER + timedelta(hours=hours)
    told = {"what": "x", "place": place, "department": department, "organisation": "E-1", "owner": "wang"}
    more = {"grade": grade, "source": None, "found_at": None}
    at = min(MORNING, due - timedelta(hours=1))
    record([ItemFiled(item=no, kind="danger", due_at=due, **told, **more)], by=by("zhao"), at=at)
    if is_struck:
        struck = ItemStruckOff(item=no, kind="danger", place=place, evidence=(), opinion="")
        record([struck], by=by("li"), at=LATER - timedelta(minutes=1))


def whole(asked: Asked, within: Within, at: datetime) -> list[lists.Ledger]:
    """Return all pages of what was asked, as one sort of it all gives them; prove on the way that the parts do, too."""
    pressing = sums.pressing(asked, within=within, at=at)
    assert pressing is not None
    told = list[lists.Ledger]()
    while not told or len(told) < told[-1].pages:
        page = Asked(**{word: getattr(asked, word) for word in asked.__dataclass_fields__} | {"page": len(told) + 1})
        told.append(lists.ledger(page, within=within, person="li", at=at))
        assert lists.ledger(page, within=within, person="li", at=at, pressing=pressing) == told[-1]
    return told


@pytest.mark.django_db
@given(items=st.lists(FILED, max_size=14), swept=st.none() | st.integers(0, 72))
@settings(max_examples=often(20), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_parts_of_what_is_open_are_what_one_sort_gives(transaction_of_its_own, items, swept):
    with transaction_of_its_own(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(lists, "PAGE", 3)
        for number, one in enumerate(items, start=1):
            file(number, *one)
        if swept is not None:
            keeping.sweep(LATER - timedelta(hours=swept))

        for within in (EVERYWHERE, COUNTY):
            for asked in ASKED:
                pages = whole(asked, within, LATER)
                assert sum(len(page.rows) for page in pages) == pages[0].total


@pytest.mark.parametrize(
    ("asked", "within"),
    [
        (Asked(view=View.MAJOR), EVERYWHERE),
        (Asked(view=View.OPEN, group=Group.PLACE), EVERYWHERE),
        (Asked(view=View.OPEN, words="gas"), EVERYWHERE),
        (Asked(view=View.OPEN, organisation="E-1"), EVERYWHERE),
        (Asked(view=View.OPEN, among=("demo-2026-000001",)), EVERYWHERE),
        (Asked(view=View.OPEN), UNIT),
    ],
    ids=["view", "group", "words", "unit", "chosen", "reach"],
)
def test_what_no_counter_knows_is_counted_itself(db, asked, within):
    assert sums.pressing(asked, within=within, at=LATER) is None
