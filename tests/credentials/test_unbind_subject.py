"""A subject that is bound no longer lets nobody in, and what was open has ended."""

import pytest

from anlan.kernel.credentials import acts, oidc
from anlan.kernel.journal.facts import Refused
from anlan.kernel.registry import accounts
from anlan.kernel.registry.noes import TurnedAway
from tests.cast import MORNING, by
from tests.credentials.test_bind_subject import told  # noqa: F401


def test_it_ends_what_is_open_and_lets_nobody_in(keepers):
    wang = keepers.wang
    with pytest.raises(Refused, match="not-bound"):
        acts.unbind_subject(person=wang, by=by("security"), at=MORNING)
    acts.bind_subject(person=wang, subject="u-1", by=by("security"), at=MORNING)
    session = accounts.open_session(person=wang, post=f"post-{wang}", language=None, at=MORNING)

    acts.unbind_subject(person=wang, by=by("security"), at=MORNING)

    assert accounts.session(session, at=MORNING) is None
    with pytest.raises(TurnedAway, match="sso-unbound"):
        oidc.person_of("u-1")
