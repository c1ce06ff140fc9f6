"""What the console answers: in words or as JSON, in two languages, with a code for programs."""

import json

import pytest

from anlan.faces.cli import app
from anlan.kernel.journal.acts import ACTS, READS
from tests.console import Home

COMMANDS = (
    "serve",
    "demo",
    "verify",
    "rebuild",
    "seal",
    "receipt",
    "explain",
    "rooms",
    "acts",
    "reads",
    "check",
    "doctor",
)


def test_help_says_what_there_is_in_the_language_of_the_console(empty):
    english, chinese = empty.anlan("--help"), empty.anlan("--help", lang="zh_CN.UTF-8")

    assert (english.code, chinese.code) == (0, 0)
    assert all(f"  {name} " in english.out for name in COMMANDS)
    assert "Verify the journal" in english.out
    assert "核验账本" in chinese.out


@pytest.mark.parametrize("words", [("-h",), ("import", "-h"), ("dangers",), ("dangers", "file", "-h"), ("serve", "-h")])
def test_help_is_headed_in_the_language_of_the_console(empty, words):
    chinese, english = empty.anlan(*words, lang="zh_CN.UTF-8"), empty.anlan(*words)

    english_words = ("Usage:", "Options:", "Arguments:", "Commands:", "[OPTIONS]", "[required]", "Show this message")
    assert not any(word in chinese.out + chinese.err for word in english_words)
    assert "用法：" in chinese.out + chinese.err
    assert "Usage:" in english.out + english.err


@pytest.mark.parametrize(
    "words", [("no-such-command",), ("verify", "--no-such-option"), ("serve", "--only", "nothing")]
)
def test_what_is_not_understood_ends_with_two(empty, words):
    assert empty.anlan(*words).code == 2


def test_the_journal_of_the_demo_is_whole_and_its_tables_follow_from_it(demo):
    verified, rebuilt = demo.anlan("verify", "--json"), demo.anlan("rebuild", "--check", "--json")

    assert (verified.code, rebuilt.code) == (0, 0)
    assert verified.told["fault"] is None
    assert verified.told["entries"] == verified.told["sealed"] > 900
    assert rebuilt.told["differing"] == []
    assert "registry_vaultkey" in rebuilt.told["not_folded"]


def test_an_act_is_a_command_with_a_word_for_each_thing_asked(demo):
    said = demo.anlan("dangers", "strike-off", "--help")

    assert said.code == 0
    assert "隐患销号" in said.out
    for option in ("--item", "--evidence", "--opinion", "--as", "--json", "--idempotency-key"):
        assert option in said.out


def test_who_owes_something_acts_at_the_console_of_a_demo_and_a_repeat_is_answered_alike(lived_in):
    owed = lived_in.anlan("obligations", "ledger", "--as", "enterprise", "--view", "open", "--json").told
    row = next(row for row in owed["rows"] if row["next_verb"] == "accept")
    words = ("obligations", "accept", "--item", row["item"]["no"], "--as", row["item"]["owner"], "--json")
    key = ("--idempotency-key", "b4b6a1de-0000-4000-8000-000000000001")

    first = lived_in.anlan(*words, *key)
    again = lived_in.anlan(*words, *key)
    anew = lived_in.anlan(*words)

    assert (first.code, again.code, anew.code) == (0, 0, 1), first.err + first.out
    assert first.told == again.told
    assert anew.told["error"] == "wrong-state"


@pytest.mark.parametrize(
    ("lang", "says"), [("C.UTF-8", "For 10 seconds it can be taken back: "), ("zh_CN.UTF-8", "10 秒内可撤回：")]
)
def test_what_was_done_at_the_console_is_taken_back_there(lived_in, lang, says):
    owed = lived_in.anlan("obligations", "ledger", "--as", "enterprise", "--view", "open", "--json").told
    row = next(row for row in owed["rows"] if row["next_verb"] == "accept")["item"]
    done = lived_in.anlan("obligations", "accept", "--item", row["no"], "--as", row["owner"], lang=lang)

    words = done.err.strip().removeprefix(says)
    assert words.startswith("anlan obligations take-back --item ")
    assert f"key: {words.split()[6]}" in done.out
    back = lived_in.anlan(*words.split()[1:], "--json")

    assert back.code == 0, back.err + back.out
    shown = lived_in.anlan("obligations", "show", "--no", row["no"], "--as", row["owner"], "--json").told
    assert shown["item"]["state"] == "filed"


def test_a_key_that_is_none_is_called_so(demo):
    said = demo.anlan("obligations", "accept", "--item", "26-1", "--as", "officer", "--idempotency-key", "zz", "--json")

    assert (said.code, said.told["error"]) == (1, "key-unfit")


def test_no_two_rooms_are_told_alike(empty):
    told = empty.anlan("rooms", "--json").told

    assert len(set(told.values())) == len(told)
    assert told["kernel.intake"].endswith("收件")


def test_a_refusal_is_a_sentence_in_the_language_of_the_console_and_ends_with_one(demo):
    waiting = demo.anlan("obligations", "today", "--as", "officer", "--json").told["rows"][0]["item"]
    words = ("dangers", "strike-off", "--item", waiting["no"], "--as", "enterprise")

    english, chinese = demo.anlan(*words), demo.anlan(*words, lang="zh_CN.UTF-8")

    assert (english.code, chinese.code) == (1, 1)
    assert english.err.isascii() or "outside your reach" in english.err or "checked by" in english.err
    assert any("一" <= sign <= "鿿" for sign in chinese.err)


def test_words_that_do_not_fit_are_named_one_by_one_and_end_with_two(demo):
    said = demo.anlan("act", "obligations.note", "--item", "xyz", "--as", "member")
    told = demo.anlan("act", "obligations.note", "--item", "xyz", "--as", "member", "--json").told

    assert said.code == 2
    assert "--item" in said.err
    assert {one["field"] for one in told["wrong"]} == {"item", "text"}


def test_without_a_sign_in_the_console_keeps_the_house_and_sees_nothing_of_its_work(demo):
    said = demo.anlan("obligations", "today")

    assert said.code == 1
    assert "Sign in first" in said.err


def test_a_structure_is_read_from_a_file_and_people_get_their_numbers(lived_in, tmp_path):
    rows = tmp_path / "rows.json"
    rows.write_text(json.dumps([{"organisation": "demo-o-000017", "name": "新来的（模拟）"}], ensure_ascii=False))

    said = lived_in.anlan("registry", "register-people", "--rows", f"@{rows}", "--json")

    assert said.code == 0, said.out + said.err
    assert said.told["subject"].startswith("demo-p-")


def test_a_receipt_is_given_for_a_strike_off_and_stands_for_itself(demo, tmp_path):
    struck = demo.anlan("obligations", "ledger", "--as", "officer", "--view", "struck-off", "--json").told["rows"][0]
    said = demo.anlan("receipt", struck["item"]["no"], "--out", str(tmp_path / "receipt.txt"), "--json")

    assert said.code == 0, said.err
    assert (tmp_path / "receipt.txt").read_text().strip() == said.told["receipt"]


def test_there_is_no_receipt_for_a_number_that_no_journal_reaches(demo):
    for number in ("9" * 23, "999999999"):
        said = demo.anlan("receipt", number)
        assert (said.code, said.out) == (1, "")
        assert "There is no such thing" in said.err


def test_verify_says_what_it_does_not_look_at(demo):
    assert "anlan rebuild --check" in demo.anlan("verify").out
    assert "anlan rebuild --check" in demo.anlan("verify", lang="zh_CN.UTF-8").out


def test_an_item_that_is_not_struck_off_has_no_receipt_of_that(demo):
    asked = ("obligations", "ledger", "--as", "officer", "--view", "to-check", "--json")
    waiting = demo.anlan(*asked).told["rows"][0]["item"]["no"]
    short = waiting.removeprefix("demo-20")

    english, chinese = demo.anlan("receipt", short), demo.anlan("receipt", short, lang="zh_CN.UTF-8")
    told = demo.anlan("receipt", short, "--json").told

    assert (english.code, english.out, chinese.code, chinese.out) == (1, "", 1, "")
    assert f"#{short} was not struck off" in english.err
    assert f"#{short} 没有销号" in chinese.err
    assert told["error"] == "not-struck-off"
    assert demo.anlan("receipt", str(told["last_entry"])).code == 0


def test_rooms_acts_and_reads_are_listed(empty):
    assert "kernel.journal" in empty.anlan("rooms", "--json").told
    assert empty.anlan("acts", "--json").told["dangers.strike_off"]["may"]
    assert "今日" in empty.anlan("reads").out


def test_a_home_that_is_not_there_is_said_and_not_made(tmp_path):
    nowhere = Home(path=tmp_path / "nowhere", database=None)

    for words in (("verify",), ("whoami",), ("dangers", "strike-off"), ("sign-in", "li", "--stdin"), ("serve",)):
        said = nowhere.anlan(*words, "--json")
        assert (said.code, said.told["error"]) == (1, "no-home"), words
        assert str(nowhere.path) in said.told["says"]
    assert not nowhere.path.exists()


def test_without_a_word_the_console_says_what_there_is_and_what_is_meant_by_a_mistyped_one(empty):
    assert "Commands:" in empty.anlan().out + empty.anlan().err
    assert "'verify'" in empty.anlan("verfy").err


@pytest.mark.parametrize(
    ("words", "english", "chinese"),
    [
        (("verfy",), "No such command 'verfy'. Did you mean 'verify'?", "没有命令“verfy”。是不是 'verify'？"),
        (("verify", "--jsn"), "No such option: --jsn", "没有选项 --jsn（可用：--json）"),
        (("export", "dangers"), "Missing option '--out'", "缺少 --out。"),
        (("serve", "--port", "x"), "valid integer", "--port 不对：应为整数。"),
        (
            ("serve", "--only", "nothing"),
            "--only takes web, clock, carrier, watchdog or sources.",
            "--only 只能是 web、clock、carrier、watchdog 或 sources。",
        ),
        (("import", "dangers", "/no"), "does not exist", "没有文件 /no。"),
        (("import", "all"), "is not one of", "“all”不在"),
        (
            ("import",),
            "Missing argument 'LEDGER'. Choose from: dangers, organisations, people.",
            "缺少 LEDGER。可选：dangers, organisations, people。",
        ),
        (("verify", "twice"), "unexpected extra argument", "多出了 twice。"),
    ],
)
def test_what_is_mistyped_is_said_in_the_language_of_the_console_and_as_json(
    words, english, chinese, capsys, monkeypatch
):
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert app.run(words) == 2
    said = capsys.readouterr().err
    assert english in said
    assert "Value error" not in said
    assert "See anlan" in said

    assert app.run([*words, "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"] == "usage"

    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert app.run(words) == 2
    said = capsys.readouterr().err
    assert chinese in said
    assert "用法：anlan" in said


@pytest.mark.parametrize(
    ("words", "as_typed"),
    [
        (("receipt", "x"), "ITEM|SEQ"),
        (("account", "shut", "?"), "PERSON"),
        (("obligations", "show", "--no", "x", "--as", "duty"), "--no"),
        (("dangers", "file", "--told", '{"no": 1}', "--as", "duty"), "--told"),
    ],
)
def test_a_word_that_does_not_fit_is_named_as_it_is_typed(demo, words, as_typed):
    for lang, colon in (("C.UTF-8", ": "), ("zh_CN.UTF-8", "：")):
        said = demo.anlan(*words, lang=lang)

        assert said.code == 2
        assert f"  {as_typed}{colon}" in said.err
        assert "#" not in said.err, "a shell takes what follows for a remark"


def test_help_of_an_act_says_how_each_word_is_typed_in_the_language_of_the_console(empty):
    english, chinese = (empty.anlan("dangers", "file", "-h", lang=lang).out for lang in ("C.UTF-8", "zh_CN.UTF-8"))

    assert "--owner PERSON " in english
    assert "--owner 人员编号 " in chinese
    assert "Put a hidden danger" in english
    assert "Put a hidden danger" not in chinese
    assert not any(word in english + chinese for word in ("PersonNo", " str ", "datetime"))
    assert "Usage: anlan import [OPTIONS] LEDGER [FILE]" in empty.anlan("import", "-h").out


def test_who_is_not_of_the_cast_is_told_who_is(demo, empty):
    assert "officer, leader" in demo.anlan("obligations", "today", "--as", "nobody").err
    empty.anlan("migrate")
    assert "anlan sign-in" in empty.anlan("obligations", "today", "--as", "nobody").err


def test_a_refusal_at_the_console_says_what_to_type_and_no_page_is_reloaded(lived_in):
    key, lang = ("--idempotency-key", "b4b6a1de-0000-4000-8000-000000000002"), "zh_CN.UTF-8"
    owed = lived_in.anlan("obligations", "ledger", "--as", "enterprise", "--view", "open", "--json").told["rows"]
    row = next(row["item"] for row in owed if row["next_verb"] == "accept")
    said = ("--item", row["no"], "--as", row["owner"], *key)
    asked = ("obligations", "ledger", "--as", "officer", "--view", "struck-off", "--json")
    struck = lived_in.anlan(*asked).told["rows"][0]["item"]["no"].removeprefix("demo-20")
    refused = ("dangers", "strike-off", "--item", struck, "--as", "officer")

    first = lived_in.anlan(*refused)
    unfit = lived_in.anlan(*refused, "--idempotency-key", "zz")

    assert first.err.splitlines()[1] == f"See anlan obligations show --no {struck} --as officer"
    assert lived_in.anlan(*refused, lang=lang).err.splitlines()[1].startswith("查看：anlan obligations show")
    assert "Reload" not in first.err + unfit.err
    assert "--idempotency-key" in unfit.err
    assert lived_in.anlan("obligations", "accept", *said).code == 0
    used = lived_in.anlan("obligations", "note", *said, "--text", "again").err
    assert ("another --idempotency-key" in used, "Reload" in used) == (True, False)


def test_whoever_signs_in_without_a_password_is_told_that_none_came(demo):
    assert "No password came" in demo.anlan("sign-in", "li", "--stdin").err


def test_only_an_account_that_there_is_can_be_shut(lived_in):
    told = lived_in.anlan("account", "list", "--json").told
    person = next(no for no in ("demo-p-000100", "demo-p-000101") if no not in {one["person"] for one in told})

    assert f"{person} has no account" in lived_in.anlan("account", "shut", person).err


def test_a_pack_that_is_none_and_a_folder_that_is_none_are_said(demo, tmp_path):
    assert "There are: cn" in demo.anlan("load-pack", "nothing").err
    said = demo.anlan("export", "people", "--as", "officer", "--out", str(tmp_path / "no" / "people.xlsx"))
    assert f"There is no {tmp_path / 'no'}. Check the path." in said.err


def test_an_option_without_its_value_is_said(capsys, monkeypatch):
    for lang, says in (("C.UTF-8", "'--item' requires an argument"), ("zh_CN.UTF-8", "--item 之后须写上值。")):
        monkeypatch.setenv("LANG", lang)
        assert app.run(("dangers", "void", "--item")) == 2
        assert says in capsys.readouterr().err


def test_no_command_is_hidden_behind_a_room_of_its_name():
    rooms = {name.split(".")[0] for name in (*ACTS, *READS)} | {"act", "read"}

    assert set(app.COMMANDS) & rooms == set()


def test_anything_is_found_by_its_words_and_by_its_sound_from_the_first_moment_on(demo):
    by_word, by_sound = demo.anlan("find", "安全出口", "--as", "duty"), demo.anlan("find", "aqck", "--as", "duty")

    assert "安全出口" in by_word.out
    assert by_sound.code == 0
    assert demo.anlan("find", "安全出口", "--as", "security").code == 1, "who sees no danger finds none"
