"""People are numbers in the journal and names in the vault."""

import pytest

from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.journal.tables import Entry
from anlan.kernel.registry import acts, reads, vault
from anlan.kernel.registry.may import Role
from anlan.kernel.registry.rules import NewPerson
from tests.cast import MORNING, by


def register(person, *rows):
    return acts.register_people(rows=rows, by=by(person), at=MORNING)


def test_a_name_or_number_stands_nowhere_in_the_journal(land):
    written = b"".join(bytes(entry.header) + bytes(entry.body) for entry in Entry.objects.all())

    assert land.wang.encode() in written
    for told in ("王建国", "马成", "13897123456", "11010519491231002X"):
        assert told.encode() not in written


def test_whoever_has_a_number_is_called_by_name(land):
    assert reads.names([land.wang, land.mill, "990101", "post-li", "console", "unheard-of"]) == {
        land.wang: "王建国",
        land.mill: "东升面粉厂",
        "990101": "东县",
        "post-li": Role.OFFICER,
        "console": "控制台",
        "unheard-of": "unheard-of",
    }


def test_a_unit_enters_its_own_people_and_nobody_elses(land):
    register(land.wang, NewPerson(organisation=land.mill, name="赵六", phone="13911111111"))

    with pytest.raises(NotHere):
        register(land.wang, NewPerson(organisation=land.mine, name="赵六"))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"name": " "}, "name-unfit"),
        ({"name": "赵六", "phone": "12"}, "number-unfit"),
        ({"name": "赵六", "id_number": "110105194912310021"}, "number-unfit"),
        ({"name": "赵六", "phone": "13897123456"}, "person-known"),
    ],
)
def test_what_is_wrong_or_known_is_not_entered(land, words, code):
    with pytest.raises(Refused, match=code):
        register("console", NewPerson(organisation=land.mill, **words))


def test_a_refused_act_leaves_nothing_in_the_vault(land):
    rows = (
        NewPerson(organisation=land.mill, name="赵六", phone="13911111111"),
        NewPerson(organisation=land.mill, name="钱七", phone="13911111111"),
    )

    with pytest.raises(Refused, match="person-known"):
        register("console", *rows)

    assert vault.with_phone("13911111111") == ()
