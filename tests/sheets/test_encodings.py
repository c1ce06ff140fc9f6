"""Text files: their encoding is known or asked about, and never guessed into gibberish."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.engines.sheets.book import open_file
from anlan.engines.sheets.cells import Fault
from anlan.engines.sheets.encodings import decoded
from anlan.engines.sheets.unreadable import Unreadable
from tests.hostile import tables

TEXT = "序号,单位名称,隐患描述\r\n1,甲公司,配电箱门未关\r\n2,乙公司,水浸风险\r\n"
CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=12)


def code(content):
    with pytest.raises(Unreadable) as refused:
        list(open_file(content, "a.csv").sheets[0].lines())
    assert refused.value.says("zh")
    return refused.value.code, refused.value.params


def cells(content, name="a.csv"):
    return [line.cells for line in open_file(content, name).sheets[0].lines()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_what_offices_write_is_read(encoding):
    assert decoded(TEXT.encode(encoding)) == TEXT
    assert cells(TEXT.encode(encoding))[1] == ["1", "甲公司", "配电箱门未关"]


@given(st.lists(st.lists(CHINESE, min_size=2, max_size=4), min_size=1, max_size=20))
def test_every_chinese_text_is_read_in_both_encodings(rows):
    text = "\n".join(",".join(row) for row in rows)

    assert decoded(text.encode("utf-8")) == text
    assert decoded(("编号,单位\n" + text).encode("gb18030")) == "编号,单位\n" + text


@given(CHINESE.filter(lambda text: len(text) > 2), st.integers(1, 30))
def test_a_line_of_another_encoding_is_named_and_not_read(other, before):
    line = "甲公司,配电箱门未关闭,十日内".encode("gb18030")
    content = b"\n".join([line] * before + [other.encode(), line, line])

    assert code(content) == ("encoding-mixed", {"line": str(before + 1)})


def test_a_gb_line_within_utf_8_is_named_as_well():
    lines = ["甲公司,配电箱门未关闭".encode()] * 9
    lines[4] = "乙公司,水浸".encode("gb18030")

    assert code(b"\n".join(lines)) == ("encoding-mixed", {"line": "5"})


def test_two_encodings_within_one_line_are_no_gibberish():
    assert code("甲公司,".encode("gb18030") + "配电箱门".encode())[0] == "encoding-mixed"


def test_a_word_that_happens_to_be_both_does_not_condemn_a_file():
    assert decoded("水\n电\n火\n是,否\n联通\n".encode("gb18030")) == "水\n电\n火\n是,否\n联通\n"


def test_the_maker_of_mixed_files_makes_one():
    assert code(tables.mixed_encodings()) == ("encoding-mixed", {"line": "27"})


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("甲公司".encode() + b"\n" + "乙公司".encode()[:-1], "cut-off"),
        (b"a\xff\xff\nb", "encoding-unknown"),
        (b"\xef\xbb\xbfa\n\xff", "encoding-unknown"),
        (b"a,b\nc\0d" + b"x" * 5000, "unknown-form"),
        (b"a" * 5000 + b"\0", "encoding-unknown"),
    ],
)
def test_what_is_no_text_says_so(content, expected):
    assert code(content)[0] == expected


@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
def test_the_mark_between_the_cells_is_found(mark):
    content = mark.join(["单位", "隐患"]) + "\n" + mark.join(["甲", '"a, b; c"']) + "\n"

    assert cells(content.encode(), "a.txt") == [["单位", "隐患"], ["甲", "a, b; c"]]


def test_rows_are_numbered_as_excel_shows_them():
    content = '单位,隐患\n\n甲,"两\n行"\n,,\n乙,x\n'
    found = open_file(content.encode(), "a.csv").sheets[0].lines()

    assert [(line.no, line.cells) for line in found] == [(1, ["单位", "隐患"]), (3, ["甲", "两\n行"]), (5, ["乙", "x"])]


def test_a_separator_of_lines_within_a_cell_is_data():
    assert cells("单位,隐患\n甲,a\u2028b\u0085c\x0bd\n".encode())[1] == ["甲", "a\u2028b\u0085c\x0bd"]


def test_the_failures_that_excel_exports_are_failures():
    assert cells(b"a,b\n1,#REF!\n")[1] == ["1", Fault("#REF!")]


@pytest.mark.parametrize(
    ("content", "line"),
    [(tables.open_quote(), "2"), (b'a,b\n1,"x"y\n', "2"), (b'a,b\n1,"two\nlines"\n2,"never', "4")],
)
def test_quotes_that_do_not_match_are_named_by_their_line(content, line):
    assert code(content) == ("quotes-open", {"line": line})


def test_a_cell_without_end_is_named_by_its_line():
    assert code(b'a,b\n1,"' + b"x" * 200_000 + b'"\n') == ("cell-too-long", {"line": "2", "limit": "131072"})


def test_commas_within_a_text_are_no_columns():
    text = "，," * 20_000

    assert cells(f'a,b\n1,"{text}"\n'.encode())[1] == ["1", text]


def test_too_many_columns_are_named_by_their_row():
    assert code(b"a,b\n" + b"1," * 501 + b"1\n")[1]["row"] == "2"
    assert code(tables.ten_million_columns())[1]["row"] == "2"


def test_empty_cells_at_the_end_of_lines_are_nothing():
    assert cells(b"a,b" + b"," * 3000 + b"\n1,2" + b"," * 3000 + b"\n") == [["a", "b"], ["1", "2"]]
