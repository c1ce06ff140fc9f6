"""Who is away says until when; his watches are swapped first, and he is put on no roster meanwhile."""

import pytest

from anlan.kernel.duty import acts
from anlan.kernel.journal.facts import NotHere, Refused
from tests.cast import MORNING, by
from tests.duty.conftest import HOUR, new, rostered

pytestmark = pytest.mark.django_db


def test_who_is_away_is_not_rostered_and_whoever_is_rostered_swaps_first(day_and_night):
    with pytest.raises(Refused, match="away-on-watch"):
        acts.tell_away(from_at=MORNING, until_at=MORNING + 5 * HOUR, by=by("li"), at=MORNING)
    acts.tell_away(from_at=MORNING, until_at=MORNING + 30 * HOUR, by=by("zhao"), at=MORNING)

    with pytest.raises(Refused, match="is-away"):
        rostered(new("zhao", 20, 24))
    with pytest.raises(Refused, match="is-away"):
        acts.ask_swap(watch=day_and_night[1], to="zhao", why="so", by=by("li"), at=MORNING)
    assert rostered(new("zhao", 30, 34))


@pytest.mark.parametrize(("begins", "ends"), [(2, 1), (-3, -1)])
def test_an_absence_ends_after_it_begins_and_after_now(county, begins, ends):
    with pytest.raises(Refused, match="away-crossed"):
        acts.tell_away(from_at=MORNING + begins * HOUR, until_at=MORNING + ends * HOUR, by=by("zhao"), at=MORNING)


def test_only_a_leader_speaks_for_another_and_only_of_his_office(county):
    for who, whom in (("li", "zhao"), ("sun", "zhou"), ("sun", "wang")):
        with pytest.raises(NotHere):
            acts.tell_away(person=whom, from_at=MORNING, until_at=MORNING + HOUR, by=by(who), at=MORNING)
    assert acts.tell_away(person="zhao", from_at=MORNING, until_at=MORNING + HOUR, by=by("sun"), at=MORNING)


def test_a_refusal_names_a_watch_by_its_hours_and_not_by_its_number(day_and_night):
    with pytest.raises(Refused) as told:
        acts.tell_away(from_at=MORNING, until_at=MORNING + 5 * HOUR, by=by("li"), at=MORNING)

    assert told.value.params["watch"] == "07-01 21:00–08:00"
