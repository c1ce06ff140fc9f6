"""Who answers at an hour: by day the post, by night who is on duty; nobody who is away or rests goes first."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from anlan.kernel.chase import keeping
from anlan.kernel.chase.rules import Step
from anlan.kernel.duty import acts, hours
from anlan.kernel.duty.musts import is_office_hour
from anlan.kernel.journal.facts import BEIJING, NotHere
from anlan.kernel.journal.record import record
from anlan.kernel.obligations.tables import stored
from anlan.kernel.registry import acts as registry
from anlan.kernel.registry.may import EVERYWHERE, Role, Tenure, Within, entered_late
from tests.cast import MORNING, TODAY, by, post
from tests.doors import browser
from tests.duty.conftest import HOUR, new, rostered
from tests.registry.conftest import land, place  # noqa: F401

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NIGHT = datetime(2026, 7, 2, 2, 14, tzinfo=BEIJING)
ELSEWHERE = Within(places=("6302",), departments=None, organisations=None, persons=None)


def asked(hour, **more):
    words = {"place": "630122", "department": "safety", "within": EVERYWHERE, "at": MORNING}
    return hours.answering(hour=hour, **(words | more))


def told(answer) -> list[tuple[str, str, str | None]]:
    return [(one.person, one.reason.value, one.why_not.value if one.why_not else None) for one in answer.people]


@pytest.fixture
def kept(county):
    """Qian keeps the evening and hands over to Li at nine; Gao stands in for Li, and Sun leads."""
    record([post("gao", Role.OFFICER, "O-county", "6301", "safety")], by=by("console"), at=MORNING)
    head = post("ma", Role.LEADER, "O-county", "6301", None, "head")
    record([head], by=by("console"), at=MORNING)
    acts.name_deputy(post="post-li", deputy="gao", by=by("sun"), at=MORNING)
    mine, his = rostered(new("qian", 0, 4), new("zhao", 4, 15))
    acts.begin(watch=mine, by=by("qian"), at=MORNING)
    acts.hand_over(watch=mine, by=by("qian"), at=MORNING + 4 * HOUR)
    acts.take(watch=mine, by=by("zhao"), at=MORNING + 4 * HOUR)
    return mine, his


def test_at_two_in_the_morning_it_is_who_is_on_duty_and_by_day_the_post(kept):
    night, day = asked(NIGHT), asked(MORNING)

    assert told(night) == [
        ("zhao", "keeps-watch", None),
        ("li", "holder", None),
        ("gao", "post-deputy", None),
        ("ma", "leads-place", None),
    ]
    assert (night.is_office_hour, day.is_office_hour) == (False, True)
    assert day.first is not None
    assert (day.first.person, day.first.reason) == ("li", "holder")
    assert [one.person for one in day.people] == ["li", "gao", "qian", "ma"]


def test_who_is_away_or_rests_is_named_and_not_the_first(kept):
    acts.tell_away(from_at=MORNING, until_at=MORNING + 3 * DAY, by=by("li"), at=MORNING)
    acts.name_deputy(post="post-li", deputy="gao", by=by("sun"), at=MORNING)
    _, his = kept
    [next_] = rostered(new("qian", 15, 20))
    acts.hand_over(watch=his, by=by("zhao"), at=MORNING + 15 * HOUR)
    acts.take(watch=his, by=by("qian"), at=MORNING + 15 * HOUR)
    morning = asked(MORNING + 16 * HOUR)  # nine o'clock the next day

    assert told(morning)[:3] == [("li", "holder", "away"), ("gao", "post-deputy", None), ("qian", "keeps-watch", None)]
    assert morning.first is not None
    assert morning.first.person == "gao"
    assert hours.why_not("zhao", at=MORNING + 16 * HOUR) == ("resting", MORNING + 27 * HOUR)
    assert next_


def test_the_hours_of_offices_are_those_of_working_days():
    saturday, working, evening = (datetime(2026, 7, d, h, tzinfo=BEIJING) for d, h in ((4, 10), (3, 10), (3, 18)))

    assert [is_office_hour(at) for at in (saturday, working, evening)] == [False, True, False]


def test_nobody_asks_beyond_his_reach_or_for_nothing(kept):
    for words in ({"within": ELSEWHERE}, {"place": None}, {"place": None, "site": "S-none"}):
        with pytest.raises(NotHere):
            asked(NIGHT, **words)
    with pytest.raises(NotHere):
        hours.sheet(place="6301", within=ELSEWHERE, at=MORNING)


def test_the_sheet_has_a_line_for_what_nobody_answers_for(land):  # noqa: F811
    told = hours.sheet(place="990101", on=TODAY, within=EVERYWHERE, at=MORNING)
    by_duty = {(one.matter, one.department): one for one in told.cells}

    assert by_duty["danger", "safety"].person == "li"
    assert by_duty["danger", "water"].post is None
    assert (by_duty["head", None].person, by_duty["head", None].place) == ("sun", "9901")  # from above
    assert told.empty == sum(one.post is None for one in told.cells) > 0
    safety = Within(places=("990101",), departments=("safety",), organisations=None, persons=None)
    own = hours.sheet(place="990101", within=safety, at=MORNING)
    assert {one.department for one in own.cells} == {None, "safety"}


def test_the_chase_goes_to_the_deputy_of_whoever_is_away(kept, found):
    item = stored(found)
    assert item is not None
    acts.tell_away(from_at=MORNING, until_at=MORNING + 30 * DAY, by=by("li"), at=MORNING)
    above = keeping.Above(at=item.due_at)

    assert above.of(item, Step.LAPSED) == "gao"


def test_beside_who_was_entered_after_a_day_the_sheet_of_that_day_says_when(county, monkeypatch):
    places = (place("63", "青海省", "province", None), place("6301", "西宁市", "prefecture", "63"))
    registry.import_places(rows=places, is_simulated=True, by=by("console"), at=MORNING)
    later = MORNING + 9 * DAY
    record([post("gao", Role.OFFICER, "O-county", "6301", "safety", "danger", no="post-li")], by=by("c"), at=later)

    def entered(on: date, at=later) -> dict[str | None, date | None]:
        cells = hours.sheet(place="6301", on=on, within=EVERYWHERE, at=at).cells
        return {one.person: one.entered_on for one in cells if one.post == "post-li"}

    assert entered(TODAY + 2 * DAY) == {"gao": TODAY + 9 * DAY}
    assert entered(TODAY + 9 * DAY) == {"gao": None}
    monkeypatch.setenv("ANLAN_NOW", later.isoformat())
    for more in ("", "&print=1"):
        told = browser("sun", at=later).get(f"/responsibility/?place=6301&on=2026-07-03{more}").content.decode()
        assert "登记于 2026-07-10" in told
        assert "登记于" not in browser("sun", at=later).get(f"/responsibility/?place=6301{more}").content.decode()


LI, GAO = (
    Tenure(
        **{"no": "p", "role": "officer", "title": "", "person": person, "organisation": "O", "place": "63"},
        **{"department": None, "matter": "danger", "from_on": TODAY, "until_on": None},
    )
    for person in ("li", "gao")
)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ([(0, LI)], None),
        ([(0, LI), (5, LI)], None),
        ([(5, LI)], 5),
        ([(0, GAO), (5, LI)], 5),
        ([(0, LI), (1, TODAY), (5, LI)], 5),
        ([(0, LI), (1, TODAY + DAY), (5, LI)], 5),
        ([(0, LI), (1, TODAY + 4 * DAY), (5, LI)], None),
        ([(5, GAO), (6, LI), (7, GAO), (8, LI)], 6),
        ([(5, replace(LI, matter="fire")), (6, LI)], 6),
    ],
)
def test_whether_a_holder_was_known_on_a_day_is_asked_of_what_was_said_by_then(said, told):
    each = [(TODAY + day * DAY, one) for day, one in said]

    assert entered_late(LI, each, on=TODAY + 2 * DAY) == (told and TODAY + told * DAY)
