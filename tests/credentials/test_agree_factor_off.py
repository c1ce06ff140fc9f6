"""Another administrator agrees: the factor is off, and what was open of its person has ended."""

from dataclasses import replace
from datetime import timedelta

import pytest

from anlan.kernel.credentials import acts, factors, reads, rules
from anlan.kernel.credentials.facts import FactorRemoved
from anlan.kernel.credentials.tables import Removal as Row
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.journal.reads import lines_about
from anlan.kernel.registry import accounts, vault
from anlan.kernel.registry.may import NOWHERE
from tests.cast import MORNING, by
from tests.credentials.test_ask_factor_off import ASKED, DAY, LI
from tests.factors import code_of, give, later

HELD = replace(LI, removal=ASKED)


@pytest.mark.parametrize(
    ("held", "person", "at", "code"),
    [
        (HELD, "security", MORNING, "removal-of-yours"),
        (HELD, "li", MORNING, "factor-of-your-own"),
        (LI, "system", MORNING, "removal-not-asked"),
        (HELD, "system", MORNING + DAY, "removal-not-asked"),
        (
            replace(LI, removal=replace(ASKED, taken_at=MORNING, taken_by="audit")),
            "system",
            MORNING,
            "removal-not-asked",
        ),
        (replace(HELD, used_at=MORNING + timedelta(seconds=30)), "system", MORNING + DAY / 2, "factor-in-use"),
        (replace(HELD, used_at=None), "system", MORNING, "no-factor"),
    ],
)
def test_it_is_refused(held, person, at, code):
    with pytest.raises(Refused, match=code):
        rules.agree_factor_off(held, by=by(person), at=at)


def test_an_administrator_who_left_his_posts_gets_nothing_taken_off():
    with pytest.raises(NotHere):
        rules.agree_factor_off(replace(HELD, roles=frozenset()), by=by("system"), at=MORNING)


@pytest.mark.parametrize("other", ["system", "audit"])
def test_the_factor_is_off_and_all_that_was_open_ends(keepers, other):
    wang = keepers.wang
    give(wang)
    accounts.open_account(person=wang, name="wang", password="a long road to Xining", at=MORNING)
    session = accounts.open_session(person=wang, post=f"post-{wang}", language=None, at=MORNING)
    token = accounts.make_token(person=wang, post=f"post-{wang}", label="x", at=MORNING)
    acts.ask_factor_off(person=wang, by=by("security"), at=later(1))

    acts.agree_factor_off(person=wang, by=by(other), at=later(2))

    assert not factors.has(wang)
    assert vault.tell([wang], factors.SECRET) == vault.tell([wang], factors.RECOVERY) == {}
    assert (accounts.session(session, at=later(2)), accounts.token(token)) == (None, None)
    assert FactorRemoved(person=wang, ground="lost", asked_by="security") in [one.fact for one in lines_about(wang)]
    [told] = reads.removals(within=NOWHERE, by=by("security"), at=later(2))
    assert (told.asked_by, told.taken_by, told.taken_at) == ("security", other, later(2))
    give(wang, at=later(3))
    assert reads.removals(within=NOWHERE, by=by("security"), at=later(3)) == ()
    assert rebuild.check() == []


def test_whoever_used_his_factor_meanwhile_has_not_lost_it(keepers):
    wang = keepers.wang
    give(wang)
    acts.ask_factor_off(person=wang, by=by("security"), at=later(10))
    factors.show(wang, code_of(wang, later(12)), at=later(12))

    with pytest.raises(Refused, match="factor-in-use"):
        acts.agree_factor_off(person=wang, by=by("system"), at=later(13))
    assert factors.has(wang)


def test_one_who_gave_himself_another_or_took_his_own_off_leaves_nothing_to_agree_to(keepers):
    wang = keepers.wang
    for over in (
        lambda: give(wang, at=later(4)),
        lambda: factors.take_off(wang, ground="own", by=by(wang), at=later(9)),
    ):
        if not factors.has(wang):
            give(wang)
        acts.ask_factor_off(person=wang, by=by("security"), at=later(3))
        over()
        assert not Row.objects.exists()
