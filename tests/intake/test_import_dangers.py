"""A ledger of dangers comes in: each row once, whatever happens on the way."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest

from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers import reads as dangers_read
from anlan.domains.dangers.rules import Description
from anlan.engines.sheets.book import open_file
from anlan.engines.sheets.ledgers import DANGERS
from anlan.engines.sheets.mapping import propose
from anlan.engines.sheets.rows import Row as LedgerLine
from anlan.engines.sheets.rows import rows
from anlan.kernel.intake import acts as intake
from anlan.kernel.intake import jobs
from anlan.kernel.intake import reads as ledgers
from anlan.kernel.intake.reads import Form, export
from anlan.kernel.intake.rules import Ledger
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import reads as items
from anlan.kernel.obligations import tables
from anlan.kernel.obligations.facts import ItemReported
from anlan.kernel.obligations.lists import Row
from anlan.kernel.registry import acts as registry_acts
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry import vault
from anlan.kernel.registry.laws import word
from anlan.kernel.registry.may import EVERYWHERE, Role
from anlan.kernel.registry.noes import sentence
from anlan.kernel.registry.reads import reach
from anlan.kernel.registry.rules import NewOrganisation
from anlan.kernel.registry.tables import Organisation
from tests.cast import MORNING, by, post
from tests.intake.files import HEAD, ROWS, bring, counts, go_on, ledger, lines, names_said, places, take_in


def test_a_dry_run_says_what_would_come_and_changes_nothing(office):
    before = journal.size()

    no = bring(ledger(*ROWS))

    assert counts(jobs.progress(no, by=by("zhao"))) == (3, 0, 0, 0)
    assert journal.size() == before
    assert set(jobs.report(no, by=by("zhao")).units) == {"青山化工厂", "白水加油站"}
    assert not tables.Item.objects.exists()


def test_the_rows_of_a_file_come_onto_the_ledger(office):
    told = take_in(ledger(*ROWS))

    assert (told.state, counts(told)) == ("finished", (3, 0, 0, 0))
    items = {item.what: item for item in tables.Item.objects.all()}
    assert {what: item.state for what, item in items.items()} == {
        "安全出口堵塞": "filed",
        "配电箱门未关": "filed",
        "灭火器过期": "closed-before",
    }
    assert items["安全出口堵塞"].owner == items["配电箱门未关"].owner
    assert vault.tell([items["安全出口堵塞"].owner], vault.NAME) == {items["安全出口堵塞"].owner: "王建国"}
    assert rebuild.check() == []


def test_the_same_file_twice_changes_nothing(office):
    take_in(ledger(*ROWS))
    before = journal.size()

    told = take_in(ledger(*ROWS), at=MORNING + timedelta(days=1))

    assert counts(told) == (0, 3, 0, 0)
    assert [name for name in names_said(before) if name != "intake.asked"] == []


def test_next_months_file_says_what_is_new_unchanged_changed_and_bad(office):
    take_in(ledger(*ROWS))
    item = tables.Item.objects.get(what="安全出口堵塞")
    due = item.due_at

    told = take_in(
        ledger(
            ROWS[0].replace("2026-07-10,,否,", "2026-07-30,已清理,是,2026-07-05"),
            ROWS[1],
            "A-4,青山化工厂,城中区,应急管理局,无警示标志,一般,2026-07-01,王建国,13897123456,7日内,,否,",
            "A-5,青山化工厂,城中区,应急管理局,护栏缺失,严重,2026-07-01,王建国,13897123456,7日内,,否,",
        )
    )

    assert counts(told) == (1, 1, 1, 1)
    item.refresh_from_db()
    assert (item.state, item.due_at) == ("filed", due)
    [said] = [line.fact for line in journal.lines_about(item.no) if isinstance(line.fact, ItemReported)]
    assert (said.is_closed, said.due_on) == (True, date(2026, 7, 30))
    assert "已清理" in said.text


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_a_file_is_read_in_whatever_encoding_it_came(office, encoding):
    assert counts(take_in(ledger(*ROWS, encoding=encoding))) == (3, 0, 0, 0)


FAULTY = {
    "没有这个地方": ("行政区划", ROWS[0].replace("城中区", "无名县")),
    "别的县": ("行政区划", ROWS[0].replace("城中区", "民和县")),
    "别的部门": ("监管单位", ROWS[0].replace("应急管理局", "住建局")),
    "没有这一天": ("排查时间", ROWS[0].replace("2026-06-20", "2026-06-31")),
    "没有这一级": ("隐患级别", ROWS[0].replace("一般", "严重")),
    "没有责任人电话": ("整改责任人", ROWS[0].replace("13897123456", "")),
    "电话不全": ("联系电话", ROWS[0].replace("13897123456", "1389712345")),
    "没有尽头": ("整改时限", ROWS[0].replace("2026-07-10", "长期坚持")),
    "发现于将来": ("排查时间", ROWS[0].replace("2026-06-20", "2036-06-20")),
    "完成于将来": ("完成时间", ROWS[2].replace("A-3", "A-7").replace("2026-05-06", "2026-07-02")),
    "完成早于发现": ("完成时间", ROWS[2].replace("A-3", "A-7").replace("2026-05-06", "2026-04-30")),
    "没有单位": ("单位名称", ROWS[0].replace("青山化工厂", "")),
    "重大而无依据": ("", ROWS[0].replace("一般", "重大")),
    "编号重复": ("隐患编号", ROWS[1].replace("A-2", "A-3")),
    "一人两名": ("整改责任人", ROWS[1].replace("王建国", "赵四")),
}


@pytest.mark.parametrize("fault", FAULTY)
def test_each_fault_is_named_by_row_and_column_and_keeps_only_its_row_out(office, fault):
    column, row = FAULTY[fault]

    no = bring(ledger(ROWS[2], ROWS[1].replace("A-2", "A-9"), row))
    told = go_on(no)

    assert counts(told) == (2, 0, 0, 1)
    assert {(at, heading) for at, heading, _ in lines(no) if at == 4} == {(4, column)}
    assert len(jobs.rejects(no, language="zh", by=by("zhao"))) > 1_000


def test_a_row_of_another_county_is_refused_by_name_and_nothing_of_it_is_kept(office):
    no = bring(ledger(ROWS[0].replace("城中区", "民和县"), ROWS[1].replace("城中区", "630222")))
    before = names_said(0)

    assert counts(go_on(no)) == (0, 0, 0, 2)
    assert all("民和回族土族自治县" in says for *_, says in lines(no))
    assert names_said(0) == [*before, "intake.asked"]


def test_rejects_can_be_mended_and_put_in_again(office):
    no = bring(ledger(ROWS[0], ROWS[1].replace("一般", "严重")))
    assert counts(go_on(no)) == (1, 0, 0, 1)

    book = openpyxl.load_workbook(BytesIO(jobs.rejects(no, language="zh", by=by("zhao"))))
    sheet = book.active
    [at] = [cell.column for cell in sheet[1] if cell.value == "隐患级别"]
    sheet.cell(row=2, column=at).value = "一般"
    mended = BytesIO()
    book.save(mended)

    assert counts(take_in(mended.getvalue(), "退回.xlsx")) == (1, 0, 0, 0)


def test_what_the_file_lacks_is_answered_once(office):
    head = "单位名称,隐患描述,排查时间,整改责任人,整改时限"
    row = "青山化工厂,安全出口堵塞,2026-06-20,王建国 13897123456,7日内"
    answers = {"place": "城中区", "grade": "一般", "closed": "否"}

    with pytest.raises(Refused, match="columns-missing"):
        bring(ledger(row, head=head))
    assert counts(take_in(ledger(row, head=head), answers=answers)) == (1, 0, 0, 0)
    assert tables.Item.objects.get().place == "630103"


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"grade": "严重"}, "“严重”不能作为整份文件的“隐患级别”。请照台账里的写法填写。"),
        ({"department": "某某处"}, "“某某处”不能作为整份文件的“监管单位”。请照台账里的写法填写。"),
        ({"owner": "张三"}, "责任人只能统一填 post，由单位安全员负责。"),
        ({"found_at": "去年"}, "“去年”不能作为整份文件的“排查时间”。请照台账里的写法填写。"),
    ],
)
def test_an_answer_for_the_whole_file_that_does_not_fit_is_refused_and_not_left_out(office, answers, says):
    [key] = answers
    heading = {"grade": "隐患级别", "department": "监管单位", "owner": "整改责任人", "found_at": "排查时间"}[key]
    content = ledger(ROWS[0], head=HEAD.replace(heading, "别的"))

    with pytest.raises(Refused, match="answer-") as refused:
        bring(content, answers=answers)

    assert sentence(refused.value, "zh") == says
    assert heading not in sentence(refused.value, "en")
    assert not tables.Item.objects.exists()


def test_a_heading_that_the_file_has_not_is_refused(office):
    no = jobs.receive(ledger(*ROWS), "台账.csv", Ledger.DANGERS, by=by("zhao"), at=MORNING)
    mapping = jobs.proposal(no, by=by("zhao")).mapping | {"note": "备注"}

    with pytest.raises(Refused, match="heading-unknown") as refused:
        jobs.choose(no, mapping=mapping, answers={}, by=by("zhao"))

    assert sentence(refused.value, "zh") == "文件里没有这些表头：备注。请照文件里的写。"


def test_who_may_enter_nobody_is_told_who_does_and_a_unit_enters_its_own(office):
    content = ledger(ROWS[1].replace("王建国,13897123456", "马六,13897120006"))
    take_in(ledger("青山化工厂,城中区", head="单位名称,行政区划"), of=Ledger.ORGANISATIONS)
    unit = Organisation.objects.get(name="青山化工厂")
    record([post("chen", "enterprise", unit.no, unit.place, no="post-unit")], by=by("console"), at=MORNING)
    speaks = replace(by("chen"), post="post-unit")

    assert "先登记这个人" in lines(bring(content, who="qian"), "qian")[0][2]
    no = jobs.receive(content, "台账.csv", Ledger.DANGERS, by=speaks, at=MORNING)
    jobs.check(no, mapping=jobs.proposal(no, by=speaks).mapping, answers={}, by=speaks)
    intake.ask_import(job=no, by=speaks, at=MORNING)
    assert counts(jobs.run(no, at=MORNING)) == (1, 0, 0, 0)


def test_a_name_that_nobody_knows_goes_to_the_safety_post_and_is_kept_as_told(office):
    take_in(ledger(ROWS[0]))
    unit = tables.Item.objects.get().organisation
    record([post("chen", Role.ENTERPRISE, unit, "630103")], by=by("console"), at=MORNING)
    row = ROWS[1].replace("王建国,13897123456", "马老六,")

    assert counts(take_in(ledger(row))) == (0, 0, 0, 1)
    assert counts(take_in(ledger(row), answers={"owner": "post"})) == (1, 0, 0, 0)
    item = tables.Item.objects.get(what="配电箱门未关")
    assert item.owner == "chen"
    assert vault.tell([item.no], vault.NAME) == {item.no: "马老六"}


def test_our_own_file_comes_back_unchanged_whatever_stands_in_it(office):
    nasty = ("=1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "-2+3", '“引号”，"双"', "藏文 བོད་ཡིག 𠮷")
    rows = [ROWS[0].replace("A-1", f"N-{n}").replace("安全出口堵塞", quoted(text)) for n, text in enumerate(nasty)]
    assert counts(take_in(ledger(*rows, ROWS[2]))) == (7, 0, 0, 0)
    zhao = registry.post("post-zhao")

    for form in Form:
        file = export(Ledger.DANGERS, form, post=zhao, at=MORNING, language="zh")
        assert counts(take_in(file.content, file.name)) == (0, 7, 0, 0)
    assert {item.what for item in tables.Item.objects.all()} == {*nasty, "灭火器过期"}


LONG = "三号库房" + "东侧安全出口被纸箱堵塞，" * 300


@pytest.mark.parametrize("form", Form)
def test_a_description_too_long_for_a_title_is_cut_where_one_sees_it_and_goes_out_whole(office, form):
    take_in(ledger(ROWS[0].replace("安全出口堵塞", LONG)))
    item = tables.Item.objects.get()
    zhao = registry.post("post-zhao")

    assert (len(item.what), item.what[-1]) == (40, "…")
    assert dangers_read.danger(item=item.no, within=EVERYWHERE).told.description == LONG
    file = export(Ledger.DANGERS, form, post=zhao, at=MORNING, language="zh")
    [row] = read(file.content, file.name)
    assert row.values["description"] == LONG
    assert counts(take_in(file.content, file.name)) == (0, 1, 0, 0)


def test_a_title_and_what_goes_beyond_it_go_out_together(office):
    take_in(ledger(ROWS[0]))
    taken_in = tables.Item.objects.get()
    for what, description in (
        ("消防通道被占用", "堆放纸箱"),
        ("配电箱门未关", "配电箱门未关，有积水"),
        ("x" * 40, "y" * 4_000),
    ):
        file_as(taken_in, what, description)

    for form in Form:
        file = export(Ledger.DANGERS, form, post=registry.post("post-zhao"), at=MORNING, language="zh")
        whole = {row.values["description"] for row in read(file.content, file.name)}
        assert whole == {
            "安全出口堵塞",
            "消防通道被占用：堆放纸箱",
            "配电箱门未关，有积水",
            "x" * 40 + "：" + "y" * 4_000,
        }
        assert counts(take_in(file.content, file.name)) == (0, 4, 0, 0)


def test_a_report_too_long_to_keep_is_cut_where_one_sees_it(office):
    take_in(ledger(ROWS[0]))
    take_in(ledger(ROWS[0].replace("2026-07-10,,", f"2026-07-10,{LONG},")))

    [said] = [told.fact for told in journal.facts_said() if isinstance(told.fact, ItemReported)]
    assert (len(said.text), said.text[-1]) == (2_000, "…")


def read(content: bytes, name: str) -> list[LedgerLine]:
    book = open_file(content, name)
    return list(rows(book, propose(book, DANGERS, {}).mapping, DANGERS))


def file_as(like: tables.Item, what: str, description: str) -> None:
    dangers.file(
        what=what,
        told=Description(description=description, spot="", category=None, basis="", measures="", control=""),
        place=like.place,
        department=like.department,
        organisation=like.organisation,
        owner=like.owner,
        by=by("zhao"),
        at=MORNING,
    )


def test_what_was_filed_on_the_page_goes_out_and_comes_back_unchanged(office):
    take_in(ledger(ROWS[0]))
    taken_in = tables.Item.objects.get()
    file_as(taken_in, "消防通道被占用", "堆放纸箱")

    for form in Form:
        file = export(Ledger.DANGERS, form, post=registry.post("post-zhao"), at=MORNING, language="zh")
        no = bring(file.content, file.name)
        assert (lines(no), counts(go_on(no))) == ([], (0, 2, 0, 0))


def test_who_may_enter_no_unit_is_told_who_does_or_where_one_of_that_name_is(office):
    record([places(("630103001", "人民街街道"), ("630103002", "南滩街道"))], by=by("console"), at=MORNING)
    take_in(ledger("白水加油站,人民街街道", head="单位名称,行政区划"), of=Ledger.ORGANISATIONS)

    no = bring(ledger(ROWS[0], ROWS[2].replace("城中区", "南滩街道")), who="qian")

    assert [says for *_, says in lines(no, "qian")] == [
        "没有登记过单位“青山化工厂”。请执法员、行业监管人员、系统管理员先登记这个单位，再导入这一行。",
        "“白水加油站”登记在人民街街道，地点或信用代码与这里不同。请对照营业执照核对这一行。",
    ]


def test_another_department_is_named_by_its_word(office):
    unit = NewOrganisation(name="青山化工厂", place="630103", kind="enterprise", department="housing")
    registry_acts.register_organisations(rows=(unit,), by=by("console"), at=MORNING)
    no = bring(ledger(ROWS[0].replace("应急管理局,", ""), head=HEAD.replace("监管单位,", "")))

    [line] = jobs.report(no, by=by("zhao")).lines
    assert line.zh.startswith(f"“{word('departments', 'housing', 'zh')}”主管的不归您管")
    assert word("departments", "housing", "en") in line.en
    assert "housing" not in line.zh


def test_the_number_of_an_offices_own_ledger_stands_at_its_item_and_finds_it(office):
    take_in(ledger(ROWS[0].replace("A-1", "HL2026-068"), ROWS[1]))
    no = tables.Item.objects.get(what="安全出口堵塞").no

    assert ("隐患编号", "HL2026-068") in [(one.zh, one.text) for one in ledgers.remarks(no=no, within=EVERYWHERE)]
    for typed in ("HL2026-068", " hl2026-068 "):
        assert [row.item.no for row in found(typed, "zhao")] == [no]
    assert found("HL2026-068", "zhou") == found("HL2026", "zhao") == ()


def found(words: str, who: str) -> tuple[Row, ...]:
    return items.ledger(words=words, within=reach(by(who), MORNING), by=by(who), at=MORNING).rows


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def test_whoever_may_not_ring_gets_the_last_four_digits(office):
    take_in(ledger(ROWS[0]))

    told = {
        who: export(
            Ledger.DANGERS, Form.CSV, post=registry.post(f"post-{who}"), at=MORNING, language="zh"
        ).content.decode()
        for who in ("zhao", "sun", "zhou")
    }
    assert "13897123456" in told["zhao"]
    assert ("13897123456" in told["sun"], "3456" in told["sun"]) == (False, True)
    assert "青山" not in told["zhou"]
