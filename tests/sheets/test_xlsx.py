"""The cells of an .xlsx: two ways of reading them, which agree on everything that both can read."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.engines.sheets.book import open_file
from anlan.engines.sheets.cells import Fault, Span, When, column_name
from anlan.engines.sheets.excel_forms import dated, hidden, is_date_format, revealed
from anlan.engines.sheets.unreadable import Unreadable
from tests.hostile import workbooks
from tests.hostile.strings import NASTY
from tests.hostile.workbooks import MAIN, letters, parts, sheet_xml, zipped

STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>'
    '<numFmt numFmtId="165" formatCode="0.00_);[Red]\\(0.00\\)"/></numFmts><cellXfs><xf numFmtId="0"/>'
    '<xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="31"/><xf numFmtId="20"/></cellXfs>'
    "</styleSheet>"
)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=12)


def lines(xml, *, texts=(), styles=STYLES):
    found = parts({"台账": xml}, styles=styles)
    return list(open_file(zipped(found), "a.xlsx").sheets[0].lines())


def heard(xml):
    """Read it the slow way: a remark keeps the patterns from it."""
    return lines(xml.replace("<sheetData>", "<!-- --><sheetData>"))


def one(cell_xml, **kwargs):
    (line,) = lines(
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{cell_xml}</row></sheetData></worksheet>', **kwargs
    )
    return line.cells[-1]


@st.composite
def cells(draw):
    """Draw the XML of a cell without its place: every form that a workbook may hold, plain or odd."""
    text = draw(TEXTS)
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    number = draw(st.integers(-(10**16), 10**16) | st.floats(allow_nan=False, allow_infinity=False))
    style = draw(st.sampled_from(["", ' s="0"', ' s="1"', ' s="2"', ' s="3"', ' s="9"']))
    return draw(
        st.sampled_from(
            [
                f"<c PLACE{style}><v>{number!r}</v></c>",
                f'<c PLACE{style} t="inlineStr"><is><t>{safe}</t></is></c>',
                f'<c PLACE{style} t="inlineStr"><is><t xml:space="preserve">{safe}&#10;&#x41;</t></is></c>',
                f'<c PLACE t="inlineStr"><is><r><t>{safe}</t></r><r><t>b</t></r><rPh><t>ping</t></rPh></is></c>',
                f'<c PLACE{style} t="str"><f>A1&amp;"x"</f><v>{safe}</v></c>',
                f"<c PLACE{style}><f>1+1</f><v>{number!r}</v></c>",
                f'<c PLACE{style}><f t="shared" si="0"/><v>{number!r}</v></c>',
                f"<c PLACE{style}><f>1+1</f><v></v></c>",
                f"<c PLACE{style}><f>1+1</f></c>",
                f"<c PLACE{style}/>",
                f"<c PLACE{style}></c>",
                f"<c PLACE{style}><v></v></c>",
                '<c PLACE t="b"><v>1</v></c>',
                '<c PLACE t="e"><v>#REF!</v></c>',
                '<c PLACE t="d"><v>2026-07-04T10:22:00</v></c>',
                '<c PLACE t="str"><v>_x0041_</v></c>',
                f"<c PLACE><!-- 1 --><v>{number!r}</v></c>",
                f'<c PLACE t="str"><v><![CDATA[<c>{text.replace("]]>", "")}]]></v></c>',
                f'<x:c xmlns:x="{MAIN}" PLACE><x:v>{number!r}</x:v></x:c>',
            ]
        )
    )


@given(st.lists(st.lists(cells(), max_size=5), max_size=4), st.booleans())
def test_both_ways_of_reading_agree(rows, placed):
    inside = "".join(
        f'<row r="{no}">'
        + "".join(one.replace(" PLACE", f' r="{letters(at * 2)}{no}"' if placed else "") for at, one in enumerate(row))
        + "</row>"
        for no, row in enumerate(rows, start=3)
    )
    xml = f'<worksheet xmlns="{MAIN}"><sheetData>{inside}</sheetData></worksheet>'

    assert lines(xml) == heard(xml)


@pytest.mark.parametrize(
    ("cell_xml", "value"),
    [
        ('<c r="A1"><v>26</v></c>', 26),
        ('<c r="A1"><v>26.0</v></c>', 26),
        ('<c r="A1"><v>1.5</v></c>', 1.5),
        ('<c r="A1"><v>9.1110000600037E+17</v></c>', 9.1110000600037e17),
        ('<c r="A1"><v>1e999</v></c>', "1e999"),
        ('<c r="A1" s="1"><v>46207</v></c>', When(date(2026, 7, 4))),
        ('<c r="A1" s="2"><v>46207.4319444444</v></c>', When(date(2026, 7, 4), time(10, 22))),
        ('<c r="A1" s="4"><v>46207</v></c>', When(date(2026, 7, 4))),
        ('<c r="A1" s="5"><v>0.5</v></c>', time(12)),
        ('<c r="A1" s="3"><v>-0.5</v></c>', -0.5),
        ('<c r="A1" t="b"><v>0</v></c>', False),
        ('<c r="A1" t="e"><v>#N/A</v></c>', Fault("#N/A")),
        ('<c r="A1"><f>B1</f></c>', Fault("")),
        ('<c r="A1"><f>B1</f><v/></c>', Fault("")),
        ('<c r="A1" t="str"><f>B1</f><v>甲</v></c>', "甲"),
        ('<c r="A1" t="inlineStr"><is><t>a_x000D_\nb</t></is></c>', "a\r\nb"),
        ('<c r="A1" t="inlineStr"><is><t>_xD83D__xDD25_</t></is></c>', "🔥"),
        ('<c r="A1" t="d"><v>2026-07-04</v></c>', When(date(2026, 7, 4))),
    ],
)
def test_a_cell_holds_what_excel_shows(cell_xml, value):
    found = one(cell_xml)

    assert found == value
    assert type(found) is type(value)
    assert heard(f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{cell_xml}</row></sheetData></worksheet>')[
        0
    ].cells == [value]


def test_a_formula_without_text_is_nothing_when_it_says_so():
    xml = sheet_xml([['<c r="A1" t="str"><f>""</f><v></v></c>', "x"]])

    assert lines(xml)[0].cells == heard(xml)[0].cells == [None, "x"]


@pytest.mark.parametrize(
    "bad",
    [
        '<c r="A1"><v>abc</v></c>',
        '<c r="A1" t="s"><v>7</v></c>',
        '<c r="A1" t="s"><v>x</v></c>',
        '<c r="A1" t="str"><v>&b;</v></c>',
        '<c r="A1"><v>1</v>',
        '<c r="A1" t="str"><v>&#0;</v></c>',
    ],
)
def test_a_cell_that_makes_no_sense_is_damage_and_no_guess(bad):
    for read in (lines, heard):
        with pytest.raises(Unreadable, match="damaged"):
            read(f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{bad}</row></sheetData></worksheet>')


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c>',
    ],
)
def test_rows_that_go_backwards_or_do_not_end_are_damage(rows):
    for read in (lines, heard):
        with pytest.raises(Unreadable, match="damaged"):
            read(f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>')


def test_shared_texts_are_shared_and_their_pronunciation_left_out():
    rows = [['<c r="A1" t="s"><v>1</v></c>', '<c r="B1" t="s"><v>0</v></c>', '<c r="C1" t="s"><v>1</v></c>']]
    texts = ["西宁</t><rPh><t>xi ning</t></rPh><phoneticPr/></si><si><r><t>甲</t></r><t xml:space='preserve'> 乙"]

    (line,) = open_file(workbooks.with_shared(rows, texts), "a.xlsx").sheets[0].lines()
    assert line.cells == ["甲 乙", "西宁", "甲 乙"]
    assert line.cells[0] is line.cells[2]


def test_days_begin_in_1904_where_the_workbook_says_so():
    found = parts({"台账": sheet_xml([['<c r="A1" s="1"><v>44745</v></c>']])}, styles=STYLES)
    found["xl/workbook.xml"] = str(found["xl/workbook.xml"]).replace("<sheets>", '<workbookPr date1904="1"/><sheets>')

    (line,) = open_file(zipped(found), "a.xlsx").sheets[0].lines()
    assert line.cells == [When(date(2026, 7, 4))]


def test_merged_cells_are_told_with_the_row_in_which_they_begin():
    xml = sheet_xml([["a", "b"], ["c"], ["d"]], after=workbooks.merged("A1:B1", "A2:A3"))

    assert [line.spans for line in lines(xml)] == [(Span(0, 1, 2),), (Span(0, 2, 1),), ()]


def test_blank_rows_keep_the_numbers_that_the_user_sees():
    rows = '<row r="3"><c r="C3"><v>1</v></c></row><row r="5"/><row r="9"><c r="A9"><v>2</v></c></row>'
    xml = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'

    assert [(line.no, line.cells) for line in lines(xml)] == [(3, [None, None, 1]), (9, [2])]


def test_a_workbook_with_prefixes_and_another_encoding_is_read():
    row = '<x:row r="1"><x:c r="A1" t="str"><x:v>隐患</x:v></x:c></x:row>'
    sheet = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{row}</x:sheetData></x:worksheet>'
    found = parts({"台账": ""})
    found["xl/worksheets/sheet1.xml"] = f'<?xml version="1.0" encoding="UTF-16"?>{sheet}'.encode("utf-16")

    assert [line.cells for line in open_file(zipped(found), "a.xlsx").sheets[0].lines()] == [["隐患"]]


@given(st.text(max_size=40))
def test_what_xml_forbids_hides_and_comes_back(text):
    assert revealed(hidden(text)).encode("utf-8", "replace") == text.encode("utf-8", "replace")


@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_text_survives_hiding(name):
    assert revealed(hidden(NASTY[name])) == NASTY[name]


@pytest.mark.parametrize("code", ["yyyy-mm-dd", 'm"月"d"日"', "[h]:mm", "上午/下午h时", "[$-804]yyyy", "mm:ss.0"])
def test_a_format_of_days_is_known(code):
    assert is_date_format(code)


@pytest.mark.parametrize("code", ["General", "0.00", "#,##0", "@", "0.00_);[Red]\\(0.00\\)", '"days"0', "0%", "0\\d"])
def test_a_format_of_numbers_is_no_day(code):
    assert not is_date_format(code)


@given(st.integers(61, 2_900_000))
def test_a_serial_number_is_its_day(serial):
    found = dated(float(serial), 0)

    assert isinstance(found, When)
    assert (found.on - date(1899, 12, 30)).days == serial


def test_columns_are_called_as_excel_calls_them():
    assert [column_name(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
