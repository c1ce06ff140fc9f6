"""A paper says what it was told, letter for letter, whatever the letters are."""

import io
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from anlan.engines.papers import press as pressing
from anlan.engines.papers.blocks import Facts, File, Paper, Pictures, Proof, Signatures, Table, Words
from anlan.engines.papers.press import NoFonts, press
from anlan.engines.proofs.square import as_svg

AT = datetime(2026, 7, 18, 7, 42, 30, 123456, tzinfo=UTC)
# What would be a command to a typesetter, a template or a shell, were it read as one.
HOSTILE = (
    '#eval("1+1")',
    '#panic("out")',
    '#read("/etc/passwd")',
    '#import "@preview/evil:0.1.0"',
    "$ x^2 $ *bold* _it_ `raw` = heading <label> @label",
    "{{7*7}} {0.__class__} %(x)s ${HOME} \\u{1F600}",
    "]) #[ // no end /* nor here",
)


def of(*blocks, files=(), band="", language="zh"):
    """Return a paper with these blocks."""
    told = {"title": "隐患整改闭环卡", "no": "#26-000001", "foot": "李娜 打印"}
    return Paper(language=language, band=band, at=AT, blocks=blocks, files=tuple(files), **told)


def text(pdf: bytes) -> str:
    """Return what a reader of PDF finds written, without the room between letters."""
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def photo() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (640, 480), "red").save(target, "JPEG")
    return target.getvalue()


def test_chinese_comes_out_as_it_went_in():
    pdf = press(of(Words(paragraphs=("消防通道被杂物堵塞",)), Facts(rows=(("责任人", "马国强"),)), band="模拟数据"))

    assert pdf.startswith(b"%PDF-")
    for word in (
        "隐患整改闭环卡",
        "#26-000001",
        "消防通道被杂物堵塞",
        "责任人",
        "马国强",
        "模拟数据",
        "李娜打印",
        "1/1",
    ):
        assert word in text(pdf)


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_that_people_wrote_is_a_command(words):
    """Abuse 33: template and format injection is printed literally."""
    picture = File(name="a.jpg", content=photo())
    pdf = press(
        of(
            Words(paragraphs=(words,)),
            Facts(rows=((words, words),)),
            Pictures(shown=(("a.jpg", words, ""), ("", words, words))),
            Table(title=words, head=(words, words, words), rows=((words, words, words),)),
            Signatures(lines=(words,)),
            files=[picture],
            band=words,
        )
    )

    once = "".join(words.split())
    # In a narrow column a long word is broken, never dropped; in the open it stands whole.
    assert text(pdf).count(once[:6]) >= 9
    assert once in text(pdf)


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=40))
def test_any_text_can_be_printed(words):
    assert press(of(Facts(rows=(("事项", words),)))).startswith(b"%PDF-")


def test_the_same_paper_gives_the_same_bytes_and_another_moment_others():
    paper = of(Words(paragraphs=("一",)))

    assert press(paper) == press(paper)
    assert press(paper) != press(of(Words(paragraphs=("二",))))


def test_a_file_that_goes_with_a_paper_can_be_taken_out_of_it_as_it_went_in():
    receipt = File(name="receipt-26-000001.txt", content=b"ANLAN1.abc\n", says="销号凭证", is_attached=True)
    square = File(name="square.svg", content=as_svg("ANLAN1.abc").encode())

    pdf = press(of(Proof(file="square.svg", alt="二维码", paragraphs=("凭证",)), files=[receipt, square]))

    assert PdfReader(io.BytesIO(pdf)).attachments == {"receipt-26-000001.txt": [b"ANLAN1.abc\n"]}


@pytest.mark.parametrize("steps", [3, 5, 8, 11])
def test_a_square_stands_alone_on_no_page_where_all_of_it_fits_on_one(steps):
    """What is known, two pictures, how it went and the code: set more densely rather than on a second page."""
    shot = ("a.jpg", "Put right · 2026-07-15 16:45 · 乔桑吉 · SHA-256 9ce39213…", "")
    lines = (("2026-07-15 16:47", "乔桑吉", "submitted for the check: 已整改完成，附整改后照片，请验收。"),) * steps
    square = File(name="square.svg", content=as_svg("ANLAN1." + "c" * 1500).encode())

    pdf = press(
        of(
            Facts(
                rows=(("Measures", "建立有限空间台账，设警示和上锁，配检测、通风、救援装备，全员培训后作业。"),) * 17
            ),
            Pictures(shown=(shot, shot)),
            Table(title="How it went", head=("When", "Who", "What"), rows=lines),
            Proof(file="square.svg", alt="code", paragraphs=("Receipt", "The code holds the receipt whole.")),
            files=[File(name="a.jpg", content=photo()), square],
            language="en",
        )
    )

    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1


def test_a_long_life_goes_on_over_pages_under_the_same_head():
    rows = tuple((f"第{n}日", "李娜", "退回：" + "还差一张照片。" * 6) for n in range(1, 61))

    pages = PdfReader(io.BytesIO(press(of(Table(title="办理经过", head=("时间", "办理人", "记录"), rows=rows))))).pages

    assert len(pages) > 1
    assert all("办理人" in page.extract_text() for page in pages)


def test_a_house_without_the_fonts_says_so_and_draws_no_boxes(tmp_path, monkeypatch):
    monkeypatch.setattr(pressing, "FONTS", tmp_path)

    with pytest.raises(NoFonts, match="make setup"):
        press(of(Words(paragraphs=("一",))))
