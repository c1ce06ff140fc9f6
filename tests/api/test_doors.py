"""Every act and every read over HTTP."""

import json
from datetime import timedelta
from typing import get_origin

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.test import Client
from django.urls import get_resolver

from anlan.kernel.chase import keeping
from anlan.kernel.chase.rules import NOT_BEGUN, SILENT, STOPPED, Beating
from anlan.kernel.journal.acts import ACTS, READS
from anlan.kernel.journal.record import record
from anlan.kernel.registry.forms import kinds_of
from tests.cast import MORNING, by, photo, post
from tests.doors import ask, browser, do, grown, program, rows
from tests.hostile import images

KEY = {"Idempotency-Key": "b4b6a1de-0000-4000-8000-000000000001"}
SOON = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())


def send(client: Client, body: bytes | str, *, content_type: str = "application/json"):
    return client.post("/api/acts/obligations.accept", body, content_type=content_type, headers=KEY)


def test_an_act_answers_what_it_was_about_and_the_hash_of_its_last_entry(found):
    answer = do(program("wang"), "obligations.accept", {"item": "#26-1"})

    assert answer.status_code == 200
    assert answer.json()["subject"] == found
    assert len(answer.json()["hash"]) == 64


def test_a_question_is_answered_within_reach(found):
    assert ask(program("wang"), "dangers.danger", item=found).json()["answer"]["item"]["grade"] == "general"
    assert ask(program("zhou"), "dangers.danger", item=found).status_code == 404


def test_the_house_gives_the_number_of_what_is_filed(county):
    words: dict[str, object] = {"what": "blocked exit", "place": "6301", "department": "safety", "organisation": "E-1"}
    words |= {"owner": "wang", "grade": "general", "told": {"basis": "GB 50016", "measures": "clear the exit"}}

    assert do(program("zhao"), "dangers.file", words).json()["subject"] == "demo-2026-000001"
    assert do(program("zhao"), "dangers.file", words | {"no": "demo-2026-000007"}).status_code == 422


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"item": NaN}', 400),
        ('{"item": 1e999}', 400),
        ('{"item": "26-1", "item": "26-2"}', 400),
        ('{"item": {"a": 1, "a": 2}}', 400),
        ('{"item": "\\ud800"}', 400),
        (b'{"item": "\xed\xa0\x80"}', 400),
        (b'{"item": "\xff"}', 400),
        (b'\xef\xbb\xbf{"item": "26-1"}', 400),
        ("{'item': '26-1'}", 400),
        ('{"item": "26-1"} {}', 400),
        ('{"item": "26-1",}', 400),
        ("[" * 100_000, 400),
        ('{"a":' * 100_000, 400),
        ('{"item": ' + "[" * 33 + "]" * 33 + "}", 400),
        ('{"item": ' + "9" * 5_000 + "}", 400),
        ('{"item": "' + "x" * 10_000_000 + '"}', 413),
        ('{"item": "' + "x" * 100_000 + '"}', 422),
        ("[]", 400),
        ("null", 400),
        ("{}", 422),
        ('{"item": null}', 422),
        ('{"item": 26}', 422),
        ('{"item": ["26-1"]}', 422),
        ('{"item": "26-1", "__class__": "x"}', 422),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_body_is_read_strictly_and_within_bounds(found, body, status):
    client, before = program("wang"), rows()

    answer = send(client, body)

    assert answer.status_code == status, answer.content
    assert set(answer.json()) >= {"error", "says"}
    assert grown(before) == {"registry_audit": 1}


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=gbk",
        "application/json+evil",
        "",
    ],
)
def test_only_json_is_taken_for_json(found, content_type):
    assert send(program("wang"), '{"item": "26-1"}', content_type=content_type).status_code == 415


@pytest.mark.parametrize("query", ["item=26-1&item=26-2", "item[]=26-1", "item=26-1&place__in=63", "item__gt=0", ""])
def test_a_question_that_does_not_fit_cannot_be_read(found, query):
    assert program("wang").get(f"/api/reads/dangers.danger?{query}").status_code == 400


@pytest.mark.parametrize("name", sorted(name for name, act in ACTS.items() if act.may))
def test_a_list_of_nothing_is_missing(name, county, monkeypatch):
    kinds = {word: kind for word, (kind, optional) in kinds_of(ACTS[name]).items() if not optional}
    lists = [word for word, kind in kinds.items() if get_origin(kind) is tuple]
    record([post("shen", min(ACTS[name].may), "O-county", "6301")], by=by("console"), at=MORNING)

    wrong = do(program("shen"), name, dict.fromkeys(lists, ())).json().get("wrong", [])
    assert {one["field"] for one in wrong} >= set(lists)


@pytest.mark.parametrize("name", ["dangers.burn", "dangers", "..", "obligations.item", "__class__", "acts"])
def test_what_is_no_act_or_read_is_not_here(county, name):
    assert do(program("wang"), name, {}).status_code == 404
    assert ask(program("wang"), name).status_code == 404


def test_a_file_is_kept_first_and_an_act_is_given_its_number(found):
    client = program("wang")
    sent = client.post("/api/files", {"file": SimpleUploadedFile("门.jpg", images.jpeg())})
    assert sent.status_code == 200

    do(client, "obligations.accept", {"item": found})
    assert do(client, "obligations.attach", {"item": found, "files": [sent.json()["file"]]}).status_code == 200


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh-CN", "是发现时的照片，不能证明现在的情况。"),
        ("en", "shows how it was found, so it cannot show how it is now."),
    ],
    ids=["zh", "en"],
)
def test_the_photo_a_danger_was_filed_with_does_not_show_it_put_right(found, language, sentence):
    boxes = photo("zhao", "boxes")
    shown = {"item": found, "files": [boxes], "stage": "before"}
    assert do(program("zhao"), "obligations.attach", shown).status_code == 200
    wang = program("wang", **{"Accept-Language": language})
    do(wang, "obligations.accept", {"item": found})
    assert photo("wang", "boxes") == boxes

    answer = do(wang, "dangers.submit", {"item": found, "evidence": [boxes]})

    assert (answer.status_code, answer.json()["error"]) == (409, "shown-as-found")
    assert sentence in answer.json()["says"]
    assert ask(wang, "dangers.danger", item=found).json()["answer"]["item"]["state"] == "accepted"


@pytest.mark.parametrize("sent", [{}, {"other": SimpleUploadedFile("a", b"a")}, {"file": SimpleUploadedFile("a", b"")}])
def test_what_is_no_file_is_refused(county, sent):
    answer = program("wang").post("/api/files", sent)

    assert answer.status_code == 422
    assert answer.json()["says"]


@pytest.mark.parametrize("name", ["svg", "heic", "zeros", "flood", "cut_off", "jpeg_page", "swollen_word"])
def test_what_cannot_be_evidence_is_not_kept(county, name):
    content = images.cut_off(images.jpeg()) if name == "cut_off" else getattr(images, name)()
    client, before = program("wang"), rows()

    answer = client.post("/api/files", {"file": SimpleUploadedFile("门.jpg", content)})

    assert (answer.status_code, answer.json()["error"]) == (422, "unfit")
    assert grown(before) == {"registry_audit": 1}


def test_a_browser_needs_the_token_of_the_page_and_a_program_does_not(found):
    assert send(browser("wang", strict=True), '{"item": "26-1"}').status_code == 403
    assert send(program("wang"), '{"item": "26-1"}').status_code == 200


def test_the_description_names_every_act_and_read_with_its_words(county):
    told = json.loads(Client().get("/api/openapi.json").content)

    assert told["openapi"] == "3.1.0"
    for name in ACTS:
        asked = told["paths"][f"/api/acts/{name}"]["post"]["requestBody"]["content"]["application/json"]["schema"]
        assert set(asked["properties"]) == ACTS[name].asked | {"happened_at"}
        assert asked["additionalProperties"] is False
    for name in READS:
        assert {one["name"] for one in told["paths"][f"/api/reads/{name}"]["get"]["parameters"]} == READS[name].asked


def test_the_description_is_one_that_tools_can_read(county):
    schemathesis = pytest.importorskip("schemathesis")
    told = json.loads(Client().get("/api/openapi.json").content)

    schema = schemathesis.openapi.from_dict(told)
    schema.validate()

    assert len(list(schema.get_all_operations())) == len(ACTS) + len(READS) + 2


def test_the_description_names_every_address_of_the_api(db):
    told = json.loads(Client().get("/api/openapi.json").content)["paths"]
    addresses = {f"/{one.pattern}" for one in get_resolver().url_patterns if str(one.pattern).startswith("api/")}

    plain = {address for address in addresses if "<" not in address}
    assert plain - {"/api/openapi.json"} == {path for path in told if path.count("/") == 2}
    assert "429" in told["/api/tokens"]["post"]["responses"]
    assert told["/api/tokens"]["post"]["security"] == []


def test_all_that_a_major_danger_lacks_is_named_at_once(county):
    words: dict[str, object] = {"what": "blocked exit", "place": "6301", "department": "safety", "organisation": "E-1"}
    words |= {"owner": "wang", "grade": "major", "told": {}}
    zh, en = (do(program("zhao", **{"Accept-Language": one}), "dangers.file", words).json() for one in ("zh", "en"))

    assert zh["missing"] == ["basis", "measures", "control", "due_on"]
    assert "还缺：判定依据、整改措施、临时管控措施、整改时限。" in zh["says"]
    assert "Missing: its basis, its measures, a temporary control, the day by which" in en["says"]


def test_who_watches_over_the_house_is_told_that_all_of_it_goes_on(db):
    for what in Beating:
        keeping.beat(what, MORNING)

    answer = Client().get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {"ok": True, "parts": {}, "sealed_s_ago": None}


@pytest.mark.parametrize("what", Beating)
def test_who_watches_over_the_house_is_told_which_part_of_it_stands_still(db, what):
    for one in Beating:
        keeping.beat(one, MORNING - SILENT if one == what else MORNING)
    assert Client().get("/healthz").status_code == 200

    for said_at in (MORNING - SILENT - SOON, MORNING + SILENT + SOON):  # a word from the future is none
        keeping.beat(what, said_at)
        zh, en = (Client(headers={"Accept-Language": one}).get("/healthz") for one in ("zh", "en"))
        assert zh.status_code == en.status_code == 503
        assert (zh.json()["parts"], en.json()["parts"]) == tuple({what: said} for said in STOPPED[what])


def test_what_never_began_does_not_go_on(county):
    answer = Client(headers={"Accept-Language": "en"}).get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["parts"] == {what: NOT_BEGUN[what][1] for what in Beating}
    assert Client().head("/healthz").status_code == 503


@pytest.mark.parametrize("wrong", [OperationalError, InterfaceError, ProgrammingError])
def test_who_watches_over_the_house_is_told_when_its_database_is_away(db, monkeypatch, caplog, wrong):
    def away():
        raise wrong("password=hunter2 host=db.lan")

    monkeypatch.setattr("anlan.kernel.journal.reads.sealed", away)

    answer = Client(headers={"Accept-Language": "en"}).get("/healthz")

    assert answer.status_code == 503
    assert list(answer.json()["parts"]) == ["database"]
    assert "hunter2" not in answer.content.decode() + caplog.text
