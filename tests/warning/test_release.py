"""A warning goes out, and everybody who answers is called."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import Mock

import pytest

from anlan.domains.calls.facts import Tier
from anlan.domains.warning import acts
from anlan.domains.warning.facts import State
from anlan.kernel.duty import sites
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts as items
from anlan.kernel.obligations import tasks
from anlan.kernel.obligations.reads import show
from anlan.kernel.obligations.tables import Item
from anlan.kernel.registry.facts import OrganisationsRegistered, SitesRegistered
from anlan.kernel.registry.may import EVERYWHERE, Role
from tests.cast import MORNING, by, post
from tests.warning.made import brought, cap
from tests.warning.stands import SOON, out, reach_of, rows, told

pytestmark = pytest.mark.django_db


def test_a_warning_that_went_out_calls_everybody_who_answers_once_with_all_his_sites(held):
    assert told(held).alert.state == State.HELD
    assert reach_of(held).sites == 2

    out(held)

    found = rows(held)
    assert found["wang"].sites == ("s-1", "s-2")
    assert found["wang"].tier == Tier.SITE
    assert {call.item.due_at for call in found.values()} == {MORNING + timedelta(minutes=10)}
    assert told(held).alert.headcount == len(found)
    assert rebuild.check() == []


def test_nobody_lets_a_red_warning_out_alone_nor_without_having_read_whom_it_calls(held):
    reach = reach_of(held)
    for person, place, count, code in (
        ("qian", reach.place, reach.headcount, "two-people"),
        ("sun", reach.place, reach.headcount + 1, "count-otherwise"),
        ("sun", "别处", reach.headcount, "count-otherwise"),
    ):
        with pytest.raises(Refused) as no:
            acts.release(warning=held, place=place, headcount=count, by=by(person), at=MORNING)
        assert no.value.code == code
    assert rows(held) == {}


def test_a_cancel_of_the_same_sender_lets_the_calls_go_once_it_goes_out_itself(held):
    out(held)
    items.accept(item=rows(held)["wang"].item.no, by=by("wang"), at=SOON)
    other = cap(
        identifier="63010041600000_20260701091500_1", kind="Cancel", refers_to="63010041600000_20260701085500_1"
    )
    over = acts.receive(file=brought(other), by=by("qian"), at=SOON).subject
    out(over)

    assert told(held).alert.state == State.ENDED
    assert {call.item.state for call in rows(held).values()} == {"void"}
    assert rebuild.check() == []


def test_an_exercise_calls_nobody_and_cannot_go_out(held):
    no = acts.receive(file=brought(cap(identifier="drill-1", status="Exercise")), by=by("qian"), at=MORNING).subject
    assert told(no).alert.state == State.TOLD
    with pytest.raises(Refused):
        acts.release(warning=no, place="x", headcount=0, by=by("sun"), at=MORNING)


def test_whoever_is_elsewhere_sees_no_warning(held):
    with pytest.raises(NotHere):
        acts.release(warning=held, place="x", headcount=1, by=by("zhou"), at=MORNING)


def test_a_cancel_that_came_before_its_warning_ends_it_all_the_same():
    other = cap(identifier="later", kind="Cancel", refers_to="63010041600000_20260701085500_1")
    over = acts.receive(file=brought(other), by=by("qian"), at=MORNING).subject
    with pytest.raises(Refused) as no:
        out(over)
    assert no.value.code == "refers-to-nothing"
    first = acts.receive(file=brought(cap()), by=by("qian"), at=SOON).subject
    out(first)

    out(over)

    assert told(first).alert.state == State.ENDED


def test_where_nobody_answers_who_leads_has_somebody_named_once_and_that_ends_it(held):
    units = OrganisationsRegistered(
        organisations=("E-9",),
        names=("无人化工厂",),
        usccs=(None,),
        places=("6301",),
        kinds=("enterprise",),
        sectors=(None,),
        departments=(None,),
        are_simulated=(True,),
    )
    site = {"names": ("罐区",), "organisations": ("E-9",), "places": ("6301",), "kinds": ("tanks",)}
    where = {"lons_e7": (None,), "lats_e7": (None,), "are_simulated": (True,)}
    heads = post("lu", Role.LEADER, "O-county", "6301", matter="head")
    record([units, SitesRegistered(sites=("s-9",), **site, **where), heads], by=by("console"), at=MORNING)
    out(held)
    again = acts.receive(file=brought(cap(identifier="second")), by=by("qian"), at=SOON).subject
    out(again)

    [task] = Item.objects.filter(kind="task", source="nobody-to-call")
    assert (task.owner, task.organisation, task.state) == ("lu", "E-9", "filed")
    items.accept(item=task.no, by=by("lu"), at=SOON)
    assert show(no=task.no, within=EVERYWHERE, by=by("sun"), at=SOON).next_verb == "fill_post"
    record([post("wu", Role.ENTERPRISE, "E-9", "6301")], by=by("console"), at=SOON)
    task.refresh_from_db()
    assert task.state == "struck-off"
    assert rebuild.check() == []


def test_a_cancel_that_says_no_colour_is_let_go_by_two_all_the_same(held):
    out(held)
    plain = cap(identifier="over", kind="Cancel", word="蓝色", refers_to="63010041600000_20260701085500_1")
    over = acts.receive(file=brought(plain, person="sun"), by=by("sun"), at=SOON).subject
    with pytest.raises(Refused) as no:
        out(over, "sun")
    assert no.value.code == "two-people"


def test_nobody_ends_what_lies_elsewhere_whatever_area_he_writes(held):
    out(held)
    elsewhere = "<geocode><valueName>GB/T 2260</valueName><value>630200</value></geocode>"
    words = {"kind": "Cancel", "refers_to": "63010041600000_20260701085500_1", "where": elsewhere, "identifier": "over"}
    record([post("wei", Role.DUTY, "O-else", "6302")], by=by("console"), at=MORNING)
    over = acts.receive(file=brought(cap(**words), person="wei"), by=by("wei"), at=SOON).subject
    with pytest.raises(Refused) as no:
        out(over, "zhou")
    assert no.value.code == "beyond-ones-place"
    assert told(held).alert.state == State.RELEASED


def test_a_cancel_of_the_first_message_ends_the_update_that_stands_by_now_and_tells_whom_it_called(held):
    out(held)
    first = "63010041600000_20260701085500_1"
    newer = acts.receive(file=brought(cap(identifier="newer", kind="Update", refers_to=first)), by=by("qian"), at=SOON)
    out(newer.subject)
    assert told(held).alert.why == "updated"

    over = acts.receive(file=brought(cap(identifier="over", kind="Cancel", refers_to=first)), by=by("qian"), at=SOON)
    assert reach_of(over.subject).headcount == len(rows(newer.subject)) > 0
    out(over.subject)

    assert told(newer.subject).alert.state == State.ENDED
    assert {call.item.state for call in rows(newer.subject).values()} == {"void"}
    assert rebuild.check() == []


def test_more_units_than_one_asks_for_at_once_have_somebody_named(held):
    units = tuple(f"E-{n}" for n in range(100, 700))
    count = len(units)
    told_of = OrganisationsRegistered(
        organisations=units,
        names=units,
        usccs=(None,) * count,
        places=("6301",) * count,
        kinds=("enterprise",) * count,
        sectors=(None,) * count,
        departments=(None,) * count,
        are_simulated=(True,) * count,
    )
    record([told_of, post("lu", Role.LEADER, "O-county", "6301", matter="head")], by=by("console"), at=MORNING)

    assert len(tasks.unnamed(units, at=MORNING)) == count


def test_the_calls_go_to_whom_was_counted_without_another_look(held, monkeypatch):
    looked = Mock(side_effect=sites.within)
    monkeypatch.setattr(sites, "within", looked)
    out(held)
    assert looked.call_count == 2  # once to be read on the page, once when it goes out
    assert told(held).alert.headcount == len(rows(held))
