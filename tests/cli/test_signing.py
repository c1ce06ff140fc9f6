"""Signing in at the console: by the lock of the page, for one person in one post, and ended on both sides."""

import io
import json
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from anlan.faces.cli import app, console
from anlan.kernel.credentials import factors
from anlan.kernel.credentials.facts import FactorRemoved
from anlan.kernel.journal.reads import lines_about
from anlan.kernel.journal.record import record
from anlan.kernel.registry import accounts
from anlan.kernel.registry.accounts import Token
from anlan.kernel.registry.facts import PeopleRegistered, PostsEnded
from anlan.kernel.registry.may import Role
from anlan.kernel.registry.noes import AuditLine
from tests.cast import MORNING, TODAY, by, photo, post
from tests.console import Said
from tests.doors import PASSWORD, account, token_of
from tests.factors import code_of, give, later


@dataclass(frozen=True)
class Desk:
    """The console of a house that is no demo, at which Li sits."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    @property
    def kept(self) -> Path:
        return self.folder / "anlan" / "token-demo"

    def anlan(self, *words: str, typed: str = "") -> Said:
        self.monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        console.speaking.clear()
        code = app.run(words)
        told = self.capsys.readouterr()
        return Said(code=code, out=told.out, err=told.err)

    def told(self, *words: str, **more: str) -> Any:
        return json.loads(self.anlan(*words, "--json", **more).out)

    def sign_in(self, *words: str, password: str = PASSWORD) -> Said:
        return self.anlan("sign-in", "li", "--stdin", *words, "--json", typed=f"{password}\n")

    def speaks(self, token: str) -> None:
        self.monkeypatch.setenv("ANLAN_TOKEN", token)


@pytest.fixture
def desk(county, tmp_path, monkeypatch, capsys) -> Desk:
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("ANLAN_TOKEN", raising=False)
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    account("li")
    return Desk(tmp_path, monkeypatch, capsys)


def test_whoever_signs_in_reads_acts_and_exports_as_himself_until_he_signs_out(desk, put_right, tmp_path):
    assert desk.told("obligations", "today")["error"] == "sign-in"
    signed = desk.sign_in()
    token = desk.kept.read_text().strip()

    assert (signed.code, signed.told["post"]) == (0, "post-li")
    assert token not in signed.out
    assert desk.told("whoami")["person"] == "li"
    assert [row["item"]["no"] for row in desk.told("obligations", "today")["rows"]] == [put_right]
    evidence = tmp_path / "seen.txt"
    evidence.write_text("seen")
    struck = desk.anlan("dangers", "strike-off", "--item", put_right, "--evidence", f"@{evidence}")
    assert struck.code == 0, struck.err
    assert desk.anlan("export", "dangers", "--out", str(tmp_path / "dangers.xlsx")).code == 0

    assert desk.anlan("sign-out").code == 0
    assert not desk.kept.exists()
    assert desk.told("whoami")["person"] == "console"
    assert desk.anlan("sign-out").code == 1
    desk.speaks(token)
    assert desk.told("obligations", "today")["error"] == "signed-out"


def test_a_ledger_comes_in_by_whoever_signed_in_and_by_nobody_else(desk, tmp_path):
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("隐患描述\n", encoding="utf-8")

    assert desk.told("import", "dangers", str(ledger), "--dry-run")["error"] == "sign-in"
    desk.sign_in()
    assert "Sign in" not in desk.anlan("import", "dangers", str(ledger), "--dry-run").err


def test_nobody_is_anybody_by_a_word_where_the_house_is_no_demo(desk):
    assert desk.told("obligations", "today", "--as", "li")["error"] == "not-here"


def test_what_keeps_the_house_is_done_by_the_house_whoever_has_signed_in(desk):
    desk.sign_in()

    assert desk.anlan("load-pack", "cn").code == 0


def test_a_wrong_password_leaves_its_line_and_ten_shut_the_door(desk):
    said = [desk.sign_in(password="wrong").told["error"] for _ in range(10)]
    after = desk.sign_in()

    assert said == ["wrong-password"] * 10
    assert (after.code, after.told["error"]) == (1, "shut")
    assert not Token.objects.exists()
    lines = AuditLine.objects.values_list("status", "code", "address", "path", "person")
    assert list(lines) == [(401, "wrong-password", "console", "anlan sign-in li", None)] * 10 + [
        (429, "shut", "console", "anlan sign-in li", None)
    ]


def test_a_no_leaves_a_line_of_who_was_told_it(desk, put_right):
    desk.sign_in()
    said = desk.anlan("dangers", "strike-off", "--item", "26-999999", "--evidence", photo("li"), "--json")

    assert (said.code, said.told["error"]) == (1, "not-here")
    [line] = AuditLine.objects.values("person", "post", "address", "path", "code")
    assert line == {
        "person": "li",
        "post": "post-li",
        "address": "console",
        "path": "anlan dangers strike-off",
        "code": "not-here",
    }


def test_a_token_that_others_can_read_is_refused_until_it_is_ended(desk):
    desk.sign_in()
    assert stat.S_IMODE(desk.kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(desk.kept.parent.stat().st_mode) == 0o700

    desk.kept.chmod(0o640)
    said = desk.anlan("obligations", "today")

    assert said.code == 1
    assert desk.told("obligations", "today")["error"] == "exposed"
    assert f"Others can read {desk.kept}" in said.err
    assert desk.anlan("load-pack", "cn").code == 0
    assert desk.anlan("sign-out").code == 0
    assert not Token.objects.filter(ended_at=None).exists()


def test_of_several_posts_one_is_chosen(desk):
    record([post("li", Role.LEADER, "O-county", "6301", no="post-li-2")], by=by("console"), at=MORNING)

    which = desk.sign_in()
    assert (which.code, which.told["error"]) == (2, "which-post")
    assert [one["post"] for one in which.told["posts"]] == ["post-li", "post-li-2"]
    assert desk.sign_in("--post", "post-zhou").code == 2
    assert not Token.objects.exists()
    assert desk.sign_in("--post", "post-li-2").told["role"] == "leader"


def test_a_token_for_a_program_is_shown_once_and_seen_and_ended_by_its_person(desk):
    shown = desk.sign_in("--show").told["token"]
    assert not desk.kept.exists()
    desk.speaks(shown)

    [one] = desk.told("tokens")
    assert (one["post"], one["here"]) == ("post-li", True)
    assert shown not in desk.anlan("tokens").out
    for wrong in ("0" * 12, one["token"][:11], ""):
        assert desk.anlan("tokens", "--end", wrong).code == (1 if wrong else 0)
    assert desk.told("whoami")["person"] == "li"
    assert desk.anlan("tokens", "--end", one["token"]).code == 0
    assert desk.told("whoami")["error"] == "signed-out"


def test_nobody_ends_the_token_of_another(desk):
    account("wang")
    theirs = accounts.make_token(person="wang", post="post-wang", label="", at=MORNING)
    desk.sign_in()

    assert len(desk.told("tokens")) == 1
    assert desk.anlan("tokens", "--end", accounts.tokens_of("wang")[0].name).code == 1
    assert accounts.token(theirs)


def test_signing_in_anew_ends_what_was_kept_before(desk):
    desk.sign_in()
    desk.sign_in()

    assert Token.objects.filter(ended_at=None).count() == 1
    assert desk.told("whoami")["person"] == "li"


@pytest.mark.parametrize("what", ["post", "account", "password"])
def test_a_token_ends_with_the_post_the_account_and_the_password(desk, what):
    desk.sign_in()

    match what:
        case "post":
            record([PostsEnded(posts=("post-li",), until_on=(TODAY,))], by=by("console"), at=MORNING)
        case "account":
            accounts.disable(person="li", at=MORNING)
        case "password":
            accounts.change_password(person="li", password="another long road", at=MORNING)

    assert desk.told("obligations", "today")["error"] == "signed-out"


def test_where_nobody_types_the_password_comes_from_standard_input_or_not_at_all(desk):
    said = desk.anlan("sign-in", "li", typed=f"{PASSWORD}\n")

    assert said.code == 2
    assert "--stdin" in said.err


def test_where_the_token_cannot_be_kept_there_is_none(desk):
    (desk.folder / "anlan").write_text("a file where a folder should be")

    assert desk.anlan("sign-in", "li", "--stdin", typed=f"{PASSWORD}\n").code == 1
    assert not Token.objects.filter(ended_at=None).exists()


def test_it_speaks_both_languages(desk, monkeypatch):
    assert "Nobody has signed in" in desk.anlan("whoami").out
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "没有人登录" in desk.anlan("whoami").out
    told = desk.anlan("sign-in", "li", "--stdin", typed=f"{PASSWORD}\n").out
    assert "已登录" in told
    assert "没有令牌" in desk.anlan("tokens", "--end", "nothing").err


def test_whoever_has_a_second_factor_is_asked_for_its_code_on_a_line_of_its_own(desk):
    give("li")
    desk.monkeypatch.setenv("ANLAN_NOW", later(2).isoformat())

    wrong = desk.sign_in(password=f"{PASSWORD}\n000000")
    none = desk.sign_in()
    right = desk.sign_in(password=f"{PASSWORD}\n{code_of('li', later(2))}")

    assert (wrong.code, none.code, right.code) == (1, 1, 0)
    assert "wrong-factor" in wrong.out + wrong.err
    assert list(AuditLine.objects.values_list("code", flat=True)) == ["wrong-factor", "wrong-factor"]


def test_at_the_machine_a_lost_factor_is_taken_off_and_the_journal_says_so(desk):
    record([PeopleRegistered(people=("li",), organisations=("O-county",))], by=by("console"), at=MORNING)
    assert desk.anlan("account", "factor", "li").code == 1
    give("li")
    token = token_of("li")

    said = desk.anlan("account", "factor", "li", "--json")

    assert said.code == 0, said.err
    assert not factors.has("li")
    assert accounts.token(token) is None
    removed = [one.fact for one in lines_about("li") if isinstance(one.fact, FactorRemoved)]
    assert [(one.ground, one.asked_by) for one in removed] == [("console", None)]


def test_what_is_grave_takes_another_sign_in_at_the_console(desk):
    record([post("an", Role.SECURITY, "O-county", "6301")], by=by("console"), at=MORNING)
    desk.speaks(token_of("an"))
    desk.monkeypatch.setenv("ANLAN_NOW", later(32).isoformat())

    said = desk.anlan("registry", "approve-posts", "--posts", "demo-t-000001", "--json")

    assert said.code == 1
    assert "anlan sign-in" in said.out + said.err


def test_on_a_house_opened_to_others_an_administrator_without_a_second_factor_does_nothing_here(desk, settings):
    record([post("an", Role.SECURITY, "O-county", "6301")], by=by("console"), at=MORNING)
    desk.speaks(token_of("an"))
    assert desk.anlan("registry", "proposals", "--json").code == 0

    settings.OPEN_TO_OTHERS = True
    said = desk.anlan("registry", "proposals", "--json")

    assert (said.code, said.told["error"]) == (1, "factor-missing")
    give("an")
    desk.speaks(token_of("an"))
    assert desk.anlan("registry", "proposals", "--json").code == 0
