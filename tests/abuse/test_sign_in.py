"""Signing in: by whoever knows the password, and by nobody who tries all of them."""

import time
from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from django.test import Client

from anlan.kernel.credentials import codes
from anlan.kernel.registry import accounts, vault
from anlan.kernel.registry.accounts import NotKnown, Session, Token
from anlan.kernel.registry.noes import AuditLine
from tests.cast import MORNING, by
from tests.doors import ADDRESS, PASSWORD, account, ask, browser, grown, program, rows, sign_in, token_of


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Let a password cost little here; how much it costs is tried where it matters."""
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    accounts._nobodys.cache_clear()


@pytest.fixture
def cast(county):
    for person in ("li", "wang"):
        account(person)


def nothing_more(known: accounts.Known) -> None:
    """Ask for nothing beside the password."""


def fail(name: str, times: int, *, address: str = ADDRESS, **more: str) -> list[int]:
    client = browser(address=address)
    return [sign_in(client, name, "not the password", **more).status_code for _ in range(times)]


def test_ten_wrong_passwords_shut_the_door_also_to_the_right_one(cast, later):
    assert fail("li", 10) == [401] * 10

    assert sign_in(browser(), "li").status_code == 429
    assert sign_in(browser(), "wang").status_code == 302
    assert sign_in(browser(address="10.9.9.9"), "li").status_code == 429

    later(minutes=5)
    assert sign_in(browser(), "li").status_code == 302


def test_the_door_stays_shut_twice_as_long_each_time(cast, later):
    for minutes, stays in ((0, 5), (6, 10), (17, 20)):
        later(minutes=minutes)
        fail("li", 10)
        later(minutes=minutes, seconds=stays * 60 - 1)
        assert sign_in(browser(), "li").status_code == 429, minutes

    later(minutes=17 + 20)
    assert sign_in(browser(), "li").status_code == 302


def test_many_tries_at_once_are_counted_like_many_in_turn(cast):
    fail("li", 9)
    with pytest.raises(accounts.NotKnown):
        accounts.sign_in("li", "wrong", address=ADDRESS, at=MORNING, then=nothing_more)

    with pytest.raises(accounts.Shut):
        accounts.sign_in("li", PASSWORD, address=ADDRESS, at=MORNING, then=nothing_more)


def test_one_password_for_a_thousand_accounts_is_throttled(cast):
    client = browser()
    statuses = [sign_in(client, f"person-{n}", "123456789").status_code for n in range(60)]

    assert statuses.count(401) <= 30
    assert set(statuses[30:]) == {429}
    assert AuditLine.objects.filter(code="shut", address=ADDRESS).exists()
    assert sign_in(browser(address="10.9.9.9"), "wang").status_code == 302


def test_what_a_header_says_of_the_address_changes_nothing(cast):
    for n in range(10):
        fail("li", 1, headers={"X-Forwarded-For": f"1.2.3.{n}", "X-Real-IP": f"1.2.3.{n}"})

    assert sign_in(browser(), "li", headers={"X-Forwarded-For": "9.9.9.9"}).status_code == 429
    assert set(AuditLine.objects.values_list("address", flat=True)) == {ADDRESS}


def test_who_is_unknown_is_told_what_who_is_known_is_told(cast):
    known, unknown = sign_in(browser(), "li", "wrong"), sign_in(browser(), "nobody", "wrong")

    assert known.status_code == unknown.status_code == 401
    assert shown(known, "li") == shown(unknown, "nobody")


def shown(answer: Any, name: str) -> str:
    """Return the words of a page, without the name that was typed and the token of its form."""
    told: str = answer.content.decode().split("<main", 1)[1]
    return told.replace(f'value="{name}"', "").replace(str(answer.context["csrf_token"]), "")


def test_and_it_takes_as_long(cast, monkeypatch):
    monkeypatch.undo()
    accounts._nobodys.cache_clear()
    accounts.change_password(person="li", password=PASSWORD, at=MORNING)

    def took(name: str) -> float:
        begun = time.process_time()
        with pytest.raises(accounts.NotKnown):
            accounts.sign_in(name, "wrong", address=ADDRESS, at=MORNING, then=nothing_more)
        return time.process_time() - begun

    took("nobody")
    known, unknown = [], []
    for _ in range(9):
        known.append(took("li"))
        unknown.append(took("nobody"))
        accounts.Knock.objects.all().delete()

    # The quickest of each, in time of the processor: what else the machine does is no matter here.
    assert abs(min(known) - min(unknown)) < 0.010


def test_a_secret_that_was_planted_is_not_the_one_that_signs_in(cast):
    client = browser()
    client.cookies["session"] = "planted"
    sign_in(client, "li")

    assert client.cookies["session"].value != "planted"
    assert ask(client, "obligations.today").status_code == 200
    planted = Client()
    planted.cookies["session"] = "planted"
    assert ask(planted, "obligations.today").status_code == 401


def test_signing_in_anew_ends_the_session_before(cast):
    client = browser()
    sign_in(client, "li")
    before = Client()
    before.cookies["session"] = client.cookies["session"].value
    sign_in(client, "li")

    assert ask(before, "obligations.today").status_code == 401
    assert Session.objects.count() == 1


def test_whoever_signs_out_is_out_and_his_cookie_is_worth_nothing(cast):
    client = browser()
    sign_in(client, "li")
    stolen = Client()
    stolen.cookies["session"] = client.cookies["session"].value

    assert client.post("/sign-out/").status_code == 302
    assert ask(client, "obligations.today").status_code == ask(stolen, "obligations.today").status_code == 401


def test_a_cookie_is_for_this_server_only_and_no_script_reads_it(cast, settings):
    client = browser()
    sign_in(client, "li")
    cookie = client.cookies["session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")

    settings.OPEN_TO_OTHERS, settings.SESSION_COOKIE_NAME = True, "__Host-session"
    sign_in(client, "li")
    assert client.cookies["__Host-session"]["secure"] is True


@pytest.mark.parametrize(("idle", "status"), [({"minutes": 29}, 200), ({"minutes": 31}, 401)])
def test_who_is_away_for_half_an_hour_signs_in_again(cast, later, idle, status):
    client = browser("li")

    later(**idle)

    assert ask(client, "obligations.today").status_code == status


def test_after_twelve_hours_everybody_signs_in_again(cast, later):
    client = browser("li")
    for minutes in range(20, 12 * 60, 20):
        later(minutes=minutes)
        assert ask(client, "obligations.today").status_code == 200

    later(hours=12, minutes=1)
    assert ask(client, "obligations.today").status_code == 401


def test_a_day_of_a_simulated_clock_is_no_day_at_the_desk(cast, monkeypatch):
    client = browser("li")

    monkeypatch.setenv("ANLAN_PACE", "1000000")

    assert ask(client, "obligations.today").status_code == 200


def test_a_password_that_changes_ends_what_the_old_one_began(cast):
    client, held = browser("li"), program("li")
    assert ask(held, "obligations.today").status_code == 200

    accounts.change_password(person="li", password="another long road", at=MORNING)

    assert ask(client, "obligations.today").status_code == ask(held, "obligations.today").status_code == 401
    assert sign_in(browser(), "li").status_code == 401
    assert sign_in(browser(), "li", "another long road").status_code == 302


def test_who_guesses_shuts_nobody_out_from_where_he_is_familiar(cast, later):
    elsewhere = "10.66.6.6"
    assert sign_in(browser(), "li").status_code == 302
    for minutes in (0, 6, 17):
        later(minutes=minutes)
        fail("li", 10, address=elsewhere)
        assert sign_in(browser(address=elsewhere), "li").status_code == 429
        assert sign_in(browser(address="10.9.9.9"), "li").status_code == 429
        assert sign_in(browser(), "li").status_code == 302
    assert sign_in(browser(address=elsewhere), "li").status_code == 429  # nor does he open it to who guesses


def test_nor_may_one_guess_without_end_where_somebody_is_familiar(cast):
    assert sign_in(browser(), "li").status_code == 302
    assert fail("li", 11) == [401] * 10 + [429]
    assert sign_in(browser(), "li").status_code == 429


def test_one_is_familiar_where_one_signed_in_within_a_month_by_that_name(cast, later):
    assert sign_in(browser(), "wang").status_code == 302
    fail("li", 10, address="10.66.6.6")
    assert sign_in(browser(), "li").status_code == 429

    later(minutes=6)
    assert sign_in(browser(), "li").status_code == 302
    later(days=31)
    fail("li", 10, address="10.66.6.6")
    assert sign_in(browser(), "li").status_code == 429


def test_a_clock_that_ran_ahead_shuts_nobody_out_once_it_is_put_right(cast, later):
    later(days=900)
    fail("li", 10)
    later(minutes=1)

    assert sign_in(browser(), "li").status_code == 302


@pytest.mark.parametrize("begins", ["session", "token"])
@pytest.mark.parametrize("meanwhile", ["changed", "shut"])
def test_nothing_begins_by_a_password_that_was_changed_since_it_was_shown(cast, monkeypatch, begins, meanwhile):
    honest = accounts._fits

    def fits(hashed: str, password: str) -> bool:
        found = honest(hashed, password)
        if meanwhile == "changed":
            accounts.change_password(person="li", password="another long road", at=MORNING)
        else:
            accounts.disable(person="li", at=MORNING)
        return found

    monkeypatch.setattr(accounts, "_fits", fits)
    if begins == "session":
        answer = sign_in(browser(), "li")
    else:
        told = {"name": "li", "password": PASSWORD}
        answer = Client().post("/api/tokens", told, content_type="application/json")

    assert answer.status_code == 401
    assert not Session.objects.exists()
    assert not Token.objects.exists()


@pytest.mark.parametrize("password", ["short", "x" * 201, "li-of-the-county", "139 0000 0003"])
def test_a_password_is_long_and_not_what_one_signs_in_by(cast, password):
    vault.keep("qian", vault.PHONE, "13900000003")
    with pytest.raises(accounts.WeakPassword):
        accounts.open_account(person="qian", name="li-of-the-county", password=password, at=MORNING)


@pytest.mark.parametrize("name", ["\x00", "\ud800", "x" * 100_000, "li' OR 1=1 --", "{{7*7}}", "%(x)s", "ｌｉ"])
def test_a_strange_name_is_a_name_that_nobody_has(cast, name):
    with pytest.raises(accounts.NotKnown):
        accounts.sign_in(name, "\ud800\x00" * 300, address=ADDRESS, at=MORNING, then=nothing_more)


@pytest.mark.parametrize("header", [{"Origin": "https://evil.example"}, {"Referer": "https://evil.example/"}, {}])
def test_another_site_makes_nobodys_browser_act(cast, header):
    client = browser("li", strict=True)
    before = rows()

    for address in ("/sign-out/", "/post/", "/language/", "/api/acts/obligations.accept", "/api/files"):
        answer = client.post(address, "{}", content_type="application/json", headers=header)
        assert answer.status_code == 403, address

    assert grown(before) == {"registry_audit": 5}


def test_a_form_of_another_site_is_no_json(cast):
    for content_type in ("text/plain", "application/x-www-form-urlencoded"):
        answer = browser("li").post("/api/acts/obligations.accept", "{}", content_type=content_type)
        assert answer.status_code == 415


def test_a_page_signs_in_with_its_own_token_and_a_page_of_nobody_does_not(cast):
    client = browser(strict=True)
    assert sign_in(client, "li").status_code == 403

    token = client.get("/sign-in/").context["csrf_token"]
    answer = client.post("/sign-in/", {"name": "li", "password": PASSWORD, "csrfmiddlewaretoken": token})
    assert answer.status_code == 302


@pytest.mark.parametrize("before", [0, 450, 490])
def test_a_token_where_none_belongs_lets_nobody_in_and_stands_nowhere(cast, before):
    token = token_of("li")
    client = Client(headers={"User-Agent": f"curl {token}"})
    path = f"/api/reads/obligations.today?x={'x' * before}&access_token={token}&token={token}"

    assert client.get(path).status_code == 401
    line = AuditLine.objects.get()
    assert not [part for part in (token, token[6:20]) if part in line.path + line.agent]
    assert line.agent == "curl anlan_…"


def test_a_token_is_kept_as_a_hash_and_a_hash_is_no_token(cast):
    program("li")
    kept = Token.objects.values_list("hash", flat=True)[0]

    assert ask(Client(headers={"Authorization": f"Bearer {kept}"}), "obligations.today").status_code == 401


def test_what_a_clock_that_ran_ahead_has_opened_ends_once_it_is_put_right(county):
    ahead = MORNING + timedelta(days=3)
    account("li")
    secret = accounts.open_session(person="li", post="post-li", language=None, at=ahead)
    code, _ = codes.give("li", by=by("console"), at=ahead)

    assert accounts.session(secret, at=ahead) is not None
    assert accounts.session(secret, at=MORNING) is None
    with pytest.raises(NotKnown):
        codes.show_in("li", code, "a longer road to Xining", address="10.1.2.3", at=MORNING)
