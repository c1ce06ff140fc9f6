"""`anlan import` and `anlan export`: checked, taken in, gone on with, and out again."""

from __future__ import annotations

import io
import json
import os
import signal

import pytest
from django.conf import settings

from anlan.faces.cli.app import run
from anlan.kernel.intake import entering, jobs
from anlan.kernel.intake.tables import Job
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import tables
from anlan.kernel.registry.facts import HomeMarked
from tests.cast import MORNING, by
from tests.hostile.late import ledgers
from tests.intake.files import PLACES, ROWS, ledger, places


@pytest.fixture(autouse=True)
def office(county, monkeypatch, tmp_path):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.setattr(settings, "ANLAN_HOME", tmp_path / "home")
    settings.ANLAN_HOME.mkdir()
    record([places(*PLACES), HomeMarked(home="demo", kind="demo")], by=by("console"), at=MORNING)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "台账.csv"
    path.write_bytes(ledger(*ROWS))
    return path


def test_a_file_is_checked_and_taken_in(file, capsys):
    assert run(["import", "dangers", str(file), "--as", "zhao", "--dry-run"]) == 0
    assert "什么都没有改动" in capsys.readouterr().out
    assert not tables.Item.objects.exists()

    assert run(["import", "dangers", str(file), "--as", "zhao", "--yes"]) == 0
    told = capsys.readouterr()
    assert "新增 3（其中系统外销号 1），不变 0，有变化 0，有误 0" in told.out
    assert "将新建单位 青山化工厂" in told.err

    assert run(["import", "dangers", str(file), "--as", "zhao", "--yes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["unchanged"] == 3


def test_where_nobody_knows_the_owner_it_says_what_to_type(file, capsys):
    file.write_bytes(ledger(ROWS[1].replace("13897123456", "")))
    run(["import", "dangers", str(file), "--as", "zhao", "--dry-run"])

    assert "--answer owner=post" in capsys.readouterr().err


def test_whoever_does_not_answer_has_the_bad_rows_all_the_same(file, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    file.write_bytes(ledger(ROWS[0], ROWS[1].replace("一般", "严重")))
    rejects = tmp_path / "退回.xlsx"

    assert run(["import", "dangers", str(file), "--as", "zhao", "--rejects", str(rejects)]) != 0
    assert rejects.read_bytes()[:2] == b"PK"
    assert not tables.Item.objects.exists()


def test_bad_rows_are_named_and_kept_for_mending(file, tmp_path, capsys):
    file.write_bytes(ledger(ROWS[0], ROWS[1].replace("一般", "严重")))
    rejects = tmp_path / "退回.xlsx"

    assert run(["import", "dangers", str(file), "--as", "zhao", "--yes", "--rejects", str(rejects)]) == 1
    assert "第 3 行 [隐患级别]：" in capsys.readouterr().err
    assert rejects.read_bytes()[:2] == b"PK"
    assert tables.Item.objects.count() == 1


def test_a_word_that_was_taken_for_another_is_said_once_with_how_many_rows_have_it(file, capsys, monkeypatch):
    file.write_bytes(ledger(*(row.replace("一般", "较大") for row in ROWS)))
    rows = sum("一般" in row for row in ROWS)

    assert run(["import", "dangers", str(file), "--as", "zhao", "--dry-run"]) == 0
    assert capsys.readouterr().err.count(f"“较大”按“一般”记。（{rows} 行）") == 1
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert run(["import", "dangers", str(file), "--as", "zhao", "--dry-run"]) == 0
    assert f"“较大” was taken as “general”. ({rows} rows)" in capsys.readouterr().err


def test_a_file_that_cannot_be_read_ends_with_its_sentence(file, capsys):
    file.write_bytes(b"%PDF-1.4")

    assert run(["import", "dangers", str(file), "--as", "zhao", "--yes"]) == 1
    assert "不是表格" in capsys.readouterr().err
    assert run(["import", "dangers", str(file), "--as", "zhao", "--yes", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["error"], "不是表格" in told["says"]) == ("not-a-ledger", True)


def test_whoever_imports_is_somebody(file, capsys):
    assert run(["import", "dangers", str(file), "--yes"]) == 1
    assert "--as" in capsys.readouterr().err


def test_ctrl_c_stops_after_the_slice_and_says_how_to_go_on(file, monkeypatch, capsys):
    monkeypatch.setattr(jobs, "SLICE", 1)
    taken = entering.Dangers.take_in

    def pressed(self, outcomes, **more):
        taken(self, outcomes, **more)
        os.kill(os.getpid(), signal.SIGINT)

    with monkeypatch.context() as pressing:
        pressing.setattr(entering.Dangers, "take_in", pressed)
        assert run(["import", "dangers", str(file), "--as", "zhao", "--yes"]) == 1
    no = Job.objects.get().no
    assert f"停下了：1 / 3 行。接着做：anlan import dangers --resume {no} --as zhao" in capsys.readouterr().out
    assert tables.Item.objects.count() == 1

    assert run(["import", "dangers", "--resume", no, "--as", "zhao"]) == 0
    assert "新增 3" in capsys.readouterr().out
    assert tables.Item.objects.count() == 3


def test_what_goes_out_comes_in_unchanged(file, tmp_path, capsys):
    run(["import", "dangers", str(file), "--as", "zhao", "--yes"])

    for form in ("xlsx", "csv"):
        out = tmp_path / f"出.{form}"
        assert run(["export", "dangers", "--format", form, "--out", str(out), "--as", "zhao"]) == 0
        capsys.readouterr()
        assert run(["import", "dangers", str(out), "--as", "zhao", "--yes"]) == 0
        assert "全部不变" in capsys.readouterr().out


def test_a_program_is_told_all_that_there_is_to_say_of_the_rows(file, capsys):
    run(["import", "dangers", str(file), "--as", "zhao", "--yes"])
    capsys.readouterr()
    bad = ROWS[1].replace("A-2", "A-5").replace("一般", "严重")
    file.write_bytes(ledger(ROWS[0].replace("2026-07-10,,", "2026-07-10,正在整改,"), bad, "合计,,,共 2 条"))

    assert run(["import", "dangers", str(file), "--as", "zhao", "--dry-run", "--json"]) == 1
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert (told["whole"], told["changed"], told["bad"], told["passed"], told["said"]) == (3, 1, 1, 1, None)
    assert [(line["row"], line["is_note"]) for line in told["lines"]] == [(3, False), (4, True)]
    assert [change["now"] for one in told["changes"] for change in one["changes"]] == [["正在整改", "正在整改"]]
    assert "整改情况：未写 → 正在整改" in err
    assert "共 3 行：新增 0，不变 0，有变化 1，有误 1，合计和说明 1。" in err
    assert not Job.objects.exclude(state="finished").exists()


def test_rows_that_were_closed_already_are_counted_before_they_come_in(file, capsys):
    run(["import", "dangers", str(file), "--as", "zhao", "--dry-run"])

    assert "新增 3（其中系统外销号 1）" in capsys.readouterr().err


def test_where_nothing_can_come_in_that_is_said_and_where_the_bad_rows_are_only_once(file, tmp_path, capsys):
    file.write_bytes(ledger(ROWS[1].replace("一般", "严重")))
    rejects = str(tmp_path / "退回.xlsx")

    assert run(["import", "dangers", str(file), "--as", "zhao", "--yes", "--rejects", rejects]) == 1
    out, err = capsys.readouterr()
    assert out.strip() == "没有可导入的行，什么都没有改动。"
    file.write_bytes(ledger(ROWS[0], ROWS[1].replace("一般", "严重")))
    run(["import", "dangers", str(file), "--as", "zhao", "--yes", "--rejects", rejects])
    assert capsys.readouterr().err.count("退回的行已写入") == err.count("退回的行已写入") == 1


def test_what_a_file_lacks_is_said_with_the_words_that_tell_it(file, capsys):
    file.write_bytes(ledger("青山化工厂,安全出口堵塞,2026-07-01", head="单位名称,隐患描述,排查时间"))

    assert run(["import", "dangers", str(file), "--as", "zhao", "--dry-run"]) == 1
    err = capsys.readouterr().err
    assert "隐患级别：--column grade=表头 或 --answer grade=值" in err
    assert not Job.objects.exists()


@pytest.mark.parametrize("name", ["letter-0.xlsx", "dtd.xlsx", "wild-text.xlsx", "far-below.xlsx", "open.csv"])
@pytest.mark.parametrize(("language", "word"), [("zh_CN.UTF-8", "再导入"), ("C.UTF-8", "import")])
def test_a_file_whose_rows_cannot_be_read_gets_its_sentence(name, language, word, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("LANG", language)
    bad = tmp_path / name
    bad.write_bytes(ledgers()[name])
    answers = ("found_at=2026-07-01", "place=630103", "department=应急管理局", "closed=否")

    asked = [word for answer in answers for word in ("--answer", answer)]
    assert run(["import", "dangers", str(bad), "--as", "zhao", "--yes", *asked]) == 1

    told = capsys.readouterr()
    assert word in told.out + told.err
    assert "Traceback" not in told.out + told.err
