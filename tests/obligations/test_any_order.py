"""In whatever order people speak: the rules hold, and the tables follow from the journal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers.rules import Description
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts as items
from anlan.kernel.obligations import tables
from anlan.kernel.obligations.life import ENDED, State, next_step
from anlan.kernel.obligations.reads import already_shown, item
from anlan.kernel.registry.may import EVERYWHERE, Role
from tests.cast import MORNING, by, photo, post
from tests.conftest import POSTS

CAST = ("zhao", "wang", "li", "qian", "hu", "zhou")
VERBS = (
    *("accept", "note", "attach", "hand_over", "take", "decline", "nudge", "take_back"),
    *("submit", "return_", "strike_off", "void"),
)
SAID = st.tuples(st.sampled_from(VERBS), st.sampled_from(CAST), st.booleans(), st.integers(0, 12))


def say(no: str, verb: str, person: str, behalf: bool, n: int, last: tuple[str, str] | None) -> str:
    """Let somebody say something of an item; return the key it was said under."""
    speaker = by(person, on_behalf_of="wang" if behalf else None)
    words: dict[str, object] = {
        "note": {"text": "going on"},
        "attach": {"files": (photo(person, f"{no} {n}"),)},
        "submit": {"evidence": (photo(person, f"{no} {n}"),) if n % 2 else ()},
        "strike_off": {"evidence": (photo(person, f"{no} {n}"),) if n % 2 else ()},
        "hand_over": {"to": CAST[n % len(CAST)], "why": "his"},
        "take_back": {"key": last[1] if last else "none"},
    }.get(verb, {"why": "so"} if verb in ("decline", "return_", "void") else {})  # type: ignore[assignment]
    room = items if hasattr(items, verb) else dangers
    at = MORNING + timedelta(seconds=n)
    getattr(room, verb)(item=no, **words, by=speaker, at=at)
    return speaker.command


@pytest.mark.django_db
@given(said=st.lists(SAID, max_size=14))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_order_of_acts_breaks_the_rules_or_the_tables(transaction_of_its_own, said):
    with transaction_of_its_own():
        record([*POSTS, post("hu", Role.MEMBER, "E-1", "6301")], by=by("console"), at=MORNING)
        words = {"what": "x", "place": "6301", "department": "safety", "organisation": "E-1", "owner": "wang"}
        no = dangers.file(**words, told=Description(), by=by("zhao"), at=MORNING).subject
        last = None
        for verb, person, behalf, n in said:
            try:
                last = (verb, say(no, verb, person, behalf, n, last))
            except (Refused, NotHere):
                continue
            _holds(no, last[0], person, behalf)
        assert rebuild.check() == []
        counted = sum(tables.Count.objects.values_list("n", flat=True))
        assert counted == tables.Item.objects.count() == 1


def _holds(no: str, verb: str, person: str, behalf: bool) -> None:
    found = item(no, kind=None, within=EVERYWHERE)
    assert found.owner
    if found.state not in ENDED:
        who, step = next_step(found)
        assert who
        assert step in ("accept", "submit", "strike_off")
        assert found.due_at
    if found.state == State.STRUCK_OFF:
        assert found.checker not in (found.owner, found.submitted_by)
        assert already_shown(no)
        if verb == "strike_off":
            assert not behalf
            assert person == found.checker
