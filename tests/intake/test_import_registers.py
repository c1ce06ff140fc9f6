"""Ledgers of units and of people come into the register."""

from anlan.kernel.intake import jobs
from anlan.kernel.intake.reads import Form, export
from anlan.kernel.intake.rules import Ledger
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.record import record
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry import vault
from anlan.kernel.registry.may import Role
from anlan.kernel.registry.tables import Organisation, Person, Post
from tests.cast import MORNING, by, post
from tests.intake.files import bring, counts, go_on, ledger, lines, take_in

UNITS = "单位名称,统一社会信用代码,行政区划,行业,单位类型"
UNIT_ROWS = (
    "青山化工厂,91630100MA7595CN09,城中区,制造业,企业",
    "白水加油站,,城中区,,",
    "黄土中学,,630103,教育,事业单位",
)
PEOPLE = "姓名,联系电话,单位"
PEOPLE_ROWS = ("王建国,13897123456,青山化工厂", "李梅,13897120000,白水加油站")


def uscc(first: str) -> str:
    """Return a credit code whose check digit is right."""
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(letters.index(letter) * pow(3, at, 31) for at, letter in enumerate(first))
    return first + letters[(31 - total % 31) % 31]


def units(*rows: str) -> bytes:
    return ledger(*rows, head=UNITS)


def known() -> tuple[str, ...]:
    code = uscc("91630100MA7595CN0")
    return (UNIT_ROWS[0].replace("91630100MA7595CN09", code), *UNIT_ROWS[1:])


def test_units_come_into_the_register_once(office):
    told = take_in(units(*known()), of=Ledger.ORGANISATIONS)

    assert counts(told) == (3, 0, 0, 0)
    assert {(row.name, row.place, row.kind, row.sector) for row in Organisation.objects.all()} == {
        ("青山化工厂", "630103", "enterprise", "C"),
        ("白水加油站", "630103", "enterprise", None),
        ("黄土中学", "630103", "institution", "P"),
    }
    assert counts(take_in(units(*known()), of=Ledger.ORGANISATIONS)) == (0, 3, 0, 0)


def test_a_wrong_credit_code_is_a_bad_row_by_its_column(office):
    wrong = known()[0].replace("MA7595CN0", "MA7595CN1")

    no = bring(units(wrong, known()[1]), of=Ledger.ORGANISATIONS)

    assert counts(go_on(no)) == (1, 0, 0, 1)
    assert [(row, column) for row, column, _ in lines(no)] == [(2, "统一社会信用代码")]


def test_what_a_later_file_tells_otherwise_is_put_right(office):
    take_in(units(*known()), of=Ledger.ORGANISATIONS)

    told = take_in(units(known()[0].replace("青山化工厂", "青山新材料公司")), of=Ledger.ORGANISATIONS)

    assert counts(told) == (0, 0, 1, 0)
    assert Organisation.objects.filter(name="青山新材料公司").count() == 1


def test_a_sector_that_no_list_knows_is_said_and_keeps_no_unit_out(office):
    no = bring(units("青山化工厂,,城中区,工贸,街坊"), of=Ledger.ORGANISATIONS)

    assert counts(go_on(no)) == (1, 0, 0, 0)
    said = {column: says for _, column, says in lines(no)}
    assert said["行业"].startswith("没有“工贸”这个选项，这一项没有登记。可写：农、林、牧、渔业、采矿业")
    assert "企业" in said["单位类型"]


def test_units_of_another_county_are_left_to_it(office):
    no = bring(units(UNIT_ROWS[1].replace("城中区", "民和县")), of=Ledger.ORGANISATIONS)

    assert counts(go_on(no)) == (0, 0, 0, 1)
    assert not Organisation.objects.exists()


def test_people_come_into_the_register_and_their_names_only_into_the_vault(office):
    take_in(units(*known()), of=Ledger.ORGANISATIONS)

    assert counts(take_in(ledger(*PEOPLE_ROWS, head=PEOPLE), of=Ledger.PEOPLE)) == (2, 0, 0, 0)
    assert counts(take_in(ledger(*PEOPLE_ROWS, head=PEOPLE), of=Ledger.PEOPLE)) == (0, 2, 0, 0)
    people = [row.no for row in Person.objects.filter(no__startswith="demo-p-")]
    assert set(vault.tell(people, vault.NAME).values()) == {"王建国", "李梅"}


def test_a_person_of_an_unknown_unit_or_with_anothers_telephone_is_a_bad_row(office):
    take_in(units(*known()), of=Ledger.ORGANISATIONS)
    take_in(ledger(*PEOPLE_ROWS, head=PEOPLE), of=Ledger.PEOPLE)

    no = bring(ledger("赵四,13897120001,无名公司", "赵四,13897123456,青山化工厂", head=PEOPLE), of=Ledger.PEOPLE)

    assert [(row, column) for row, column, _ in lines(no)] == [(2, "单位"), (3, "联系电话")]


def test_exported_registers_come_back_unchanged(office):
    take_in(units(*known()), of=Ledger.ORGANISATIONS)
    take_in(ledger(*PEOPLE_ROWS, head=PEOPLE), of=Ledger.PEOPLE)
    zhao = registry.post("post-zhao")

    for of, whole in ((Ledger.ORGANISATIONS, 3), (Ledger.PEOPLE, 2)):
        for form in Form:
            file = export(of, form, post=zhao, at=MORNING, language="zh")
            no = bring(file.content, file.name, of=of)
            told = jobs.progress(no, by=by("zhao"))
            assert (told.unchanged, told.bad, told.new) == (whole, 0, 0)


LED = f"{UNITS},负责人,安全员,联系电话,地址"
LED_ROWS = (
    "青山化工厂,,城中区,,,赵大山 13811110001,钱小安 13811110002,0971-6123456,西大街1号",
    "白水加油站,,城中区,,,孙水 13811110003,李无号,,",
)


def post_in(unit: str, role: Role) -> list[str]:
    """Return the names of those who hold a role in a unit."""
    no = Organisation.objects.get(name=unit).no
    return list(
        registry.names(Post.objects.filter(organisation=no, role=role).values_list("person", flat=True)).values()
    )


def test_who_leads_a_unit_and_how_to_reach_it_lies_in_the_vault_alone(office):
    told = take_in(ledger(*LED_ROWS, head=LED), of=Ledger.ORGANISATIONS)

    assert counts(told) == (2, 0, 0, 0)
    unit = Organisation.objects.get(name="青山化工厂").no
    assert [vault.tell([unit], field).get(unit) for field in ("head", "safety_officer", "telephone", "address")] == [
        "赵大山 13811110001",
        "钱小安 13811110002",
        "0971-6123456",
        "西大街1号",
    ]
    people = Person.objects.filter(organisation=unit).values_list("no", flat=True)
    assert set(vault.tell(people, vault.NAME).values()) == {"赵大山", "钱小安"}
    said = str([one.fact for one in journal.facts_said()])
    assert not any(word in said for word in ("赵大山", "李无号", "1381111", "6123456"))
    assert counts(take_in(ledger(*LED_ROWS, head=LED), of=Ledger.ORGANISATIONS)) == (0, 2, 0, 0)
    changed = take_in(ledger(LED_ROWS[0].replace("西大街1号", "东大街2号"), head=LED), of=Ledger.ORGANISATIONS)
    assert counts(changed) == (0, 0, 1, 0)
    assert vault.tell([unit], "address") == {unit: "东大街2号"}


def test_an_inspector_enters_the_safety_officer_and_is_told_who_puts_him_in_post(office):
    no = bring(ledger(*LED_ROWS, head=LED), of=Ledger.ORGANISATIONS)
    go_on(no)

    assert [(row, column) for row, column, _ in lines(no)] == [(2, "安全员")]
    assert post_in("青山化工厂", Role.ENTERPRISE) == []


def test_who_keeps_the_house_puts_safety_officers_in_post(office):
    record([post("admin", Role.SYSTEM, "O-county", "6301")], by=by("console"), at=MORNING)

    for _ in range(2):
        assert take_in(ledger(*LED_ROWS, head=LED), of=Ledger.ORGANISATIONS, who="admin").bad == 0

    assert post_in("青山化工厂", Role.ENTERPRISE) == ["钱小安"]
    assert post_in("白水加油站", Role.ENTERPRISE) == []


def test_a_telephone_of_two_names_enters_the_first_and_says_so(office):
    no = bring(ledger("青山化工厂,,城中区,,,赵大山,钱小安 13811110001,13811110001,", head=LED), of=Ledger.ORGANISATIONS)
    go_on(no)

    assert any("另一个人" in says for *_, says in lines(no))
    assert set(registry.names(Person.objects.values_list("no", flat=True)).values()) >= {"赵大山"}


STAFF = "姓名,联系电话,单位,职务,角色"
STAFF_ROWS = (
    "王建国,13897123456,青山化工厂,车间主任,单位人员",
    "钱小安,13811110002,青山化工厂,,安全员",
    "孙处,13811110009,青山化工厂,处长,执法员",
    "李谁,13811110008,青山化工厂,,大王",
)


def test_posts_of_people_are_filled_where_that_is_the_askers_to_do(office):
    take_in(units(*known()), of=Ledger.ORGANISATIONS)
    record([post("admin", Role.SYSTEM, "O-county", "6301")], by=by("console"), at=MORNING)
    no = bring(ledger(*STAFF_ROWS, head=STAFF), of=Ledger.PEOPLE)
    assert [(row, column) for row, column, _ in lines(no)] == [(2, "角色"), (3, "角色"), (4, "角色"), (5, "角色")]
    assert counts(go_on(no)) == (3, 0, 0, 1)
    assert post_in("青山化工厂", Role.MEMBER) == []

    assert counts(take_in(ledger(*STAFF_ROWS[:3], head=STAFF), of=Ledger.PEOPLE, who="admin")) == (0, 1, 2, 0)
    assert counts(take_in(ledger(*STAFF_ROWS[:3], head=STAFF), of=Ledger.PEOPLE, who="admin")) == (0, 3, 0, 0)
    assert (post_in("青山化工厂", Role.MEMBER), post_in("青山化工厂", Role.ENTERPRISE)) == (["王建国"], ["钱小安"])
    assert post_in("青山化工厂", Role.INSPECTOR) == []
    person = Person.objects.get(no__in=[row.person for row in Post.objects.filter(role=Role.MEMBER)]).no
    assert vault.tell([person], "post") == {person: "车间主任"}


def test_a_row_that_is_bad_enters_nobody(office):
    take_in(ledger("白水加油站,城中区", head="单位名称,行政区划"), of=Ledger.ORGANISATIONS)
    before = Person.objects.count()

    no = bring(ledger("张三,13897120000,白水加油站,总指挥", head="姓名,联系电话,单位名称,角色"), of=Ledger.PEOPLE)

    assert counts(go_on(no)) == (0, 0, 0, 1)
    assert Person.objects.count() == before


def test_registers_with_all_their_columns_come_back_unchanged_and_hide_telephones(office):
    take_in(ledger(*LED_ROWS, head=LED), of=Ledger.ORGANISATIONS)
    record([post("admin", Role.SYSTEM, "O-county", "6301")], by=by("console"), at=MORNING)
    take_in(ledger(*STAFF_ROWS[:2], head=STAFF), of=Ledger.PEOPLE, who="admin")
    zhao, sun = (registry.post(f"post-{who}") for who in ("zhao", "sun"))

    for of, whole in ((Ledger.ORGANISATIONS, 2), (Ledger.PEOPLE, 4)):
        file = export(of, Form.XLSX, post=zhao, at=MORNING, language="zh")
        told = jobs.progress(bring(file.content, file.name, of=of), by=by("zhao"))
        assert (told.unchanged, told.bad, told.new) == (whole, 0, 0)
        assert "1381111" not in export(of, Form.CSV, post=sun, at=MORNING, language="zh").content.decode()


def test_a_mere_member_has_himself_as_a_file_and_nobody_beside_him(office):
    take_in(units(*known()), of=Ledger.ORGANISATIONS)
    take_in(ledger(*PEOPLE_ROWS, "李四,13897120009,青山化工厂", head=PEOPLE), of=Ledger.PEOPLE)
    unit = Organisation.objects.get(name="青山化工厂").no
    wang = next(no for no, name in vault.tell(people_of(unit), vault.NAME).items() if name == "王建国")

    def told(role: Role, language: str) -> str:
        sees = [post(wang, role, unit, "6301")]
        record(sees, by=by("console", command=f"{role} {language}"), at=MORNING)
        file = export(Ledger.PEOPLE, Form.CSV, post=registry.post(f"post-{wang}"), at=MORNING, language=language)
        return file.content.decode("utf-8-sig")

    for language in ("zh", "en"):
        whole, own = told(Role.ENTERPRISE, language), told(Role.MEMBER, language)
        assert ("王建国" in whole, "李四" in whole, "李梅" in whole) == (True, True, False)
        assert ("王建国" in own, "李四" in own, "李梅" in own) == (True, False, False)


def people_of(unit: str) -> list[str]:
    return [one.no for one in Person.objects.filter(organisation=unit)]
