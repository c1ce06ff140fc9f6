"""A ledger only names an owner: the safety post stands in, a telephone number finds him, and he takes what is his."""

from datetime import timedelta

import pytest

from anlan.domains.dangers import acts as dangers
from anlan.kernel.intake import acts as intake
from anlan.kernel.intake.reads import unphoned
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from anlan.kernel.journal.reads import lines_about
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts as items
from anlan.kernel.obligations import reads
from anlan.kernel.obligations.life import next_step
from anlan.kernel.obligations.tables import Item
from anlan.kernel.registry.may import EVERYWHERE, Role
from tests.cast import MORNING, by, photo, post
from tests.intake.conftest import office  # noqa: F401
from tests.intake.files import ROWS, ledger, take_in
from tests.intake.test_enter_owner import named

ONLY_NAMED = ROWS[1].replace("王建国,13897123456", "马老六,")


def stands(no):
    return reads.item(no, kind=None, within=EVERYWHERE)


def test_an_owner_who_is_only_named_is_found_by_his_telephone_and_puts_it_right(office):  # noqa: F811
    take_in(ledger(ROWS[0]))
    unit = Item.objects.get().organisation
    record([post("chen", Role.ENTERPRISE, unit, "630103")], by=by("console"), at=MORNING)

    # The office brings what it has: a name. Somebody owes it at once all the same.
    job = take_in(ledger(ONLY_NAMED), answers={"owner": "post"}).no
    [no] = named("马老六")
    assert next_step(stands(no)) == ("chen", "accept")

    # Somebody rings the unit. Ma is entered, and offered what is his; until he takes it, Chen owes it.
    intake.enter_owner(
        job=job, organisation=unit, name="马老六", phone="13897127777", by=by("zhao"), at=MORNING + timedelta(hours=1)
    )
    ma = str(stands(no).offered_to)
    assert next_step(stands(no)) == ("chen", "accept")
    items.decline(item=no, why="not my box", by=by("chen", on_behalf_of=ma), at=MORNING + timedelta(hours=2))
    [again] = unphoned(job=job, within=EVERYWHERE, by=by("zhao"))
    assert (again.name, again.items) == ("马老六", 1)

    # It is his: the same telephone finds him, and enters nobody twice.
    intake.enter_owner(
        job=job, organisation=unit, name="马老六", phone="13897127777", by=by("zhao"), at=MORNING + timedelta(hours=3)
    )
    items.take(item=no, by=by("chen", on_behalf_of=ma), at=MORNING + timedelta(hours=4))
    assert unphoned(job=job, within=EVERYWHERE, by=by("zhao")) == ()
    assert stands(no).owner == ma

    # Chen puts it right in his name; neither of the two may check it.
    evidence = (photo("chen"),)
    dangers.submit(item=no, evidence=evidence, by=by("chen", on_behalf_of=ma), at=MORNING + timedelta(hours=5))
    with pytest.raises(Refused, match="same-person"):
        dangers.strike_off(item=no, by=by("chen"), at=MORNING + timedelta(hours=6))
    dangers.strike_off(item=no, by=by("li"), at=MORNING + timedelta(hours=6))

    assert [line.name for line in lines_about(no)] == [
        "items.filed-in-batch",
        "dangers.described-in-batch",
        "intake.told",
        "intake.stood-in",
        "items.offered-in-batch",
        "items.declined",
        "items.offered-in-batch",
        "items.taken",
        "items.evidence-added",
        "items.submitted",
        "items.struck-off",
    ]
    assert rebuild.check() == []
