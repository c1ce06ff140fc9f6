"""Signing in by a foreign service: believed once, in the browser that began it, and only as far as it signed."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.test import Client

from anlan.kernel.credentials import oidc
from anlan.kernel.credentials.facts import SubjectBound
from anlan.kernel.journal.record import record
from anlan.kernel.registry import accounts
from anlan.kernel.registry.accounts import Session
from anlan.kernel.registry.noes import AuditLine
from tests.cast import MORNING, by
from tests.doors import account, ask, browser, grown, rows
from tests.factors import code_of, give, second
from tests.factors import later as steps_later
from tests.service import (
    CLIENT,
    EC_KEY,
    ISSUER,
    OTHER_KEY,
    RSA_KEY,
    Service,
    ec_jwk,
    rsa_jwk,
    signed_by_ec,
    signed_by_rsa,
    token,
)

BACK = "/sign-in/service/back/"
ENDLESS = 64 << 20  # bytes: far more than lie between two sockets
DRIPS = 100


@pytest.fixture
def service(county, settings, monkeypatch) -> Service:
    """The service of the province, by which Li comes in as u-1."""
    made = served(settings, monkeypatch)
    account("li")
    record([SubjectBound(person="li", issuer=ISSUER, mark=oidc.mark("u-1"))], by=by("an"), at=MORNING)
    return made


def served(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Service:
    """Let the house know of a service."""
    settings.OIDC = {"issuer": ISSUER, "client": CLIENT, "secret": "the house's own", "name": "省统一身份认证"}
    made = Service()
    monkeypatch.setattr(oidc, "opener", made)
    monkeypatch.setattr(oidc, "_known", {})
    monkeypatch.setattr(oidc, "_away", {})
    return made


def begin(client: Client, onward: str = "/items/") -> str:
    answer = client.get("/sign-in/service/", {"onward": onward})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def come(service: Service, subject: str = "u-1", *, client: Client | None = None, at=MORNING) -> tuple[Client, Any]:
    client = client or browser()
    return client, client.get(BACK, service.comes(begin(client), subject, at=at))


def refused(answer: Any, code: str = "sso-refused") -> bool:
    return (answer.status_code, answer.wsgi_request.no.code) == (503 if code == "sso-away" else 401, code)


@pytest.mark.parametrize(
    ("header", "sign"),
    [({"alg": "RS256", "kid": "rsa-1"}, signed_by_rsa), ({"alg": "ES256", "kid": "ec-1"}, signed_by_ec)],
    ids=["RS256", "ES256"],
)
def test_whom_the_service_means_comes_in_where_he_wanted_to_go(service, header, sign):
    service.makes = partial(token, header=header, sign=sign)

    client, answer = come(service)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/items/")
    assert ask(client, "obligations.today").status_code == 200
    assert client.cookies["sso"].value == ""
    assert 'href="/sign-in/service/' in browser().get("/sign-in/").content.decode()


def test_what_the_browser_is_sent_there_with_can_be_used_by_nobody_else(service):
    client = browser()
    address = begin(client)

    assert address.startswith(f"{ISSUER}/authorize?")
    assert "code_challenge_method=S256" in address
    assert "max_age=900" in address
    assert "the%20house" not in address
    cookie = client.cookies["sso"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert begin(client) != address
    assert client.get("/sign-in/service/", {"onward": "https://evil.example/"}).status_code == 302
    assert Session.objects.count() == 0


def test_what_is_not_believed_leaves_one_line_and_opens_nothing(service):
    service.makes = lambda claims: token(claims, sign=partial(signed_by_rsa, key=OTHER_KEY))
    before = rows()

    _, answer = come(service)

    assert refused(answer)
    assert set(grown(before)) <= {"registry_audit", "registry_said_in_hour", "credentials_answered"}
    assert Session.objects.count() == 0
    assert AuditLine.objects.filter(code="sso-refused").count() == 1


def test_an_answer_counts_once_in_the_browser_that_began_it(service):
    service.takes_codes_twice = True
    client = browser()
    brought = service.comes(begin(client), "u-1")
    kept = client.cookies["sso"].value
    assert refused(browser().get(BACK, brought)), "in another browser"
    assert refused(client.get(BACK, brought | {"state": "another"}))
    assert refused(client.get(BACK, {})), "with nothing at all"

    client.cookies["sso"] = kept
    assert client.get(BACK, brought).status_code == 302
    client.cookies["sso"] = kept
    assert refused(client.get(BACK, brought)), "again"


def test_a_code_of_another_sign_in_is_not_taken(service):
    victim, thief = browser(), browser()
    stolen = service.comes(begin(victim), "u-1")
    own = service.comes(begin(thief), "u-2")

    assert refused(thief.get(BACK, {"code": stolen["code"], "state": own["state"]}))


def test_it_takes_no_longer_than_ten_minutes(service, later):
    client = browser()
    brought = service.comes(begin(client), "u-1", at=MORNING + timedelta(minutes=11))
    later(minutes=11)

    assert refused(client.get(BACK, brought))


def test_nobody_comes_in_by_a_name_or_without_an_account(service):
    service.makes = lambda claims: token(claims | {"email": "li@example", "preferred_username": "li", "name": "li"})
    assert refused(come(service, "li")[1], "sso-unbound")

    accounts.disable(person="li", at=MORNING)
    assert refused(come(service)[1], "sso-unbound")


def test_whoever_has_a_second_factor_shows_it_here_all_the_same(service, monkeypatch):
    give("li")
    monkeypatch.setenv("ANLAN_NOW", steps_later(4).isoformat())

    client, answer = come(service, at=steps_later(4))

    assert (answer.status_code, "session" in client.cookies) == (200, False)
    assert second(client, answer, code_of("li", steps_later(4))).status_code == 302


def test_a_key_that_the_service_changed_is_asked_for_once_a_minute(service, later):
    come(service)
    service.keys = [rsa_jwk(OTHER_KEY, "rsa-2"), ec_jwk(EC_KEY)]
    service.makes = partial(token, header={"alg": "RS256", "kid": "rsa-2"}, sign=partial(signed_by_rsa, key=OTHER_KEY))
    assert refused(come(service)[1])

    later(minutes=2)
    assert come(service, at=MORNING + timedelta(minutes=2))[1].status_code == 302
    assert service.asked.count(f"{ISSUER}/keys") == 2
    service.makes = partial(token, sign=partial(signed_by_rsa, key=RSA_KEY))
    assert refused(come(service, at=MORNING + timedelta(minutes=2))[1]), "by a key that it no longer has"


@pytest.mark.parametrize(
    "told",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://sso.example.evil/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_a_service_that_says_of_itself_what_does_not_fit_is_not_asked(told, service):
    service.told |= told

    assert refused(browser().get("/sign-in/service/"), "sso-away")


def test_where_the_service_is_away_one_signs_in_by_the_password(service):
    service.is_away = True
    answer = browser().get("/sign-in/service/")

    assert refused(answer, "sso-away")
    assert 'name="password"' in answer.content.decode()


def test_where_no_service_was_told_of_there_is_no_way_by_one(county, settings):
    settings.OIDC = {"issuer": "", "client": "", "secret": "", "name": ""}
    assert browser().get("/sign-in/service/").status_code == 404
    assert browser().get(BACK).status_code == 404
    assert "/sign-in/service/" not in browser().get("/sign-in/").content.decode()


class Elsewhere(BaseHTTPRequestHandler):
    """A service that sends whoever asks somewhere else."""

    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("Location", f"http://{self.headers['Host']}/real")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class Endless(Elsewhere):
    """A service that never comes to an end, as far as anybody listens."""

    sent = 0

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        with suppress(ConnectionError):
            while Endless.sent < ENDLESS:
                Endless.sent += self.wfile.write(bytes(1 << 20))


class Dripping(Elsewhere):
    """Answers a byte at a time, each soon enough, and would go on for minutes."""

    sent = 0

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        with suppress(ConnectionError):
            while Dripping.sent < DRIPS:
                Dripping.sent += self.wfile.write(b" ")
                time.sleep(0.02)


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler], settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        settings.OIDC = {"issuer": f"http://127.0.0.1:{server.server_port}", "client": "x", "secret": "", "name": ""}
        monkeypatch.setattr(oidc, "_known", {})
        monkeypatch.setattr(oidc, "_away", {})
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_no_service_sends_the_house_elsewhere(county, settings, monkeypatch):
    with serving(Elsewhere, settings, monkeypatch):
        assert refused(browser().get("/sign-in/service/"), "sso-away")


def test_a_service_that_sends_without_end_is_read_no_further_than_words_go(county, settings, monkeypatch):
    with serving(Endless, settings, monkeypatch):
        assert refused(browser().get("/sign-in/service/"), "sso-away")

    assert Endless.sent < ENDLESS


def test_a_service_that_drips_holds_nobody_up(county, settings, monkeypatch):
    monkeypatch.setattr(oidc, "SECONDS_MOST", 0.2)
    with serving(Dripping, settings, monkeypatch):
        assert refused(browser().get("/sign-in/service/"), "sso-away")

    assert Dripping.sent < DRIPS


class Silent:
    """What asks a service that takes a connection and says nothing."""

    asked = 0

    def open(self, *args: Any, **more: Any) -> None:
        self.asked += 1
        raise TimeoutError


def test_a_silent_service_is_asked_by_few_and_not_again_at_once(service, monkeypatch):
    silent = Silent()
    monkeypatch.setattr(oidc, "opener", silent)
    assert [refused(browser().get("/sign-in/service/"), "sso-away") for _ in range(5)] == [True] * 5
    assert silent.asked == 1

    monkeypatch.setattr(oidc, "_away", {})
    monkeypatch.setattr(oidc, "WAITS", 0)
    for _ in range(oidc.LINES):
        assert oidc._lines.acquire(timeout=1)
    try:
        assert refused(browser().get("/sign-in/service/"), "sso-away")
    finally:
        oidc._lines.release(oidc.LINES)
    assert silent.asked == 1
