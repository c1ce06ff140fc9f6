"""A whole province: as much as was promised, nothing invented on a real place, and ledgers that come in."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time

import pytest

from anlan.faces.cli.demo import build
from anlan.faces.cli.demo.plan import plan, summary
from anlan.faces.cli.demo.shapes import OPEN
from anlan.kernel.journal.facts import BEIJING
from anlan.kernel.obligations import reads as items
from anlan.kernel.obligations.tables import Item
from anlan.kernel.registry import door, laws
from anlan.kernel.registry.may import Role

DAY = date(2026, 11, 26)
NOW = datetime.combine(DAY, time(15, 42), BEIJING)


@pytest.fixture(scope="module")
def province():
    return plan(7, DAY, "province")


def test_there_is_as_much_as_was_promised(province):
    levels = Counter(place.level for place in province.places if not place.is_simulated)

    assert len(province.organisations) == 1240
    assert len(province.stories) + sum(len(one.rows) for one in province.brought) == 8600
    assert levels == {"province": 1, "prefecture": 8, "county": 44, "committee": 1}
    assert len(province.brought) == 44
    assert province.county.code not in {one.county for one in province.brought}


def test_nothing_invented_stands_on_a_real_place_or_bears_a_real_name(province):
    real = {place.code for pack in laws.names() for place in laws.places_of(pack) if place.until_on is None}

    for place in province.places:
        assert place.is_simulated == (place.code not in real) == ("模拟" in place.name)
        assert place.is_simulated == place.code[6:].startswith("9")
    assert all(one.name.endswith("（模拟）") for one in province.organisations)
    assert len({one.name for one in province.organisations}) == len(province.organisations)
    assert len({one.uscc for one in province.organisations}) == len(province.organisations)
    assert len({person.phone for person in province.people}) == len(province.people)


def test_a_name_in_a_ledger_means_one_person_of_its_county(province):
    county = {one.key: one.place[:6] for one in province.organisations}
    names = Counter((county[person.organisation], person.name) for person in province.people)

    assert {place: n for place, n in names.items() if n > 1 and len(place[0]) == 6} == {}


def test_every_county_has_whom_a_ledger_and_a_chase_need(province):
    held = {(post.role, post.place, post.department, post.matter) for post in province.posts}

    for place in province.places:
        if place.level in ("county", "committee", "town"):
            assert (Role.LEADER, place.code, None, "head") in held
    for one in province.brought:
        assert (Role.OFFICER, one.county, "safety", "danger") in held
        assert (Role.DUTY, one.county, None, None) in held


def test_a_ledger_holds_two_years_and_what_was_open_in_it_has_gone_on(province):
    for one in province.brought:
        still_open = [row for row in one.rows if row.closed_on is None]
        assert {row.story for row in still_open} == {story.key for story in one.stories}
        assert 15 <= len(still_open) <= 25
        assert min(row.found_on for row in one.rows).year < DAY.year
        assert all(row.found_on <= row.closed_on <= one.at.date() for row in one.rows if row.closed_on)
        assert all(row.found_on <= one.at.date() for row in still_open)
        assert all(step.at > one.at for story in one.stories for step in story.steps)
        assert max((step.at for story in one.stories for step in story.steps), default=NOW) <= NOW
    states = Counter(story.state for one in province.brought for story in one.stories)
    assert set(OPEN) | {"struck-off"} == set(states)
    late = sum(s.filing.due_on < DAY and s.state in OPEN for one in province.brought for s in one.stories)
    assert 44 <= late <= 200


def test_the_county_of_the_demo_is_the_same_in_a_province(province):
    county = plan(7, DAY)

    assert (province.stories, province.cast) == (county.stories, county.cast)
    assert province.people[: len(county.people)] == county.people


def test_the_summary_says_that_it_is_a_province(province):
    for language, word in (("zh", "45个县级单位"), ("en", "45 units of county level")):
        told = summary(province, language)
        assert all(number in told for number in ("1240", "8600", word))


@pytest.mark.django_db(transaction=True)
def test_a_county_brings_its_ledger_in_and_goes_on_with_what_was_open(province, home):
    few = _of_one_county(province)
    told, [brought] = build.found_county(few), few.brought
    with build.darkroom(few) as drawn:
        build.live(few, told, drawn, moved=lambda: None)
    ended = Counter(story.state for story in brought.stories)
    found = Counter(Item.objects.filter(kind="danger").values_list("state", flat=True))

    assert found["closed-before"] == sum(row.closed_on is not None for row in brought.rows)
    assert sum(found.values()) == len(brought.rows)
    assert all(found[state] == n for state, n in ended.items())
    watch = door.at_console(told.people[brought.by])
    assert watch.ask(items.sums, {}).open == sum(n for state, n in ended.items() if state in OPEN)


def _of_one_county(province):
    """Return the first of the other counties with those above it, and nothing of the county of the demo."""
    brought = province.brought[0]
    above = {brought.county, brought.county[:4], brought.county[:2]}
    offices = {one.key for one in province.organisations if one.place[:6] in above}
    offices |= {post.organisation for post in province.posts if post.key in {cast.post for cast in province.cast}}
    people = {person.key for person in province.people if person.organisation in offices}
    return replace(
        province,
        stories=(),
        brought=(brought,),
        organisations=tuple(one for one in province.organisations if one.key in offices),
        people=tuple(one for one in province.people if one.key in people),
        posts=tuple(one for one in province.posts if one.organisation in offices and one.person in people),
        sites=tuple(one for one in province.sites if one.organisation in offices),
    )
