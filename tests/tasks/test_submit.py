"""Saying what a second look found."""

from datetime import timedelta

import pytest

from anlan.domains.tasks import acts
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.journal.record import record
from anlan.kernel.looks import keeping
from anlan.kernel.looks.rules import Finding
from anlan.kernel.obligations import acts as items
from anlan.kernel.obligations.tables import Item, stored
from anlan.kernel.registry import acts as registry
from anlan.kernel.registry.may import Role
from tests.cast import MORNING, TODAY, by, photo, post
from tests.journeys.test_who_leaves_a_post import file
from tests.looks.closures import close_major

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(days=30)


@pytest.fixture
def look(county):
    """The number of the task to look again at what Li struck off; it is his, and Ma leads."""
    record([post("ma", Role.LEADER, "O-county", "6301", None, "head")], by=by("console"), at=MORNING)
    close_major()
    keeping.keep(LATER)
    no = Item.objects.get(kind="task").no
    items.accept(item=no, by=by("li"), at=LATER)
    return no


def submit(no: str, who: str = "li", **more):
    words = {"finding": Finding.AWAY, "evidence": (photo(who, f"seen by {who}"),)} | more
    return acts.submit(item=no, **words, by=by(who), at=LATER)


def state(no: str) -> str:
    item = stored(no)
    assert item is not None
    return item.state


def test_who_leads_is_to_accept_it(look):
    submit(look)

    item = stored(look)
    assert item is not None
    assert (item.state, item.submitted_by, item.checker) == ("submitted", "li", "ma")


def test_a_finding_without_evidence_is_none_and_nobody_else_says_it(look):
    with pytest.raises(Refused, match="no-evidence"):
        submit(look, evidence=())
    with pytest.raises(Refused, match="not-the-owner"):
        submit(look, who="sun")
    with pytest.raises(NotHere):
        submit(look, who="zhou")


def test_where_nobody_leads_there_is_nobody_to_accept_it(look):
    record([post("system", Role.SYSTEM, "O-county", "6301")], by=by("console"), at=MORNING)
    registry.end_posts(posts=("post-ma",), until_on=TODAY, by=by("console"), at=MORNING)

    with pytest.raises(Refused, match="nobody-checks"):
        submit(look)


def test_whoever_put_it_right_does_not_look_even_if_it_is_handed_over_to_him(look):
    record([post("wang", Role.MEMBER, "O-county", "6301", no="post-wang")], by=by("console"), at=MORNING)
    items.hand_over(item=look, to="wang", why="he knows it", by=by("li"), at=LATER)
    items.take(item=look, by=by("wang"), at=LATER)

    with pytest.raises(Refused, match="not-another-pair-of-eyes"):
        submit(look, who="wang")


def test_what_the_house_ends_itself_is_not_submitted(county):
    record(
        [post("ma", Role.LEADER, "O-county", "6301", None, "head"), post("system", Role.SYSTEM, "O-county", "6301")],
        by=by("console"),
        at=MORNING,
    )
    file()
    registry.end_posts(posts=("post-wang",), until_on=TODAY, by=by("console"), at=MORNING)
    no = Item.objects.get(kind="task").no
    items.accept(item=no, by=by("ma"), at=MORNING)

    with pytest.raises(Refused, match="house-ends-it"):
        submit(no, who="ma")
    assert state(no) == "accepted"
