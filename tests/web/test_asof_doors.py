"""The doors of the past: who has a second factor comes in by it, by each code once, and nobody by what has ended."""

import msgspec
import pytest
from django.conf import settings as django_settings
from django.urls import get_resolver

from anlan import clock
from anlan.faces.web import asof as face
from anlan.kernel.credentials import oidc
from anlan.kernel.credentials.facts import SubjectBound, SubjectUnbound
from anlan.kernel.credentials.tables import Subject
from anlan.kernel.journal.record import record
from anlan.kernel.registry.may import Role
from anlan.kernel.upkeep import asof as past
from anlan.kernel.upkeep import dump
from tests.cast import MORNING, by, post
from tests.doors import account, browser, sign_in
from tests.factors import code_of, give, half_of, later, second
from tests.service import ISSUER


@pytest.fixture
def li(county, monkeypatch, settings):
    """Li, who has an account and a second factor, before the house as of this morning; what his authenticator shows."""
    account("li")
    recovery = give("li")
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    monkeypatch.setattr(clock, "unhurried", lambda: later(5))
    told = past.Told(at=MORNING, seq=1, held=past.held(MORNING), erased={})
    monkeypatch.setattr(past, "told_here", lambda: told)
    settings.AS_OF = MORNING
    return code_of("li", later(5)), recovery


def code(answer) -> str:
    return str(answer.wsgi_request.no.code)


def test_whoever_has_a_second_factor_shows_it_once_and_looks(li):
    client, shown = browser(), li[0]
    asked = sign_in(client, "li")
    assert "备用码。" not in asked.content.decode(), "nothing is asked for that is not taken"
    assert second(client, asked, shown).status_code == 302
    assert client.get("/items/").status_code == 200
    assert client.post("/i/26-000001/note/", {"text": "now"}).status_code == 409

    another = browser()
    again = second(another, sign_in(another, "li"), shown)
    assert (again.status_code, code(again)) == (401, "wrong-factor")
    assert another.get("/items/").status_code == 401


def test_no_recovery_code_is_taken_where_nothing_crosses_it_out(li):
    client, recovery = browser(), li[1]
    for typed in (recovery[0], "x"):
        answer = second(client, sign_in(client, "li"), typed)
        assert (answer.status_code, code(answer)) == (401, "recovery-past")
        assert half_of(answer), "the page asks again"
    assert client.get("/items/").status_code == 401


def test_nobody_gives_himself_a_password_or_a_factor_there(li):
    client = browser("li", at=later(5))
    for path in ("/sign-in/code/", "/factor/"):
        assert client.get(path).status_code == 409, path
    for path in ("/sign-in/code/", "/factor/new/", "/factor/confirm/", "/factor/end/"):
        assert client.post(path, {}).status_code == 409, path
    assert "/sign-in/code/" not in browser().get("/sign-in/").content.decode()
    assert client.post("/proof/", {"shown": li[0]}).status_code == 302


def test_whoever_must_have_a_factor_and_has_none_is_told_so_and_led_nowhere(li, settings):
    record([post("shi", Role.SYSTEM, "O-county", "6301")], by=by("console"), at=MORNING)
    settings.OPEN_TO_OTHERS = True
    answer = browser("shi", at=later(5)).get("/people/", secure=True)

    assert (answer.status_code, code(answer)) == (403, "factor-missing")


def test_every_door_that_is_named_is_one():
    names = {getattr(one, "name", None) for one in get_resolver().url_patterns}

    assert names >= face.LOOKING | face.TAKING_AWAY | face.ASKING


@pytest.mark.django_db
def test_the_sign_in_service_lets_in_whom_it_may_let_in_now(county, home):
    for person, mark in (("li", "u-1"), ("wang", "u-2")):
        record([SubjectBound(person=person, issuer=ISSUER, mark=oidc.mark(mark))], by=by("an"), at=MORNING)
    record([SubjectUnbound(person="li")], by=by("an"), at=MORNING)
    [table] = [one for one in dump.tables() if one.name == past.BOUND]
    rows = [[getattr(one, column) for column in table.columns] for one in Subject.objects.all()]
    (home / past.BOUND).write_bytes(b"".join(table.line(row, 0) for row in rows))
    record([SubjectBound(person="li", issuer=ISSUER, mark=oidc.mark("u-1"))], by=by("an"), at=MORNING)
    told = past.Told(at=MORNING, seq=1, held=frozenset(), erased={})
    (home / past.TOLD).write_bytes(msgspec.json.encode(told))
    assert home == django_settings.ANLAN_HOME

    past.fill()

    assert list(Subject.objects.values_list("person", flat=True)) == ["wang"]
