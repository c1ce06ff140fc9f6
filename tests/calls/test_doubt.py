"""A number that is another's or none becomes a task of who keeps the roster, once for each person."""

from __future__ import annotations

import pytest

from anlan.domains.calls import acts as calls
from anlan.domains.calls.facts import Channel, Outcome
from anlan.domains.calls.reads import doubted
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import NotHere
from anlan.kernel.journal.record import record
from anlan.kernel.obligations.tables import Item
from anlan.kernel.registry import acts as registry
from anlan.kernel.registry.facts import OrganisationsRegistered, PeopleRegistered
from anlan.kernel.registry.may import EVERYWHERE, Role
from anlan.kernel.registry.rules import HEAD
from tests.cast import by, post
from tests.warning.stands import SOON, out, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def called(held):
    """The call of Wang, whose unit stands in the register; Lu leads the place."""
    unit = OrganisationsRegistered(
        organisations=("E-1",),
        names=("烟花公司",),
        usccs=(None,),
        places=("6301",),
        kinds=("enterprise",),
        sectors=(None,),
        departments=(None,),
        are_simulated=(True,),
    )
    people = PeopleRegistered(people=("wang",), organisations=("E-1",))
    record([unit, people, post("lu", Role.LEADER, "O-county", "6301", matter=HEAD)], by=by("console"), at=SOON)
    out(held)
    return rows(held)["wang"].item.no


def tasks() -> list[Item]:
    return list(Item.objects.filter(source="wrong-number").order_by("no"))


def miss(no: str, outcome: Outcome) -> None:
    calls.miss(item=no, channel=Channel.PHONE, outcome=outcome, by=by("qian"), at=SOON)


def test_who_leads_is_asked_once_and_no_name_stands_in_the_words(called):
    miss(called, Outcome.BUSY)
    assert tasks() == []
    miss(called, Outcome.WRONG_PERSON)
    miss(called, Outcome.NO_SUCH_NUMBER)

    [task] = tasks()
    assert (task.owner, task.state) == ("lu", "filed")
    assert "烟花公司" in task.what
    assert "wang" not in task.what
    assert doubted(task=task.no, within=EVERYWHERE) == "wang"
    with pytest.raises(NotHere):
        doubted(task=called, within=EVERYWHERE)
    assert rebuild.check() == []


def test_another_of_his_unit_goes_before_who_leads_and_a_changed_number_ends_it(called):
    record([post("tang", Role.ENTERPRISE, "E-1", "6301")], by=by("console"), at=SOON)
    miss(called, Outcome.NO_SUCH_NUMBER)
    [task] = tasks()
    assert (task.owner, task.organisation) == ("tang", "E-1")

    registry.change_phone(person="wang", phone="138 0000 0001", by=by("tang"), at=SOON)

    task.refresh_from_db()
    assert task.state == "struck-off"
    assert rebuild.check() == []
    miss(called, Outcome.WRONG_PERSON)
    assert len(tasks()) == 2, "it was found wrong once more"
