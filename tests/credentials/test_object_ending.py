"""One of the three objects to the end of an administrator's post, or takes back that he asked for it."""

import pytest

from anlan.kernel.credentials import acts, reads, rules
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.may import NOWHERE
from tests.cast import MORNING, TODAY, by
from tests.credentials.test_ask_ending import ASKED, DAY, HELD


@pytest.mark.parametrize(
    ("asked", "person", "at", "code"),
    [
        (None, "security", MORNING, "ending-not-asked"),
        (ASKED, "security", MORNING + 3 * DAY, "ending-not-asked"),
        (ASKED, "audit", MORNING, "ending-for-you"),
    ],
)
def test_it_is_refused(asked, person, at, code):
    with pytest.raises(Refused, match=code):
        rules.object_ending(HELD, asked=asked, by=by(person), at=at)


@pytest.mark.parametrize("objects", ["audit", "system"])
def test_the_post_goes_on_and_nobody_agrees_any_more(keepers, objects):
    acts.ask_ending(post="post-security", until_on=TODAY, by=by("system"), at=MORNING)

    acts.object_ending(post="post-security", by=by(objects), at=MORNING)

    assert registry.post("post-security", on=TODAY)
    assert reads.endings(within=NOWHERE, by=by("audit"), at=MORNING) == ()
    with pytest.raises(Refused, match="ending-not-asked"):
        acts.agree_ending(post="post-security", by=by("audit"), at=MORNING)
    assert rebuild.check() == []
