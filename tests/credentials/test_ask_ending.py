"""The post of one of the three administrators: one asks to end it, and nothing happens by that alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from anlan.kernel.credentials import acts, reads, rules
from anlan.kernel.credentials.rules import Ending
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.journal.record import record
from anlan.kernel.registry import acts as registry_acts
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.may import NOWHERE, Role, Tenure
from tests.cast import MORNING, TODAY, by, post

DAY = timedelta(days=1)
HELD = Tenure(
    no="post-audit",
    role=Role.AUDIT,
    person="audit",
    organisation="O-1",
    place="99",
    department=None,
    matter=None,
    title="审计",
    from_on=TODAY,
    until_on=None,
)
ASKED = Ending(
    post="post-audit", person="audit", until_on=TODAY, asked_by="system", asked_at=MORNING, until=MORNING + 3 * DAY
)


@pytest.mark.parametrize(
    ("held", "asked", "until_on", "code"),
    [
        (replace(HELD, role=Role.OFFICER), None, TODAY, "ends-alone"),
        (HELD, None, TODAY - DAY, "ending-too-late"),
        (HELD, ASKED, TODAY, "ending-asked"),
    ],
)
def test_it_is_refused(held, asked, until_on, code):
    with pytest.raises(Refused, match=code):
        rules.ask_ending(held, until_on=until_on, today=TODAY, asked=asked, until=MORNING + 3 * DAY, at=MORNING)


@pytest.mark.parametrize("asked", [replace(ASKED, until=MORNING), replace(ASKED, person="who held it before")])
def test_it_may_be_asked_again_once_it_lapsed_or_another_holds_the_post(asked):
    assert rules.ask_ending(HELD, until_on=TODAY, today=TODAY, asked=asked, until=MORNING + 3 * DAY, at=MORNING)


def test_asking_changes_nothing_but_that_another_may_agree(keepers):
    acts.ask_ending(post="post-audit", until_on=TODAY, by=by("system"), at=MORNING)

    for who in ("system", "security", "audit"):
        [asked] = reads.endings(within=NOWHERE, by=by(who), at=MORNING)
        assert (asked.person, asked.asked_by, asked.until) == ("audit", "system", MORNING + 3 * DAY)
    assert registry.post("post-audit", on=TODAY)
    assert reads.endings(within=NOWHERE, by=by("audit"), at=MORNING + 3 * DAY) == ()


def test_of_another_place_nobody_asks_sees_or_agrees(keepers):
    record([post("nearby", Role.SECURITY, keepers.office, "990101")], by=by("console"), at=MORNING)
    with pytest.raises(NotHere):
        acts.ask_ending(post="post-audit", until_on=TODAY, by=by("nearby"), at=MORNING)

    acts.ask_ending(post="post-audit", until_on=TODAY, by=by("system"), at=MORNING)

    assert reads.endings(within=NOWHERE, by=by("nearby"), at=MORNING) == ()
    for act in (acts.agree_ending, acts.object_ending):
        with pytest.raises(NotHere):
            act(post="post-audit", by=by("nearby"), at=MORNING)


def test_where_no_two_are_left_the_console_ends_it(keepers):
    with pytest.raises(Refused, match="ends-by-two"):
        registry_acts.end_posts(posts=("post-li", "post-audit"), until_on=TODAY, by=by("system"), at=MORNING)
    assert registry.post("post-li", on=TODAY), "nothing of the batch"

    registry_acts.end_posts(posts=("post-audit",), until_on=TODAY, by=by("console"), at=MORNING)
    assert registry.post("post-audit", on=TODAY) is None
