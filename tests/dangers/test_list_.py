"""Listing a danger for supervision."""

from datetime import UTC, date, datetime, timedelta

import pytest

from anlan.domains.dangers import acts
from anlan.domains.dangers.rules import Description, Grade
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts as items
from anlan.kernel.obligations import reads
from anlan.kernel.obligations.life import Level
from anlan.kernel.obligations.lists import View
from anlan.kernel.registry.may import EVERYWHERE, Role
from tests.cast import MORNING, by, post

NOTICE = {"notice": "宁安办督〔2026〕7号", "department": "safety", "until": date(2026, 8, 15)}


def stands(no: str):
    return reads.item(no, kind=None, within=EVERYWHERE)


@pytest.fixture
def major(db):
    """A major danger in Wang's hands, in a county of a prefecture where Ma answers, in a province where Gao does."""
    record(
        [
            post("zhao", Role.INSPECTOR, "O-county", "630122", "safety"),
            post("wang", Role.ENTERPRISE, "E-1", "630122"),
            post("li", Role.OFFICER, "O-county", "630122", "safety", "danger"),
            post("sun", Role.LEADER, "O-county", "630122", None, "head"),
            post("ma", Role.OFFICER, "O-prefecture", "6301", "safety", "danger"),
            post("gao", Role.OFFICER, "O-province", "63", "safety", "danger"),
            post("bai", Role.OFFICER, "O-town", "630122905", "safety"),
            post("zhou", Role.OFFICER, "O-else", "6302", "safety"),
        ],
        by=by("console"),
        at=MORNING,
    )
    told = Description(basis="GB 50016", measures="rebuild the wall", control="the hall is shut")
    duty = {
        "what": "cracked wall",
        "place": "630122905",
        "department": "safety",
        "organisation": "E-1",
        "owner": "wang",
    }
    words = {"grade": Grade.MAJOR, "told": told, "due_on": date(2026, 8, 1), "by": by("zhao"), "at": MORNING}
    no = acts.file(**duty, **words).subject
    items.accept(item=no, by=by("wang"), at=MORNING)
    return no


def list_(no: str, level: Level = Level.COUNTY, who: str = "li", **said):
    return acts.list_(item=no, level=level, **NOTICE | said, by=by(who), at=MORNING)


def test_it_is_seen_among_what_is_listed(major):
    list_(major)

    item = stands(major)
    assert (item.listed, item.listed_until) == ("county", datetime(2026, 8, 15, 16, tzinfo=UTC))
    [row] = reads.ledger(view=View.LISTED, within=EVERYWHERE, by=by("li"), at=MORNING).rows
    assert row.item.no == major
    assert rebuild.check() == []


@pytest.mark.parametrize(
    ("who", "level", "may"),
    [
        *(("bai", Level.COUNTY, False), ("li", Level.COUNTY, True), ("li", Level.PREFECTURE, False)),
        *(("ma", Level.PREFECTURE, True), ("ma", Level.PROVINCE, False)),
        *(("gao", Level.PROVINCE, True), ("gao", Level.STATE, True)),
    ],
)
def test_an_office_lists_at_its_own_level_and_below(major, who, level, may):
    if may:
        assert list_(major, level, who)
    else:
        with pytest.raises(Refused, match="level-beyond"):
            list_(major, level, who)


def test_what_is_listed_is_listed_anew_only_from_higher_up(major):
    list_(major)
    with pytest.raises(Refused, match="listed-already"):
        list_(major, who="ma")
    list_(major, Level.PROVINCE, "gao")

    assert stands(major).listed == "province"


def test_a_general_danger_is_not_listed(found):
    with pytest.raises(Refused, match="listing-needs-major"):
        list_(found)


def test_a_listing_has_its_notice_and_a_day_to_come(major):
    with pytest.raises(Refused, match="no-notice"):
        list_(major, notice=" ")
    with pytest.raises(Refused, match="day-gone"):
        list_(major, until=date(2026, 6, 30))


def test_nobody_lists_beyond_his_reach(major):
    with pytest.raises(NotHere):
        list_(major, who="zhou")


def test_nothing_listed_is_given_more_time_than_the_list_allows(major):
    list_(major)
    asked = {"item": major, "why": "steel is late", "by": by("wang"), "at": MORNING}

    with pytest.raises(Refused, match="beyond-the-listing"):
        acts.ask_extension(due_on=date(2026, 8, 16), **asked)
    assert acts.ask_extension(due_on=date(2026, 8, 15), **asked)


def test_a_listing_made_meanwhile_holds_back_what_was_asked_before(major):
    acts.ask_extension(item=major, due_on=date(2026, 8, 20), why="steel is late", by=by("wang"), at=MORNING)
    list_(major)

    with pytest.raises(Refused, match="beyond-the-listing"):
        acts.extend(item=major, by=by("sun"), at=MORNING)


def test_nobody_voids_it_from_below_the_level_that_listed_it(major):
    list_(major, Level.PROVINCE, "gao")
    with pytest.raises(Refused, match="level-beyond"):
        acts.void(item=major, why="no crack", by=by("li"), at=MORNING)

    acts.void(item=major, why="no crack", by=by("gao"), at=MORNING)
    assert stands(major).state == "void"


def test_a_listing_is_taken_back_within_ten_seconds(major):
    acts.list_(item=major, level=Level.COUNTY, **NOTICE, by=by("li", command="c-1"), at=MORNING)
    items.take_back(item=major, key="c-1", by=by("li"), at=MORNING + timedelta(seconds=9))

    assert (stands(major).listed, stands(major).listed_until) == (None, None)
    assert rebuild.check() == []


def offered(no: str, who: str) -> set[str]:
    page = reads.show(no=no, within=EVERYWHERE, by=by(who), at=MORNING)
    return {"list_", "delist", "void"} & set(page.verbs)


def test_an_office_is_offered_only_what_it_may_do_with_a_list(major):
    assert [offered(major, who) for who in ("bai", "li", "ma", "wang")] == [
        {"void"},
        {"list_", "void"},
        {"list_", "void"},
        set(),
    ]
    acts.list_(item=major, level=Level.PREFECTURE, **NOTICE, by=by("ma"), at=MORNING)
    assert [offered(major, who) for who in ("li", "ma", "gao")] == [set(), {"void"}, {"list_", "void"}]

    acts.void(item=major, why="none", by=by("ma"), at=MORNING)
    assert [offered(major, who) for who in ("li", "ma", "gao")] == [set(), {"delist"}, {"delist"}]
