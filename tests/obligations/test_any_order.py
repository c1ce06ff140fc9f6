"""In whatever order people speak: the rules hold, and the tables follow from the journal."""

from __future__ import annotations

from datetime import date, timedelta

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
from anlan.kernel.obligations.reads import item
from anlan.kernel.obligations.rules import Stage
from anlan.kernel.registry.may import EVERYWHERE, Role
from tests.cast import MORNING, by, photo, post
from tests.conftest import POSTS
from tests.often import often

CAST = ("zhao", "wang", "li", "qian", "hu", "zhou")
VERBS = (
    *("accept", "note", "attach", "hand_over", "take", "decline", "nudge", "take_back"),
    *("submit", "return_", "strike_off", "void", "ask_extension", "extend", "refuse_extension"),
    *("disown", "assign"),
)
AS_FOUND = "as it was found"
SAID = st.tuples(st.sampled_from(VERBS), st.sampled_from(CAST), st.booleans(), st.integers(0, 12))


def say(no: str, verb: str, person: str, behalf: bool, n: int, last: tuple[str, str] | None) -> str:
    """Let somebody say something of an item; return the key it was said under."""
    speaker = by(person, on_behalf_of="wang" if behalf else None)
    shown = photo(person, AS_FOUND if n % 5 == 0 else f"{no} {n}")
    words: dict[str, object] = {
        "note": {"text": "going on"},
        "attach": {"files": (shown,)},
        "submit": {"evidence": (shown,) if n % 2 else ()},
        "strike_off": {"evidence": (shown,) if n % 2 else ()},
        "hand_over": {"to": CAST[n % len(CAST)], "why": "his"},
        "take_back": {"key": last[1] if last else "none"},
        "ask_extension": {"due_on": date(2026, 7, 9 + n), "why": "so"},
        "assign": {"to": CAST[n % len(CAST)], "why": "his"},
    }.get(verb, {"why": "so"} if verb in ("decline", "return_", "void", "refuse_extension", "disown") else {})  # type: ignore[assignment]
    room = items if hasattr(items, verb) else dangers
    at = MORNING + timedelta(seconds=n)
    getattr(room, verb)(item=no, **words, by=speaker, at=at)
    return speaker.command


@pytest.mark.django_db
@given(said=st.lists(SAID, max_size=14))
@settings(max_examples=often(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_order_of_acts_breaks_the_rules_or_the_tables(transaction_of_its_own, said):
    with transaction_of_its_own():
        record([*POSTS, post("hu", Role.MEMBER, "E-1", "6301")], by=by("console"), at=MORNING)
        words = {"what": "x", "place": "6301", "department": "safety", "organisation": "E-1", "owner": "wang"}
        filed = {"told": Description(), "evidence": (photo("zhao", AS_FOUND),)}
        no = dangers.file(**words, **filed, by=by("zhao"), at=MORNING).subject
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


NAMED = st.tuples(st.just("name"), st.sampled_from(("wang", "hu", "li")), st.booleans(), st.integers(0, 12))


@pytest.mark.django_db
@given(said=st.lists(st.one_of(SAID, SAID, NAMED), max_size=14), tasked=st.booleans())
@settings(max_examples=often(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_where_nobody_checks_every_item_has_its_next_step_all_the_same(transaction_of_its_own, said, tasked):
    with transaction_of_its_own():
        others = [told for told in POSTS if told.persons[0] not in ("li", "sun")]
        head = post("sun", Role.LEADER, "O-county", "63", None, "head")
        record([*others, head, post("hu", Role.MEMBER, "E-1", "6301")], by=by("console"), at=MORNING)
        words = {"what": "x", "place": "6301", "department": "safety", "organisation": "E-1", "owner": "wang"}
        nos = [dangers.file(**words, told=Description(), by=by("zhao"), at=MORNING).subject for _ in range(2)]
        for no in nos:
            items.accept(item=no, by=by("wang"), at=MORNING)
            items.attach(item=no, files=(photo("wang", no),), by=by("wang"), at=MORNING)
        last = {nos[0]: ("submit", say(nos[0], "submit", "wang", False, 0, None))}
        _waits(nos)
        for verb, person, behalf, n in said:
            no = nos[n % 2]
            task = item(no, kind=None, within=EVERYWHERE).task if tasked and n % 3 == 0 else None
            try:
                if verb == "name":
                    again = post(person, Role.OFFICER, "O-county", "6301", "safety", "danger", no=f"checks-{person}")
                    record([again], by=by("console"), at=MORNING)
                else:
                    last[task or no] = (verb, say(task or no, verb, person, behalf, n, last.get(task or no)))
            except (Refused, NotHere):
                continue
            _waits(nos)
        assert rebuild.check() == []
        assert sum(tables.Count.objects.values_list("n", flat=True)) == tables.Item.objects.count()


def _waits(nos: list[str]) -> None:
    """A task is open exactly as long as something waits for it, and what waits is checked by nobody who did it."""
    found = [item(no, kind=None, within=EVERYWHERE) for no in nos]
    tasks = {no: item(no, kind="task", within=EVERYWHERE) for one in found if (no := one.task)}
    opened = {
        str(no) for no in tables.Item.objects.filter(kind="task").exclude(state__in=ENDED).values_list("no", flat=True)
    }
    assert opened == {one.task for one in found if one.is_waiting}
    for one in [*found, *tasks.values()]:
        if one.is_open:
            who, step = next_step(one, task=tasks.get(one.task or ""))
            assert who
            assert step in ("accept", "assign", "submit", "strike_off", "name_checker")
            assert one.due_at
        if one.kind == "danger" and one.state in (State.SUBMITTED, State.STRUCK_OFF):
            assert one.checker not in (one.owner, one.submitted_by)


def _holds(no: str, verb: str, person: str, behalf: bool) -> None:
    found = item(no, kind=None, within=EVERYWHERE)
    assert found.owner
    assert not found.agreed & {found.owner, found.checker, found.submitted_by}
    assert (found.asked_due_at is None) == (found.approver is None)
    if found.state not in ENDED:
        who, step = next_step(found)
        assert who
        assert step in ("accept", "assign", "submit", "strike_off")
        assert found.due_at
    if found.state == State.STRUCK_OFF:
        assert found.checker not in (found.owner, found.submitted_by)
        assert tables.Evidence.objects.filter(item=no, stage=Stage.AFTER).exists()
        if verb == "strike_off":
            assert not behalf
            assert person == found.checker
