"""Everybody sees what his post reaches, and nothing of the rest can be told from nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from anlan.kernel.journal.facts import NotHere, OrganisationNo, PlaceCode, day_of
from anlan.kernel.registry import acts, reads
from anlan.kernel.registry.may import EVERYWHERE, NOWHERE
from anlan.kernel.registry.rules import NewPerson
from tests.cast import MORNING, TODAY, by
from tests.registry.conftest import USCC, new_post


def find(name, place, uscc=None, within=EVERYWHERE):
    return reads.find_organisation(name=name, place=PlaceCode(place), uscc=uscc, within=within)


def test_everybody_sees_the_units_of_his_own_reach_and_no_other(land):
    def sees(person: str, no: str) -> bool:
        try:
            reads.organisation(no=OrganisationNo(no), within=reads.reach(by(person)))
        except NotHere:
            return False
        return True

    whom = {person: [sees(person, land.mill), sees(person, land.mine)] for person in ("li", "zhou", "sun", "system")}
    assert whom == {"li": [True, False], "zhou": [False, True], "sun": [True, True], "system": [False, False]}
    assert (sees(land.wang, land.mill), sees(land.wang, land.mine)) == (True, False)
    assert (sees(land.ma, land.mill), sees(land.ma, land.mine)) == (False, True)


def test_a_name_is_not_found_nor_offered_beyond_ones_reach(land):
    found = find("东升面粉厂", "990101", USCC, within=reads.reach(by("zhou")))

    assert (found.organisation, found.nearest) == (None, ())


def register(person, *rows):
    return acts.register_people(rows=rows, by=by(person), at=MORNING)


def named(people):
    return [one.name for one in people]


def test_a_telephone_number_finds_its_person(land):
    assert [one.no for one in reads.person_by_phone("13897123456", within=EVERYWHERE)] == [land.wang]
    assert [one.no for one in reads.person_by_phone("13897123456", within=reads.reach(by("li")))] == [land.wang]
    assert reads.person_by_phone("13897123456", within=reads.reach(by("zhou"))) == ()
    assert reads.person_by_phone("13897123456", within=reads.reach(by(land.ma))) == ()


def test_the_people_of_a_unit_are_seen_by_its_own_and_by_those_who_supervise_it(land):
    def people(person, organisation):
        return named(reads.people_of(organisation=organisation, within=reads.reach(by(person)), at=MORNING))

    assert people("li", land.mill) == people("sun", land.mill) == people(land.wang, land.mill) == ["王建国"]
    assert people("zhou", land.mine) == people(land.ma, land.mine) == ["马成"]
    for person, organisation in (("zhou", land.mill), ("li", land.mine), (land.wang, land.mine), ("system", land.mill)):
        with pytest.raises(NotHere):
            people(person, organisation)


def test_a_mere_member_sees_himself_among_the_people_of_his_unit(land):
    register("console", NewPerson(organisation=land.mine, name="韩梅"))

    assert named(reads.people_of(organisation=land.mine, within=reads.reach(by("zhou")), at=MORNING)) == [
        "马成",
        "韩梅",
    ]
    assert named(reads.people_of(organisation=land.mine, within=reads.reach(by(land.ma)), at=MORNING)) == ["马成"]


def test_places_are_seen_within_ones_reach_and_on_the_way_to_it(land):
    def under(person, code):
        found = reads.places_under(code=PlaceCode(code), on=TODAY, within=reads.reach(by(person)))
        return [one.code for one in found]

    assert under("li", "99") == ["9901"]
    assert under("li", "9901") == ["990101"]
    assert under("li", "990101") == ["990101901"]
    assert under("sun", "9901") == ["990101", "990102"]
    assert under("zhou", "990101") == []


def test_who_is_to_follow_in_a_post_sees_nothing_before_his_day(land, clerk):
    tomorrow = MORNING + timedelta(days=1)
    row = new_post(land, clerk, post="post-li", from_on=day_of(tomorrow), department="safety")
    acts.fill_posts(rows=(row,), by=by("console"), at=MORNING)
    follower = replace(by(clerk), post="post-li")

    assert reads.reach(by("li")) == reads.reach(by("li"), MORNING) != NOWHERE
    assert reads.reach(follower, MORNING) == NOWHERE
    assert reads.reach(by("li"), tomorrow) == NOWHERE
    assert reads.reach(follower, tomorrow) == reads.reach(by("li"), MORNING)


def test_nobody_speaks_in_the_post_of_another(land):
    assert reads.reach(replace(by("zhou"), post="post-li")) == NOWHERE
