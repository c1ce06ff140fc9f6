"""What the console says of a home that is not as it should be, and of one that others can read."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from anlan.faces.cli import closing, console
from tests.console import Home

COMMANDS = ("serve", "demo", "verify", "rebuild", "seal", "receipt", "explain", "rooms", "acts", "reads", "check")


@pytest.mark.parametrize("words", [("verify",), ("rebuild", "--check"), ("serve",), ("load-pack",)])
def test_a_home_without_tables_is_told_what_to_do(empty, words):
    said = empty.anlan(*words)

    assert said.code == 1
    assert "anlan migrate" in said.err
    assert "Traceback" not in said.err


def test_a_journal_that_was_changed_is_said_by_whatever_meets_it(lived_in):
    on = " ON journal_entry" if lived_in.database else ""
    asked = ("obligations", "ledger", "--as", "duty", "--view", "open", "--json")
    item = lived_in.anlan(*asked).told["rows"][0]["item"]["no"]
    lived_in.change(f"DROP TRIGGER journal_entry_no_update{on}")
    lived_in.change(f"UPDATE journal_entry SET actor = 'demo-p-000001x' WHERE subject = '{item}'")

    folded = lived_in.anlan("rebuild", "--check")
    shown = lived_in.anlan("obligations", "show", "--no", item, "--as", "duty", lang="zh_CN.UTF-8")

    assert (folded.code, shown.code) == (1, 1)
    assert "columns that disagree with its header" in folded.err
    assert "与当初所说不符" in shown.err
    assert "Traceback" not in folded.err + shown.err
    for words in (("rebuild", "--check"), ("obligations", "show", "--no", item, "--as", "duty")):
        assert lived_in.anlan(*words, "--json").told["error"] in ("unsound", "entry-changed")


def test_the_triggers_must_stand_before_anything_is_served(lived_in):
    lived_in.change("DROP TRIGGER journal_entry_no_delete" + (" ON journal_entry" if lived_in.database else ""))

    said = lived_in.anlan("serve", "--json")

    assert said.code == 1
    assert said.told["error"] == "unguarded"
    assert "journal_entry_no_delete" in said.told["says"]


@pytest.mark.parametrize("words", [("migrate",), ("serve",), ("demo",)])
def test_a_home_of_another_version_is_left_to_that_version(lived_in, words):
    lived_in.change("INSERT INTO django_migrations (app, name, applied) VALUES ('anlan', '0099_later', '2026-07-18')")

    said = lived_in.anlan(*words)

    assert said.code == 1
    assert "Another version of Anlan made this home (0099_later)" in said.err


def test_a_home_that_is_a_file_is_said(tmp_path):
    (tmp_path / "file").write_text("")

    for words in (("verify",), ("migrate",), ("demo", "--prepare"), ("account", "shut", "demo-p-000020")):
        said = Home(path=tmp_path / "file", database=None).anlan(*words)
        assert (said.code, "is no folder" in said.err) == (1, True), said.err


@pytest.mark.skipif(os.geteuid() == 0, reason="whoever may do everything is told no by no folder")
def test_a_home_in_which_one_may_not_write_is_said(empty):
    empty.path.chmod(0o500)

    for words in (("verify",), ("migrate",), ("seal",), ("demo", "--prepare")):
        said = empty.anlan(*words)
        assert said.code == 1
        assert "Traceback" not in said.err
    assert empty.anlan("--help").code == 0
    empty.path.chmod(0o700)


def test_a_database_that_is_none_and_an_address_that_is_none_are_said(tmp_path):
    home = Home(path=tmp_path, database=None)
    (tmp_path / "anlan.sqlite3").write_bytes(b"a letter to the county" * 100)

    said = home.anlan("verify")
    assert (said.code, "cannot be opened" in said.err) == (1, True), said.err
    (tmp_path / "anlan.sqlite3").unlink()
    for address, words in (("no address", "ANLAN_DB"), ("host=127.0.0.1 port=1 dbname=none", "does not answer")):
        said = home.anlan("verify", more={"ANLAN_DB": address})
        assert (said.code, words in said.err, "Traceback" in said.err) == (1, True, False), said.err


def test_what_the_address_of_a_database_asks_for_is_asked_for():
    asks = "from anlan.settings import DATABASES as d; print({**d['default']['OPTIONS'], 'at': d['default']['HOST']})"
    address = "postgresql://anlan@db.example/county?sslmode=verify-full&connect_timeout=5"
    around = os.environ | {"ANLAN_DB": address}

    said = subprocess.run([sys.executable, "-c", asks], env=around, capture_output=True, text=True, check=True).stdout

    assert "'sslmode': 'verify-full'" in said
    assert "'connect_timeout': '5'" in said
    assert "'at': 'db.example'" in said


@pytest.mark.parametrize("name", ["cast.json", "ahead"])
@pytest.mark.parametrize("left", ["", "{"])
def test_a_demo_whose_cast_or_hour_cannot_be_read_is_said_and_left_as_it_is(lived_in, name, left):
    (lived_in.path / "demo" / name).write_text(left)

    said = lived_in.anlan("demo", "--prepare")

    assert (said.code, "Traceback" in said.err) == (1, False), said.err
    assert f"{name} is damaged" in said.err
    (lived_in.path / "demo" / "ahead").write_text("0")
    assert lived_in.anlan("verify").code == 0


@pytest.mark.parametrize("name", ["ANLAN_NOW", "ANLAN_AHEAD", "ANLAN_PACE"])
def test_a_time_that_is_none_is_said(demo, name):
    said = demo.anlan("verify", more={"ANLAN_NOW": "2026-07-18T02:14:00+08:00", name: "junk"})

    assert (said.code, "Traceback" in said.err) == (0 if name == "ANLAN_AHEAD" else 1, False), said.err


def test_what_cannot_be_written_is_said(demo):
    said = demo.anlan("export", "dangers", "--as", "officer", "--out", "/dev/full")

    assert said.code == 1
    assert "The disk is full" in said.err


def test_a_check_answers_a_program_in_json_and_in_one_language(demo):
    assert demo.anlan("check", "--json").told == {"ready": True}
    assert (
        demo.anlan("check", lang="zh_CN.UTF-8").out + demo.anlan("check", lang="zh_CN.UTF-8").err == "可以投入使用。\n"
    )


@pytest.mark.parametrize(
    ("lang", "says", "other"),
    [
        ("C.UTF-8", "has a body that was changed. Stop the house", "条"),
        ("zh_CN.UTF-8", "正文被改动。请停止服务", "Entry"),
    ],
)
def test_a_journal_that_was_changed_is_said_in_one_language(lived_in, lang, says, other):
    on = " ON journal_entry" if lived_in.database else ""
    lived_in.change(f"DROP TRIGGER journal_entry_no_change_body{on}")
    lived_in.change("UPDATE journal_entry SET body = header WHERE seq = 7")

    verified, sealed = lived_in.anlan("verify", lang=lang), lived_in.anlan("receipt", "7", lang=lang)

    assert verified.code == 1
    assert says in verified.err
    assert other not in verified.err + sealed.err


def test_what_others_could_read_of_a_home_is_closed_and_said(lived_in):
    for path in (lived_in.path, *lived_in.path.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)

    first, again = lived_in.anlan("whoami"), lived_in.anlan("whoami", lang="zh_CN.UTF-8")

    assert "no longer can: keys, evidence" in first.err
    assert again.err == ""
    kept = [lived_in.path / "keys", lived_in.path / "evidence", *(lived_in.path / "keys").iterdir()]
    kept += lived_in.path.glob("anlan.sqlite3*")
    assert [path for path in kept if path.stat().st_mode & 0o077] == []
    (lived_in.path / "keys" / "vault.key").chmod(0o640)
    assert "原可读的已收紧：keys/vault.key。" in lived_in.anlan("whoami", lang="zh_CN.UTF-8").err


def test_what_is_somebody_elses_to_close_is_said(tmp_path, monkeypatch, capsys):
    def not_yours(path: Path, mode: int) -> None:
        raise PermissionError

    (tmp_path / "anlan.sqlite3").touch(0o644)
    monkeypatch.setattr(settings, "ANLAN_HOME", tmp_path)
    monkeypatch.setattr(Path, "chmod", not_yours)

    assert closing.close() == ([], ["anlan.sqlite3"])
    for lang, says in (("C.UTF-8", "Let its owner chmod"), ("zh_CN.UTF-8", "请由所有者运行 chmod")):
        monkeypatch.setenv("LANG", lang)
        console.must_be_there()
        assert says in capsys.readouterr().err


def test_nobody_else_reads_a_file_of_the_home(empty):
    assert empty.anlan("migrate").code == 0
    empty.anlan("load-pack")

    files = [path for path in empty.path.rglob("*") if path.is_file()]
    assert files
    assert [path for path in files if path.stat().st_mode & 0o077] == []
