"""The papers of a danger: what each says, when there is one, and who may have it."""

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers.reads import paper
from anlan.domains.dangers.rules import Description, Grade
from anlan.engines.papers import dangers as papers
from anlan.engines.papers.dangers import Language, Sheet
from anlan.engines.proofs import receipt as receipts
from anlan.kernel.journal import files, seals
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.obligations import acts as items
from anlan.kernel.obligations.life import Level
from anlan.kernel.obligations.rules import Stage
from anlan.kernel.registry.may import EVERYWHERE
from tests.cast import MORNING, by, photo
from tests.papers.test_press import text
from tests.web.test_pages import picture

pytestmark = pytest.mark.usefixtures("home")

LATER = MORNING + timedelta(seconds=11)


def printed(no, sheet, *, person="li", at=LATER, language=Language.ZH, within=EVERYWHERE):
    return paper(item=no, sheet=sheet, language=language, within=within, by=by(person), at=at)


@pytest.fixture
def struck(put_right):
    dangers.strike_off(item=put_right, evidence=(), opinion="通道已清空", by=by("li"), at=MORNING)
    seals.seal(LATER)
    return put_right


def test_a_notice_names_the_unit_the_danger_and_the_day(found):
    made = printed(found, Sheet.NOTICE)

    said = text(made.pdf)
    assert made.name == "隐患整改通知书 26-000001.pdf"
    for word in ("隐患整改通知书", "E-1", "blockedexit", "2026-07-08", "检查人（签名）", "收到通知的人"):
        assert word in said


def test_there_is_no_opinion_before_a_check_and_then_there_is(put_right):
    with pytest.raises(Refused, match="not-checked-yet"):
        printed(put_right, Sheet.RECHECK)

    dangers.return_(item=put_right, why="出口还堵着一半", by=by("li"), at=MORNING)

    said = text(printed(put_right, Sheet.RECHECK).pdf)
    assert "未整改到位" in said
    assert "出口还堵着一半" in said


def test_a_check_that_was_taken_back_is_none(put_right):
    speaker = by("li", command="c0ffee00-0000-4000-8000-000000000001")
    dangers.return_(item=put_right, why="出口还堵着一半", by=speaker, at=MORNING)
    items.take_back(item=put_right, key=speaker.command, by=by("li"), at=MORNING + timedelta(seconds=3))

    with pytest.raises(Refused, match="not-checked-yet"):
        printed(put_right, Sheet.RECHECK)


def test_a_closure_sheet_carries_the_life_the_pictures_and_the_receipt(put_right):
    with pytest.raises(Refused, match="not-struck-off-here"):
        printed(put_right, Sheet.CLOSURE)
    dangers.strike_off(item=put_right, evidence=(), opinion="通道已清空", by=by("li"), at=MORNING)
    seals.seal(LATER)

    pdf = PdfReader(io.BytesIO((made := printed(put_right, Sheet.CLOSURE)).pdf))

    [(name, [content])] = pdf.attachments.items()
    receipt = receipts.unpack(content.decode().strip())
    assert name == "receipt-26-000001.txt"
    assert receipt.holds()
    said = text(made.pdf)
    for word in ("登记", "提请验收", "验收销号：通道已清空", "凭证原文", "整改后"):
        assert word in said


def test_of_a_strike_off_that_can_still_be_taken_back_there_is_no_sheet(put_right):
    dangers.strike_off(item=put_right, evidence=(), by=by("li"), at=MORNING)

    with pytest.raises(Refused):
        printed(put_right, Sheet.CLOSURE, at=MORNING + timedelta(seconds=2))


def test_pictures_stand_on_it_and_what_cannot_be_drawn_is_named(struck):
    pdf = printed(struck, Sheet.CLOSURE).pdf

    assert "图片无法显示" in text(pdf)  # the photos of the cast are no pictures


def test_a_picture_of_how_it_was_found_is_drawn(found):
    sent = picture()
    file = files.keep(sent.read(), name="现场.jpg", person="zhao", at=MORNING)
    items.attach(item=found, files=(file,), stage=Stage.BEFORE, by=by("zhao"), at=MORNING)

    pdf = PdfReader(io.BytesIO(printed(found, Sheet.NOTICE).pdf))

    assert [image for page in pdf.pages for image in page.images]


def test_in_english_no_word_of_ours_is_chinese(struck):
    said = text(printed(struck, Sheet.CLOSURE, language=Language.EN).pdf).replace("通道已清空", "")

    assert "Closuresheet" in said
    assert not [letter for letter in said if "一" <= letter <= "鿿"]


def test_outside_ones_reach_there_is_no_such_item(struck):
    with pytest.raises(NotHere):
        printed(struck, Sheet.CLOSURE, person="zhou", within=replace(EVERYWHERE, places=("6302",)))


def test_a_closure_sheet_tells_of_more_time_supervision_and_coming_again(county):
    duty = {"what": "cracked wall", "place": "6301", "department": "safety", "organisation": "E-1", "owner": "wang"}
    told = Description(basis="GB 50016", measures="rebuild", control="shut")
    day = date(2026, 7, 9)
    no = dangers.file(**duty, grade=Grade.MAJOR, told=told, due_on=day, by=by("zhao"), at=MORNING).subject
    items.accept(item=no, by=by("wang"), at=MORNING)
    said = dict.fromkeys(("responsibility", "funds", "plan"), "so")
    dangers.assure(item=no, **said, by=by("wang"), at=MORNING)
    dangers.ask_extension(item=no, due_on=date(2026, 7, 15), why="雨季停工", by=by("wang"), at=MORNING)
    dangers.extend(item=no, by=by("zhao"), at=MORNING)
    listing = {
        "level": Level.COUNTY,
        "notice": "宁安办督〔2026〕7号",
        "department": "safety",
        "until": date(2026, 8, 1),
    }
    dangers.list_(item=no, **listing, by=by("li"), at=MORNING)
    dangers.submit(item=no, evidence=(photo("wang"),), by=by("wang"), at=MORNING)
    dangers.strike_off(item=no, evidence=(photo("li", "on site"),), by=by("li"), at=MORNING)
    dangers.delist(item=no, notice="宁安办摘〔2026〕2号", by=by("li"), at=MORNING)
    dangers.recur(item=no, text="又裂了", due_on=day, by=by("zhao"), at=MORNING)
    seals.seal(LATER)

    sheet = text(printed(no, Sheet.CLOSURE).pdf)
    for word in ("申请延期：雨季停工", "批准延期：2026-07-09→2026-07-15", "挂牌督办：宁安办督〔2026〕7号"):
        assert word in sheet
    for word in ("摘牌：宁安办摘〔2026〕2号", "复发，另编一次登记：#26-000001→#26-000001/2"):
        assert word in sheet


def test_a_closure_sheet_fits_on_one_page(put_right):
    dangers.strike_off(item=put_right, evidence=(), opinion="通道已清空", by=by("li"), at=MORNING)
    seals.seal(LATER)

    assert len(PdfReader(io.BytesIO(printed(put_right, Sheet.CLOSURE).pdf)).pages) == 1


def test_what_one_said_for_another_is_said_so():
    step = papers.Step(at=MORNING, who="雷发祥", behalf="王秀英", what="items.accepted", text="")

    assert papers._who(step, papers._Words(Language.ZH)) == "雷发祥（代王秀英）"
