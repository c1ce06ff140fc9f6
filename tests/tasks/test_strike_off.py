"""Accepting what a second look found."""

import pytest

from anlan.domains.tasks import acts
from anlan.kernel.journal.facts import Refused
from anlan.kernel.looks.rules import Finding
from tests.cast import by
from tests.tasks.test_submit import LATER, look, state, submit  # noqa: F401

pytestmark = pytest.mark.django_db


def test_only_who_leads_accepts_it_and_not_before_it_was_said(look):  # noqa: F811
    with pytest.raises(Refused, match="wrong-state"):
        acts.strike_off(item=look, by=by("ma"), at=LATER)
    submit(look)
    for who, code in (("li", "same-person"), ("sun", "not-the-checker")):
        with pytest.raises(Refused, match=code):
            acts.strike_off(item=look, by=by(who), at=LATER)
    acts.strike_off(item=look, opinion="seen the pictures", by=by("ma"), at=LATER)
    assert state(look) == "struck-off"


def test_what_is_there_again_comes_onto_the_ledger_first(look):  # noqa: F811
    submit(look, finding=Finding.THERE)

    with pytest.raises(Refused, match="file-it-again"):
        acts.strike_off(item=look, by=by("ma"), at=LATER)
    assert state(look) == "submitted"
