"""A zone is drawn on the spot, a post answers for it, and a warning that meets it calls who holds that post then."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.domains.warning import acts as warnings
from anlan.engines.spatial.areas import MultiArea, Polygon
from anlan.kernel.duty import acts as duty
from anlan.kernel.duty import sites
from anlan.kernel.duty.hours import answering
from anlan.kernel.ground import reads
from anlan.kernel.ground.facts import Shape, Zone
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.journal.record import record
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.facts import PostsEnded
from anlan.kernel.registry.may import EVERYWHERE, Role
from anlan.kernel.registry.rules import HEAD
from tests.cast import MORNING, by, post
from tests.doors import ask, do, program
from tests.ground.conftest import FORK, TOMORROW, post_of, zone_of
from tests.warning.made import brought, cap
from tests.warning.stands import out, reach_of, rows

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
# It meets the zone in its corner alone, and no site of the home.
CORNER = "<polygon>36.70,101.80 36.70,101.90 36.80,101.90 36.80,101.80 36.70,101.80</polygon>"


def warned(where: str = CORNER, at=MORNING) -> str:
    """Bring a red warning of an area in."""
    return warnings.receive(file=brought(cap(where=where)), by=by("qian"), at=at).subject


def test_a_warning_that_meets_it_calls_who_holds_its_post(draw):
    no = draw()
    assert (zone_of(no).person, zone_of(no).name, zone_of(no).organisation) == ("li", "大河坝沟口", "O-county")

    warning = warned()
    out(warning)

    call = rows(warning)["li"]
    assert call.sites == (no,)
    assert call.post == post_of("li")
    assert registry.names(call.sites) == {no: "大河坝沟口"}
    assert rebuild.check() == []


def test_at_an_hour_at_which_he_is_away_his_deputy_is_called(draw):
    record([post("xu", Role.OFFICER, "O-county", "6301", "safety")], by=by("console"), at=MORNING)
    duty.name_deputy(post=post_of("li"), deputy="xu", by=by("sun"), at=MORNING)
    duty.tell_away(person="li", from_at=MORNING - HOUR, until_at=MORNING + HOUR, by=by("sun"), at=MORNING)
    no = draw()

    assert {one.person: one.sites for one in reach_of(warned()).wanted}["xu"] == (no,)


def test_whoever_asks_who_answers_for_it_is_told_of_its_post_first(draw):
    first, *_ = answering(site=draw(post=post_of("zhao")), within=EVERYWHERE, at=MORNING).people
    assert first.person == "zhao"
    assert "zhao" not in {one.person for one in answering(site="s-1", within=EVERYWHERE, at=MORNING).people}


def test_where_nobody_holds_its_post_any_more_who_leads_the_place_is_called_for_it(draw):
    no, on = draw(), MORNING.date() - timedelta(days=1)
    record([PostsEnded(posts=(post_of("li"),), until_on=(on,))], by=by("console"), at=MORNING)
    warning = warned()
    assert reach_of(warning).nobody == ("O-county",), "nobody leads it: whoever is above has somebody named"

    record([post("sun", Role.LEADER, "O-county", "6301", None, HEAD, no="post-sun-head")], by=by("console"), at=MORNING)
    called = {one.person: one.sites for one in reach_of(warning).wanted}
    assert called["sun"] == (no,)
    assert reach_of(warning).nobody == ()
    assert "li" not in called
    assert zone_of(no).person is None


def test_who_answers_for_a_unit_and_for_a_zone_is_called_once_with_both(draw):
    no = draw(post=post_of("wang"), person="sun")
    with_both = {one.person: one.sites for one in reach_of(warned(f"<polygon>{_turned(FORK)}</polygon>")).wanted}
    assert with_both["wang"] == ("s-1", "s-2", no)


def test_it_is_over_by_itself_and_meets_nothing_then(draw):
    no = draw()
    area = MultiArea(
        polygons=(Polygon(outer=((1017000000, 366000000), (1019000000, 366000000), (1018000000, 368000000))),)
    )
    for at, is_over in ((TOMORROW - HOUR, False), (TOMORROW, True)):
        assert (no in sites.within(area, at=at).numbers()) is not is_over
        assert [one.no for one in reads.zones(within=EVERYWHERE, at=at)] == ([] if is_over else [no])
        assert [one.no for one in reads.zones(is_over=True, within=EVERYWHERE, at=at)] == ([no] if is_over else [])


def test_all_near_a_line_is_meant(draw):
    no = draw(shape=Shape.LINE, corners="101.70,36.60 101.80,36.60", metres=500)
    for lat, is_near in ((36.6044, True), (36.6046, False)):  # 500 m are 0.00450° of latitude
        e7 = round(lat * 10_000_000)
        square = Polygon(
            outer=((1017400000, e7), (1017500000, e7), (1017500000, e7 + 1_000_000), (1017400000, e7 + 1_000_000))
        )
        assert (no in sites.within(MultiArea(polygons=(square,)), at=MORNING).numbers()) is is_near


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"name": " "}, "name-the-zone"),
        ({"why": ""}, "say-why-zone"),
        ({"place": "6302"}, "zone-place-beyond"),
        ({"post": "none"}, "post-not-here"),
        ({"until_at": None}, "patrol-needs-end"),
        ({"until_at": MORNING + timedelta(days=31)}, "patrol-needs-end"),
        ({"until_at": MORNING}, "end-is-past"),
        ({"kind": Zone.RISK, "until_at": MORNING - HOUR}, "end-is-past"),
        ({"corners": ""}, "corners-unclear"),
        ({"corners": "101.7,36.6 here"}, "corners-unclear"),
        ({"corners": "101.7,36.6 1,2,3"}, "corners-unclear"),
        ({"corners": "101.7,36.6 101.8,36.6"}, "shape-unsound"),
        ({"corners": "101.7,36.6 101.8,36.7 101.8,36.6 101.7,36.7"}, "crosses-itself"),
        ({"corners": "101,36 104,36 104,37 102,37 102,35 103,35 103,38 101,38"}, "crosses-itself"),  # mended to one
        ({"corners": "101.7,36.6 101.8,36.6 101.8,36.7 101.7,36.6 101.8,36.7 101.8,36.6"}, "crosses-itself"),
        ({"shape": Shape.LINE, "metres": 5, "corners": "999,99"}, "shape-unsound"),
        ({"corners": "201.7,36.6 101.8,36.7 101.8,36.6"}, "shape-unsound"),
        ({"corners": " ".join(["101.7,36.6"] * 2_001)}, "too-many-corners"),
        ({"metres": 5}, "ground-has-no-width"),
        ({"shape": Shape.LINE}, "line-needs-width"),
        ({"shape": Shape.LINE, "metres": 0}, "line-needs-width"),
        ({"shape": Shape.LINE, "metres": 50_001}, "line-needs-width"),
    ],
)
def test_what_cannot_be_watched_is_told_before_it_is_drawn(draw, words, code):
    with pytest.raises(Refused) as refused:
        draw(**words)
    assert refused.value.code == code
    assert reads.zones(within=EVERYWHERE, at=MORNING) == ()


def test_nobody_asks_a_post_of_another_county_or_sees_its_zones(draw):
    with pytest.raises(Refused, match="post-not-here"):
        draw(post=post_of("zhou"))
    no = draw()

    assert ask(program("zhou"), "ground.zones").json() == {"answer": []}
    assert ask(program("zhou"), "ground.zone", no=no).status_code == 404
    assert do(program("zhou"), "ground.end_zone", {"zone": no, "why": "over"}).status_code == 404
    assert ask(program("wang"), "ground.zones").status_code in (403, 404)
    with pytest.raises(NotHere):
        reads.posts(place="6301", within=registry.reach(by("zhou"), MORNING), at=MORNING)


def _turned(corners: str) -> str:
    """Return corners as CAP writes them: latitude first, the first again at the end."""
    pairs = [",".join(reversed(pair.split(","))) for pair in corners.split()]
    return " ".join([*pairs, pairs[0]])
