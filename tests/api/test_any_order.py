"""In whatever order programs call: nobody checks his own work, and every open item has its next step."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.kernel.journal import rebuild
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import tables
from anlan.kernel.obligations.life import ENDED, State, next_step
from anlan.kernel.obligations.reads import item
from anlan.kernel.obligations.rules import Stage
from anlan.kernel.registry.may import EVERYWHERE, Role
from tests.cast import MORNING, by, photo, post
from tests.conftest import POSTS
from tests.doors import do, program
from tests.often import often

CAST = ("zhao", "wang", "li", "qian", "hu", "zhou", "sun")
VERBS = (
    *("obligations.accept", "obligations.note", "obligations.attach", "obligations.hand_over", "obligations.take"),
    *("obligations.decline", "obligations.nudge", "dangers.submit", "dangers.return_", "dangers.strike_off"),
    *("dangers.void", "dangers.correct"),
)
AS_FOUND = "as it was found"
CALLS = st.tuples(st.sampled_from(VERBS), st.sampled_from(CAST), st.integers(0, 9))
FILED = {"what": "x", "told": {}, "place": "6301", "department": "safety", "organisation": "E-1", "owner": "wang"}


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    """Let every call come on one morning."""
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())


def words(verb: str, person: str, n: int) -> dict[str, object]:
    """Return what a careless program would send."""
    shown = [photo(person, AS_FOUND if n % 5 == 0 else f"{verb} {n}")] if n % 2 else []
    why: dict[str, object] = {"why": "so"}
    said: dict[str, dict[str, object]] = {
        "obligations.note": {"text": "going on"},
        "obligations.attach": {"files": shown},
        "obligations.hand_over": {"to": CAST[n % len(CAST)], **why},
        "obligations.decline": why,
        "dangers.submit": {"evidence": shown},
        "dangers.return_": why,
        "dangers.strike_off": {"evidence": shown},
        "dangers.void": why,
        "dangers.correct": {word: FILED[word] for word in FILED if word != "owner"} | {"grade": "general"} | why,
    }
    return said.get(verb, {})


@pytest.mark.django_db
@given(calls=st.lists(CALLS, max_size=12))
@settings(max_examples=often(20), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_order_of_calls_breaks_what_a_court_will_ask(transaction_of_its_own, calls):
    with transaction_of_its_own():
        record([*POSTS, post("hu", Role.MEMBER, "E-1", "6301")], by=by("console"), at=MORNING)
        programs = {person: program(person) for person in CAST}
        filed = FILED | {"evidence": [photo("zhao", AS_FOUND)]}
        no = do(programs["zhao"], "dangers.file", filed).json()["subject"]
        for verb, person, n in calls:
            answer = do(programs[person], verb, {"item": no, **words(verb, person, n)})

            assert answer.status_code in (200, 403, 404, 409), answer.content
            _holds(no, struck_by=person if answer.status_code == 200 and verb == "dangers.strike_off" else None)
        assert rebuild.check() == []
        assert sum(tables.Count.objects.values_list("n", flat=True)) == 1


def _holds(no: str, *, struck_by: str | None) -> None:
    found = item(no, kind=None, within=EVERYWHERE)
    if found.state not in ENDED:
        person, step = next_step(found)
        assert person
        assert found.due_at
        assert step in ("accept", "submit", "strike_off")
    if found.state == State.STRUCK_OFF:
        assert tables.Evidence.objects.filter(item=no, stage=Stage.AFTER).exists()
        assert found.checker not in (found.owner, found.submitted_by)
        assert struck_by in (None, found.checker)
