"""Workbooks made by hand, byte by byte: honest ones, and those that lie about what they are and how large."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zip of these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def cell(value: object, ref: str = "") -> str:
    """Return the XML of a cell; a text that begins with `<c` is XML already."""
    place = f' r="{ref}"' if ref else ""
    if value is None:
        return f"<c{place}/>"
    if isinstance(value, int | float):
        return f"<c{place}><v>{value}</v></c>"
    text = str(value)
    if text.startswith("<c"):
        return text
    return f'<c{place} t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def letters(index: int) -> str:
    """Return the letters of a column, from 0."""
    return (letters(index // 26 - 1) if index > 25 else "") + chr(65 + index % 26)


def sheet_xml(rows: Sequence[Sequence[object]], *, after: str = "", first: int = 1) -> str:
    """Return the XML of a sheet."""
    lines = "".join(
        f'<row r="{no}">{"".join(cell(value, f"{letters(at)}{no}") for at, value in enumerate(row))}</row>'
        for no, row in enumerate(rows, start=first)
    )
    return f'<worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData>{after}</worksheet>'


def merged(*ranges: str) -> str:
    """Return the XML that merges cells."""
    inside = "".join(f'<mergeCell ref="{one}"/>' for one in ranges)
    return f"<mergeCells>{inside}</mergeCells>"


def parts(sheets: Mapping[str, str], *, hidden: Sequence[str] = (), styles: str = "") -> dict[str, str | bytes]:
    """Return the parts of a workbook of these sheets, given as XML by name."""
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{no}" r:id="rId{no}"{_state(name, hidden)}/>'
        for no, name in enumerate(sheets, start=1)
    )
    relations = "".join(
        f'<Relationship Id="rId{no}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{no}.xml"/>'
        for no in range(1, len(sheets) + 1)
    )
    if styles:
        relations += f'<Relationship Id="rIdS" Type="{OFFICE}/styles" Target="styles.xml"/>'
    found: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{relations}</Relationships>',
    }
    found |= {f"xl/worksheets/sheet{no}.xml": xml for no, xml in enumerate(sheets.values(), start=1)}
    return found | ({"xl/styles.xml": styles} if styles else {})


def _state(name: str, hidden: Sequence[str]) -> str:
    return ' state="hidden"' if name in hidden else ""


def xlsx(rows: Sequence[Sequence[object]], *, name: str = "台账", after: str = "", first: int = 1) -> bytes:
    """Return an honest workbook of one sheet."""
    return zipped(parts({name: sheet_xml(rows, after=after, first=first)}))


def with_shared(rows: Sequence[Sequence[object]], texts: Sequence[str]) -> bytes:
    """Return a workbook whose cells refer to shared texts; a cell `<c …>` is XML."""
    found = parts({"台账": sheet_xml(rows)})
    relations = str(found["xl/_rels/workbook.xml.rels"])
    shared = f'<Relationship Id="rIdT" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    found["xl/_rels/workbook.xml.rels"] = relations.replace("</Relationships>", shared)
    found["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{"".join(f"<si><t>{text}</t></si>" for text in texts)}</sst>'
    return zipped(found)


def million_columns() -> bytes:
    """Return a workbook that says it has a cell in column XFD of the last row there can be."""
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    xml = f'<worksheet xmlns="{MAIN}"><dimension ref="A1:XFD1048576"/><sheetData>{far}</sheetData></worksheet>'
    return zipped(parts({"台账": xml}))


def million_rows() -> bytes:
    """Return a workbook of which two cells stand 1,048,575 rows apart: absurd, and harmless if nothing lies between."""
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>2</v></c></row>'
    xml = f'<worksheet xmlns="{MAIN}"><dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData></worksheet>'
    return zipped(parts({"台账": xml}))


def too_many_rows(count: int = 200_002) -> bytes:
    """Return a workbook of more rows than anybody reads."""
    xml = "".join(f'<row r="{no}"><c r="A{no}"><v>1</v></c></row>' for no in range(1, count + 1))
    return zipped(parts({"台账": f'<worksheet xmlns="{MAIN}"><sheetData>{xml}</sheetData></worksheet>'}))


def ghost_rows(count: int = 300_000) -> bytes:
    """Return a workbook of one cell and of many rows that only have borders, as Ctrl+Shift+Down makes them."""
    ghosts = "".join(f'<row r="{no}"><c r="A{no}" s="0"/></row>' for no in range(2, count))
    xml = (
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>{ghosts}</sheetData></worksheet>'
    )
    return zipped(parts({"台账": xml}))


def bomb(megabytes: int = 420) -> bytes:
    """Return a workbook that inflates to so many megabytes of blanks."""
    found = parts({"台账": sheet_xml([["a"]])})
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in found.items():
            archive.writestr(name, content)
        with archive.open("xl/media/image1.png", "w", force_zip64=True) as part:
            for _ in range(megabytes):
                part.write(b" " * (1 << 20))
    return target.getvalue()


def lying_directory() -> bytes:
    """Return a zip whose directory claims 300 bytes for a sheet that inflates to 64 megabytes."""
    honest = xlsx([["a"]])
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(b"<worksheet><sheetData>" + b" " * (64 << 20)) + packer.flush()
    return _with_raw(honest, "xl/worksheets/sheet1.xml", packed, claims=300)


def _with_raw(content: bytes, name: str, packed: bytes, *, claims: int) -> bytes:
    """Return the zip with one part replaced by packed bytes and a false size."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in source.infolist():
            if info.filename != name:
                archive.writestr(info.filename, source.read(info))
        stored = zipfile.ZipInfo(name)
        stored.compress_type = zipfile.ZIP_STORED
        archive.writestr(stored, packed)
        info = archive.getinfo(name)
        info.compress_type, info.file_size = zipfile.ZIP_DEFLATED, claims
    found = bytearray(target.getvalue())
    # The local header, written before the lie, must tell the same method.
    at = archive.getinfo(name).header_offset
    found[at + 8 : at + 10] = (8).to_bytes(2, "little")
    return bytes(found)


def cut_off(content: bytes, share: float = 0.6) -> bytes:
    """Return the beginning of a file."""
    return content[: int(len(content) * share)]


def flipped(content: bytes, name: str = "xl/worksheets/sheet1.xml") -> bytes:
    """Return the zip with one byte changed within the packed bytes of a part."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        info = archive.getinfo(name)
    at = info.header_offset + 30 + len(name) + info.compress_size // 2
    return content[:at] + bytes((content[at] ^ 0xFF,)) + content[at + 1 :]


def entities(kind: str) -> bytes:
    """Return a workbook with a DTD in its sheet: `file` reads a file of the server, `laughs` grows without end."""
    if kind == "file":
        dtd = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    else:
        steps = "".join(f'<!ENTITY x{no} "{f"&x{no - 1};" * 10}">' for no in range(1, 12))
        dtd = f'<!DOCTYPE a [<!ENTITY x0 "ha">{steps}<!ENTITY x "&x11;">]>'
    row = '<row r="1"><c r="A1" t="str"><v>&x;</v></c></row>'
    xml = f'<?xml version="1.0"?>{dtd}<worksheet xmlns="{MAIN}"><sheetData>{row}</sheetData></worksheet>'
    return zipped(parts({"台账": xml}))


def entities_beside(part: str) -> bytes:
    """Return a workbook with a DTD in its list of sheets, styles or texts."""
    found = parts({"台账": sheet_xml([["a"]])}, styles=f'<styleSheet xmlns="{MAIN}"/>')
    found[part] = f'<!DOCTYPE a [<!ENTITY x "y">]>{found[part]!s}'
    return zipped(found)


def deep(levels: int = 3_000_000) -> bytes:
    """Return a workbook whose marks lie within marks within marks, after a remark that keeps patterns from it."""
    xml = f'<worksheet xmlns="{MAIN}"><!-- --><sheetData>{"<c>" * levels}'
    return zipped(parts({"台账": xml}))


def marks(count: int = 60_000_000) -> bytes:
    """Return a workbook of nothing but empty marks: little on the disk, minutes to parse."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = [packer.compress(f'<worksheet xmlns="{MAIN}"><sheetData>'.encode())]
    packed += [packer.compress(b"<c/>" * 1_000_000) for _ in range(count // 1_000_000)]
    packed.append(packer.flush())
    return _with_raw(xlsx([["a"]]), "xl/worksheets/sheet1.xml", b"".join(packed), claims=4 * count + 100)


def echo(cells: int = 100_000) -> bytes:
    """Return a workbook in which each cell repeats one long text: megabytes on the disk, gigabytes if copied."""
    row = "".join(f'<c r="{letters(at)}NO" t="s"><v>0</v></c>' for at in range(100))
    rows = "".join(f'<row r="{no}">{row.replace("NO", str(no))}</row>' for no in range(1, cells // 100 + 1))
    found = with_shared([], ["长" * 1_000_000])
    with zipfile.ZipFile(io.BytesIO(found)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    held["xl/worksheets/sheet1.xml"] = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode()
    return zipped(held)


def twice_the_same_name() -> bytes:
    """Return a zip with two parts of one name: which one is read depends on who reads."""
    found = parts({"台账": sheet_xml([["a"]])})
    found["XL/worksheets/sheet1.xml"] = sheet_xml([["b"]])
    return zipped(found)


def many_parts(count: int = 30_000) -> bytes:
    """Return a zip whose directory is longer than what it holds."""
    return zipped({f"x{no}": "" for no in range(count)} | parts({"台账": sheet_xml([["a"]])}))


def many_sheets(count: int = 300) -> bytes:
    """Return a workbook of more sheets than anybody turns over."""
    return zipped(parts({f"表{no}": sheet_xml([["a"]]) for no in range(count)}))


def with_macros(rows: Sequence[Sequence[object]]) -> bytes:
    """Return an .xlsm: a workbook with a part that Excel might run."""
    return zipped(parts({"台账": sheet_xml(rows)}) | {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 not really"})


def with_links(rows: Sequence[Sequence[object]]) -> bytes:
    """Return a workbook that refers to another file."""
    link = f'<externalLink xmlns="{MAIN}"/>'
    return zipped(parts({"台账": sheet_xml(rows)}) | {"xl/externalLinks/externalLink1.xml": link})


def locked_zip() -> bytes:
    """Return a zip whose parts say that they are encrypted."""
    content = bytearray(xlsx([["a"]]))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        begin = content.find(mark)
        while begin >= 0:
            content[begin + at] |= 1
            begin = content.find(mark, begin + 4)
    return bytes(content)


LIES = {
    "PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n",
    "PNG": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "HTML": "<html><head><meta charset='gbk'></head><body><table><tr><td>序号</td></tr></table>".encode("gbk"),
    "XML": b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
    "ZIP": zipped({"readme.txt": "not a workbook"}),
    "DOCX": zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}),
    "CSV": "序号,单位名称\r\n1,甲公司\r\n".encode(),
    "RAR": b"Rar!\x1a\x07\x01\x00" + bytes(40),
    "?": bytes(range(256)) * 4,
}
