"""What is written reads back as the same rows, opens well, and cannot run."""

import csv
import io
from datetime import date, time

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from anlan.engines.sheets.book import open_file
from anlan.engines.sheets.cells import Cell, Fault, When
from anlan.engines.sheets.dates import Deadline
from anlan.engines.sheets.ledgers import DANGERS
from anlan.engines.sheets.mapping import propose
from anlan.engines.sheets.people import Person
from anlan.engines.sheets.problems import Problem
from anlan.engines.sheets.rows import Row, rows
from anlan.engines.sheets.schema import Column, Kind
from anlan.engines.sheets.shown import shown
from anlan.engines.sheets.texts import guarded, is_dangerous, parse_text, unguarded
from anlan.engines.sheets.words import Word
from anlan.engines.sheets.write import write_csv, write_rejects, write_xlsx
from tests.hostile.strings import CSV_INJECTION, HONEST, NASTY
from tests.hostile.workbooks import xlsx
from tests.often import often

NAMES = st.text("张王李赵扎西尼玛·", min_size=2, max_size=4)
PHONES = st.sampled_from(["13897123456", "0971-8230000", "010-66551234转12"])
PERSONS = st.builds(Person, NAMES, st.none() | PHONES)
DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 12, 31))
CLOCKS = st.builds(time, st.integers(0, 23), st.integers(0, 59), st.integers(1, 59))
TEXTS = st.one_of(st.text(max_size=20), st.sampled_from([*NASTY.values(), *CSV_INJECTION, *HONEST]))


def read_text(text):
    found = parse_text(text, most=10_000)
    return found if isinstance(found, str) else None


VALUES = {
    Kind.TEXT: TEXTS.map(read_text).filter(lambda text: text and text[0] != "#"),
    Kind.DATE: st.builds(When, DAYS, st.none() | CLOCKS),
    Kind.DEADLINE: st.builds(Deadline, on=DAYS, at=st.none() | CLOCKS) | st.builds(Deadline, days=st.integers(0, 999)),
    Kind.YES_NO: st.booleans(),
    Kind.CHOICE: st.sampled_from(["general", "major"]),
    Kind.PHONE: PHONES,
    Kind.USCC: st.just("91110000600037341L"),
    Kind.PLACE: st.sampled_from(["632122", "民和县", "632122001"]),
    Kind.PERSON: PERSONS,
    Kind.PEOPLE: st.lists(PERSONS, min_size=1, max_size=3).map(tuple),
    Kind.LONGITUDE: st.integers(-1_800_000_000, 1_800_000_000),
    Kind.LATITUDE: st.integers(-900_000_000, 900_000_000),
    Kind.POINT: st.tuples(st.integers(-1_800_000_000, 1_800_000_000), st.integers(-900_000_000, 900_000_000)),
    Kind.MONEY: st.integers(0, 10**13),
}
WORDS = (Word(code="general", zh="一般", en="general"), Word(code="major", zh="重大", en="major"))
SCHEMA = tuple(
    Column(key=kind.value, zh=f"列{no}", en=f"Column {no}", kind=kind, most=10_000, words=WORDS)
    for no, kind in enumerate(VALUES)
)
ROWS = st.lists(
    st.fixed_dictionaries({}, optional={kind.value: values for kind, values in VALUES.items()}).filter(bool), max_size=4
)


def read_back(content, name):
    book = open_file(content, name)
    found = propose(book, SCHEMA)
    read = list(rows(book, found.mapping, SCHEMA))
    assert not any(row.problems for row in read)
    return [dict(row.values) for row in read]


@settings(max_examples=often(60), deadline=None)
@given(ROWS, st.sampled_from(["zh", "en"]), st.booleans())
def test_what_is_written_as_xlsx_reads_back_as_the_same_rows(given_rows, language, marked):
    content = write_xlsx(SCHEMA, given_rows, title="台账", language=language, mark_simulated=marked)

    assert read_back(content, "a.xlsx") == given_rows


@settings(max_examples=often(60), deadline=None)
@given(ROWS, st.sampled_from(["zh", "en"]))
def test_what_is_written_as_csv_reads_back_as_the_same_rows(given_rows, language):
    assert read_back(write_csv(SCHEMA, given_rows, language=language), "a.csv") == given_rows


@pytest.mark.parametrize("text", [*CSV_INJECTION, *NASTY.values()])
def test_no_text_becomes_a_formula(text):
    columns = (Column(key="a", zh="甲", en="A"), Column(key="b", zh="乙", en="B"))
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx(columns, [{"a": text, "b": "x"}]))).active
    (_, line) = csv.reader(io.StringIO(write_csv(columns, [{"a": text, "b": "x"}]).decode("utf-8-sig"), newline=""))

    assert sheet["A2"].data_type in ("s", "inlineStr", "n")
    assert not isinstance(sheet["A2"].value, int | float)
    assert sheet["A2"].quotePrefix or not is_dangerous(text)
    assert line[0][:1] not in tuple("=+@＝＋－＠\t\r\n")
    assert line[0][:1] != "-" or line[0] in HONEST or line[0] == "-0"


@pytest.mark.parametrize("text", CSV_INJECTION)
def test_the_guard_is_put_before_what_is_dangerous_and_taken_off_again(text):
    assert guarded(text) == f"'{text}"
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", HONEST)
def test_the_guard_leaves_alone_what_is_honest(text):
    assert guarded(text) == unguarded(text) == text


@given(TEXTS)
def test_the_guard_comes_off_exactly_where_it_was_put(text):
    assert unguarded(guarded(text)) == text or text.startswith("'")
    assert guarded(text) == text or unguarded(guarded(text)) == text


def test_an_honest_number_stays_a_number():
    columns = (Column(key="x", zh="经度", en="Longitude", kind=Kind.LONGITUDE),)
    content = write_xlsx(columns, [{"x": -5_000_000}])

    assert openpyxl.load_workbook(io.BytesIO(content)).active["A2"].value == -0.5
    assert b"\r\n-0.5\r\n" in write_csv(columns, [{"x": -5_000_000}])


def test_another_reader_sees_the_same_cells():
    columns = (Column(key="a", zh="甲", en="A"), Column(key="d", zh="日", en="D", kind=Kind.DATE))
    content = write_xlsx(columns, [{"a": "=1+1", "d": When(date(2026, 7, 4))}, {"a": "a\u2028b\nc"}], title="题")

    seen = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert seen == [["题", ""], ["甲", "日"], ["=1+1", date(2026, 7, 4)], ["a\u2028b\nc", ""]]


def test_the_same_rows_are_the_same_bytes():
    given_rows = [{"description": "a", "found_at": When(date(2026, 7, 4))}]

    assert write_xlsx(DANGERS, given_rows, title="台账") == write_xlsx(DANGERS, given_rows, title="台账")


def test_the_heading_is_frozen_and_the_columns_have_widths():
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx(DANGERS, [], title="台账"))).active

    assert (sheet.freeze_panes, sheet.title, sheet["A1"].value, sheet["A2"].value) == ("A3", "台账", "台账", "序号")
    assert {sheet.column_dimensions[cell.column_letter].width for cell in sheet[2]} == {10, 14, 16, 18, 22, 40}


@pytest.mark.parametrize(("language", "mark"), [("zh", "【模拟】"), ("en", "[Simulated] ")])
def test_simulated_is_marked_in_the_title_and_on_the_sheet(language, mark):
    content = write_xlsx(DANGERS, [], title="台账", sheet="a/b:c" * 20, language=language, mark_simulated=True)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active

    assert sheet["A1"].value == f"{mark}台账"
    assert mark.strip("[] ")[:2] in sheet.title
    assert len(sheet.title) <= 31


def test_the_mark_of_simulation_is_read_on_the_sheet_as_it_was_written():
    content = write_xlsx(DANGERS, [], title="Hidden dangers", language="en", mark_simulated=True)

    assert openpyxl.load_workbook(io.BytesIO(content)).active.title == "(Simulated) Hidden dangers"


def test_a_csv_opens_in_excel():
    content = write_csv(DANGERS, [{"description": 'a"b'}], title="【模拟】台账")

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n") == 3
    assert '"a""b"' in content.decode("utf-8-sig")


def test_a_text_that_excel_would_refuse_is_cut():
    content = write_xlsx((Column(key="a", zh="甲", en="A"),), [{"a": "长" * 40_000}])

    assert len(openpyxl.load_workbook(io.BytesIO(content)).active["A2"].value) == 32_000


def test_a_value_that_is_not_of_its_column_is_not_written():
    with pytest.raises(TypeError, match="found_at"):
        shown(next(column for column in DANGERS if column.key == "found_at"), 5, language="zh")


REJECTED: list[list[object]] = [
    ["单位名称", "隐患描述", "隐患级别", "排查时间", "是否完成", "天气", "天气"],
    ["甲公司", "=HYPERLINK(1)", "特急", 46207, "否", "'=x", -0.5],
    ["乙公司", "好的", "一般", "2026.7.4", "否", "晴", 1],
    [None, "a\u2028b\nc", "一般", "2026-02-30", "否", '<c r="F4" t="e"><v>#REF!</v></c>', 9.1e17],
]


def read_ledger(content):
    book = open_file(content, "a.xlsx")
    found = propose(book, DANGERS)
    return found, list(rows(book, found.mapping, DANGERS))


def test_rejected_rows_come_back_with_all_that_they_said_and_with_the_same_faults():
    found, before = read_ledger(xlsx(REJECTED))
    bad = [row for row in before if row.is_bad]

    again, after = read_ledger(write_rejects(before))

    assert [row.raw for row in after] == [row.raw for row in bad]
    assert [row.values for row in after] == [row.values for row in bad]
    assert [[(p.code, p.column) for p in row.problems] for row in after] == [
        [(p.code, p.column) for p in row.problems] for row in bad
    ]
    assert again.mapping == found.mapping
    assert again.unmatched == found.unmatched == ("天气", "天气#2")


@pytest.mark.parametrize(("language", "heading"), [("zh", "导入问题"), ("en", "Import problem")])
def test_rejects_say_before_each_row_what_to_mend_and_mark_the_cell(language, heading):
    _, read = read_ledger(xlsx(REJECTED))
    sheet = openpyxl.load_workbook(io.BytesIO(write_rejects(read, language=language))).active

    assert [cell.value for cell in sheet[1]][:4] == [heading, *[cell.value for cell in sheet[1]][1:3], "单位名称"]
    assert read[0].problems[0].says(language) in sheet["A2"].value
    assert (sheet["B2"].value, sheet["C2"].value) == ("台账", 2)
    assert (sheet["F2"].fill.fgColor.rgb, sheet["E2"].fill.fgColor.rgb) == ("00FFF2CC", "00000000")
    assert sheet["E2"].data_type == "s"
    assert sheet.max_row == 3


def test_mended_rejects_come_in():
    _, before = read_ledger(xlsx(REJECTED))
    sheet = openpyxl.load_workbook(io.BytesIO(write_rejects(before)))
    for cell, value in {"F2": "一般", "D3": "丙公司", "G3": "2026-02-28"}.items():
        sheet.active[cell] = value
    target = io.BytesIO()
    sheet.save(target)

    _, after = read_ledger(target.getvalue())
    assert [row.is_bad for row in after] == [False, False]
    assert after[0].values["description"] == "=HYPERLINK(1)"


def test_cells_of_every_kind_survive_the_rejects():
    raw: dict[str, Cell] = {
        "单位名称": "甲",
        "a": When(date(2026, 7, 4), time(1, 2, 3)),
        "b": time(12),
        "c": True,
        "d": 1.5,
        "e": Fault("#N/A"),
        "f": "_x0041_\x07",
    }
    row = Row("台账", 2, {}, raw, (Problem(code="missing", sheet="台账", row=2, column="隐患描述"),))

    _, (again,) = read_ledger(write_rejects([row]))
    assert again.raw == raw
