"""A ledger comes in over the page: brought, checked, confirmed, followed; and goes out again."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from anlan.faces.web import imports
from anlan.kernel.intake import jobs
from anlan.kernel.intake.tables import Job
from anlan.kernel.journal.facts import OrganisationNo
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import tables
from anlan.kernel.registry import acts as registry
from anlan.kernel.registry import vault
from anlan.kernel.registry.facts import OrganisationsRegistered
from anlan.kernel.registry.forms import short
from anlan.kernel.registry.may import Role
from anlan.kernel.registry.noes import AuditLine
from anlan.kernel.registry.rules import NewPerson
from anlan.kernel.registry.tables import Person
from tests.cast import MORNING, by, post
from tests.hostile import old_excel, workbooks
from tests.hostile import tables as hostile
from tests.intake.files import HEAD, PLACES, ROWS, ledger, places, take_in
from tests.web.test_pages import at_desk


@pytest.fixture(autouse=True)
def office(county, monkeypatch, tmp_path):
    monkeypatch.setattr(settings, "ANLAN_HOME", tmp_path)
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    monkeypatch.setattr(imports, "start", lambda no, at: jobs.run(no, at=at))
    record([places(*PLACES)], by=by("console"), at=MORNING)


def sent(client, content: bytes, name: str = "台账.csv", of: str = "dangers"):
    return client.post(
        "/imports/", {"ledger": of, "file": SimpleUploadedFile(name, content)} | hidden(client, "/imports/")
    )


def hidden(client, page: str) -> dict[str, str]:
    html = client.get(page).content.decode()
    return {"command": re.findall(r'name="command" value="([^"]+)"', html)[0]}


def form_of(client, page: str, step: str) -> dict[str, str]:
    """Return what a form of the page would send as it stands."""
    html = client.get(page).content.decode()
    form = next(form for form in re.findall(r"<form.*?</form>", html, re.S) if f'value="{step}"' in form)
    words = dict(re.findall(r'<input [^>]*name="([^"]+)" value="([^"]*)"', form))
    for name, options in re.findall(r'<select id="[^"]+" name="([^"]+)">(.*?)</select>', form, re.S):
        words[name] = next(iter(re.findall(r'value="([^"]*)" selected', options)), "")
    return words | {"step": step}


def test_a_file_is_brought_checked_confirmed_and_taken_in(office):
    zhao = at_desk("zhao")

    page = sent(zhao, ledger(*ROWS, ROWS[0].replace("A-1", "A-4").replace("一般", "严重"))).headers["Location"]
    assert "哪一列是什么" in zhao.get(page).content.decode()
    assert "新增 0" not in zhao.get("/imports/").content.decode()  # of rows that nobody has read, nothing is known
    assert zhao.post(page, form_of(zhao, page, "check")).status_code == 302
    assert "新增 3" in zhao.get("/imports/").content.decode()
    told = zhao.get(page).content.decode()
    assert all(word in told for word in ("青山化工厂", "将新建的单位", "隐患级别", "严重", "只是核对"))
    assert not tables.Item.objects.exists()
    english = at_desk("zhao", "en").get(page).content.decode()
    assert re.search(r"<button[^>]*>Import</button>", english)
    assert "<td>New</td>" in english

    assert zhao.post(page, form_of(zhao, page, "take-in")).status_code == 302
    assert "看台账" in zhao.get(page).content.decode()
    assert tables.Item.objects.count() == 3
    rejects = zhao.get(f"{page}rejects.xlsx")
    assert (rejects.status_code, rejects.content[:2]) == (200, b"PK")
    assert "台账.csv" in zhao.get("/imports/").content.decode()


def test_a_description_too_long_for_a_title_stands_whole_on_the_page_of_its_item():
    long = "三号库房" + "东侧安全出口被纸箱堵塞，" * 300
    take_in(ledger(ROWS[0].replace("安全出口堵塞", long)))
    item = tables.Item.objects.get()

    html = at_desk("zhao").get(f"/i/{short(item.no)}/").content.decode()

    assert long in html
    assert f"{long[:39]}…" in html


@pytest.mark.parametrize(
    ("content", "name", "word"),
    [
        (old_excel.encrypted(), "台账.xlsx", "密码"),
        (workbooks.cut_off(workbooks.xlsx([["单位名称"], ["青山"]])), "台账.xlsx", "不完整"),
        (hostile.ten_million_columns(), "台账.csv", "列"),
        (hostile.mixed_encodings(), "台账.csv", "编码"),
        (workbooks.xlsx([["单位名称"], ["青山"]]), "台账.csv", "文件名"),
        (b"%PDF-1.4", "台账.xlsx", "不是表格"),
        (b"", "台账.csv", "没有任何内容"),
        (b"x" * (33 << 20), "台账.csv", "32 MB"),
        (workbooks.bomb(), "台账.xlsx", "大得不合常理"),
    ],
    ids=["encrypted", "cut", "wide", "mixed", "mis-named", "no-table", "empty", "huge", "bomb"],
)
def test_a_file_that_cannot_be_read_gets_its_sentence(office, content, name, word):
    zhao = at_desk("zhao")

    answer = sent(zhao, content, name)
    if answer.status_code == 302:  # what shows only when all of it is read
        page = answer.headers["Location"]
        zhao.post(
            page,
            {
                "step": "check",
                "column-organisation": "a",
                "column-description": "b",
                "answer-grade": "一般",
                "answer-closed": "否",
                "answer-found_at": "2026-07-01",
            }
            | hidden(zhao, "/imports/"),
        )
        answer = zhao.get(page)
        assert answer.status_code == 200
    else:
        assert answer.status_code == 422
    assert word in answer.content.decode()


def test_columns_that_are_left_to_be_told_are_asked_for(office):
    zhao = at_desk("zhao")

    page = sent(zhao, ledger("青山化工厂,安全出口堵塞", head="单位名称,隐患描述")).headers["Location"]
    answer = zhao.post(page, form_of(zhao, page, "check"))

    assert answer.status_code == 409
    assert "隐患级别" in answer.content.decode()


def test_an_import_is_nobody_elses(office):
    zhao = at_desk("zhao")
    page = sent(zhao, ledger(*ROWS)).headers["Location"]

    for address in (page, f"{page}progress/", f"{page}rejects.xlsx"):
        assert at_desk("li").get(address).status_code == 404
    assert at_desk("sun").get("/imports/").status_code == 403


def test_a_stopped_import_says_so_and_goes_on(office):
    zhao = at_desk("zhao")
    page = sent(zhao, ledger(*ROWS)).headers["Location"]
    zhao.post(page, form_of(zhao, page, "check"))
    Job.objects.update(state="stopped", done=0)

    told = zhao.get(page).content.decode()
    assert "还没有导完：0 / 3 行" in told
    zhao.post(page, form_of(zhao, page, "take-in"))
    assert tables.Item.objects.count() == 3


def test_what_the_screen_shows_goes_out_as_a_file(office):
    zhao = at_desk("zhao")
    page = sent(zhao, ledger(*ROWS)).headers["Location"]
    zhao.post(page, form_of(zhao, page, "check"))
    zhao.post(page, form_of(zhao, page, "take-in"))

    whole = zhao.get("/items/export/?view=all&form=csv").content.decode()
    assert whole.count("青山化工厂") == 2
    assert zhao.get("/items/export/?view=all&form=csv&q=配电箱").content.decode().count("青山化工厂") == 1
    assert zhao.get("/items/export/?form=xlsx").content[:2] == b"PK"
    assert "青山" not in at_desk("zhou").get("/items/export/?view=all&form=csv").content.decode()
    assert "青山化工厂" in zhao.get("/imports/export/organisations/?form=csv").content.decode()
    assert zhao.get("/imports/export/nothing/").status_code == 404


def test_whole_telephones_leave_as_far_as_ones_department_and_each_file_leaves_a_line(office):
    units = OrganisationsRegistered(
        organisations=("E-fire", "E-safe", "O-fire", "O-county"),
        names=("烟花厂", "化工厂", "消防局", "应急局"),
        usccs=(None,) * 4,
        places=("630102",) * 4,
        kinds=("enterprise", "enterprise", "office", "office"),
        sectors=(None,) * 4,
        departments=("fire", "safety", None, None),
        are_simulated=(True,) * 4,
    )
    record([units], by=by("console"), at=MORNING)
    homes = {"fire": "E-fire", "safe": "E-safe", "firemen": "O-fire", "shi": "O-county", "gao": "O-county"}
    rows = tuple(
        NewPerson(organisation=OrganisationNo(unit), name=name, phone=f"1389712000{n}")
        for n, (name, unit) in enumerate(homes.items())
    )
    registry.register_people(rows=rows, by=by("console"), at=MORNING)
    shi = Person.objects.get(no__in=vault.with_phone("13897120003")).no
    record([post(shi, Role.AUDIT, "O-county", "6301", from_on=date(2026, 8, 1))], by=by("console"), at=MORNING)
    zhao, sun = at_desk("zhao"), at_desk("qian")

    mine = zhao.get("/imports/export/people/?form=csv").content.decode()
    assert set(re.findall("1389712000.", mine)) == {"13897120001", "13897120004"}
    all_of_them = sun.get("/imports/export/people/?form=csv").content.decode()
    assert set(re.findall("1389712000.", all_of_them)) == {f"1389712000{n}" for n in (0, 1, 2, 4)}

    lines = AuditLine.objects.filter(code="exported").order_by("id").values_list("person", "path")
    assert list(lines) == [
        ("zhao", "people 2 /imports/export/people/?form=csv"),
        ("qian", "people 4 /imports/export/people/?form=csv"),
    ]
    zhao.get("/imports/export/organisations/?form=csv")
    at_desk("sun").get("/imports/export/people/?form=csv")
    assert AuditLine.objects.filter(code="exported").count() == 2, "no whole telephone number, no line"


def only_named() -> str:
    """Take a ledger in of which one row only names its owner; return the page of that import."""
    take_in(ledger(ROWS[0]))
    unit = tables.Item.objects.get().organisation
    record([post("chen", Role.ENTERPRISE, unit, "630103")], by=by("console"), at=MORNING)
    row = ROWS[1].replace("王建国,13897123456", "马老六,")
    return f"/imports/{take_in(ledger(row), answers={'owner': 'post'}).no}/"


def test_whom_a_ledger_only_named_is_entered_with_a_telephone_and_that_is_taken_back(office):
    zhao, page = at_desk("zhao"), only_named()
    assert "青山化工厂 · 1 项 · 由chen负责" in zhao.get(page).content.decode()

    words = form_of(zhao, page, "enter-owner") | {"phone": "13897127777"}
    done = zhao.post(page, words).headers["Location"]
    assert zhao.post(page, words).status_code == 302  # sent twice, done once
    told = zhao.get(done).content.decode()
    assert "已将 1 项移交给马老六，待其接手" in told
    assert "没有待补电话的责任人" in told
    assert "按台账所记移交给马老六" in zhao.get("/i/26-000002/").content.decode()

    back = zhao.post(page, form_of(zhao, done, "take-back")).headers["Location"]
    told = zhao.get(back).content.decode()
    assert "已撤回，恢复原状" in told
    assert "青山化工厂 · 1 项" in told


def test_a_telephone_that_is_refused_stays_where_it_was_typed_with_the_reason(office):
    zhao, page = at_desk("zhao"), only_named()

    told = zhao.post(page, form_of(zhao, page, "enter-owner") | {"phone": "12345"})

    assert told.status_code == 409
    assert 'value="12345"' in told.content.decode()
    assert all(
        word in told.content.decode() for word in ('<label for="phone-1">', 'id="phone-1"', 'id="phone-1-wrong"')
    )
    assert "电话不正确。请写一个手机号" in told.content.decode()


def test_an_import_that_named_nobody_in_vain_says_so(office):
    no = take_in(ledger(*ROWS)).no

    assert "没有待补电话的责任人" in at_desk("zhao").get(f"/imports/{no}/").content.decode()


def test_whoever_imports_is_offered_what_he_may_bring_and_told_who_brings_the_rest(office):
    record([post("admin", Role.SYSTEM, "O-county", "6301")], by=by("console"), at=MORNING)
    offered = {
        "zhao": ("dangers", "organisations", "people"),
        "qian": ("dangers",),
        "wang": ("dangers", "people"),
        "admin": ("organisations", "people"),
    }

    for who, ledgers in offered.items():
        page = at_desk(who).get("/imports/").content.decode()
        assert tuple(re.findall(r'<option value="(\w+)"', page)) == ledgers, who
    assert "单位名录、人员名录由执法员、行业监管人员、系统管理员导入。" not in page
    told = at_desk("qian").get("/imports/").content.decode()
    assert "单位名录由执法员、行业监管人员、系统管理员导入。" in told
    told = at_desk("qian", "en").get("/imports/").content.decode()
    assert "Register of units: brought in by the inspector, the officer or the system administrator." in told
    assert "单位由执法员、行业监管人员、系统管理员登记。" in at_desk("qian").get("/items/new/?unit=无").content.decode()


def test_whoever_keeps_the_house_brings_units_in_and_has_them_out_but_no_danger(office):
    record([post("admin", Role.SYSTEM, "O-county", "6301")], by=by("console"), at=MORNING)
    admin = at_desk("admin")

    page = sent(admin, ledger("青山化工厂,城中区", head="单位名称,行政区划"), of="organisations").headers["Location"]
    admin.post(page, form_of(admin, page, "check"))
    admin.post(page, form_of(admin, page, "take-in"))

    assert "已完成" in admin.get(page).content.decode()
    assert "青山化工厂" in admin.get("/imports/export/organisations/?form=csv").content.decode()
    assert "/imports/export/dangers/" not in admin.get("/imports/").content.decode()
    assert admin.get("/imports/export/dangers/?form=csv").status_code == 403
    assert sent(admin, ledger(*ROWS)).status_code == 403


def test_what_changed_stands_on_the_page_with_what_was_and_what_is_and_all_rows_add_up(office):
    take_in(ledger(*ROWS))
    zhao = at_desk("zhao")
    told = ROWS[0].replace("2026-07-10,,", "2026-07-20,正在整改,")
    closed = ROWS[2].replace("A-3", "A-9").replace("灭火器过期", "应急灯损坏")
    page = sent(zhao, ledger(told, ROWS[1], closed, "合计,,,共 3 条")).headers["Location"]
    zhao.post(page, form_of(zhao, page, "check"))

    html = zhao.get(page).content.decode()
    for column, before, now in (("整改情况", "未写", "正在整改"), ("整改时限", "2026-07-10", "2026-07-20")):
        assert f'<span class="muted">{column}</span> <del>{before}</del> → <ins>{now}</ins>' in html
    assert '<a href="/i/26-000001/">#26-000001</a> 安全出口堵塞' in html
    assert "共 4 行 · 新增中 1 行登记为系统外销号 · 1 行是合计或说明，不导入" in html
    assert "第 5 行</b>：这一行是合计" in html
    english = at_desk("zhao", "en").get(page).content.decode()
    assert '<span class="muted">Progress</span> <del>nothing</del> → <ins>正在整改</ins>' in english
    assert "4 rows · new and struck off before they came here: 1" in english


def test_of_what_a_ledger_closed_on_a_day_no_hour_is_told(office):
    take_in(ledger(*ROWS))
    zhao = at_desk("zhao")
    pages = [zhao.get("/items/?view=before").content.decode()]
    href = re.findall(r'data-open href="([^"]+)"', pages[0])[0]
    pages += [zhao.get(href).content.decode(), zhao.get(f"{href}?print=1").content.decode()]

    assert "没有证据。" in pages[1]
    assert all("00:00" not in re.sub(r'(datetime|data-at)="[^"]*"', "", page) for page in pages)


def test_a_file_that_was_only_looked_at_is_thrown_away(office):
    zhao = at_desk("zhao")
    page = sent(zhao, ledger(*ROWS)).headers["Location"]
    zhao.post(page, form_of(zhao, page, "check"))

    assert zhao.post(page, form_of(zhao, page, "discard")).headers["Location"] == "/imports/"
    assert zhao.get(page).status_code == 404
    assert not Job.objects.exists()
    assert not any(path.is_file() for path in settings.ANLAN_HOME.glob("uploads/*"))

    kept = f"/imports/{take_in(ledger(*ROWS)).no}/"
    assert "放弃这个文件" not in zhao.get(kept).content.decode()
    assert zhao.post(kept, {"step": "discard"} | hidden(zhao, "/imports/")).status_code == 409


def test_a_file_in_which_nothing_is_to_be_taken_in_says_so_and_waits_for_nobody(office):
    take_in(ledger(*ROWS))
    zhao = at_desk("zhao")
    same = sent(zhao, ledger(*ROWS)).headers["Location"]
    zhao.post(same, form_of(zhao, same, "check"))
    bad = sent(zhao, ledger(ROWS[0].replace("一般", "严重"))).headers["Location"]
    zhao.post(bad, form_of(zhao, bad, "check"))

    assert "全部不变，不用导入" in zhao.get(same).content.decode()
    assert "没有可导入的行" in zhao.get(bad).content.decode()
    assert "待确认" not in zhao.get("/imports/").content.decode()


def test_columns_that_are_certain_are_folded_away_and_each_shows_what_stands_under_it(office):
    zhao = at_desk("zhao")
    head = HEAD.replace("是否完成", "办结了吗").replace("隐患级别,", "").replace("监管单位,", "")
    page = sent(zhao, ledger(ROWS[0].replace("应急管理局,", "").replace("一般,", ""), head=head)).headers["Location"]

    html = zhao.get(page).content.decode()
    open_part, folded = html.split("已认出 10 列")
    assert [key for key in ("grade", "closed", "description") if f'name="column-{key}"' in open_part] == [
        "grade",
        "closed",
    ]
    assert "如：安全出口堵塞" in folded
    assert "单位没有登记监管部门的行，记为这个部门；留空则不写。" in open_part
    assert "10 columns were recognised" in at_desk("zhao", "en").get(page).content.decode()
