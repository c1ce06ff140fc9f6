"""Ledgers whose fault shows only while their rows are read: each with the name under which somebody brings it."""

from __future__ import annotations

from tests.hostile.tables import ods, row, table
from tests.hostile.workbooks import MAIN, letters, parts, xlsx, zipped

HEAD = ("隐患描述", "单位名称", "整改责任人", "整改时限", "隐患级别")
LINE = ("安全出口堵塞", "青山化工厂", "王建国", "2026-07-10", "一般")


def told(text: str, ref: str) -> str:
    """Return the XML of a cell that holds a text as it stands, escaped or not."""
    return f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'


def book(*rows: str, before: str = "") -> bytes:
    """Return a workbook of a heading, a line and these rows, given as XML."""
    lines = [
        f'<row r="{no}">{"".join(told(text, f"{letters(at)}{no}") for at, text in enumerate(line))}</row>'
        for no, line in enumerate((HEAD, LINE), start=1)
    ]
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{"".join([*lines, *rows])}</sheetData></worksheet>'
    return zipped(parts({"台账": f'<?xml version="1.0"?>{before}{sheet}'}))


def third(*cells: str) -> bytes:
    """Return a workbook with a third row of these cells, given as XML."""
    return book(f'<row r="3">{"".join(cells)}</row>')


def repeated(rows: str, columns: str, value: str = "1") -> bytes:
    """Return an .ods with a row and a cell that say how often they are there."""
    said = f'table:number-columns-repeated="{columns}" office:value-type="float" office:value="{value}"'
    many = f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell {said}/></table:table-row>'
    return ods(table(row(*HEAD) + row(*LINE) + many))


def csv(*lines: str) -> bytes:
    """Return a .csv of a heading, a line and these lines."""
    return "\n".join([",".join(HEAD), ",".join(LINE), *lines]).encode()


def far_below(fault: str, rows: int = 3_000) -> bytes:
    """Return a workbook whose fault stands below more rows than anybody looks at first."""
    good = [
        f'<row r="{no}">{"".join(told(text, f"{letters(at)}{no}") for at, text in enumerate(LINE))}</row>'
        for no in range(3, rows)
    ]
    return book(*good, f'<row r="{rows}">{fault}</row>')


def ledgers() -> dict[str, bytes]:
    """Return them all."""
    return {
        "far-column.xlsx": third(told("a", "XFD3"), told("b", "ZZZZZZZ3")),
        "far-row.xlsx": book(f'<row r="99999999999999">{told("a", "A99999999999999")}</row>'),
        "row-below-none.xlsx": book(f'<row r="-1">{told("a", "A-1")}</row>', f'<row r="x">{told("b", "%%")}</row>'),
        "letter-0.xlsx": third(told("&#0;a", "A3")),
        "half-a-letter.xlsx": third(told("&#xD800;a", "A3")),
        "beyond-letters.xlsx": third(told("&#x110000;a", "A3")),
        "unknown-name.xlsx": third(told("&nobody;", "A3")),
        "dtd.xlsx": book(before='<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'),
        "reads-a-file.xlsx": book(before='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
        "wild-text.xlsx": third('<c r="A3" t="s"><v>99999</v></c>'),
        "text-before-all.xlsx": third('<c r="A3" t="s"><v>-1</v></c>'),
        "endless-number.xlsx": third('<c r="A3"><v>1e999</v></c>', '<c r="D3" s="99999"><v>1e300</v></c>'),
        "no-number.xlsx": third('<c r="A3"><v>nan</v></c>', '<c r="B3"><v>zz</v></c>'),
        "no-day.xlsx": third('<c r="A3" t="d"><v>zz</v></c>', '<c r="B3" t="b"><v>7</v></c>'),
        "merged-without-end.xlsx": book(f'<row r="3" a="{"mergeCell " * 500_000}"/>'),
        "deep.xlsx": book("<a>" * 200_000),
        "far-below.xlsx": far_below('<c r="A3000" t="s"><v>99999</v></c>'),
        "nan-below.xlsx": far_below('<c r="A3000"><v>zz</v></c>'),
        "many-rows.ods": repeated("999999999999", "1"),
        "fewer-than-none.ods": repeated("-5", "1"),
        "many-columns.ods": repeated("1", "99999999"),
        "columns-in-words.ods": repeated("1", "abc"),
        "endless-number.ods": repeated("1", "1", "1e999"),
        "no-number.ods": repeated("1", "1", "xx"),
        "wide.csv": csv("a," * 1_000_000),
        "long.csv": csv("a" * 1_000_000),
        "open.csv": csv('b,"c'),
        "all-quotes.csv": csv('"' * 1_000_001),
        "open-and-long.csv": csv('b,"' + '""' * 500_000),
        "one-word.csv": b"a" * 1_000_000,
        "many-headings.csv": b"a," * 1_000_000 + b"\n1,2",
        "long-heading.xlsx": xlsx([[f"{HEAD[0]}{'x' * 50_000}", *HEAD[1:]], LINE]),
        "long-cell.xlsx": xlsx([HEAD, ["a" * 200_000, *LINE[1:]]]),
    }
