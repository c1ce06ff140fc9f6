"""The pictures in a ledger become evidence of the rows they stand in, if they can; else it is said why not."""

import io
from datetime import timedelta
from pathlib import Path

import openpyxl
from django.conf import settings
from openpyxl.drawing.image import Image

from anlan.kernel.intake import entering, jobs
from anlan.kernel.journal import files, rebuild
from anlan.kernel.obligations import acts
from anlan.kernel.obligations import reads as items
from anlan.kernel.obligations.rules import Stage
from anlan.kernel.obligations.tables import Evidence, Item
from tests.cast import MORNING, by
from tests.hostile.images import SCRIPT, jpeg, png
from tests.intake.files import HEAD, ROWS, bring, counts, go_on, lines, take_in

COLUMNS = [*HEAD.split(","), "整改前照片", "整改后照片"]
BEFORE, AFTER = "N", "O"


def pictured(*rows: str, **at: bytes) -> bytes:
    """Return the rows as .xlsx, with pictures over these cells."""
    book = openpyxl.Workbook()
    page = book.active
    for line in (COLUMNS, *(row.split(",") for row in rows)):
        page.append(line)
    for cell, content in at.items():
        page.add_image(Image(io.BytesIO(content)), cell)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def shown() -> dict[str, list[tuple[str, str]]]:
    """Return by title what shows each item: the stage, and the bytes."""
    titles = dict(Item.objects.values_list("no", "what"))
    told: dict[str, list[tuple[str, str]]] = {}
    for row in Evidence.objects.order_by("stage"):
        told.setdefault(titles[row.item], []).append((row.stage, row.caption))
        assert files.kept_by(row.file, "zhao")
    return told


def test_pictures_become_evidence_of_their_rows_and_prove_nothing_of_what_is_owed(office):
    content = pictured(*ROWS, N2=jpeg((40, 30)), O2=png((41, 30)), N4=jpeg((42, 30)), O4=jpeg((43, 30)))

    told = take_in(content, "台账.xlsx")

    assert counts(told) == (3, 0, 0, 0)
    assert shown() == {
        "安全出口堵塞": [("before", "台账所附"), ("before", "台账所附")],
        "灭火器过期": [("after", "台账所附"), ("before", "台账所附")],
    }
    item = Item.objects.get(what="安全出口堵塞")
    assert (item.state, item.shown, items.already_shown(item.no)) == ("filed", 0, ())
    assert files.read(Evidence.objects.get(item=Item.objects.get(what="灭火器过期").no, stage="after").file) == jpeg(
        (43, 30)
    )
    assert rebuild.check() == []


def test_a_dry_run_keeps_no_picture(office):
    bring(pictured(*ROWS, N2=jpeg()), "台账.xlsx")

    assert not (Path(settings.ANLAN_HOME) / "evidence").exists()


def test_what_can_be_no_evidence_is_left_out_with_a_reason_and_its_row_comes_in(office, monkeypatch):
    monkeypatch.setattr(entering, "PICTURES_MOST", 2)
    two = jpeg((50, 30)) + SCRIPT
    content = pictured(*ROWS, N2=two, N3=jpeg((51, 30)), N4=jpeg((51, 30)), O2=jpeg((52, 30)), M2=jpeg((53, 30)))

    no = bring(content, "台账.xlsx")
    assert counts(go_on(no)) == (3, 0, 0, 0)

    said = "".join(says for *_, says in lines(no))
    assert all(word in said for word in ("图片没有收下", "只收下前2张", "已用于别的隐患"))
    assert {title: len(pieces) for title, pieces in shown().items()} == {"安全出口堵塞": 1, "配电箱门未关": 1}


def test_a_picture_that_stands_for_another_danger_is_not_taken_again(office):
    photo = files.keep(jpeg((60, 30)), name="1.jpg", person="zhao", at=MORNING)
    take_in(pictured(ROWS[0]), "一.xlsx")
    item = Item.objects.get()
    acts.attach(item=item.no, files=(photo,), stage=Stage.BEFORE, by=by("zhao"), at=MORNING)

    told = take_in(pictured(*ROWS, N3=jpeg((60, 30)), N4=jpeg((61, 30))), "二.xlsx")

    assert counts(told) == (2, 1, 0, 0)
    assert {title: len(pieces) for title, pieces in shown().items()} == {"安全出口堵塞": 1, "灭火器过期": 1}


def test_who_mends_a_bad_row_is_told_that_its_pictures_are_in_his_own_file(office):
    no = bring(pictured(ROWS[0].replace("一般", "严重"), N2=jpeg()), "台账.xlsx")

    assert counts(go_on(no)) == (0, 0, 0, 1)
    assert any("整份再导入" in says for *_, says in lines(no))
    assert not Evidence.objects.exists()


def test_next_months_pictures_of_what_is_known_are_left_to_its_owner(office):
    take_in(pictured(*ROWS), "台账.xlsx")
    changed = ROWS[0].replace("2026-07-10,,否,", "2026-07-10,已清理,是,2026-07-05")

    no = bring(pictured(changed, O2=jpeg()), "下月.xlsx", at=MORNING + timedelta(days=30))

    assert counts(go_on(no)) == (0, 0, 1, 0)
    assert any("请由责任人上传" in says for *_, says in lines(no))
    assert shown() == {}


def test_a_picture_beside_a_row_that_is_as_it_was_is_spoken_of_unless_it_stands_already(office):
    take_in(pictured(ROWS[0], O2=jpeg()), "台账.xlsx")

    again = bring(pictured(ROWS[0], O2=jpeg()), "台账.xlsx", at=MORNING + timedelta(days=1))
    assert counts(go_on(again)) == (0, 1, 0, 0)
    assert lines(again) == []

    more = bring(pictured(ROWS[0], O2=jpeg((31, 30))), "台账.xlsx", at=MORNING + timedelta(days=2))
    assert counts(go_on(more)) == (0, 1, 0, 0)
    assert any("请由责任人上传" in says for *_, says in lines(more))


def test_many_pictures_come_in_by_slices_of_few_entries(office, monkeypatch):
    sizes: list[int] = []
    real = entering.Dangers.take_in

    def counted(self, outcomes, **more):
        sizes.append(len(outcomes))
        return real(self, outcomes, **more)

    monkeypatch.setattr(entering.Dangers, "take_in", counted)
    rows = [ROWS[1].replace("A-2", f"P-{n}").replace("配电箱", f"{n}号配电箱") for n in range(40)]

    told = take_in(pictured(*rows, **{f"N{n + 2}": jpeg((40 + n, 30)) for n in range(40)}), "台账.xlsx")

    assert (told.new, Evidence.objects.count()) == (40, 40)
    assert max(sizes) <= entering.REPORTS
    assert jobs.progress(told.no, by=by("zhao")).done == 40
