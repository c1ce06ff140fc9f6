"""Ledgers of units and of people come into the register."""

from anlan.kernel.intake import jobs
from anlan.kernel.intake.reads import Form, export
from anlan.kernel.intake.rules import Ledger
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry import vault
from anlan.kernel.registry.tables import Organisation, Person
from tests.cast import MORNING, by
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
