"""The second factor: shown once, by whoever holds it, after the password and never instead of it."""

from typing import Any

import pytest
from argon2 import PasswordHasher
from django.core.signing import Signer
from django.test import Client

from anlan.kernel.credentials import codes, factors
from anlan.kernel.journal.lock import lock
from anlan.kernel.registry import accounts
from anlan.kernel.registry.accounts import Session, Token
from anlan.kernel.registry.noes import AuditLine
from tests.abuse.test_sign_in import fail
from tests.cast import MORNING, by
from tests.doors import ADDRESS, PASSWORD, account, ask, browser, grown, rows, sign_in
from tests.factors import code_of, give, half_of, later, second


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Let a password cost little here."""
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    accounts._nobodys.cache_clear()


@pytest.fixture
def li(county):
    """Li, who has a second factor; the code of this very step was used to set it up."""
    account("li")
    give("li")
    return "li"


@pytest.fixture
def clock(monkeypatch):
    """Set the clock so many steps of an authenticator after the morning."""
    return lambda steps: monkeypatch.setenv("ANLAN_NOW", later(steps).isoformat())


def told(answer: Any) -> tuple[int, str]:
    """Return the status of a no and its code."""
    return answer.status_code, answer.wsgi_request.no.code


def try_code(code: str, *, address: str = ADDRESS) -> int:
    client = browser(address=address)
    return int(second(client, sign_in(client, "li"), code).status_code)


def test_a_code_comes_in_once_and_none_of_an_earlier_step_after_it(li, clock):
    clock(5)
    earlier, now, next_one = (code_of(li, later(step)) for step in (4, 5, 6))
    before = rows()

    assert try_code(code_of(li, MORNING)) == 401, "the code by which it was set up"
    assert try_code(now) == 302
    assert [try_code(now), try_code(earlier)] == [401, 401]
    assert AuditLine.objects.filter(code="wrong-factor", status=401).count() == 3
    assert try_code(next_one) == 302, "a telephone whose clock is half a minute ahead"
    changed = grown(before)
    assert "journal_entry" not in changed
    assert Session.objects.count() == 2


def test_of_two_who_show_one_code_at_once_one_comes_in(li, clock, monkeypatch):
    clock(5)
    code, shown, held = code_of(li, later(5)), list[bool](), lock

    def meanwhile(*names, **more):
        held(*names, **more)
        monkeypatch.setattr(factors, "lock", held)
        shown.append(factors.show(li, code, at=later(5)))

    monkeypatch.setattr(factors, "lock", meanwhile)
    with pytest.raises(factors.WrongFactor):
        factors.show(li, code, at=later(5))
    assert shown == [False]


def test_codes_are_tried_ten_times_together_with_passwords(li, clock):
    clock(5)
    assert fail("li", 4) == [401] * 4
    tried = [try_code(f"{n:06}") for n in range(3)]  # each with the right password before it

    assert tried == [401] * 3
    assert sign_in(browser(), "li").status_code == 429
    assert (
        Client(REMOTE_ADDR=ADDRESS)
        .post(
            "/api/tokens",
            {"name": "li", "password": PASSWORD, "code": code_of(li, later(5))},
            content_type="application/json",
        )
        .status_code
        == 429
    )


def test_the_right_password_does_not_forget_the_codes_that_were_tried(li, clock):
    clock(5)
    client = browser()
    half = half_of(sign_in(client, "li"))
    statuses = [client.post("/sign-in/factor/", {"half": half, "code": f"{n:06}"}).status_code for n in range(12)]

    assert statuses == [401] * 9 + [429] * 3
    assert client.post("/sign-in/factor/", {"half": half, "code": code_of(li, later(5))}).status_code == 429


def test_the_second_half_without_the_first_lets_nobody_in(li, clock):
    clock(5)
    account("wang")
    code = code_of(li, later(5))
    forged = Signer(key="another", salt="half way in").sign_object(["li", "li", "", 0])
    foreign = Signer(salt="something else").sign_object(["li", "li", "", 0])
    before = rows()

    for half in ("", "x", forged, foreign, "\ud800".encode("utf-8", "surrogatepass")):
        answer = browser().post("/sign-in/factor/", {"half": half, "code": code})
        assert told(answer) == (401, "half-gone")
    assert set(grown(before)) == {"registry_audit", "registry_said_in_hour"}
    assert Session.objects.count() == 0


def test_the_first_half_opens_nothing_and_ends(li, clock):
    clock(5)
    client = browser()
    half = half_of(sign_in(client, "li"))
    assert "session" not in client.cookies
    client.cookies["session"] = half
    assert ask(client, "obligations.today").status_code == 401

    clock(5 + 11)
    late = browser().post("/sign-in/factor/", {"half": half, "code": code_of(li, later(16))})
    assert told(late) == (401, "half-gone")

    half = half_of(sign_in(browser(), "li"))
    accounts.change_password(person="li", password="another long road", at=later(16))
    changed = browser().post("/sign-in/factor/", {"half": half, "code": code_of(li, later(16))})
    assert told(changed) == (401, "half-gone")

    half = half_of(sign_in(browser(), "li", "another long road"))
    accounts.disable(person="li", at=later(16))
    assert browser().post("/sign-in/factor/", {"half": half, "code": code_of(li, later(16))}).status_code == 401
    assert (Session.objects.count(), Token.objects.count()) == (0, 0)


def test_a_new_password_by_a_one_time_code_asks_for_the_factor_all_the_same(li, clock):
    clock(5)
    code, client = codes.give("li", by=by("console"), at=later(5))[0], browser()
    words = {"name": "li", "code": code, "password": "a longer road to Yushu", "again": "a longer road to Yushu"}

    answer = client.post("/sign-in/code/", words)

    assert "session" not in client.cookies
    assert second(client, answer, code_of(li, later(5))).status_code == 302
    assert ask(client, "obligations.today").status_code == 200
