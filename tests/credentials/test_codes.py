"""One-time codes: shown in once, against a password, by whoever they were given to."""

from datetime import timedelta

import pytest
from django.test import Client

from anlan.kernel.credentials import codes
from anlan.kernel.registry import accounts
from tests.cast import MORNING, by
from tests.doors import ADDRESS, PASSWORD, account, sign_in

OWN = "a longer road to Yushu"


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())


@pytest.fixture
def code(county):
    account("li")
    return codes.give("li", by=by("console"), at=MORNING)[0]


def shown_in(code: str, *, name: str = "li", password: str = OWN, again: str | None = None, client=None):
    told = {"name": name, "code": code, "password": password, "again": again or password}
    return (client or Client(REMOTE_ADDR=ADDRESS)).post("/sign-in/code/", told)


def test_a_code_gives_its_person_a_password_once_and_lets_him_in(code):
    before = accounts.open_session(person="li", post="post-li", language=None, at=MORNING)
    client = Client(REMOTE_ADDR=ADDRESS)

    answer = shown_in(code.lower().replace("-", " "), client=client)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.get("/").status_code == 200
    assert accounts.session(before, at=MORNING) is None
    assert sign_in(Client(), "li", OWN).status_code == 302
    assert sign_in(Client(), "li", PASSWORD).status_code == 401
    assert shown_in(code).status_code == 401


def test_what_does_not_fit_is_told_alike_and_uses_up_nothing(code):
    wrong = [shown_in("AAAA-BBBB-CCCC-DDDD"), shown_in(code, name="nobody"), shown_in(code, name="wang")]

    assert {one.status_code for one in wrong} == {401}
    assert {one.wsgi_request.no.code for one in wrong} == {"wrong-code"}
    assert [shown_in(code, **word).status_code for word in ({"password": "short"}, {"again": "another"})] == [422, 422]
    assert shown_in(code).status_code == 302


def test_a_code_ends_after_a_week_by_another_and_with_the_account(code, monkeypatch):
    later = codes.give("li", by=by("console"), at=MORNING)[0]
    assert shown_in(code).status_code == 401

    monkeypatch.setenv("ANLAN_NOW", (MORNING + codes.LASTS + timedelta(seconds=1)).isoformat())
    assert shown_in(later).status_code == 401

    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    accounts.disable(person="li", at=MORNING)
    assert shown_in(later).status_code == 401


def test_whoever_tries_codes_is_shut_out_like_whoever_tries_passwords(code):
    tried = [shown_in("AAAA-BBBB-CCCC-DDDD").status_code for _ in range(accounts.TRIES)]

    assert tried == [401] * accounts.TRIES
    assert shown_in(code).status_code == sign_in(Client(REMOTE_ADDR=ADDRESS), "li").status_code == 429
