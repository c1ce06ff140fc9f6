"""Pictures of a workbook are found where they stand, whoever put them there, and nothing absurd is followed."""

import io

import openpyxl
import pytest
from openpyxl.drawing.image import Image
from PIL import Image as Drawn

from anlan.engines.sheets import pictures
from anlan.engines.sheets.book import open_file
from anlan.engines.sheets.ledgers import DANGERS
from anlan.engines.sheets.mapping import propose
from anlan.engines.sheets.pictures import album_of
from anlan.engines.sheets.rows import rows
from anlan.engines.sheets.unreadable import Unreadable
from tests.hostile.images import jpeg
from tests.hostile.workbooks import PACKAGE, parts, sheet_xml, xlsx, zipped

IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
HEAD = ("隐患编号", "单位名称", "隐患描述", "隐患级别", "整改前照片", "整改后照片")


def drawn(*at: str) -> bytes:
    """Return a workbook with a picture over each of these cells, as Excel puts them."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "台账"
    page.append(HEAD)
    for no in range(2, 6):
        page.append((f"A-{no}", "青山化工厂", f"第{no}处", "一般"))
    for no, cell in enumerate(at):
        page.add_image(Image(io.BytesIO(jpeg((40 + no, 30)))), cell)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def relations(**images: str) -> str:
    listed = "".join(f'<Relationship Id="{key}" Type="{IMAGE}" Target="{at}"/>' for key, at in images.items())
    return f'<Relationships xmlns="{PACKAGE}">{listed}</Relationships>'


def in_cells(target: str = "media/image1.jpeg", *, number: str = "ID_1F") -> dict[str, str | bytes]:
    """Return the parts of a workbook that shows a picture in a cell by its number, as WPS puts it."""
    shown = f'<c r="F2" t="str"><f>_xlfn.DISPIMG("{number}",1)</f><v>=DISPIMG("{number}",1)</v></c>'
    found = parts({"台账": sheet_xml([HEAD, ("A-2", "青山化工厂", "第2处", "一般", None, shown)])})
    image = '<xdr:pic><xdr:cNvPr id="2" name="ID_1F"/><a:blip r:embed="rId1"/></xdr:pic>'
    spaces = 'xmlns:xdr="x" xmlns:a="a" xmlns:r="r"'
    return found | {
        "xl/cellimages.xml": f"<e:cellImages xmlns:e='e' {spaces}><e:cellImage>{image}</e:cellImage></e:cellImages>",
        "xl/_rels/cellimages.xml.rels": relations(rId1=target),
        "xl/media/image1.jpeg": jpeg(),
    }


def found_in(content: bytes) -> dict[int, list[str]]:
    """Return by row the columns in which pictures stand."""
    book = open_file(content, "台账.xlsx")
    mapping = propose(book, DANGERS).mapping
    every = rows(book, mapping, DANGERS, album=album_of(content))
    return {row.row: [column for column, _ in row.pictures] for row in every if row.pictures}


def test_pictures_over_cells_stand_in_the_row_and_column_of_their_corner():
    content = drawn("E2", "F2", "F3", "B4", "H5")

    assert found_in(content) == {2: ["photo_before", "photo_after"], 3: ["photo_after"], 4: ["organisation"], 5: [""]}
    album = album_of(content)
    sizes = [
        Drawn.open(io.BytesIO(album.content(name) or b"")).width for at in album.standing.values() for _, name in at
    ]
    assert sizes == [40, 41, 42, 43, 44]


def test_a_picture_that_a_cell_shows_by_its_number_stands_in_that_cell():
    content = zipped(in_cells())

    assert found_in(content) == {2: ["photo_after"]}
    [row] = rows(open_file(content, "a.xlsx"), {"photo_after": "整改后照片"}, DANGERS, album=album_of(content))
    assert (row.values, album_of(content).content(row.pictures[0][1])) == ({}, jpeg())


@pytest.mark.parametrize("target", ["../../etc/passwd", "media/none.jpeg", "/etc/passwd", "http://a.b/c.jpeg"])
def test_a_picture_that_is_not_in_the_file_is_none(target):
    assert found_in(zipped(in_cells(target))) == {}


def test_a_number_that_names_no_picture_stays_text():
    content = zipped(in_cells(number="ID_2"))
    [row] = rows(open_file(content, "a.xlsx"), {"photo_after": "整改后照片"}, DANGERS, album=album_of(content))

    assert row.values == {"photo_after": '=DISPIMG("ID_2",1)'}


def test_too_many_pictures_are_refused_in_a_sentence(monkeypatch):
    monkeypatch.setattr(pictures, "PICTURES_MOST", 2)

    with pytest.raises(Unreadable, match="too-many-pictures") as refused:
        album_of(drawn("E2", "E3", "E4"))
    assert "2" in refused.value.says("en")


def test_what_is_too_large_is_not_given(monkeypatch):
    album = album_of(zipped(in_cells()))
    monkeypatch.setattr(pictures, "BYTES_MOST", 10)

    assert album.content("xl/media/image1.jpeg") is None


def test_files_without_pictures_and_files_that_are_no_workbook_have_none():
    assert (album_of(xlsx([HEAD])).standing, album_of(b"a,b\r\n1,2").standing) == ({}, {})


@pytest.mark.parametrize("part", ["xl/cellimages.xml", "xl/_rels/cellimages.xml.rels"])
@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("<a><b></a>", "damaged"),
        ('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "xml-tricks"),
        ("<a>" * 20_000, "bomb"),
    ],
)
def test_hostile_lists_of_pictures_are_refused_in_a_sentence(part, said, code):
    with pytest.raises(Unreadable, match=code):
        album_of(zipped(in_cells() | {part: said}))
