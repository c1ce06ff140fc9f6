"""Which column is which: titles above, two lines, merged cells, aliases, likeness, memory, and questions."""

import json

import pytest

from anlan.engines.sheets.book import open_file
from anlan.engines.sheets.headings import bare
from anlan.engines.sheets.ledgers import DANGERS, ORGANISATIONS, PEOPLE
from anlan.engines.sheets.mapping import propose
from anlan.engines.sheets.rows import rows
from tests.hostile.workbooks import merged, parts, sheet_xml, xlsx, zipped

TWO_LINES = [
    ["某县2026年隐患台账"],
    ["序号", "单位名称", "整改责任人", None, "排查时间", "隐患描述"],
    [None, None, "姓名", "联系电话"],
    [1, "甲公司", "张三", "13897123456", "2026-07-04", "配电箱门未关"],
]
MERGES = merged("A1:F1", "A2:A3", "B2:B3", "C2:D2", "E2:E3", "F2:F3")


def proposed(lines, schema=DANGERS, *, after="", remembered=None):
    return propose(open_file(xlsx(lines, after=after), "a.xlsx"), schema, remembered)


def values(lines, *, after="", **kwargs):
    book = open_file(xlsx(lines, after=after), "a.xlsx")
    return [row.values for row in rows(book, propose(book, DANGERS).mapping, DANGERS, **kwargs)]


@pytest.mark.parametrize("schema", [DANGERS, ORGANISATIONS, PEOPLE])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_heading_of_a_ledger_is_found_by_its_own_name(schema, language):
    found = proposed([[column.heading(language) for column in schema]], schema)

    assert found.columns == {column.key: column.heading(language) for column in schema}
    assert set(found.how.values()) == {"name"}
    assert found.unmatched == found.missing == ()
    assert not found.asked


@pytest.mark.parametrize(
    ("schema", "column", "alias"),
    [
        (schema, column.key, alias)
        for schema in (DANGERS, ORGANISATIONS, PEOPLE)
        for column in schema
        for alias in column.aliases
    ],
)
def test_every_alias_finds_its_column_and_no_other(schema, column, alias):
    found = proposed([[alias, "不相干甲", "不相干乙"]], schema)

    assert found.mapping == {column: alias}


def test_serial_numbers_are_not_the_number_of_the_danger():
    found = proposed([["序号", "隐患编号", "单位名称"]])

    assert found.mapping == {"serial": "序号", "number": "隐患编号", "organisation": "单位名称"}


@pytest.mark.parametrize(
    "heading",
    [" 单位 名称 ", "单位名称（必填）", "*单位名称", "单位名称：", "单位\n名称", "单位名称\u3000", "【单位名称】"],
)
def test_blanks_stars_and_remarks_do_not_hide_a_heading(heading):
    assert proposed([[heading, "隐患描述"]]).columns["organisation"]


def test_a_heading_that_is_nearly_known_is_taken_as_alike():
    found = proposed([["序号", "隐患具体描述", "单位名称"]])

    assert found.columns["description"] == "隐患具体描述"
    assert found.how["description"] == "alike"


def test_two_headings_that_fit_are_asked_about():
    found = proposed([["检查日期", "发现时间", "单位名称", "隐患描述"]])

    assert set(found.asked["found_at"]) == {"检查日期", "发现时间"}


def test_two_headings_that_are_alike_are_asked_about_and_neither_is_taken():
    found = proposed([["单位名称", "隐患详细描述", "隐患具体描述"]])

    assert found.columns["description"] is None
    assert set(found.asked["description"]) == {"隐患详细描述", "隐患具体描述"}
    assert "description" in found.missing


def test_the_own_name_wins_over_an_alias_without_a_question():
    found = proposed([["检查日期", "排查时间", "单位名称"]])

    assert found.columns["found_at"] == "排查时间"
    assert not found.asked
    assert found.unmatched == ("检查日期",)


def test_what_nothing_takes_is_shown_and_what_is_missing_is_named():
    found = proposed([["单位名称", "隐患描述", "天气"]])

    assert found.unmatched == ("天气",)
    assert found.missing == ("grade", "found_at", "closed")


def test_a_mapping_is_remembered_as_json_and_comes_first():
    lines = [["单位名称", "发现的情况", "隐患描述"], ["甲", "乙", "丙"]]
    remembered = json.loads(json.dumps(proposed(lines).mapping | {"description": "发现的情况"}))

    found = proposed(lines, remembered=remembered)
    assert (found.columns["description"], found.how["description"]) == ("发现的情况", "remembered")
    assert proposed([["单位名称", "隐患描述"]], remembered=remembered).columns["description"] == "隐患描述"


def test_two_columns_of_one_name_can_be_told_apart():
    found = proposed([["单位名称", "联系电话", "整改责任人", "联系电话"]])

    assert found.columns["owner_phone"] == "联系电话"
    assert found.unmatched == ("联系电话#2",)


@pytest.mark.parametrize("after", [MERGES, ""])
def test_two_lines_of_headings_are_one_heading_with_merged_cells_and_without(after):
    found = proposed(TWO_LINES, after=after)

    assert found.mapping == {
        "serial": "序号",
        "organisation": "单位名称",
        "owner": "整改责任人 姓名",
        "owner_phone": "整改责任人 联系电话",
        "found_at": "排查时间",
        "description": "隐患描述",
    }
    assert values(TWO_LINES, after=after)[0]["owner_phone"] == "13897123456"


def test_a_line_of_groups_above_tells_equal_headings_apart():
    lines = [
        ["台账"],
        ["基本情况", None, "整改情况", None],
        ["单位名称", "联系电话", "整改责任人", "联系电话"],
        ["甲", 1, "张三", 2],
    ]
    found = proposed(lines, after=merged("A2:B2", "C2:D2"))

    assert [heading.text for heading in found.sheets[0].headings] == [
        *("基本情况 单位名称", "基本情况 联系电话", "整改情况 整改责任人", "整改情况 联系电话"),
    ]


def test_a_title_and_a_line_about_who_filled_it_in_are_not_the_heading():
    lines = [
        ["某县隐患台账"],
        ["填报单位：甲县", None, "日期：2026年7月"],
        ["序号", "单位名称", "隐患描述"],
        [1, "甲", "乙"],
    ]

    assert proposed(lines, after=merged("A1:C1", "A2:B2")).columns["serial"] == "序号"
    assert len(values(lines)) == 1


def test_a_long_merged_title_does_not_prefix_the_headings():
    lines = [["某县隐患台账"], ["序号", "单位名称", "单位名称"], [1, "甲", "乙"]]

    assert [heading.text for heading in proposed(lines, after=merged("A1:C1")).sheets[0].headings] == [
        *("序号", "单位名称", "单位名称#2"),
    ]


def test_data_right_below_is_not_taken_for_a_second_line():
    lines = [["单位名称", "隐患描述", None, "备注"], ["甲", "乙", None, "丙"], ["丁", "戊", "己", None]]

    assert len(values(lines)) == 2


def test_sheets_with_the_same_heading_are_all_read_and_others_named():
    head = ["序号", "单位名称", "隐患描述"]
    book = open_file(
        zipped(
            parts(
                {
                    "一月": sheet_xml([head, [1, "甲", "a"]]),
                    "说明": sheet_xml([["怎样填写", "二"], ["x", "y"]]),
                    "二月": sheet_xml([["标题"], ["单位名称", "序号", "隐患描述"], ["乙", 1, "b"]]),
                    "空表": sheet_xml([]),
                }
            )
        ),
        "a.xlsx",
    )
    found = propose(book, DANGERS)

    assert [at.sheet.name for at in found.sheets] == ["一月", "二月"]
    assert [(note.code, note.params["name"]) for note in found.notes] == [("sheet-unlike", "说明")]
    read = list(rows(book, found.mapping, DANGERS))
    assert [(row.sheet, row.row, row.values["organisation"]) for row in read] == [("一月", 2, "甲"), ("二月", 3, "乙")]


def test_a_file_without_any_known_heading_can_still_be_mapped_by_hand():
    lines = [["编制日期"], ["代号甲", "代号乙"], ["x公司", "y隐患"]]
    found = proposed(lines)
    book = open_file(xlsx(lines), "a.xlsx")

    assert found.mapping == {}
    assert found.unmatched == ("代号甲", "代号乙")
    (row,) = rows(book, {"organisation": "代号甲", "description": "代号乙"}, DANGERS)
    assert row.values == {"organisation": "x公司", "description": "y隐患"}


def test_a_file_of_nothing_but_numbers_has_no_heading():
    found = proposed([[1, 2], [3, 4]])

    assert found.mapping == {}
    assert found.sheets == ()


def test_a_heading_of_100_kb_is_cut():
    assert len(bare("长" * 100_000)) < 300
    assert proposed([["单位名称", "长" * 30_000]]).columns["organisation"] == "单位名称"
