"""What is grave: not with a sign-in of an hour ago, which somebody may have left open."""

from typing import Any

import pytest
from argon2 import PasswordHasher
from django.test import Client

from anlan.kernel.journal.acts import ACTS
from anlan.kernel.journal.record import record
from anlan.kernel.registry import accounts
from anlan.kernel.registry.facts import HomeMarked, OrganisationsRegistered, PeopleRegistered
from anlan.kernel.registry.forms import kinds_of
from anlan.kernel.registry.may import Role
from anlan.kernel.registry.noes import AuditLine
from tests.cast import MORNING, by, post
from tests.doors import PASSWORD, account, ask, browser, do, grown, program, rows
from tests.factors import code_of, give
from tests.factors import later as steps_later
from tests.house.test_routes import sample

GRAVE = sorted((name, role) for name, act in ACTS.items() for role in act.fresh)
BY_ROLE = {Role.SYSTEM: "shi", Role.SECURITY: "an", Role.ENTERPRISE: "wang", Role.AUDIT: "yan"}
BY_ROLE |= {Role.DUTY: "qian", Role.OFFICER: "li", Role.LEADER: "sun"}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Let a password cost little here."""
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def old(province, later) -> Any:
    """Return what makes a browser or a program of somebody who signed in 16 minutes ago."""
    for person in BY_ROLE.values():
        account(person)
    columns = {"kinds": ("office",), "sectors": (None,), "departments": (None,), "are_simulated": (True,)}
    one = {"organisations": ("O-county",), "names": ("the county",), "usccs": (None,), "places": ("6301",)}
    people = PeopleRegistered(people=("li",), organisations=("O-county",))
    record([OrganisationsRegistered(**one, **columns), people], by=by("console"), at=MORNING)
    later(minutes=16)
    return browser


def prove(client: Client, shown: str = PASSWORD, **words: str) -> Any:
    return client.post("/proof/", {"shown": shown, **words})


def test_there_is_something_grave():
    assert {name for name, _ in GRAVE} >= {
        "registry.propose_posts",
        "registry.approve_posts",
        "registry.end_posts",
        "registry.erase_person",
    }


@pytest.mark.parametrize(("name", "role"), GRAVE)
def test_what_is_grave_takes_a_fresh_proof_from_a_page_and_from_a_program(name, role, old, later):
    person = BY_ROLE[role]
    client, other = old(person), program(person)
    words = {word: sample(kind) for word, (kind, optional) in kinds_of(ACTS[name]).items() if not optional}
    before = rows()

    for one in (client, other):
        answer = do(one, name, words)
        assert (answer.status_code, answer.json()["error"]) == (401, "proof-asked")
        assert "/proof/" in answer.json()["says"]
        assert "insufficient_user_authentication" in answer.headers["WWW-Authenticate"]
    assert grown(before) == {"registry_audit": 2}

    assert prove(client).status_code == 302
    assert do(client, name, words).status_code in (200, 404, 409, 422)
    told = {"name": person, "password": PASSWORD}
    token = Client().post("/api/tokens", told, content_type="application/json").json()["token"]
    assert do(Client(headers={"Authorization": f"Bearer {token}"}), name, words).status_code in (200, 404, 409, 422)
    later(minutes=32)
    assert do(client, name, words).status_code == 401


def test_the_pages_of_what_is_grave_ask_before_anything_is_typed(old):
    client = old("shi")

    asked = client.get("/posts/new/?person=li")
    assert asked.status_code == 401
    assert 'href="/proof/?onward=%2Fposts%2Fnew%2F%3Fperson%3Dli"' in asked.content.decode()
    pressed = client.post("/posts/post-li/end/", headers={"Referer": "http://testserver/people/?organisation=O-county"})
    assert 'href="/proof/?onward=%2Fpeople%2F%3Forganisation%3DO-county"' in pressed.content.decode()
    for elsewhere in ("http://evil.example/x", "http://[", "javascript:alert(1)"):
        told = client.post("/posts/post-li/end/", headers={"Referer": elsewhere}).content.decode()
        assert 'href="/proof/"' in told
    assert client.post("/people/li/code/").status_code == 401
    assert old("wang").get("/people/invite/").status_code == old("wang").post("/people/invite/").status_code == 401
    assert client.post("/factor/new/").status_code == 401

    assert prove(client, onward="/posts/new/?person=li").headers["Location"] == "/posts/new/?person=li"
    assert client.get("/posts/new/?person=li").status_code == 200


def test_telephones_leave_as_a_file_only_after_a_fresh_proof(old):
    client = old("wang")

    assert client.get("/imports/export/people/").status_code == 401
    assert client.get("/items/export/").status_code == 401
    prove(client)
    assert client.get("/imports/export/people/").status_code == 200
    assert ask(old("yan"), "registry.audit_lines").status_code == 200, "what is not grave is done as before"


def test_the_proof_is_the_factor_where_there_is_one(old, monkeypatch):
    give("shi")
    monkeypatch.setenv("ANLAN_NOW", steps_later(40).isoformat())  # after twenty minutes
    client = old("shi")
    before, was = rows(), client.cookies["session"].value

    assert prove(client).status_code == 401, "the password alone"
    assert AuditLine.objects.filter(code="wrong-factor", person="shi").count() == 1
    assert "journal_entry" not in grown(before)
    assert prove(client, code_of("shi", steps_later(40))).status_code == 302
    assert client.cookies["session"].value != was
    assert client.get("/posts/new/?person=li").status_code == 200
    replayed = browser()
    replayed.cookies["session"] = was
    assert replayed.get("/setup/").status_code == 401
    assert prove(client, code_of("shi", steps_later(40))).status_code == 401, "the same code again"


def test_proofs_are_tried_ten_times_together_with_passwords(old):
    client = old("shi")

    assert [prove(client, "wrong").status_code for _ in range(11)] == [401] * 10 + [429]
    assert prove(client).status_code == 429
    give("an")
    client = old("an")
    assert [prove(client, "000000").status_code for _ in range(11)] == [401] * 10 + [429]


def test_a_program_proves_nothing_by_its_token_and_a_demo_asks_nobody(old):
    assert program("shi").post("/proof/", {"shown": PASSWORD}).status_code == 401

    record([HomeMarked(home="demo", kind="demo")], by=by("console"), at=MORNING)
    assert old("shi").get("/posts/new/?person=li").status_code == 200


def test_whoever_proves_it_goes_on_in_the_same_post(old):
    record([post("shi", Role.MEMBER, "E-1", "6301", no="post-a")], by=by("console"), at=MORNING)
    client = Client()
    client.cookies["session"] = accounts.open_session(person="shi", post="post-shi", language="en", at=MORNING)

    assert prove(client).status_code == 302
    held = accounts.Session.objects.get(person="shi")
    assert (held.post, held.language) == ("post-shi", "en")
