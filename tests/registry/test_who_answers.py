"""Who answers for what on which day."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from anlan.kernel.journal.facts import NotHere, PlaceCode
from anlan.kernel.journal.record import record
from anlan.kernel.registry import reads, tables
from anlan.kernel.registry.facts import PostsEnded
from anlan.kernel.registry.may import Role
from tests.cast import MORNING, TODAY, by, post
from tests.often import often

FIRST = date(2026, 6, 1)


DAYS = [FIRST + timedelta(days=n) for n in range(12)]


PLACES = ("99", "9901", "990101", "990102")


DEPARTMENTS = (None, "safety", "water")


days = some.sampled_from(DAYS)


fills = some.tuples(
    *(some.just("fill"), some.integers(1, 4), some.sampled_from(["a", "b", "c"]), some.sampled_from(PLACES)),
    *(some.sampled_from(DEPARTMENTS), days, some.one_of(some.none(), some.integers(1, 6))),
)


ends = some.tuples(some.just("end"), some.integers(1, 4), days)


def told(step):
    if step[0] == "end":
        return PostsEnded(posts=(f"t-{step[1]}",), until_on=(step[2],))
    _, no, person, place, department, since, length = step
    until = since + timedelta(days=length) if length else None
    more = {"no": f"t-{no}", "from_on": since, "until_on": until}
    return post(person, Role.OFFICER, "O-1", place, department, "danger", **more)


def holder_on(steps, no, day):
    """Go through everything that was said, and let the last that speaks of the day decide."""
    held = None
    for step in steps:
        if step[1] == no and step[2 if step[0] == "end" else 5] <= day:
            ended = step[0] == "end" or (step[6] and day >= step[5] + timedelta(days=step[6]))
            held = None if ended else step
    return held


def best_on(steps, place, department, day):
    held = [step for no in range(1, 5) if (step := holder_on(steps, no, day))]
    above = [step for step in held if place.startswith(step[3]) and step[4] in (None, department)]
    ranked = sorted(above, key=lambda step: (len(step[3]), step[4] == department, step[5], step[1]))
    return ranked[-1][2] if ranked else None


@settings(max_examples=often(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=some.lists(some.one_of(fills, ends), min_size=1, max_size=12), together=some.booleans())
def test_who_answers_on_a_day_is_what_the_last_word_about_that_day_says(db, steps, together):
    tables.Post.objects.all().delete()
    for part in [steps] if together else [[step] for step in steps]:
        record([told(step) for step in part], by=by("console"), at=MORNING)

    for day in (FIRST - timedelta(days=1), *DAYS, DAYS[-1] + timedelta(days=9)):
        for no in range(1, 5):
            held = reads.post(f"t-{no}", on=day)
            assert (held and held.person) == ((now := holder_on(steps, no, day)) and now[2])
        for place in ("990101", "990102", "9901"):
            for department in ("safety", "water"):
                asked = {"place": place, "matter": "danger", "department": department, "on": day}
                assert reads.who_answers_for(**asked) == best_on(steps, place, department, day)


def test_who_answers_for_a_place_is_one_sheet_for_any_day(land):
    def sheet(person, place, on=TODAY):
        lines = reads.responsibility(place=PlaceCode(place), on=on, within=reads.reach(by(person)))
        return [(line.matter, line.department, line.post.person) for line in lines]

    assert sheet("li", "990101901") == [("danger", "safety", "li"), ("head", None, "sun")]
    assert sheet("sun", "990102") == [("danger", "safety", "zhou"), ("head", None, "sun")]
    assert sheet("sun", "990101", on=date(2025, 1, 1)) == []
    with pytest.raises(NotHere):
        sheet("li", "990102")
