"""People are numbers in the journal and names in the vault, and can be forgotten."""

import pytest

from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.journal.seals import verify
from anlan.kernel.journal.tables import Entry
from anlan.kernel.registry import acts, reads, vault
from anlan.kernel.registry.may import EVERYWHERE, Role
from anlan.kernel.registry.rules import NewPerson
from tests.cast import MORNING, TODAY, by


def register(person, *rows):
    return acts.register_people(rows=rows, by=by(person), at=MORNING)


def named(people):
    return [one.name for one in people]


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


def test_a_telephone_number_finds_its_person(land):
    assert [one.no for one in reads.person_by_phone("13897123456", within=EVERYWHERE)] == [land.wang]
    assert [one.no for one in reads.person_by_phone("13897123456", within=reads.reach(by("li")))] == [land.wang]
    assert reads.person_by_phone("13897123456", within=reads.reach(by("zhou"))) == ()
    assert reads.person_by_phone("13897123456", within=reads.reach(by(land.ma))) == ()


def test_the_people_of_a_unit_are_seen_by_its_own_and_by_those_who_supervise_it(land):
    def people(person, organisation):
        return named(reads.people_of(organisation=organisation, within=reads.reach(by(person))))

    assert people("li", land.mill) == people("sun", land.mill) == people(land.wang, land.mill) == ["王建国"]
    assert people("zhou", land.mine) == people(land.ma, land.mine) == ["马成"]
    for person, organisation in (("zhou", land.mill), ("li", land.mine), (land.wang, land.mine), ("system", land.mill)):
        with pytest.raises(NotHere):
            people(person, organisation)


def test_a_mere_member_sees_himself_among_the_people_of_his_unit(land):
    register("console", NewPerson(organisation=land.mine, name="韩梅"))

    assert named(reads.people_of(organisation=land.mine, within=reads.reach(by("zhou")))) == ["马成", "韩梅"]
    assert named(reads.people_of(organisation=land.mine, within=reads.reach(by(land.ma)))) == ["马成"]


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


def test_who_is_erased_has_no_name_the_journal_holds_and_the_tables_follow(land):
    acts.end_posts(posts=(f"post-{land.wang}",), until_on=TODAY, by=by("security"), at=MORNING)

    acts.erase_person(person=land.wang, by=by("security"), at=MORNING)

    assert reads.names([land.wang]) == {land.wang: "已删除"}
    assert vault.tell([land.wang], vault.NAME) == vault.tell([land.wang], vault.ID_NUMBER) == {}
    assert reads.person_by_phone("13897123456", within=EVERYWHERE) == ()
    assert reads.people_of(organisation=land.mill, within=EVERYWHERE) == ()
    assert verify().fault is None
    assert rebuild.check() == []


def test_nobody_is_erased_who_still_holds_a_post(land):
    with pytest.raises(Refused, match="still-in-post"):
        acts.erase_person(person=land.wang, by=by("security"), at=MORNING)

    assert reads.names([land.wang]) == {land.wang: "王建国"}


def test_a_refused_act_leaves_nothing_in_the_vault(land):
    rows = (
        NewPerson(organisation=land.mill, name="赵六", phone="13911111111"),
        NewPerson(organisation=land.mill, name="钱七", phone="13911111111"),
    )

    with pytest.raises(Refused, match="person-known"):
        register("console", *rows)

    assert vault.with_phone("13911111111") == ()
