"""Text files and OpenDocument tables that want to do harm."""

from __future__ import annotations

from tests.hostile.workbooks import zipped

OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = (
    f'xmlns:office="{OFFICE}:office:1.0" xmlns:table="{OFFICE}:table:1.0" xmlns:text="{OFFICE}:text:1.0" '
    f'xmlns:style="{OFFICE}:style:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)


def ods(tables: str, *, styles: str = "", manifest: str = "<manifest/>") -> bytes:
    """Return an .ods of these tables, given as XML."""
    content = (
        f"<office:document-content {SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": mime, "META-INF/manifest.xml": manifest, "content.xml": content})


def table(rows: str, name: str = "台账", style: str = "ta1") -> str:
    """Return a table of rows, given as XML."""
    return f'<table:table table:name="{name}" table:style-name="{style}">{rows}</table:table>'


def row(*cells: str, times: int = 1) -> str:
    """Return a row of cells: texts, or XML."""
    repeated = f' table:number-rows-repeated="{times}"' if times > 1 else ""
    inside = "".join(one if one.startswith("<") else text(one) for one in cells)
    return f"<table:table-row{repeated}>{inside}</table:table-row>"


def text(words: str, attributes: str = "") -> str:
    """Return a cell that holds a text."""
    return f'<table:table-cell office:value-type="string"{attributes}><text:p>{words}</text:p></table:table-cell>'


def repeated_without_end() -> bytes:
    """Return an .ods in which one row of one cell says that it is there a million times, in 16,384 columns."""
    many = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>'
    return ods(table(row(many, times=1_048_576)))


def rows_without_end() -> bytes:
    """Return an .ods in which one row says that it is there a million times."""
    return ods(table(row("a", times=1_048_576)))


def ten_million_columns() -> bytes:
    """Return a .csv whose second line has ten million cells."""
    return b"a,b,c\n" + b"," * 10_000_000 + b"\n1,2,3\n"


def mixed_encodings(rows: int = 50) -> bytes:
    """Return a .csv in GB18030 into which somebody has copied a line of UTF-8."""
    lines = [f"{no},某某化工有限公司,配电箱门未关闭".encode("gb18030") for no in range(rows)]
    lines[rows // 2] = f"{rows // 2},另一家公司,安全出口堵塞".encode()
    return "序号,单位名称,隐患描述\n".encode("gb18030") + b"\n".join(lines) + b"\n"


def open_quote() -> bytes:
    """Return a .csv in which a quote opens and never ends."""
    return '序号,单位名称\n1,"甲公司\n2,乙公司\n3,丙公司\n'.encode()
