"""A file is what it is, not what it is called; and what cannot be read says what to do."""

import pytest

from anlan.engines.sheets import book, delimited, package
from anlan.engines.sheets.book import open_file
from anlan.engines.sheets.cells import Fault, Line, Sheet
from anlan.engines.sheets.unreadable import Unreadable
from tests.hostile import old_excel, tables, workbooks

ROWS: list[list[object]] = [["序号", "单位名称"], [1, "甲公司"]]
KINDS = {
    ".xlsx": workbooks.xlsx(ROWS),
    ".xls": old_excel.xls(ROWS),
    ".ods": tables.ods(tables.table(tables.row("序号", "单位名称") + tables.row("1", "甲公司"))),
    ".csv": "序号,单位名称\r\n1,甲公司\r\n".encode("gb18030"),
}


def read_whole(content, name):
    return [line for sheet in open_file(content, name).sheets for line in sheet.lines()]


def refusal(content, name="台账.xlsx"):
    with pytest.raises(Unreadable) as refused:
        read_whole(content, name)
    assert refused.value.says("zh")
    assert refused.value.says("en")
    return refused.value


@pytest.mark.parametrize("suffix", KINDS)
@pytest.mark.parametrize("name", ["台账{}", "台账.bak{}", "TZ{}", "没有后缀", "2026.7.4"])
def test_a_ledger_is_read_by_what_it_is(suffix, name):
    opened = open_file(KINDS[suffix], name.format(suffix.upper()))

    (sheet,) = opened.sheets
    assert opened.form == suffix[1:].upper()
    assert [[str(cell) for cell in line.cells] for line in sheet.lines()] == [["序号", "单位名称"], ["1", "甲公司"]]
    assert list(sheet.lines()) == list(sheet.lines())


@pytest.mark.parametrize(
    ("suffix", "said"),
    [(".xlsx", ".xls"), (".xls", ".xlsx"), (".csv", ".xlsx"), (".xlsx", ".csv"), (".ods", ".xls"), (".xlsx", ".pdf")],
)
def test_a_table_under_a_false_name_is_told_to_be_saved_anew(suffix, said):
    refused = refusal(KINDS[suffix], f"台账{said}")

    assert (refused.code, refused.params["said"]) == ("name-lies", said)
    assert ".xlsx" in refused.says("zh")


@pytest.mark.parametrize("found", workbooks.LIES)
def test_what_only_calls_itself_a_workbook_is_named(found):
    refused = refusal(workbooks.LIES[found])

    expected = {"HTML": "name-lies", "XML": "name-lies", "CSV": "name-lies", "?": "unknown-form"}.get(
        found, "not-a-ledger"
    )
    assert (refused.code, refused.params.get("found", "?")) == (expected, found)


def test_a_picture_that_is_called_one_is_no_ledger_either():
    assert refusal(workbooks.LIES["PNG"], "a.png").code == "not-a-ledger"


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.xlsx", "empty-file"),
        (b" \r\n ", "a.csv", "empty-file"),
        (KINDS[".xls"], "台账.et", "is-et"),
        (KINDS[".xlsx"], "台账.ET", "is-et"),
        (old_excel.encrypted(), "a.xlsx", "encrypted"),
        (old_excel.encrypted(), "a.xls", "encrypted"),
        (old_excel.xls(ROWS, ahead=old_excel.record(0x2F, b"\1\0" + bytes(52))), "a.xls", "encrypted"),
        (workbooks.locked_zip(), "a.xlsx", "encrypted"),
        (tables.ods("", manifest="<m><encryption-data/></m>"), "a.ods", "encrypted"),
        (old_excel.word(), "a.doc", "not-a-ledger"),
        (old_excel.boxed({"Other": b"x"}), "a.xls", "unknown-form"),
        (old_excel.boxed({"Book": bytes(5000)}), "a.xls", "too-old"),
        (b"\x09\x00\x04\x00\x02\x00\x10\x00" + bytes(600), "a.xls", "too-old"),
        (workbooks.zipped({"xl/workbook.bin": b"x", "[Content_Types].xml": "<Types/>"}), "a.xlsb", "is-xlsb"),
        (workbooks.cut_off(workbooks.xlsx(ROWS * 50)), "a.xlsx", "cut-off"),
        (b"PK\x03\x04", "a.xlsx", "cut-off"),
        (workbooks.flipped(workbooks.xlsx([[f"a{no}"] for no in range(500)])), "a.xlsx", "cut-off"),
        (workbooks.cut_off(old_excel.xls(ROWS), 0.2), "a.xls", "cut-off"),
        (workbooks.cut_off(old_excel.xls([[f"文字{no}"] for no in range(900)]), 0.5), "a.xls", "cut-off"),
        (workbooks.twice_the_same_name(), "a.xlsx", "damaged"),
        (workbooks.zipped({"xl/x": "", "[Content_Types].xml": ""}), "a.xlsx", "damaged"),
        (old_excel.knotted(), "a.xls", "damaged"),
        (workbooks.many_sheets(), "a.xlsx", "too-many-sheets"),
    ],
)
def test_what_cannot_be_read_says_why(content, name, code):
    assert refusal(content, name).code == code


def test_a_file_is_weighed_before_it_is_opened(monkeypatch):
    monkeypatch.setattr(book, "BYTES_MOST", 1 << 20)

    assert refusal(bytes((1 << 20) + 1)).code == "too-large"


def test_a_file_of_nothing_but_marks_is_not_parsed(monkeypatch):
    monkeypatch.setattr(package, "MARKS_MOST", 100)

    assert refusal(workbooks.xlsx(ROWS * 50)).code == "bomb"
    assert refusal(tables.ods(tables.table(tables.row("a") * 100)), "a.ods").code == "bomb"


@pytest.mark.parametrize("kind", ["file", "laughs"])
def test_entities_are_refused_and_resolve_nothing(kind):
    assert refusal(workbooks.entities(kind)).code == "xml-tricks"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels"])
def test_a_dtd_in_any_part_is_refused(part):
    assert refusal(workbooks.entities_beside(part)).code == "xml-tricks"


def test_macros_are_passed_over_and_told():
    opened = open_file(workbooks.with_macros(ROWS), "台账.xlsm")

    assert [note.code for note in opened.notes] == ["macros-ignored"]
    assert len(list(opened.sheets[0].lines())) == 2


def test_links_to_other_files_are_not_followed_and_told():
    assert [note.code for note in open_file(workbooks.with_links(ROWS), "a.xlsx").notes] == ["links-ignored"]


def test_hidden_sheets_are_passed_over_and_named():
    xml = workbooks.sheet_xml(ROWS)
    style = '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
    xlsx = workbooks.zipped(workbooks.parts({"台账": xml, "藏": xml}, hidden=("藏",)))
    ods = tables.ods(tables.table(tables.row("a")) + tables.table(tables.row("b"), "藏", "ta2"), styles=style)

    for content, name in ((xlsx, "a.xlsx"), (ods, "a.ods")):
        opened = open_file(content, name)
        assert [sheet.name for sheet in opened.sheets] == ["台账"]
        assert [note.says("zh") for note in opened.notes] == ["工作表“藏”是隐藏的，没有读取。如需导入，请取消隐藏。"]


def test_an_xls_of_all_kinds_of_cells_is_read():
    texts = ["长" * 9000 + str(no) for no in range(4)]
    extra = old_excel.record(0x27E, b"\3\0\0\0\0\0" + ((1234 << 2) | 3).to_bytes(4, "little"))
    extra += old_excel.record(0xBD, b"\4\0\1\0" + (b"\0\0" + ((7 << 2) | 2).to_bytes(4, "little")) * 2 + b"\2\0")
    extra += old_excel.record(0x205, b"\5\0\0\0\0\0\x17\1")
    extra += old_excel.record(0x06, b"\6\0\0\0\0\0" + b"\0" * 6 + b"\xff\xff" + bytes(8))
    extra += old_excel.record(0x207, b"\2\0\0ab")
    extra += old_excel.record(0xE5, b"\1\0\7\0\x08\0\0\0\1\0")
    opened = open_file(old_excel.xls([["a", 1.5, True, None, (46207.5,)], texts], extra=extra), "a.xls")

    lines = {line.no: line for line in opened.sheets[0].lines()}
    assert [str(cell) for cell in lines[1].cells] == ["a", "1.5", "True", "None", "2026-07-04 12:00:00"]
    assert lines[2].cells == texts
    assert lines[4].cells == [12.34]
    assert lines[5].cells == [None, 7, 7]
    assert lines[6].cells == [Fault("#REF!")]
    assert lines[7].cells == ["ab"]


def test_an_ods_is_read_with_its_blanks_repeats_remarks_and_faults():
    remark = "<office:annotation><text:p>看不见</text:p></office:annotation>"
    cells = (
        '<table:table-cell office:value-type="string">'
        + remark
        + '<text:p>甲<text:s text:c="2"/>乙</text:p><text:p>丙</text:p></table:table-cell>',
        '<table:table-cell table:number-columns-repeated="2"/>',
        '<table:table-cell office:value-type="float" office:value="1.50" table:number-columns-repeated="2"/>',
        '<table:table-cell office:value-type="date" office:date-value="2026-07-04"/>',
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>',
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" calcext:value-type="error">'
        "<text:p>#DIV/0!</text:p></table:table-cell>",
        '<table:table-cell table:formula="of:=A1"/>',
        '<table:table-cell table:number-columns-repeated="16370"/>',
    )
    rows = tables.row(*cells, times=2) + tables.row("<table:table-cell/>", times=1_048_570)
    first, second = open_file(tables.ods(tables.table(rows)), "a.ods").sheets[0].lines()

    assert (first.no, second.no) == (1, 2)
    assert [str(cell) for cell in first.cells] == [
        "甲  乙\n丙",
        "None",
        "None",
        "1.5",
        "1.5",
        "2026-07-04",
        "True",
        "#DIV/0!",
        "",
    ]


@pytest.mark.parametrize(
    "broken", [*book.BREAKS, OverflowError, KeyError, UnicodeDecodeError], ids=lambda one: one.__name__
)
def test_whatever_breaks_while_rows_are_read_is_a_damaged_file(broken, monkeypatch):
    def lines():
        yield Line(1, ["a"])
        raise broken("utf-8", b"", 0, 1, "x") if broken is UnicodeDecodeError else broken

    monkeypatch.setattr(delimited, "read", lambda content: (Sheet("CSV", lines),))
    [sheet] = open_file(b"a", "a.csv").sheets

    with pytest.raises(Unreadable, match="damaged"):
        list(sheet.lines())
