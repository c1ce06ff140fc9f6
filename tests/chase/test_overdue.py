"""What is overdue: counted by the house as anybody would count it by hand, whatever was said and whoever slept."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers.rules import Description
from anlan.kernel.chase import keeping
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.journal.follow import write
from anlan.kernel.journal.reads import facts_said
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts as items
from anlan.kernel.obligations import reads, tables
from anlan.kernel.obligations.facts import ItemFiled, ItemStruckOff
from anlan.kernel.obligations.lists import Asked, View, ledger
from anlan.kernel.obligations.tables import stored
from anlan.kernel.registry.may import EVERYWHERE, Within
from tests.cast import MORNING, by, photo
from tests.conftest import POSTS
from tests.journal.test_rebuild import filed
from tests.often import often

DAY = timedelta(days=1)
COUNTY = Within(places=("6301",), departments=("safety",), organisations=None, persons=None)
UNIT = Within(places=None, departments=None, organisations=("E-1",), persons=None)
VERBS = ("file", "accept", "submit", "return_", "strike_off", "void", "correct", "take_back", "sweep", "sleep")
SAID = st.tuples(st.sampled_from(VERBS), st.integers(0, 3), st.integers(0, 80))


def counted() -> dict[tuple[object, ...], int]:
    """Return what the counters say, without those that say nothing."""
    keys = ("place", "department", "kind", "grade", "state", "overdue")
    return {tuple(key): n for *key, n in tables.Count.objects.exclude(n=0).values_list(*keys, "n")}


def by_hand(at: datetime) -> Counter[tuple[object, ...]]:
    """Count every item anew, as of a moment."""
    every = tables.stored_many(tables.Item.objects.values_list("no", flat=True))
    return Counter(
        (one.place, one.department or "", one.kind, one.grade or "", str(one.state), one.is_open and one.due_at < at)
        for one in every
    )


def say(verb: str, no: str | None, at: datetime) -> str | None:
    """Let somebody say something, or the clock do its part; return the number of what was filed."""
    words = {"what": "x", "place": "6301", "department": "safety", "organisation": "E-1"}
    if verb == "file":
        return dangers.file(**words, owner="wang", told=Description(), by=by("zhao"), at=at).subject
    if verb in ("sweep", "sleep"):
        keeping.sweep(at) if verb == "sweep" else None
    elif no is None:
        return None
    elif verb == "accept":
        items.accept(item=no, by=by("wang", command=f"last {no}"), at=at)
    elif verb == "submit":
        dangers.submit(item=no, evidence=(photo("wang", f"{no} {at}"),), by=by("wang"), at=at)
    elif verb in ("return_", "void"):
        getattr(dangers, verb)(item=no, why="so", by=by("li", command=f"last {no} {verb}"), at=at)
    elif verb == "strike_off":
        dangers.strike_off(item=no, by=by("li", command=f"last {no} {verb}"), at=at)
    elif verb == "correct":
        dangers.correct(
            item=no, **words | {"place": "630102"}, told=Description(), grade=None, why="so", by=by("zhao"), at=at
        )
    else:
        found = stored(no)
        assert found
        speaker = "wang" if found.state == "accepted" else "li"
        items.take_back(item=no, key=found.command, by=by(speaker), at=at)
    return None


@pytest.mark.django_db
@given(said=st.lists(SAID, max_size=14))
@settings(max_examples=often(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_said_at_whatever_hour_and_however_long_the_sweeper_slept_the_counters_are_right(
    transaction_of_its_own, said
):
    with transaction_of_its_own():
        record(POSTS, by=by("console"), at=MORNING)
        at, nos = MORNING, list[str]()
        for verb, which, hours in said:
            # Half of what is said follows at once, so that it can be taken back.
            at += timedelta(hours=hours) if hours % 2 else timedelta(seconds=2)
            try:
                if no := say(verb, nos[which % len(nos)] if nos else None, at):
                    nos.append(no)
            except (Refused, NotHere):
                continue
            late = sum(n for key, n in by_hand(at).items() if key[-1])
            for within in (EVERYWHERE, COUNTY, UNIT):
                assert reads.sums(within=within, by=by("li"), at=at).overdue == late
                listed = ledger(Asked(view=View.OVERDUE), within=within, person="li", at=at)
                assert listed.total == len(listed.rows) == late
        assert rebuild.check() == []
        keeping.sweep(at)
        assert counted() == by_hand(at)


def late(no: str) -> bool | None:
    return tables.Item.objects.values_list("overdue", flat=True).get(no=no)


def test_what_came_due_while_the_clock_slept_is_marked_once_it_wakes_and_no_entry_is_written(found):
    item, said = stored(found), len(list(facts_said()))
    assert item
    for hours, is_late in ((0, False), (1, True), (72, True)):
        keeping.sweep(item.due_at + timedelta(hours=hours))
        assert late(found) is is_late

    assert tables.swept_at() == item.due_at + timedelta(hours=72)
    assert len(list(facts_said())) == said


def test_what_a_clock_that_ran_ahead_called_overdue_is_so_no_more_once_it_is_put_right(found):
    keeping.sweep(MORNING + 99 * DAY)
    assert late(found) is True

    keeping.sweep(MORNING)

    assert late(found) is False
    assert counted() == by_hand(MORNING)
    assert tables.swept_at() == MORNING
    assert rebuild.check() == []


def test_what_is_struck_off_or_void_is_overdue_no_more_at_once(put_right):
    keeping.sweep(MORNING + 99 * DAY)
    dangers.strike_off(item=put_right, by=by("li"), at=MORNING + 99 * DAY)

    assert late(put_right) is None
    assert counted() == by_hand(MORNING + 99 * DAY)


def test_what_was_voided_when_overdue_and_taken_back_is_overdue_again_at_once(found):
    at = MORNING + 99 * DAY
    keeping.sweep(at)
    dangers.void(item=found, why="so", by=by("li", command="mine"), at=at)
    assert late(found) is None
    items.take_back(item=found, key="mine", by=by("li"), at=at)

    assert late(found) is True
    assert counted() == by_hand(at)


def test_a_filing_whose_deadline_has_gone_by_already_is_overdue_at_once(county):
    [no, *_] = filed(1)
    record([ItemStruckOff(item=no, kind="danger", place="630222901", evidence=(), opinion="")], by=by("li"), at=MORNING)
    nos = [no, *_file_late()]

    assert [late(no) for no in nos] == [None, True]
    assert counted() == by_hand(MORNING)


def test_a_thousand_come_due_in_one_night(county):
    filed(1_200)
    at = MORNING + 8 * DAY
    pages = list[None]()
    keeping.sweep(at, meanwhile=lambda: pages.append(None))

    assert counted() == by_hand(at)
    assert sum(n for key, n in counted().items() if key[-1]) == 1_200
    assert len(pages) == 4  # three of five hundred at most, and one that found nothing
    assert rebuild.check() == []


def test_a_rebuild_finds_a_mark_that_does_not_follow(found):
    keeping.sweep(MORNING)
    write("UPDATE obligations_item SET overdue = %s WHERE no = %s", [(True, found)])

    assert [line.partition(":")[0] for line in rebuild.rebuild()] == ["obligations_count"] * 2, "counted as it was not"
    assert late(found) is False
    assert counted() == by_hand(MORNING)


def _file_late() -> list[str]:
    """File something an hour after it fell due, as a ledger from outside may say."""
    shared = {"kind": "danger", "what": "old", "department": None, "organisation": "E-1", "place": "6301"}
    more = {"owner": "wang", "grade": None, "source": None, "found_at": None}
    said = ItemFiled(item="demo-2026-600000", due_at=MORNING - timedelta(hours=1), **shared, **more)
    record([said], by=by("li"), at=MORNING)
    return ["demo-2026-600000"]
