"""An owner whom a ledger only named is entered with his telephone, and is offered what waits in his name."""

from datetime import timedelta

import pytest

from anlan.kernel.intake import acts
from anlan.kernel.intake.reads import Unphoned, unphoned
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.journal.record import record
from anlan.kernel.journal.tables import Entry
from anlan.kernel.obligations import acts as items
from anlan.kernel.obligations.tables import Item
from anlan.kernel.registry import acts as register
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry import vault
from anlan.kernel.registry.may import EVERYWHERE, Role
from anlan.kernel.registry.rules import NewOrganisation
from anlan.kernel.registry.tables import Person
from tests.cast import MORNING, by, post
from tests.intake.files import ROWS, ledger, names_said, take_in

TOLD = [
    ROWS[1].replace("A-2", f"B-{n}").replace("配电箱", f"{n}号配电箱").replace("王建国,13897123456", f"{name},")
    for n, name in enumerate(("马老六", "马老六", "祁师傅"))
]
SHUT = ROWS[2].replace("白水加油站", "青山化工厂").replace("李梅,13897120000", "马老六,")
PHONE = "138 9712 7777"


@pytest.fixture
def unit(office):
    """The number of a unit of which a ledger names owners whom nobody knows; Chen holds its safety post."""
    take_in(ledger(ROWS[0]))
    no = Item.objects.get().organisation
    record([post("chen", Role.ENTERPRISE, no, "630103")], by=by("console"), at=MORNING)
    return no


def told(unit, *, who="zhao"):
    """Bring a ledger that only names its owners, and let the safety post answer for them; return the import."""
    return take_in(ledger(*TOLD, SHUT), answers={"owner": "post"}, who=who).no


def waiting(job, *, who="zhao"):
    return [(one.name, one.items) for one in unphoned(job=job, within=EVERYWHERE, by=by(who))]


def enter(job, unit, name="马老六", phone=PHONE, *, who="zhao", command=None, after=0):
    at = MORNING + timedelta(seconds=after)
    return acts.enter_owner(job=job, organisation=unit, name=name, phone=phone, by=by(who, command=command), at=at)


def named(name):
    """Return the items that are told to be of this name."""
    every = vault.tell(Item.objects.exclude(state="closed-before").values_list("no", flat=True), vault.NAME)
    return sorted(no for no, said in every.items() if said == name)


def test_an_import_tells_whom_it_only_named_and_who_stands_in(unit):
    job = told(unit)

    assert unphoned(job=job, within=EVERYWHERE, by=by("zhao"))[0] == Unphoned(
        organisation=unit, unit="青山化工厂", name="祁师傅", stands_in="chen", items=1
    )
    assert waiting(job) == [("祁师傅", 1), ("马老六", 2)]


def test_his_telephone_enters_him_and_what_waits_in_his_name_is_offered_to_him(unit):
    job, before = told(unit), journal.size()

    enter(job, unit)

    assert names_said(before) == ["registry.people-registered", "items.offered-in-batch"]
    [offered] = set(Item.objects.filter(no__in=named("马老六")).values_list("owner", "offered_to"))
    person = str(offered[1])
    assert offered[0] == "chen"
    assert vault.tell([person], vault.NAME) == {person: "马老六"}
    assert vault.tell([person], vault.PHONE) == {person: "13897127777"}
    assert Person.objects.get(no=person).organisation == unit
    assert waiting(job) == [("祁师傅", 1)]
    said = b"".join(bytes(body) for body in Entry.objects.values_list("body", flat=True)).decode(errors="ignore")
    assert not any(word in said for word in ("马老六", "13897127777", "7777"))
    assert rebuild.check() == []


def test_the_giver_owes_it_until_he_takes_it(unit):
    job = told(unit)
    enter(job, unit)
    no = named("马老六")[0]
    items.accept(item=no, by=by("chen"), at=MORNING)
    person = Item.objects.get(no=no).offered_to

    items.take(item=no, by=by("chen", on_behalf_of=person), at=MORNING)

    assert Item.objects.get(no=no).owner == person
    assert Item.objects.get(no=named("马老六")[1]).owner == "chen"


def test_a_telephone_that_is_known_in_the_unit_finds_whose_it_is(unit):
    job = told(unit)
    wang = Item.objects.get(what="安全出口堵塞").owner

    enter(job, unit, phone="13897123456")

    assert set(Item.objects.filter(no__in=named("马老六")).values_list("offered_to", flat=True)) == {wang}
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("phone", "code"),
    [("138971277", "telephone-unfit"), ("", "telephone-unfit"), ("13897120000", "telephone-elsewhere")],
)
def test_a_telephone_that_is_none_or_is_of_another_unit_is_refused(unit, phone, code):
    take_in(ledger(ROWS[2].replace("是,2026-05-06", "否,")))
    job, before = told(unit), journal.size()

    with pytest.raises(Refused, match=code):
        enter(job, unit, phone=phone)

    assert journal.size() == before
    assert vault.with_phone("138971277") == ()
    assert waiting(job) == [("祁师傅", 1), ("马老六", 2)]


def test_what_is_said_twice_is_done_once(unit):
    job = told(unit)

    first = enter(job, unit, command="again")

    assert enter(job, unit, command="again") == first
    with pytest.raises(Refused, match="owner-not-awaited"):
        enter(job, unit)
    assert Person.objects.count() == 2


def test_only_what_the_stand_in_still_owes_is_offered(unit):
    job = told(unit)
    kept, gone = named("马老六")
    wang = Item.objects.get(what="安全出口堵塞").owner
    items.hand_over(item=gone, to=wang, why="his", by=by("chen"), at=MORNING)
    items.take(item=gone, by=by("chen", on_behalf_of=wang), at=MORNING)

    enter(job, unit)

    assert Item.objects.get(no=kept).offered_to
    assert Item.objects.get(no=gone).offered_to is None
    [said] = [one.fact for one in journal.facts_said() if one.fact.name == "items.offered-in-batch"]
    assert said.items == (kept,)


def test_who_stands_in_is_not_offered_his_own(unit):
    job = told(unit)
    vault.keep("chen", vault.PHONE, "13897129999")

    with pytest.raises(Refused, match="offered-to-oneself"):
        enter(job, unit, phone="13897129999")


def test_an_offer_can_be_taken_back_and_the_name_waits_again(unit):
    job = told(unit)
    enter(job, unit, command="mine")
    no = named("马老六")[0]

    items.take_back(item=no, key="mine", by=by("zhao"), at=MORNING + timedelta(seconds=5))

    assert Item.objects.get(no=no).offered_to is None
    assert waiting(job) == [("祁师傅", 1), ("马老六", 1)]
    enter(job, unit, after=6)
    assert waiting(job) == [("祁师傅", 1)]
    assert Person.objects.count() == 2
    assert rebuild.check() == []


def test_an_offer_of_many_is_too_late_to_take_back_once_another_spoke(unit):
    enter(told(unit), unit, command="mine")
    taken = named("马老六")[0]
    items.take(item=taken, by=by("chen", on_behalf_of=Item.objects.get(no=taken).offered_to), at=MORNING)

    with pytest.raises(Refused, match="spoken-since"):
        items.take_back(item=taken, key="mine", by=by("zhao"), at=MORNING + timedelta(seconds=5))


def test_nobody_asks_of_the_import_of_another_nor_of_units_beyond_his_reach(unit):
    job = told(unit)

    for who in ("li", "zhou"):
        with pytest.raises(NotHere):
            waiting(job, who=who)
        with pytest.raises(NotHere):
            enter(job, unit, who=who)
    with pytest.raises(NotHere):
        enter(job, "E-1")


def test_who_may_not_enter_people_names_only_those_who_are_entered(unit):
    job = told(unit, who="qian")

    with pytest.raises(Refused, match="people-not-yours"):
        enter(job, unit, who="qian")
    enter(job, unit, phone="13897123456", who="qian")

    assert waiting(job, who="qian") == [("祁师傅", 1)]


def test_nor_does_an_official_of_one_department_enter_people_of_a_unit_of_another(unit):
    job = told(unit)
    found = registry.organisation(no=unit, within=EVERYWHERE)
    row = NewOrganisation(name=found.name, place=found.place, kind=found.kind, department="fire")
    register.change_organisation(organisation=unit, now=row, by=by("console"), at=MORNING)

    with pytest.raises(Refused, match="people-not-yours"):
        enter(job, unit)
