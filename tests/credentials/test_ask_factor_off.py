"""A lost second factor: an administrator asks to have it taken off; nothing happens by that alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from anlan.kernel.credentials import acts, factors, reads, rules
from anlan.kernel.credentials.rules import Held, Removal
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.journal.record import record
from anlan.kernel.registry.may import NOWHERE, Role
from tests.cast import MORNING, by, post
from tests.factors import give

DAY = timedelta(days=1)
LI = Held(person="li", roles=frozenset({Role.OFFICER}), used_at=MORNING - DAY, removal=None)
ASKED = Removal(person="li", asked_by="security", asked_at=MORNING, until=MORNING + DAY, taken_at=None, taken_by=None)


def ask(held: Held = LI, person: str = "security", role: str = Role.SECURITY, at=MORNING):
    return rules.ask_factor_off(held, role=role, until=at + DAY, by=by(person), at=at)


@pytest.mark.parametrize(
    ("held", "more", "code"),
    [
        (LI, {"person": "li"}, "factor-of-your-own"),
        (replace(LI, used_at=None), {}, "no-factor"),
        (LI, {"person": "system", "role": Role.SYSTEM}, "security-asks"),
        (replace(LI, removal=ASKED), {}, "removal-asked"),
        (replace(LI, removal=ASKED), {"at": MORNING + DAY - timedelta(seconds=1)}, "removal-asked"),
    ],
)
def test_it_is_refused(held, more, code):
    with pytest.raises(Refused, match=code):
        ask(held, **more)


def test_it_may_be_asked_again_once_it_lapsed_and_by_the_system_administrator_for_the_other():
    assert ask(replace(LI, removal=ASKED), at=MORNING + DAY)
    assert ask(replace(LI, roles=frozenset({Role.SECURITY})), "system", Role.SYSTEM)
    with pytest.raises(NotHere):
        ask(replace(LI, roles=frozenset()))


def test_asking_changes_nothing_but_that_another_may_agree(keepers):
    give(keepers.wang)

    acts.ask_factor_off(person=keepers.wang, by=by("security"), at=MORNING)

    [asked] = reads.removals(within=NOWHERE, by=by("audit"), at=MORNING)
    assert (asked.person, asked.asked_by, asked.until, asked.taken_at) == (
        keepers.wang,
        "security",
        MORNING + DAY,
        None,
    )
    assert factors.has(keepers.wang)
    assert reads.removals(within=NOWHERE, by=by("audit"), at=MORNING + DAY) == ()


def test_nobody_asks_for_somebody_beyond_his_place(keepers):
    give(keepers.ma)
    record([post("nearby", Role.SECURITY, keepers.office, "990101")], by=by("console"), at=MORNING)

    with pytest.raises(NotHere):
        acts.ask_factor_off(person=keepers.ma, by=by("nearby"), at=MORNING)
    acts.ask_factor_off(person=keepers.ma, by=by("security"), at=MORNING)
    assert reads.removals(within=NOWHERE, by=by("nearby"), at=MORNING) == ()
