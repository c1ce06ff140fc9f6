"""Names that cannot be told, in files that go out and come in again: nobody is called so."""

import pytest

from anlan.engines.sheets.book import open_file
from anlan.engines.sheets.ledgers import PEOPLE
from anlan.engines.sheets.mapping import propose
from anlan.engines.sheets.rows import Row, rows
from anlan.engines.sheets.schema import Schema
from anlan.kernel.intake.reads import Form, export
from anlan.kernel.intake.rules import Ledger
from anlan.kernel.obligations import tables
from anlan.kernel.registry import acts, vault
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.tables import Organisation, Person, Secret
from tests.cast import MORNING, by
from tests.intake.files import HEAD, ROWS, bring, counts, ledger, lines, take_in

WORDS = ("（无法读取）", "（已删除）", "无法读取", "(cannot be read)", "Erased")


def damage(person: str, field: str) -> None:
    """Let somebody touch what the vault keeps."""
    row = Secret.objects.get(subject=person, field=field)
    Secret.objects.filter(pk=row.pk).update(sealed=bytes(row.sealed)[:-1] + b"x")


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("way", ["touched", "erased"])
def test_an_owner_who_cannot_be_told_comes_back_as_who_he_was(office, form, language, way):
    take_in(ledger(*ROWS))
    item = tables.Item.objects.get(what="安全出口堵塞")
    if way == "touched":
        damage(item.owner, vault.NAME)
        damage(item.owner, vault.PHONE)
    else:
        acts.erase_person(person=item.owner, by=by("console"), at=MORNING)
    people = Person.objects.count()

    file = export(Ledger.DANGERS, form, post=registry.post("post-zhao"), at=MORNING, language=language)
    told = ("（无法读取）", "(cannot be read)") if way == "touched" else ("（已删除）", "(erased)")

    assert told[language == "en"] in str([row.raw for row in read(file.content, file.name)])
    assert counts(take_in(file.content, file.name)) == (0, 3, 0, 0)
    assert Person.objects.count() == people


@pytest.mark.parametrize("word", WORDS)
def test_a_new_row_whose_owner_is_not_told_is_named_and_enters_nobody(office, word):
    no = bring(ledger(ROWS[0].replace("王建国", word), ROWS[1]))

    assert lines(no)[:1] == [(2, "整改责任人", "这里写的是导出时读不到的姓名或号码，不是内容。请补上。")]
    assert counts(take_in(ledger(ROWS[0].replace("王建国", word)))) == (0, 0, 0, 1)
    assert not Person.objects.filter(organisation__in=Organisation.objects.filter(name="青山化工厂")).exists()


def test_what_is_kept_of_a_unit_and_cannot_be_read_comes_back_unchanged(office):
    head = "单位名称,行政区划,主要负责人,安全管理员,联系电话,地址,备注"
    row = "白水加油站,城中区,李梅 13897120000,张三 13897120001,0971-8230000,长江路1号,夜间无人"
    take_in(ledger(row, head=head), of=Ledger.ORGANISATIONS)
    unit = Organisation.objects.get(name="白水加油站")
    for field in ("head", "telephone", "address", "note"):
        damage(unit.no, field)

    file = export(Ledger.ORGANISATIONS, Form.XLSX, post=registry.post("post-zhao"), at=MORNING, language="zh")
    [told] = [row for row in read(file.content, file.name) if row.raw["单位名称"] == "白水加油站"]

    assert told.raw["联系电话"] == "（无法读取）"
    assert counts(take_in(file.content, file.name, of=Ledger.ORGANISATIONS))[1:] == (
        len(read(file.content, file.name)),
        0,
        0,
    )


def test_a_person_whose_name_cannot_be_read_is_named_and_nobody_is_called_so(office):
    take_in(ledger(ROWS[0]))
    person = tables.Item.objects.get().owner
    damage(person, vault.NAME)

    file = export(Ledger.PEOPLE, Form.CSV, post=registry.post("post-zhao"), at=MORNING, language="zh")
    no = bring(file.content, file.name, of=Ledger.PEOPLE)

    assert [says for _, column, says in lines(no) if column == "姓名"] == [
        "这里写的是导出时读不到的姓名或号码，不是内容。请补上。"
    ]


def test_a_ledger_without_personal_columns_may_say_the_same_words(office):
    take_in(ledger(ROWS[0].replace("安全出口堵塞", "无法读取"), head=HEAD))

    assert tables.Item.objects.get().what == "无法读取"


def read(content: bytes, name: str, schema: Schema = PEOPLE) -> list[Row]:
    """Return the rows of a file as they stand there."""
    book = open_file(content, name)
    return list(rows(book, propose(book, schema, {}).mapping, schema))
