"""Another of the three agrees to the end of an administrator's post."""

from dataclasses import replace
from datetime import timedelta

import pytest

from anlan.kernel.credentials import acts, reads, rules
from anlan.kernel.credentials.facts import EndingSettled
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from anlan.kernel.journal.reads import lines_about
from anlan.kernel.journal.record import record
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.facts import PostsEnded
from anlan.kernel.registry.may import NOWHERE, Role
from tests.cast import MORNING, TODAY, by, post
from tests.credentials.test_ask_ending import ASKED, DAY, HELD


@pytest.mark.parametrize(
    ("asked", "person", "code"),
    [
        (None, "security", "ending-not-asked"),
        (replace(ASKED, until=MORNING), "security", "ending-not-asked"),
        (replace(ASKED, person="who held it before"), "security", "ending-not-asked"),
        (ASKED, "system", "ending-of-yours"),
        (ASKED, "audit", "ending-for-you"),
    ],
)
def test_it_is_refused(asked, person, code):
    with pytest.raises(Refused, match=code):
        rules.agree_ending(HELD, today=TODAY, asked=asked, by=by(person), at=MORNING)


def test_it_ends_on_the_day_that_was_said_and_not_before_today():
    for said, ends in ((TODAY + 9 * DAY, TODAY + 9 * DAY), (TODAY - DAY, TODAY)):
        asked = replace(ASKED, until_on=said)
        assert rules.agree_ending(HELD, today=TODAY, asked=asked, by=by("security"), at=MORNING) == [
            EndingSettled(post="post-audit", person="audit", is_agreed=True),
            PostsEnded(posts=("post-audit",), until_on=(ends,)),
        ]


@pytest.mark.parametrize(
    ("whose", "asks", "agrees"),
    [("security", "system", "audit"), ("audit", "system", "security"), ("system",) * 2 + ("audit",)],
)
def test_with_another_it_ends(keepers, whose, asks, agrees):
    acts.ask_ending(post=f"post-{whose}", until_on=TODAY, by=by(asks), at=MORNING)

    acts.agree_ending(post=f"post-{whose}", by=by(agrees), at=MORNING + timedelta(hours=1))

    assert registry.post(f"post-{whose}", on=TODAY) is None
    assert reads.endings(within=NOWHERE, by=by("audit"), at=MORNING) == ()
    assert EndingSettled(post=f"post-{whose}", person=whose, is_agreed=True) in [one.fact for one in lines_about(whose)]
    assert rebuild.check() == []


def test_whoever_took_the_post_meanwhile_does_not_lose_it(keepers):
    acts.ask_ending(post="post-audit", until_on=TODAY, by=by("system"), at=MORNING)
    taken = post("li", Role.AUDIT, keepers.office, "99", no="post-audit", from_on=TODAY)
    record([taken], by=by("console"), at=MORNING)

    assert reads.endings(within=NOWHERE, by=by("security"), at=MORNING) == ()
    with pytest.raises(Refused, match="ending-not-asked"):
        acts.agree_ending(post="post-audit", by=by("security"), at=MORNING)
