"""Who takes over is on duty from that moment on, and speaks for himself."""

from dataclasses import replace
from typing import Any

import pytest

from anlan.kernel.duty import acts, hours, reads, rules
from anlan.kernel.duty.watch import State, Watch
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from anlan.kernel.registry.may import EVERYWHERE
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


def test_nobody_takes_a_watch_before_its_time_and_is_told_from_when_on(on_duty):
    acts.hand_over(watch=on_duty[0], by=by("qian"), at=MORNING)

    early = MORNING + 2.9 * HOUR
    assert "take" not in reads.page(on_duty[0], within=EVERYWHERE, by=by("li"), at=early).verbs
    with pytest.raises(Refused, match="too-early") as refused:
        acts.take(watch=on_duty[0], by=by("li"), at=early)

    assert refused.value.params["from_at"] == "2026-07-01 20:00"
    due = MORNING + 3 * HOUR
    assert "take" in reads.page(on_duty[0], within=EVERYWHERE, by=by("li"), at=due).verbs
    assert acts.take(watch=on_duty[0], by=by("li"), at=due)


def test_nobody_takes_a_watch_that_is_over(on_duty):
    acts.hand_over(watch=on_duty[0], by=by("qian"), at=LATER)

    with pytest.raises(Refused, match="watch-past"):
        acts.take(watch=on_duty[0], by=by("li"), at=MORNING + 15 * HOUR)


@pytest.mark.parametrize("verb", ["begin", "take"])
def test_who_must_rest_begins_and_takes_nothing_though_the_roster_has_him(verb):
    night, after = (
        Watch(
            **{"no": no, "organisation": "O-county", "place": "6301", "department": None, "officer": "li"},
            **{"leader": "sun", "deputy": None, "from_at": MORNING + begins * HOUR, "until_at": MORNING + ends * HOUR},
        )
        for no, begins, ends in (("w-1", 4, 15), ("w-2", 20, 28))
    )
    words = {"near": [night, after], "by": by("li"), "at": MORNING + 20 * HOUR}
    giving = replace(night, no="w-0", officer="qian", state=State.OFFERED, next="w-2")
    said: dict[str, tuple[Any, Watch, dict[str, Any]]] = {
        "begin": (rules.begin, after, {"on_duty": None}),
        "take": (rules.take, giving, {"following": after, "text": ""}),
    }
    rule, one, more = said[verb]

    with pytest.raises(Refused, match="no-rest"):
        rule(one, **words, **more)
