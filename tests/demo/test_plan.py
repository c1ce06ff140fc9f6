"""The demo's county and its two years: as many as promised, all of it invented, and nothing that could not happen."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from hashlib import sha256

import pytest
from stdnum.cn import uscc

from anlan.engines.pictures.draw import SCENES
from anlan.faces.cli.demo import ground, packs
from anlan.faces.cli.demo.plan import LIVE, SIZES, plan, summary
from anlan.faces.cli.demo.shapes import OPEN
from anlan.kernel.journal.facts import BEIJING
from anlan.kernel.registry.laws import rest
from anlan.kernel.registry.may import Role

DAYS = (date(2026, 11, 26), date(2026, 7, 18), date(2027, 1, 4), date(2026, 7, 19))


@pytest.fixture(scope="module", params=DAYS, ids=str)
def told(request):
    return plan(1, request.param)


@pytest.fixture(scope="module")
def county():
    return plan(1, DAYS[0])


def test_the_same_seed_and_day_give_the_same_plan_and_another_seed_another(county):
    digests = [sha256(repr(one).encode()).hexdigest() for one in (county, plan(1, DAYS[0]), plan(2, DAYS[0]))]

    assert digests[0] == digests[1] != digests[2]
    assert county == plan(1, DAYS[0])
    assert plan(1, DAYS[1]).people == county.people, "the county does not depend on the day"


@pytest.mark.parametrize("size", [size for size in SIZES if not SIZES[size].neighbours])
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_there_is_as_much_as_was_promised(size, day):
    told = plan(7, day, size)
    size = told.size
    still_open = [story for story in told.stories if story.is_open]
    officer = told.part("officer").person

    assert (len(told.enterprises), len(told.stories)) == (size.enterprises, size.stories)
    assert Counter(story.state for story in still_open) == dict(size.open)
    assert sum(story.filing.due_on < day for story in still_open) == size.overdue
    assert sum(story.filing.due_on == day for story in still_open) == size.due_today
    assert sum(story.state == "submitted" and story.checker == officer for story in still_open) == size.waiting
    assert sum(s.state == "struck-off" and s.steps[-1].at.date() == day for s in told.stories) == size.struck_off_today
    assert sum(story.filing.grade == "major" for story in told.stories) == size.major
    assert sum(story.state == "void" for story in told.stories) == size.void


def test_nothing_that_is_told_of_the_ledger_is_a_figure_of_the_day_on_which_the_demo_was_built(county):
    officer = county.part("officer")

    assert all("{waiting}" in text for text in (officer.try_zh, officer.try_en))
    for language in ("zh", "en"):
        assert all(f"{{{word}}}" in summary(county, language) for word in LIVE)


def test_whoever_is_on_the_welcome_page_finds_something_to_do(told):
    for part in ("enterprise", "member"):
        cast = told.part(part)
        unit = next(post.organisation for post in told.posts if post.key == cast.post)
        owed = {story.state for story in told.stories if story.filing.organisation == unit and story.is_open}
        own = [story for story in told.stories if story.owner == cast.person and story.is_open]

        assert owed == set(OPEN), part
        assert own, part
    assert any(s.filing.by == told.part("inspector").person for s in told.stories if s.is_open)


def test_everything_named_is_there(told):
    places = {place.code for place in told.places}
    organisations = {one.key: one for one in told.organisations}
    people = {person.key: person for person in told.people}
    posts = {post.key: post for post in told.posts}
    sites = {site.key: site for site in told.sites}

    assert {one.place for one in told.organisations} | {post.place for post in told.posts} <= places
    assert all(person.organisation in organisations for person in told.people)
    assert all(people[post.person].organisation == post.organisation for post in told.posts)
    assert len({post.person for post in told.posts}) == len(told.posts), "one post each"
    assert all(organisations[site.organisation].place == site.place for site in told.sites)
    assert all(posts[cast.post].person == cast.person for cast in told.cast)
    assert all(people[cast.person].name == cast.name for cast in told.cast)
    for story in told.stories:
        filing = story.filing
        assert organisations[filing.organisation].place == filing.place
        assert sites[filing.site].organisation == filing.organisation
        assert people[filing.owner].organisation == people[story.owner].organisation == filing.organisation
        for post, person in [(filing.post, filing.by), *((step.post, step.by) for step in story.steps)]:
            assert posts[post].person == person
        assert all(step.on_behalf_of in people for step in story.steps if step.on_behalf_of)


def test_invented_towns_and_their_sites_lie_apart_within_the_county(county):
    """Of a county whose towns are all in its middle the map is one heap."""
    home = county.county.code
    towns = {one.code: (one.longitude, one.latitude) for one in county.places if one.level == "town"}

    def nearest(site):
        return min(
            towns, key=lambda code: (towns[code][0] - site.longitude) ** 2 + (towns[code][1] - site.latitude) ** 2
        )

    assert len(set(towns.values())) == len(towns) == len(packs.where()["towns"])
    assert all(ground.is_within(home, *point) for point in towns.values())
    assert all(ground.is_within(home, site.longitude, site.latitude) for site in county.sites)
    near = sum(nearest(site) == site.place[:9] for site in county.sites)
    assert near > 0.8 * len(county.sites)
    assert all(place.longitude is None for place in county.places if not place.is_simulated)


def test_the_roles_that_the_county_needs_are_filled(county):
    where = {(post.role, post.place, post.department, post.matter) for post in county.posts}
    home = county.county.code

    for office in packs.page("organisations")["offices"]:
        assert (Role.OFFICER, home, office["department"], "danger") in where
    for place in county.places:
        if place.level in ("village", "town", "county", "prefecture"):
            assert (Role.LEADER, place.code, None, "head") in where
    assert Counter(p.matter for p in county.posts if p.role == Role.ENTERPRISE) == {None: 160}
    assert sum(post.role == Role.MEMBER for post in county.posts) == 10
    assert {cast.part for cast in county.cast} == {
        *("duty", "inspector", "officer", "leader", "enterprise", "member", "prefecture", "province"),
        *("system", "security", "audit"),
    }


def test_whoever_owes_never_checks_and_acts_are_done_by_those_whose_they_are(told):
    posts = {post.key: post for post in told.posts}
    for story in told.stories:
        owner = story.filing.owner
        for step in story.steps:
            spoken = {step.by, step.on_behalf_of}
            if step.verb == "take":
                owner = step.by
            if step.verb in ("return_", "strike_off", "void"):
                assert step.by == story.checker
                assert step.on_behalf_of is None
                assert story.checker != owner
            elif step.verb == "correct" or any(picture.stage == "before" for picture in step.pictures):
                assert step.by == story.filing.by
            else:
                assert owner in spoken
            if step.on_behalf_of:
                assert posts[step.post].role == Role.ENTERPRISE
            if step.verb == "submit":
                assert step.to == story.checker
                assert step.pictures
        assert owner == story.owner
        assert posts[story.filing.post].role in (Role.INSPECTOR, Role.ENTERPRISE)


def test_things_happen_in_working_hours_one_after_another_and_before_the_visitor_comes(told):
    moments = []
    for story in told.stories:
        own = [story.filing.at, *(step.at for step in story.steps)]
        assert own == sorted(set(own))
        moments += own
    now = datetime.combine(told.day, time(15, 42), BEIJING)

    assert len(set(moments)) == len(moments)
    assert max(moments) < now
    assert min(moments) > now - timedelta(days=740)
    for at in moments:
        assert time(8, 30) <= at.time() < time(12) or time(14) <= at.time() < time(18)
        assert rest(at.date()) is None or at.date() == told.day
    assert [story.filing.at for story in told.stories] == sorted(story.filing.at for story in told.stories)


def test_every_danger_says_what_must_be_said(told):
    for filing in (story.filing for story in told.stories):
        assert all((filing.basis, filing.measures, filing.description, filing.spot))
        assert "{" not in filing.description
        assert bool(filing.control) == (filing.grade == "major")
        assert 0 < len(filing.title) <= 40
        assert filing.due_on == filing.at.date() + timedelta(days=filing.days)
        assert filing.days <= 7 or filing.grade == "major"
    assert any(step.pictures for story in told.stories for step in story.steps if step.verb == "strike_off")
    for story in (story for story in told.stories if story.filing.grade == "major" and story.state == "struck-off"):
        assert [picture.stage for picture in story.steps[-1].pictures] == ["on-site"]


def test_every_picture_is_shown_after_it_was_attached(told):
    for story in told.stories:
        attached = {picture.key for picture in story.filing.pictures}
        for step in story.steps:
            keys = {picture.key for picture in step.pictures}
            assert keys <= attached if step.verb == "submit" else not keys & attached
            attached |= keys
            assert {picture.scene for picture in step.pictures} <= set(SCENES)


def test_nothing_invented_can_be_taken_for_real(county):
    home = county.county.code

    for place in county.places:
        assert place.is_simulated == place.code.startswith(home + "9") == ("模拟" in place.name)
    for organisation in county.organisations:
        assert organisation.name.endswith("（模拟）")
        assert uscc.is_valid(organisation.uscc)
        assert organisation.uscc[2:8] == "639999"
        assert organisation.sort == "office" or organisation.place.startswith(home + "9")
    assert len({organisation.uscc for organisation in county.organisations}) == len(county.organisations)
    assert len({person.phone for person in county.people}) == len(county.people)
    for person in county.people:
        assert len(person.phone) == 11
        assert person.phone.startswith("154")
        assert person.phone.endswith("000")


def test_names_and_brands_are_not_used_twice(county):
    assert len({person.name for person in county.people}) == len(county.people)
    assert len({one.name for one in county.organisations}) == len(county.organisations)


def test_the_texts_are_many_and_complete():
    texts = packs.texts()
    sectors = {row["code"] for row in packs.page("organisations")["sectors"]}

    assert len(texts) >= 120
    assert {text.scene for text in texts} == set(SCENES)
    assert {sector for text in texts for sector in text.sectors} == sectors
    assert {text.category for text in texts} == {"person", "object", "environment", "management"}
    assert len({text.title + text.department for text in texts}) >= 115
    for text in texts:
        assert text.grade in ("general", "major")
        assert bool(text.control) == (text.grade == "major")


def test_a_factory_has_no_workshop_of_another_trade():
    of_one_trade = ("熔炼", "球磨", "选矿", "木工", "蒸压", "钢构")
    spots = [spot for text in packs.texts() if "factory" in text.sectors for spot in text.spots]

    assert [spot for spot in spots if any(word in spot for word in of_one_trade)] == []


def test_the_summary_says_in_both_languages_what_is_invented(county):
    for language in ("zh", "en"):
        told = summary(county, language)
        assert all(number in told for number in ("1200", "190", "160", "30", "639999", f"{DAYS[0]} 15:42"))
        assert "{" not in told.format(**dict.fromkeys(LIVE, 0))
