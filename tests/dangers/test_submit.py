"""Saying that a danger has been put right."""

import pytest

from anlan.domains.dangers import acts, rules
from anlan.domains.dangers.reads import danger
from anlan.domains.dangers.rules import Danger, Description
from anlan.kernel.journal.facts import Refused
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts as items
from anlan.kernel.obligations.musts import Exhibit
from anlan.kernel.registry.may import EVERYWHERE, Role
from tests.cast import MORNING, by, photo, post
from tests.obligations.items import ACCEPTED


def test_it_goes_to_who_answers_for_dangers_there(put_right):
    item = danger(item=put_right, within=EVERYWHERE).item

    assert (item.state, item.submitted_by, item.checker, item.shown) == ("submitted", "wang", "li", 1)


def test_a_claim_without_evidence_is_no_claim(found):
    items.accept(item=found, by=by("wang"), at=MORNING)

    with pytest.raises(Refused, match="no-evidence"):
        acts.submit(item=found, by=by("wang"), at=MORNING)


def test_evidence_put_there_before_is_enough(found):
    items.accept(item=found, by=by("wang"), at=MORNING)
    items.attach(item=found, files=(photo("wang"),), by=by("wang"), at=MORNING)

    acts.submit(item=found, by=by("wang"), at=MORNING)

    assert danger(item=found, within=EVERYWHERE).item.state == "submitted"


def test_a_file_that_somebody_else_put_in_is_no_evidence(found):
    items.accept(item=found, by=by("wang"), at=MORNING)

    with pytest.raises(Refused, match="unknown-file"):
        acts.submit(item=found, evidence=(photo("zhou"),), by=by("wang"), at=MORNING)
    with pytest.raises(Refused, match="unknown-file"):
        acts.submit(item=found, evidence=("0" * 64,), by=by("wang"), at=MORNING)


@pytest.mark.parametrize("more", [(), (Exhibit(file="photo-2", is_own=True),)], ids=["alone", "among others"])
def test_what_shows_how_it_was_found_does_not_show_it_put_right(more):
    as_found = Exhibit(file="photo-1", is_own=True, is_here=True, is_as_found=True)
    danger = Danger(item=ACCEPTED, told=Description())
    said = {"checker": "li", "head": None, "already": (), "text": ""}

    with pytest.raises(Refused, match="shown-as-found"):
        rules.submit(danger, by=by("wang"), exhibits=(as_found, *more), **said)


def test_where_nobody_checks_it_says_so(db):
    record(
        [post("wang", Role.ENTERPRISE, "E-1", "6301"), post("zhao", Role.INSPECTOR, "O", "6301")],
        by=by("c"),
        at=MORNING,
    )
    words = {"what": "x", "place": "6301", "department": "safety", "organisation": "E-1", "owner": "wang"}
    no = acts.file(**words, told=Description(), by=by("zhao"), at=MORNING).subject
    items.accept(item=no, by=by("wang"), at=MORNING)

    with pytest.raises(Refused, match="nobody-checks"):
        acts.submit(item=no, evidence=(photo("wang"),), by=by("wang"), at=MORNING)


def test_a_safety_manager_may_submit_for_an_owner_without_an_account(found):
    record([post("hu", Role.ENTERPRISE, "E-1", "6301")], by=by("console"), at=MORNING)

    items.accept(item=found, by=by("hu", on_behalf_of="wang"), at=MORNING)
    acts.submit(item=found, evidence=(photo("hu"),), by=by("hu", on_behalf_of="wang"), at=MORNING)

    assert danger(item=found, within=EVERYWHERE).item.submitted_by == "hu"


def test_what_came_back_is_not_submitted_again_as_it_was(put_right):
    acts.return_(item=put_right, why="half blocked", by=by("li"), at=MORNING)

    with pytest.raises(Refused, match="nothing-new"):
        acts.submit(item=put_right, text=" ", by=by("wang"), at=MORNING)

    acts.submit(item=put_right, text="the other half is clear, too", by=by("wang"), at=MORNING)
