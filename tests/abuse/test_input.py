"""Whatever is sent, it comes through whole or is refused; it is never run, and never breaks the house."""

import ast
import html
import logging
import re
import time
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings

from anlan.engines.sheets.texts import parse_text
from anlan.kernel.journal.facts import Refused
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import rules
from anlan.kernel.registry import accounts, noes
from anlan.kernel.registry.forms import UNFIT, text
from anlan.kernel.registry.may import Role
from anlan.kernel.registry.noes import AuditLine
from tests.cast import MORNING, by, post
from tests.doors import PASSWORD, account, ask, browser, do, grown, program, rows, sign_in
from tests.hostile.strings import NASTY

TEMPLATES = ["{{7*7}}", "{% debug %}", "{0.__class__}", "{item.__init__.__globals__}", "%(x)s", "${7*7}", "#{7*7}"]


@pytest.mark.parametrize("name", sorted(NASTY))
def test_a_nasty_text_comes_back_as_it_went_in_or_is_refused(name, found):
    client = program("wang")
    do(client, "obligations.accept", {"item": found})

    before = rows()
    answer = do(client, "obligations.note", {"item": found, "text": NASTY[name]})

    told = ask(client, "obligations.show", no=found)
    if answer.status_code == 200:
        noted = [line["fact"]["text"] for line in told.json()["answer"]["lines"] if line["name"] == "items.noted"]
        assert noted == [text(NASTY[name])]
        assert shown(noted[0]) in shown(html.unescape(browser("wang").get(f"/i/{found}/").content.decode()))
    else:
        assert answer.status_code in {409, 422}
        assert grown(before) == {"registry_audit": 1}


def shown(words: str) -> str:
    """Return what is read of a text, however its lines are broken."""
    return " ".join(words.split())


@pytest.mark.parametrize("name", sorted(NASTY))
def test_nor_does_it_break_a_question_a_name_or_an_address(name, county):
    said = NASTY[name]
    assert ask(program("li"), "dangers.danger", item=said).status_code in {400, 404}
    assert ask(program("li"), "obligations.ledger", words=said).status_code in {200, 400}
    assert sign_in(browser(), said, said).status_code in ({422} if "\x00" in said else {401, 403, 429})
    assert program("li").get("/api/reads/" + said.replace("\x00", "%00")).status_code in {400, 404}


BAD = "a\x00b"
# Every address of a page whose words go to the database as they came: by whom it is opened.
ASKED: dict[str, tuple[str, ...]] = {
    "zhao": (
        *("/people/?organisation={}", "/people/?unit={}", "/people/?ended={}", "/answers/?place={}", "/items/?{}=1"),
        *("/responsibility/?place={}", "/watches/?rostered={}", "/search/?q={}", "/api/reads/duty.watches?place={}"),
    ),
    "shi": ("/?before={}", "/people/?choose=&unit={}"),
    "wang": ("/people/?ended={}",),
}
LED = ("/posts/{}/deputy/", "/i/{}/", "/watches/{}/", "/people/{}/phone/", "/imports/{}/", "/e/{}/", "/items/many/{}/")
SENT: dict[str, dict[str, tuple[str, ...]]] = {
    "zhao": {
        "/items/views/": ("name", "query", "drop"),
        "/notices/": ("read",),
        "/imports/": ("ledger", "a\x00b"),
    },
    "wang": {"/people/invite/?person=x": ("title",), "/items/views/": ("name",)},
    "shi": {"/posts/new/": ("department", "matter", "title"), "/people/x/subject/": ("subject",)},
}


@pytest.fixture
def security(county):
    record([post("shi", Role.SECURITY, "O-province", "63")], by=by("console"), at=MORNING)


@pytest.mark.parametrize("who", sorted(ASKED))
def test_what_no_database_keeps_is_turned_away_at_the_door_with_a_sentence(who, security):
    client, word = browser(who), quote(BAD)
    before = rows()

    for path in ASKED[who]:
        assert client.get(path.format(word)).status_code == 400, path
    for path, fields in SENT[who].items():
        for field in fields:
            assert client.post(path, {field: BAD}).status_code == 422, (path, field)
    for bad in ("\x00", "\x1b", "\n"):
        for path in LED:
            assert client.get(path.format(quote(f"a{bad}b"))).status_code in {403, 404, 405}, path
            assert client.post(path.format(quote(f"a{bad}b"))).status_code in {403, 404, 405}, path
    answer = program(who).get("/people/?organisation=" + word)
    assert set(grown(before)) == {"registry_audit", "registry_token"}
    assert "无法打印的字符" in answer.content.decode()


def test_a_text_that_cannot_be_printed_comes_back_with_the_form(found):
    answer = browser("zhao").post(f"/i/{found}/note/", {"text": "rain\x0band fog", "command": str(uuid.uuid4())})

    assert answer.status_code == 422
    assert "rain" in answer.content.decode()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("门\u202e改整未", "门改整未"),
        ("\u2067已整改\u2069", "已整改"),
        ("王\u200b建\ufeff国\u2060", "王建国"),
        ("\U0001f468\u200d\U0001f692 بو\u200cد", "\U0001f468\u200d\U0001f692 بو\u200cد"),
    ],
)
def test_nothing_unseen_makes_one_text_look_like_another(said, told, found):
    client = program("wang")
    do(client, "obligations.accept", {"item": found})
    do(client, "obligations.note", {"item": found, "text": said})

    lines = ask(client, "obligations.show", no=found).json()["answer"]["lines"]
    assert [line["fact"]["text"] for line in lines if line["name"] == "items.noted"] == [told]
    assert parse_text(said) == told


@pytest.mark.parametrize("blank", ["\u200b", "\u202e\u202c", " \ufeff\u2060 "])
def test_a_text_that_nobody_sees_is_none(blank, found):
    before = rows()

    assert do(program("li"), "dangers.void", {"item": found, "why": blank}).status_code in {409, 422}
    assert grown(before) == {"registry_audit": 1, "registry_token": 1}
    assert parse_text(blank) is None


@pytest.mark.parametrize("text", TEMPLATES)
def test_what_looks_like_a_template_is_printed_as_it_stands(text, county):
    code = "not-the-owner"
    assert code in rules.SAYS
    assert text in noes.sentence(Refused(code, item=text, owner=text), "en")

    page = sign_in(browser(), text, "wrong").content.decode()
    assert "49" not in page.split("<main", 1)[1].split("csrfmiddlewaretoken")[0]


def test_a_script_in_a_name_is_shown_and_not_run(county):
    page = sign_in(browser(), '"><script>alert(1)</script>', "wrong").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    "agent", ["a\nb 200 OK", "a\r\nSet-Cookie: x", "\x1b[31mred", "\u202egnp.exe", "x" * 5_000, "\u2028", "\ud800"]
)
def test_a_line_of_the_audit_is_one_line_whatever_was_sent(agent, county):
    browser().get("/nowhere/%0aforged%1b[0m%E2%80%AE", HTTP_USER_AGENT=agent)

    [line] = AuditLine.objects.all()
    for told in (line.agent, line.path, line.method, line.address):
        assert told.isprintable()
        assert len(told) <= 500


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\x1b[31m", "\u202e", "\u2028", "\x00"])
def test_nor_does_the_log_of_what_broke_take_more_than_the_line_it_is_given(sign, county, monkeypatch, caplog):
    def break_down(*_, **__):
        raise RuntimeError

    client = browser("li")
    client.raise_request_exception = False
    monkeypatch.setattr("anlan.kernel.registry.door.Visit.ask", break_down)
    with caplog.at_level(logging.WARNING):
        client.get(f"/i/26-1{quote(sign)}forged/")
        client.get(f"/api/reads/obligations.today?a={quote(sign)}forged")

    assert bool(caplog.records) is not bool(UNFIT.search(sign))  # what nothing keeps comes no further than the door
    for said in caplog.records:
        assert said.getMessage().isprintable()


def test_a_long_line_is_cut():
    assert accounts.escaped("\n" * 500, 200) == "\\n" * 100


@pytest.mark.parametrize("size", [1_000, 100_000])
def test_a_long_name_or_password_costs_no_more_than_a_short_one(size, county):
    account("li")
    begun = time.process_time()
    sign_in(browser(), "x" * size, "y" * size)

    assert time.process_time() - begun < 0.5
    assert sign_in(browser(), "li", PASSWORD).status_code == 302


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "CONNECT", "BREW"])
def test_a_method_that_an_address_does_not_take_is_refused(method, found):
    client = program("li")

    for address in ("/api/reads/dangers.danger", "/api/acts/dangers.void", "/sign-in/", "/healthz"):
        answer = client.generic(method, address)
        assert answer.status_code == 405
        assert answer.headers["Allow"]


def test_no_word_turns_one_method_into_another(found):
    client = program("li")
    headers = {"X-HTTP-Method-Override": "POST", "X-Method-Override": "POST"}

    answer = client.get("/api/acts/dangers.void?_method=POST", headers=headers)

    assert answer.status_code == 405


def test_a_host_that_is_not_ours_is_not_answered(county, settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1"]

    assert browser().get("/sign-in/", HTTP_HOST="evil.example").status_code == 400
    assert "evil" not in browser().get("/sign-in/", HTTP_HOST="evil.example").content.decode()


def test_a_form_of_ten_thousand_fields_is_too_much(county):
    answer = browser().post("/sign-in/", {f"field-{n}": "x" for n in range(10_000)})

    assert answer.status_code == 413


def test_a_body_that_is_announced_as_too_large_is_not_even_read(county):
    for address in ("/api/files", "/sign-in/", "/api/acts/dangers.file"):
        answer = program("li").generic("POST", address, "x", CONTENT_LENGTH=str(10 << 30))
        assert answer.status_code == 413


@pytest.mark.parametrize("query", ["view=open&view=all", "q=a&q=b", "place=6301&place=6302", "page=1&page=2"])
def test_a_word_that_comes_twice_is_not_guessed_at(query, found):
    assert browser("li").get(f"/items/?{query}").status_code == 400
    answer = program("wang").post(f"/i/{found}/accept/", {"item": [found, "26-2"], "command": ["x", "y"]})
    assert answer.status_code in {400, 422}


CALLS = {"match", "fullmatch", "search", "sub", "split", "findall", "finditer", "compile"}
FILLERS = [
    *(
        "a",
        "A",
        "1",
        "9",
        " ",
        "\n",
        "-",
        ".",
        "/",
        "#",
        "(",
        "[",
        '"',
        "'",
        "\\",
        "年",
        "第",
        "、",
        "1 ",
        "1.",
        "a-",
        "2026-",
    ),
    *('"a\\', "{", "<a ", "é", "%0a", "a,", "13", "0f", "（", "：", "demo-2026-"),
]


def patterns() -> list[str | bytes]:
    """Return every pattern that the house matches texts and bytes with, wherever it stands."""
    found: set[str | bytes] = set()
    for path in Path(settings.HOUSE).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="re"), attr=name),
                    args=[ast.Constant(str(said) | bytes(said)), *_],
                ):
                    found |= {said} if name in CALLS else set()
    return sorted(found, key=repr)


@pytest.mark.parametrize("pattern", patterns())
def test_no_pattern_is_slow_at_a_hundred_thousand_letters(pattern):
    ready: re.Pattern[Any] = re.compile(pattern)
    for filler in FILLERS:
        for said in ((filler * 100_000)[:100_000] + end for end in ("", "\x00")):
            sent = said if isinstance(pattern, str) else said.encode()
            begun = time.process_time()
            ready.fullmatch(sent)
            ready.match(sent)
            assert time.process_time() - begun < 0.05, filler


OPEN = [b'"' + b'\\"' * 1_000_000, b'{"a":"' + b"\\" * 2_000_000, b'["' + b"x" * 2_000_000, b'"' + b'\\\n"' * 400_000]


@pytest.mark.parametrize("body", OPEN, ids=range(len(OPEN)))
@pytest.mark.parametrize("address", ["/api/tokens", "/api/acts/obligations.note"])
def test_a_body_whose_text_never_ends_is_refused_at_once(address, body, found):
    client, begun = program("wang", **{"Idempotency-Key": "b4b6a1de-0000-4000-8000-000000000001"}), time.process_time()

    answer = client.post(address, body, content_type="application/json")

    assert answer.status_code == 400
    assert time.process_time() - begun < 1
