"""A swap takes the word of a leader who is neither of the two, and must still fit then."""

import pytest

from anlan.kernel.duty import acts
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from anlan.kernel.journal.record import record
from anlan.kernel.registry.may import Role
from tests.cast import MORNING, by, post
from tests.duty.conftest import new, rostered, stands

pytestmark = pytest.mark.django_db


def test_once_the_leader_agrees_another_keeps_the_watch(day_and_night):
    acts.ask_swap(watch=day_and_night[1], to="zhao", why="a wedding", by=by("li"), at=MORNING)
    acts.agree_swap(watch=day_and_night[1], by=by("sun"), at=MORNING)

    assert (stands(day_and_night[1]).officer, stands(day_and_night[1]).swap_to) == ("zhao", None)
    assert rebuild.check() == []


def test_two_watches_change_hands_together_though_each_alone_would_be_kept_twice(county):
    mine, his = rostered(new("li", 4, 15), new("qian", 15, 19))
    acts.ask_swap(watch=mine, to="qian", in_return=his, why="so", by=by("li"), at=MORNING)
    acts.agree_swap(watch=mine, by=by("sun"), at=MORNING)

    assert (stands(mine).officer, stands(his).officer) == ("qian", "li")


def test_nobody_agrees_to_nothing_or_for_himself(day_and_night):
    with pytest.raises(Refused, match="no-swap"):
        acts.agree_swap(watch=day_and_night[1], by=by("sun"), at=MORNING)
    acts.ask_swap(watch=day_and_night[1], to="zhao", why="so", by=by("li"), at=MORNING)
    for who in ("li", "zhao", "qian"):
        with pytest.raises(Refused, match="not-the-leader"):
            acts.agree_swap(watch=day_and_night[1], by=by(who), at=MORNING)


def test_what_no_longer_fits_is_not_agreed_to(day_and_night):
    acts.ask_swap(watch=day_and_night[1], to="zhao", why="so", by=by("li"), at=MORNING)
    rostered(new("zhao", 16, 20))

    with pytest.raises(Refused, match="no-rest"):
        acts.agree_swap(watch=day_and_night[1], by=by("sun"), at=MORNING)


def test_a_leader_who_is_one_of_the_two_does_not_agree_to_it_himself(day_and_night):
    more = [post(who, Role.LEADER, "O-county", "6301", no=f"post-{who}-leads") for who in ("li", "zhao")]
    record(more, by=by("console"), at=MORNING)
    acts.ask_swap(watch=day_and_night[1], to="zhao", why="so", by=by("li"), at=MORNING)

    for who in ("li", "zhao"):
        with pytest.raises(Refused, match="not-the-leader"):
            acts.agree_swap(watch=day_and_night[1], by=by(who), at=MORNING)
