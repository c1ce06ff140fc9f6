"""A hand-over lists what is unresolved, as the ledger has it, and the giver is on duty until somebody takes it."""

from datetime import timedelta

import pytest

from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers.rules import Description
from anlan.kernel.chase import keeping
from anlan.kernel.chase import reads as chase
from anlan.kernel.duty import acts, hours, reads
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.registry.may import EVERYWHERE, Within
from tests.cast import MORNING, by
from tests.duty.conftest import HOUR, new, rostered, stands

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=7)


def filed(what: str, place: str = "6301", department: str = "safety") -> str:
    words = {"what": what, "place": place, "department": department, "organisation": "E-1", "owner": "wang"}
    return dangers.file(**words, told=Description(), by=by("zhao" if place == "6301" else "zhou"), at=MORNING).subject


def test_until_somebody_takes_it_the_giver_is_on_duty_also_past_his_time(on_duty):
    acts.hand_over(watch=on_duty[0], text="rain since noon", by=by("qian"), at=MORNING + 4 * HOUR)

    later = MORNING + 6 * HOUR
    assert stands(on_duty[0]).state == "handing-over"
    assert hours.keeper_at("6301", at=later).no == on_duty[0]  # type: ignore[union-attr]


def test_the_house_lists_what_lapsed_was_raised_and_comes_due_and_nothing_else(county):
    lapsing, elsewhere = filed("blocked exit"), filed("loose wire", "6302")
    at = MORNING + DAYS + 7 * HOUR  # its day ends at 24:00 in Beijing, seven hours after 17:00
    coming = dangers.file(
        what="old hose",
        place="6301",
        department="safety",
        organisation="E-1",
        owner="wang",
        due_on=(at + timedelta(hours=12)).date(),
        told=Description(),
        by=by("zhao"),
        at=at - 2 * HOUR,
    ).subject
    far = dangers.file(
        **{"what": "rust", "place": "6301", "department": "safety", "organisation": "E-1", "owner": "wang"},
        told=Description(),
        by=by("zhao"),
        at=at - 2 * HOUR,
    ).subject
    mine, his = rostered(new("qian", 168, 176), new("li", 176, 180), at=at - 7 * HOUR)
    acts.begin(watch=mine, by=by("qian"), at=at - 3 * HOUR)
    keeping.keep(at + timedelta(minutes=1))
    acts.hand_over(watch=mine, by=by("qian"), at=at + HOUR)

    page = reads.page(mine, within=EVERYWHERE, by=by("li"), at=at + HOUR)
    assert {one.item: one.why for one in page.left} == {lapsing: "lapsed-in-watch", coming: "comes-due"}
    assert (page.more, page.filed, page.struck, page.overdue) == (0, 2, 0, 1)
    assert page.following is not None
    assert page.following.no == his
    assert not {far, elsewhere} & {one.item for one in page.left}
    assert rebuild.check() == []


def test_before_it_is_handed_over_one_sees_what_would_be_listed_and_each_only_what_he_sees(on_duty):
    no = filed("blocked exit")
    at = MORNING + DAYS
    water = Within(places=("6301",), departments=("water",), organisations=None, persons=None)
    told = chase.hand_over(no=on_duty[0], within=EVERYWHERE, by=by("qian"), at=at)

    assert ([one.no for one in told.items], told.is_listed, told.filed) == ([no], False, 1)
    assert chase.hand_over(no=on_duty[0], within=water, by=by("qian"), at=at).items == ()
    events = chase.log(no=on_duty[0], within=EVERYWHERE, at=at).events
    assert [(one.what, one.item, one.person) for one in events] == [("filed", no, "zhao")]


def test_nobody_hands_over_to_nobody_or_what_is_not_his(on_duty):
    with pytest.raises(Refused, match="not-your-watch"):
        acts.hand_over(watch=on_duty[0], by=by("li"), at=MORNING)
    with pytest.raises(Refused, match="watch-state"):
        acts.hand_over(watch=on_duty[1], by=by("li"), at=MORNING)
    with pytest.raises(NotHere):
        acts.hand_over(watch=on_duty[0], by=by("zhou"), at=MORNING)
    acts.cancel(watch=on_duty[1], why="so", by=by("sun"), at=MORNING)
    with pytest.raises(Refused, match="nobody-next"):
        acts.hand_over(watch=on_duty[0], by=by("qian"), at=MORNING)


def test_it_is_handed_over_to_the_very_next_watch_or_to_one_that_is_due(county):
    mine, his, hers = rostered(new("qian", 0, 4), new("li", 4, 15), new("zhao", 15, 19))
    acts.begin(watch=mine, by=by("qian"), at=MORNING)

    with pytest.raises(Refused, match="not-first") as refused:
        acts.hand_over(watch=mine, following=hers, by=by("qian"), at=MORNING + 4 * HOUR)
    assert refused.value.params == {"watch": "07-01 17:00–21:00", "first": "07-01 21:00–08:00"}

    acts.hand_over(watch=mine, following=his, by=by("qian"), at=MORNING + 4 * HOUR)
    due = MORNING + 14.5 * HOUR  # Li never came, and the time of the next has come
    acts.hand_over(watch=mine, following=hers, by=by("qian"), at=due)
    acts.take(watch=mine, by=by("zhao"), at=due)
    assert stands(hers).kept_by == "zhao"


def test_of_a_watch_that_is_over_or_was_cancelled_nobody_waits_for_its_keeper(county):
    mine, _, hers, last = rostered(new("qian", 0, 4), new("li", 4, 8), new("zhao", 8, 15), new("qian", 16, 20))
    acts.begin(watch=mine, by=by("qian"), at=MORNING)
    acts.hand_over(watch=mine, by=by("qian"), at=MORNING + 4 * HOUR)

    late = MORNING + 9 * HOUR
    acts.hand_over(watch=mine, by=by("qian"), at=late)
    assert stands(mine).next == hers
    acts.cancel(watch=hers, why="sick", by=by("sun"), at=late)
    assert reads.following(stands(mine), at=late) == stands(last)
    acts.hand_over(watch=mine, by=by("qian"), at=late)
    assert stands(mine).next == last
