"""The rows of a ledger: values, problems with their place, and what is no data."""

from datetime import date

import pytest

from anlan.engines.sheets import rows as module
from anlan.engines.sheets.book import open_file
from anlan.engines.sheets.cells import When
from anlan.engines.sheets.dates import Deadline
from anlan.engines.sheets.ledgers import DANGERS, ORGANISATIONS, PEOPLE
from anlan.engines.sheets.mapping import propose
from anlan.engines.sheets.people import Person
from anlan.engines.sheets.problems import Problem
from anlan.engines.sheets.rows import rows
from anlan.engines.sheets.unreadable import Unreadable
from tests.hostile.workbooks import merged, parts, sheet_xml, xlsx, zipped

HEAD = [
    "隐患编号",
    "单位名称",
    "隐患描述",
    "隐患级别",
    "排查时间",
    "整改责任人",
    "联系电话",
    "整改资金（万元）",
    "整改时限",
    "是否完成",
    "完成时间",
    "天气",
]
GOOD = ["A-1", "甲公司", "配电箱门未关", "一般", "2026.7.4", "张三", "13897123456", 0.5, "7日内", "否", None, "晴"]


def read(lines, *, schema=DANGERS, after="", name="台账", **kwargs):
    book = open_file(xlsx(lines, after=after, name=name), "a.xlsx")
    return list(rows(book, propose(book, schema).mapping, schema, **kwargs))


def changed(**cells):
    line = list(GOOD)
    for heading, cell in cells.items():
        line[HEAD.index(heading)] = cell
    return line


def codes(row):
    return [(problem.code, problem.column) for problem in row.problems]


def test_a_row_becomes_values_and_keeps_what_it_said():
    (row,) = read([["台账"], HEAD, GOOD])

    assert (row.sheet, row.row, row.is_bad, row.problems) == ("台账", 3, False, ())
    assert row.values == {
        "number": "A-1",
        "organisation": "甲公司",
        "description": "配电箱门未关",
        "grade": "general",
        "found_at": When(date(2026, 7, 4)),
        "owner": Person("张三"),
        "owner_phone": "13897123456",
        "funds_planned": 500_000,
        "due": Deadline(days=7),
        "closed": False,
    }
    assert list(row.raw) == HEAD
    assert (row.raw["天气"], row.raw["整改资金（万元）"], row.raw["完成时间"]) == ("晴", 0.5, None)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"单位名称": None}, [("missing", "单位名称")]),
        ({"隐患描述": "/"}, [("missing", "隐患描述")]),
        ({"隐患级别": "特急"}, [("not-a-choice", "隐患级别")]),
        ({"排查时间": "2026-02-30", "联系电话": "1"}, [("date-impossible", "排查时间"), ("phone-unclear", "联系电话")]),
        ({"整改责任人": None}, [("missing-if", "整改责任人")]),
        ({"整改责任人": None, "是否完成": "是", "完成时间": "2026.7.5"}, []),
        ({"是否完成": "√"}, [("missing-if", "完成时间")]),
        ({"是否完成": "√", "完成时间": "x"}, [("date-unclear", "完成时间")]),
        ({"整改时限": "/"}, [("missing-if", "整改时限")]),
        ({"整改时限": "5个工作日"}, [("working-days", "整改时限")]),
        ({"隐患描述": '<c r="C2"><f>A1</f></c>'}, [("formula-not-counted", "隐患描述")]),
        ({"单位名称": '<c r="B2" t="e"><v>#REF!</v></c>'}, [("formula-failed", "单位名称")]),
        ({"天气": '<c r="L2" t="e"><v>#REF!</v></c>'}, []),
    ],
)
def test_a_problem_names_sheet_row_column_and_what_to_do(cells, expected):
    (row,) = read([HEAD, changed(**cells)])

    assert codes(row) == expected
    assert row.is_bad == bool(expected)
    for problem in row.problems:
        assert (problem.sheet, problem.row) == ("台账", 2)
        assert problem.tells("zh").startswith(f"“台账”第 2 行“{problem.column}”列：")
        assert "请" in problem.tells("zh")


def test_the_cell_of_a_formula_is_named_as_excel_names_it():
    (row,) = read([["台账"], HEAD, changed(隐患描述='<c r="C3"><f>A1</f></c>')])

    assert "C3" in row.problems[0].says("zh")


def test_a_note_keeps_no_row_out():
    (row,) = read([HEAD, changed(隐患级别="较大", 排查时间="7月4日")], at_year=2026)

    assert (row.is_bad, row.values["grade"], row.values["found_at"]) == (False, "general", When(date(2026, 7, 4)))
    assert codes(row) == [("softened", "隐患级别"), ("year-assumed", "排查时间")]


def test_a_major_danger_asks_for_basis_measures_and_control():
    head = [*HEAD, "判定依据", "整改措施", "应急措施"]
    (row,) = read([head, [*changed(隐患级别="重大"), "第三条", None, None]])

    assert codes(row) == [("missing-if", "整改措施"), ("missing-if", "应急措施")]
    assert row.problems[0].says("zh") == "重大隐患必须填写这一项。请补上。"


def test_a_column_that_the_file_lacks_is_answered_once_for_all_rows():
    lines = [["单位名称", "隐患描述", "排查时间"], ["甲", "乙", "2026.7.4"]]

    (bare,) = read(lines)
    (row,) = read(lines, answers={"grade": "一般", "closed": "否", "place": "632122"})
    assert "grade" not in bare.values
    assert not bare.is_bad
    assert (row.values["grade"], row.values["closed"], row.values["place"]) == ("general", False, "632122")


def test_an_answer_does_not_fill_a_cell_that_was_left_blank():
    (row,) = read([HEAD, changed(隐患级别=None)], answers={"grade": "一般"})

    assert codes(row) == [("missing", "隐患级别")]


@pytest.mark.parametrize("word", ["合计", "总 计", "小计：", "本页合计", "TOTAL"])
def test_totals_are_passed_over_with_a_note(word):
    _, total = read([HEAD, GOOD, [word, None, None, None, None, None, None, 0.5]])

    assert (total.is_skipped, total.is_bad, total.values, codes(total)) == (True, False, {}, [("totals-skipped", "")])


def test_a_danger_that_speaks_of_totals_is_data():
    (row,) = read([HEAD, changed(隐患描述="合计三处，总计未整改")])

    assert not row.is_skipped


def test_remarks_below_and_headings_repeated_are_passed_over_with_a_note():
    found = read([HEAD, GOOD, HEAD, GOOD, ["填表人：张三", None, "审核人：李四"], ["注：本表按月报送"]])

    assert [row.problems[0].code if row.is_skipped else "" for row in found] == [
        *("", "heading-skipped", "", "footer-skipped", "footer-skipped"),
    ]


def test_a_merged_cell_holds_for_every_row_that_it_covers_and_only_in_its_column():
    lines = [
        HEAD,
        GOOD,
        changed(单位名称=None, 隐患描述="b"),
        changed(单位名称=None, 隐患描述="c"),
        changed(单位名称=None),
    ]
    found = read(lines, after=merged("B2:B4", "L2:L3"))

    assert [row.values.get("organisation") for row in found] == ["甲公司", "甲公司", "甲公司", None]
    assert [row.raw["单位名称"] for row in found] == ["甲公司", "甲公司", "甲公司", None]


def test_a_merged_cell_across_columns_does_not_fill_its_neighbour():
    (row,) = read([HEAD, changed(隐患描述=None)], after=merged("B2:C2"))

    assert codes(row) == [("missing", "隐患描述")]


def test_two_rows_of_one_credit_code_are_told_apart_across_sheets():
    head = ["单位名称", "统一社会信用代码"]
    sheets = {
        "一": sheet_xml([head, ["甲", "91110000600037341L"]]),
        "二": sheet_xml([head, ["乙", "９１１１００００６０００３７３４１l"]]),
    }
    book = open_file(zipped(parts(sheets)), "a.xlsx")
    first, second = rows(book, propose(book, ORGANISATIONS).mapping, ORGANISATIONS)

    assert not first.is_bad
    assert second.problems == (
        Problem(
            code="repeated",
            params={"first_sheet": "一", "first_row": "2"},
            sheet="二",
            row=2,
            column="统一社会信用代码",
        ),
    )


def test_what_is_personal_never_stands_in_a_sentence():
    head = ["姓名", "联系电话", "单位", "身份证号"]
    for line in (["王五", "1389712", "甲", "632122199001011111"], ["李四" * 30, "13897123456", "甲", None]):
        (row,) = read([head, line], schema=PEOPLE)
        assert row.is_bad
        for problem in row.problems:
            assert not any(
                str(cell) in problem.tells("zh") + problem.tells("en") for cell in line if cell and cell != "甲"
            )


def test_digits_that_excel_has_rounded_are_not_taken():
    (row,) = read(
        [["姓名", "联系电话", "单位", "身份证号"], ["王五", 13897123456, "甲", 6.32122199001011e17]], schema=PEOPLE
    )

    assert codes(row) == [("digits-lost", "身份证号")]


def test_true_and_one_are_not_confused_by_the_memory():
    lines = [
        ["单位名称", "隐患描述", "备注"],
        ["甲", "a", 1],
        ["甲", "a", '<c r="C3" t="b"><v>1</v></c>'],
        ["甲", "a", 1],
    ]

    assert [row.values["note"] for row in read(lines)] == ["1", "是", "1"]


def test_rows_are_counted_over_all_sheets(monkeypatch):
    monkeypatch.setattr(module, "ROWS_MOST", 3)
    sheet = sheet_xml([HEAD, GOOD, GOOD])
    book = open_file(zipped(parts({"一": sheet, "二": sheet})), "a.xlsx")

    with pytest.raises(Unreadable, match="too-many-rows"):
        list(rows(book, propose(book, DANGERS).mapping, DANGERS))


def test_rows_come_one_by_one():
    stream = rows(open_file(xlsx([HEAD] + [GOOD] * 5000), "a.xlsx"), {"organisation": "单位名称"}, DANGERS)

    assert next(stream).values == {"organisation": "甲公司"}
