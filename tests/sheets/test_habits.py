"""Habits of offices: 同上, lines that number the columns, sections, remarks below, numbers cut short."""

from datetime import date

import pytest

from anlan.engines.sheets.book import open_file
from anlan.engines.sheets.cells import When
from anlan.engines.sheets.codes import parse_id_number, parse_phone, parse_uscc
from anlan.engines.sheets.dates import parse_date
from anlan.engines.sheets.ledger_words import GRADE
from anlan.engines.sheets.ledgers import DANGERS, ORGANISATIONS
from anlan.engines.sheets.mapping import propose
from anlan.engines.sheets.problems import Noted, Problem
from anlan.engines.sheets.rows import rows
from anlan.engines.sheets.words import parse_choice, parse_yes_no
from tests.hostile.workbooks import merged, xlsx
from tests.sheets.test_rows import GOOD, HEAD, changed, codes, read

WIDE = ["序号", "单位名称", "隐患情况", None, "排查时间", "整改责任", None, None, None]
BELOW = [None, None, "隐患描述", "隐患级别", None, "整改责任人", "整改时限", "是否完成", "完成时间"]
UNDER = [1, "甲公司", "配电箱门未关", "一般", "2026.7.4", "张三", "7日内", "否", None]
DOWN = ("A1:A2", "B1:B2", "C1:D1", "E1:E2", "F1:I1")


@pytest.mark.parametrize("mark", ["同上", "〃", '"', "ditto"])
def test_a_ditto_is_what_stands_above_it_and_says_so(mark):
    first, second, third = read([HEAD, GOOD, changed(单位名称=mark, 整改责任人=mark), changed(单位名称=mark)])

    assert second.values == third.values == first.values
    assert codes(second) == [("ditto-taken", "单位名称"), ("ditto-taken", "整改责任人")]
    assert not second.is_bad
    assert second.raw["单位名称"] == "甲公司", "a row that is sent back says itself what it says"


def test_a_ditto_below_nothing_is_a_problem_and_nobodys_name():
    (row,) = read([HEAD, changed(单位名称="同上", 整改责任人="〃")])

    assert codes(row)[:2] == [("ditto", "单位名称"), ("ditto", "整改责任人")]
    assert row.is_bad
    assert "organisation" not in row.values


@pytest.mark.parametrize("line", [list(range(1, 13)), [str(n) for n in range(1, 13)], ["甲", "乙", *range(1, 11)]])
def test_a_line_that_numbers_the_columns_is_no_data(line):
    numbering, row = read([HEAD, line, GOOD])

    assert (numbering.is_skipped, codes(numbering)) == (True, [("heading-skipped", "")])
    assert not row.is_bad


def test_the_name_of_a_section_is_passed_over_and_named():
    section, row, other, _ = read([HEAD, ["一、危险化学品（1项）"], GOOD, ["二、工贸"], GOOD], after=merged("A2:L2"))

    assert [codes(one) for one in (section, other)] == [[("lone-skipped", "")]] * 2
    assert not row.is_bad
    (unit,) = list(read([["单位名称", "地址"], ["甲公司"]], schema=ORGANISATIONS))
    assert not unit.is_skipped, "a ledger of units may have nothing but names"


@pytest.mark.parametrize(
    "line", [["合计：2条"], ["总 计", None, "2 项"], ["本月合计"], ["共计2项"], ["累计", None, 12]]
)
def test_totals_are_known_however_they_are_written(line):
    assert [codes(row) for row in read([HEAD, GOOD, line])[1:]] == [[("totals-skipped", "")]]


@pytest.mark.parametrize(
    "line",
    [["审核：", None, "填表："], ["单位（盖章）：", None, "日期："], ["备注：", "一式两份"], ["联系人：王五", 13]],
)
def test_remarks_below_the_table_are_no_data(line):
    assert [codes(row) for row in read([HEAD, GOOD, line])[1:]] == [[("footer-skipped", "")]]


@pytest.mark.parametrize("after", [merged(*DOWN), merged("C1:D1", "F1:I1"), ""])
def test_a_second_line_that_has_more_headings_than_the_first_hides_none_of_it(after):
    (row,) = read([WIDE, BELOW, UNDER], after=after)

    assert (row.values["organisation"], row.values["found_at"]) == ("甲公司", When(date(2026, 7, 4)))
    assert not row.is_bad


def test_three_lines_of_headings_are_one_where_cells_reach_down():
    middle = [None] * 5 + ["责任人", None, None, None]
    down = ("A1:A3", "B1:B3", "C1:D2", "E1:E3", "F1:I1", "F2:G2")
    (row,) = read([WIDE, middle, BELOW, UNDER], after=merged(*down))

    assert (row.values["organisation"], row.values["closed"]) == ("甲公司", False)


def test_a_title_that_is_merged_down_is_no_heading():
    book = open_file(xlsx([["某县台账"], [None], HEAD, GOOD], after=merged("A1:L2")), "a.xlsx")

    assert propose(book, DANGERS).mapping["organisation"] == "单位名称"
    assert len(list(rows(book, propose(book, DANGERS).mapping, DANGERS))) == 1


def test_a_serial_number_in_a_text_is_its_day_and_says_so():
    found = parse_date("45721")

    assert isinstance(found, Noted)
    assert found.value == When(date(2025, 3, 5))
    assert found.note.says("zh") == "“45721”按 Excel 的日期序号记为 2025-03-05。"
    assert isinstance(parse_date("12345"), Problem)


@pytest.mark.parametrize(
    ("typed", "expected"), [("1.3897123456E+10", "13897123456"), ("1.39E+10", "digits-lost"), ("1E+10", "digits-lost")]
)
def test_a_telephone_number_that_a_spreadsheet_has_rounded_is_not_completed(typed, expected):
    found = parse_phone(typed)

    assert (found.code if isinstance(found, Problem) else found) == expected


@pytest.mark.parametrize("parse", [parse_uscc, parse_id_number])
def test_other_numbers_that_a_spreadsheet_has_rounded_ask_for_a_text_cell(parse):
    found = parse("6.30104E+17")

    assert isinstance(found, Problem)
    assert found.code == "digits-lost"


def test_a_word_that_is_set_wide_is_the_same_word():
    assert parse_choice("一　般", words=GRADE) == "general"
    assert parse_yes_no("已 整 改") is True
    assert parse_yes_no("已整改到位") is True
