"""Who takes over is on duty from that moment on, and speaks for himself."""

import pytest

from anlan.kernel.duty import acts, hours
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from tests.cast import MORNING, by
from tests.duty.conftest import HOUR, stands

pytestmark = pytest.mark.django_db
LATER = MORNING + 4 * HOUR


def test_who_takes_over_is_on_duty_and_the_giver_is_not(on_duty):
    acts.hand_over(watch=on_duty[0], by=by("qian"), at=LATER)
    acts.take(watch=on_duty[0], text="seen", by=by("li"), at=LATER + HOUR)

    assert (stands(on_duty[0]).state, stands(on_duty[0]).ended_at) == ("handed-over", LATER + HOUR)
    assert (stands(on_duty[1]).state, stands(on_duty[1]).kept_by) == ("on-watch", "li")
    assert hours.keeper_at("6301", at=LATER + 2 * HOUR).officer == "li"  # type: ignore[union-attr]
    assert hours.keeper_at("6301", at=LATER).officer == "qian"  # type: ignore[union-attr]
    assert rebuild.check() == []


def test_nobody_takes_what_was_not_handed_to_him(on_duty):
    with pytest.raises(Refused, match="watch-state"):
        acts.take(watch=on_duty[0], by=by("li"), at=LATER)
    acts.hand_over(watch=on_duty[0], by=by("qian"), at=LATER)
    for who in ("qian", "zhao"):
        with pytest.raises(Refused, match="not-next"):
            acts.take(watch=on_duty[0], by=by(who), at=LATER)
