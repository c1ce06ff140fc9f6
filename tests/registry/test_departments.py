"""An official of one department keeps the register of its units and of no other, nor of any office."""

import pytest

from anlan.kernel.intake.rules import Ledger
from anlan.kernel.journal.facts import Refused
from anlan.kernel.journal.record import record
from anlan.kernel.registry import acts, reads, vault
from anlan.kernel.registry.may import EVERYWHERE
from anlan.kernel.registry.rules import NewOrganisation, NewPerson, NewSite
from anlan.kernel.registry.tables import Person
from tests.cast import MORNING, by
from tests.doors import do, program
from tests.intake.files import PLACES, bring, go_on, ledger, places, take_in

pytestmark = pytest.mark.django_db
PHONE = "13897120001"


def new(name: str, department: str | None, kind: str = "enterprise") -> NewOrganisation:
    return NewOrganisation(name=name, place="630103", kind=kind, department=department)


@pytest.fixture
def units(county):
    """Units by what they are to Zhao, who is of the safety department; the leader of the office has a telephone."""
    record([places(*PLACES)], by=by("console"), at=MORNING)
    rows = (new("化工厂", "safety"), new("烟花厂", "fire"), new("杂货铺", None), new("县政府", None, "office"))
    first = acts.register_organisations(rows=rows, by=by("console"), at=MORNING).subject
    numbers = [f"{first[:-6]}{int(first[-6:]) + n:06}" for n in range(4)]
    leader = NewPerson(organisation=numbers[3], name="孙建川", phone=PHONE)
    acts.register_people(rows=(leader,), by=by("console"), at=MORNING)
    return dict(zip(("safety", "fire", "none", "office"), numbers, strict=True))


@pytest.mark.parametrize(("whose", "may"), [("safety", True), ("none", True), ("fire", False), ("office", False)])
def test_what_the_register_has_of_a_unit_is_its_departments_to_write(whose, may, units):
    unit = units[whose]
    before = reads.organisation(no=unit, within=EVERYWHERE)
    now = new("改了名", before.department, before.kind)
    site = NewSite(name="库房", organisation=unit, place="630103", kind="store", lon_e7=None, lat_e7=None)
    said = (
        (acts.register_people, {"rows": (NewPerson(organisation=unit, name="李四", phone=PHONE),)}),
        (acts.register_sites, {"rows": (site,)}),
        (acts.change_organisation, {"organisation": unit, "now": now, "closed_on": MORNING.date()}),
    )
    for act, words in said:
        if may:
            assert act(**words, by=by("zhao"), at=MORNING)
        else:
            with pytest.raises(Refused, match="unit-of-others"):
                act(**words, by=by("zhao"), at=MORNING)
    assert reads.organisation(no=unit, within=EVERYWHERE).name == ("改了名" if may else before.name)


def test_nor_does_he_take_a_unit_over_give_it_away_or_enter_one_of_others(units):
    for whose, now in (("fire", new("烟花厂", "safety")), ("safety", new("化工厂", "fire"))):
        with pytest.raises(Refused, match="unit-of-others"):
            acts.change_organisation(organisation=units[whose], now=now, by=by("zhao"), at=MORNING)
    for row in (new("新厂", "fire"), new("新局", "safety", "office")):
        with pytest.raises(Refused, match="unit-of-others"):
            acts.register_organisations(rows=(row,), by=by("zhao"), at=MORNING)
    acts.change_organisation(organisation=units["none"], now=new("杂货铺", "safety"), by=by("zhao"), at=MORNING)


def test_whose_telephone_it_is_in_a_unit_of_others_nobody_is_told(units):
    row = {"organisation": units["office"], "name": "塞进来的人", "phone": PHONE}
    answer = do(program("zhao"), "registry.register_people", {"rows": [row]})

    assert answer.status_code == 409
    assert "孙建川" not in answer.content.decode()
    assert "请找其主管部门" in answer.json()["says"]


def test_a_file_is_held_to_it_row_by_row_and_says_why(units):
    head = "姓名,联系电话,单位名称,行政区划"
    people = [
        f"{name},1389712100{n},{unit},城中区"
        for n, (name, unit) in enumerate((("甲", "化工厂"), ("乙", "烟花厂"), ("丙", "县政府")))
    ]
    before = set(Person.objects.values_list("no", flat=True))
    told = go_on(bring(ledger(*people, head=head), of=Ledger.PEOPLE))
    assert (told.new, told.bad) == (1, 2)
    assert len(set(Person.objects.values_list("no", flat=True)) - before) == 1

    units_told = [f"{unit},城中区,0971-8230000,夜间无人" for unit in ("化工厂", "烟花厂")]
    take_in(ledger(*units_told, head="单位名称,行政区划,联系电话,备注"), of=Ledger.ORGANISATIONS)
    assert vault.tell(list(units.values()), "note") == {units["safety"]: "夜间无人"}
