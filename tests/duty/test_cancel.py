"""A watch comes off the roster with a reason, and only while nobody keeps it."""

import pytest

from anlan.kernel.duty import acts, reads
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.journal.record import record
from anlan.kernel.registry.may import EVERYWHERE, Role
from tests.cast import MORNING, by, post
from tests.doors import ask, browser, program
from tests.duty.conftest import new, rostered, stands

pytestmark = pytest.mark.django_db


def test_what_is_cancelled_is_off_the_roster_and_leaves_room(day_and_night):
    acts.cancel(watch=day_and_night[0], why="sick", by=by("sun"), at=MORNING)

    assert stands(day_and_night[0]).state == "cancelled"
    assert [one.no for one in reads.watches(within=EVERYWHERE, at=MORNING).coming] == day_and_night[1:]
    assert rostered(new("zhao", 0, 4))


def test_what_has_begun_or_has_no_reason_is_not_cancelled(on_duty):
    for no, why, code in ((on_duty[0], "so", "watch-state"), (on_duty[1], " ", "no-words")):
        with pytest.raises(Refused, match=code):
            acts.cancel(watch=no, why=why, by=by("sun"), at=MORNING)
    with pytest.raises(NotHere):
        acts.cancel(watch=on_duty[1], why="so", by=by("zhou"), at=MORNING)


def test_another_office_of_the_same_place_does_not_touch_it(day_and_night):
    record([post("hai", Role.DUTY, "O-other", "6301")], by=by("console"), at=MORNING)

    with pytest.raises(NotHere):
        acts.cancel(watch=day_and_night[1], why="so", by=by("hai"), at=MORNING)


def test_one_cancels_ones_own_or_as_who_rosters(county):
    mine, his = rostered(new("qian", 0, 4), new("li", 4, 15))
    first = acts.roster(rows=(new("li", 40, 44),), by=by("qian"), at=MORNING).subject

    assert "cancel" not in reads.page(his, within=EVERYWHERE, by=by("qian"), at=MORNING).verbs
    with pytest.raises(Refused, match="not-yours-to-cancel"):
        acts.cancel(watch=his, why="so", by=by("qian"), at=MORNING)
    for no, who in ((mine, "qian"), (first, "qian"), (his, "sun")):
        assert "cancel" in reads.page(no, within=EVERYWHERE, by=by(who), at=MORNING).verbs
        acts.cancel(watch=no, why="so", by=by(who), at=MORNING)
        assert stands(no).state == "cancelled"


def test_whoever_was_on_it_is_told_and_still_sees_it(county, monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    record([post("gao", Role.DUTY, "O-county", "6301")], by=by("console"), at=MORNING)
    no = acts.roster(rows=(new("li", 4, 15, deputy="gao"),), by=by("qian"), at=MORNING).subject
    acts.cancel(watch=no, why="sick", by=by("qian"), at=MORNING)

    for person in ("li", "gao", "sun"):
        told = ask(program(person), "notices.notices").json()["answer"]["told"]
        assert {one["notice"]["sort"] for one in told} == {"watch-cancelled", "rostered"}, person
        assert browser(person).get(f"/watches/{no}/").status_code == 200


def test_of_a_swap_who_leads_and_who_stands_in_is_told_too(county, monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    lead = [post("ma", Role.LEADER, "O-county", "6301"), post("gao", Role.DUTY, "O-county", "6301")]
    record(lead, by=by("console"), at=MORNING)
    [no] = rostered(new("li", 4, 15, deputy="gao"))
    acts.ask_swap(watch=no, to="zhao", why="so", by=by("li"), at=MORNING)
    acts.agree_swap(watch=no, by=by("ma"), at=MORNING)

    for person, sorts in (("sun", {"swapped"}), ("gao", {"swapped", "rostered"}), ("ma", set())):
        told = ask(program(person), "notices.notices").json()["answer"]["told"]
        assert {one["notice"]["sort"] for one in told} == sorts, person
