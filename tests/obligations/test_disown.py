"""Saying before accepting a duty that it is not one's own."""

from datetime import timedelta

import pytest

from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts, reads
from anlan.kernel.obligations.life import next_step
from anlan.kernel.registry.facts import PostsEnded
from anlan.kernel.registry.may import EVERYWHERE
from tests.cast import MORNING, TODAY, by
from tests.dangers.test_ask_extension import stands


def disown(no: str, who: str = "wang", why: str = "the hall is let to E-2", **said):
    return acts.disown(item=no, why=why, by=by(who, **said), at=MORNING)


def test_it_goes_back_to_who_filed_it_and_is_his_to_assign(found):
    disown(found)

    item = stands(found)
    assert (item.owner, item.disowned_by, item.state, item.organisation) == ("zhao", "wang", "filed", "E-1")
    assert next_step(item) == ("zhao", "assign")
    [row] = reads.today(within=EVERYWHERE, by=by("zhao"), at=MORNING).rows
    assert row.next_verb == "assign"
    assert rebuild.check() == []


def test_until_it_is_assigned_nobody_accepts_it(found):
    disown(found)

    with pytest.raises(Refused, match="assign-first"):
        acts.accept(item=found, by=by("zhao"), at=MORNING)


def test_whoever_filed_it_has_left_and_it_goes_to_who_answers_there(found):
    record([PostsEnded(posts=("post-zhao",), until_on=(TODAY,))], by=by("console"), at=MORNING)
    disown(found)

    assert stands(found).owner == "li"


def test_what_was_accepted_is_no_longer_disowned(found):
    acts.accept(item=found, by=by("wang"), at=MORNING)
    with pytest.raises(Refused, match="wrong-state"):
        disown(found)


@pytest.mark.parametrize(
    ("said", "code"), [({"why": " "}, "no-reason"), ({"who": "li"}, "not-the-owner")], ids=["why", "owner"]
)
def test_only_its_owner_says_so_and_says_why(found, said, code):
    with pytest.raises(Refused, match=code):
        disown(found, **said)


def test_nobody_sends_back_to_himself(found):
    disown(found)
    with pytest.raises(Refused, match="yours-to-assign"):
        disown(found, "zhao")


def test_it_is_taken_back_within_ten_seconds(found):
    before = stands(found)
    disown(found, command="c-1")
    acts.take_back(item=found, key="c-1", by=by("wang"), at=MORNING + timedelta(seconds=9))

    after = stands(found)
    assert (after.owner, after.disowned_by, after.held_since) == (before.owner, None, before.held_since)
    assert rebuild.check() == []
