"""When a closure is looked at again: once, whenever the clock stood still."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.looks.rules import Struck, due, due_at, waiting
from anlan.kernel.registry.laws import law

BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
hours = st.integers(min_value=0, max_value=120 * 24).map(lambda n: BEGUN + timedelta(hours=n))
strikes = st.lists(hours, max_size=8).map(lambda ats: [Struck(danger=f"#{n}", at=at) for n, at in enumerate(ats)])


@given(strikes, st.lists(hours, max_size=12))
def test_at_any_schedule_of_stops_each_closure_is_looked_at_once_at_the_first_minute_after_it_is_due(struck, minutes):
    runs = sorted(minutes)
    opened: dict[Struck, datetime] = {}
    for at in runs:
        said = due([one for one in struck if one.at <= at], opened=opened.keys(), at=at)
        assert not set(said) & set(opened)
        opened |= dict.fromkeys(said, at)

    # Worked out apart: the first run that is thirty days or more after it was struck off, if there is one.
    thirty = timedelta(days=30)
    firsts = {one: next((at for at in runs if at - one.at >= thirty), None) for one in struck}
    assert opened == {one: at for one, at in firsts.items() if at}


@given(strikes, hours)
def test_what_waits_is_what_was_not_opened_in_the_order_in_which_it_is_opened(struck, at):
    opened = set(due(struck, opened=set(), at=at))

    assert {*opened, *waiting(struck, opened=opened)} == set(struck)
    assert [one.at for one in due(struck, opened=set(), at=at)] == sorted(one.at for one in opened)


def test_what_was_struck_off_before_the_first_day_of_the_rule_is_not_looked_at():
    before = Struck(danger="#1", at=datetime(2021, 8, 31, 15, 59, tzinfo=UTC))
    after = Struck(danger="#2", at=datetime(2021, 8, 31, 16, tzinfo=UTC))

    assert due_at(before) is None
    days = law("dangers#days-look-again-major", on=datetime(2021, 9, 1, tzinfo=UTC).date())
    assert due([before, after], opened=set(), at=after.at + timedelta(days=days)) == [after]
