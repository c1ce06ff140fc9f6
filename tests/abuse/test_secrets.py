"""Nothing that is secret or that helps a stranger stands where he can read it."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from anlan.faces import web
from anlan.kernel.journal import seals
from anlan.kernel.registry import accounts, vault
from tests.cast import MORNING, photo
from tests.doors import PASSWORD, account, browser, program, sign_in, token_of

HOUSE = Path(web.__file__).parents[2]
BAIT = [
    *("/.git/config", "/.git", "/.env", "/admin/", "/metrics", "/api/schema", "/api/docs", "/graphql", "/debug/"),
    *("/static/../settings.py", "/__debug__/", "/wp-login.php", "/server-status"),
    *("/api/", "/api/acts/", "/api/reads/", "/robots.txt", "/static/dist/app.js.map"),
]


@pytest.mark.parametrize("address", BAIT)
def test_what_scanners_look_for_is_not_here_and_tells_nothing(address, county):
    for client in (browser(), program("li")):
        answer = client.get(address)
        told = answer.content.decode().replace(address, "") + str(answer.headers)  # it may come back here after sign-in
        assert answer.status_code == 404
        for word in ("Traceback", "Django", "python", "granian", "settings", str(HOUSE)):
            assert word.lower() not in told.lower(), word


def test_every_answer_tells_the_browser_to_be_careful(county):
    for address in ("/sign-in/", "/nowhere", "/api/openapi.json", "/api/reads/obligations.today"):
        told = browser().get(address).headers
        assert told["X-Content-Type-Options"] == "nosniff"
        assert told["X-Frame-Options"] == "DENY"
        assert told["Referrer-Policy"] == "same-origin"
        assert told["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "unsafe" not in told["Content-Security-Policy"]
        assert "default-src 'none'" in told["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in told["Content-Security-Policy"]
        assert "Server" not in told
        assert told["Cache-Control"] == "no-store"


@pytest.mark.parametrize("hosts", [None, "anlan.example"])
def test_the_shipped_configuration_is_fit_for_service(hosts, monkeypatch):
    """Ask a process of its own: settings are read once."""
    monkeypatch.delenv("ANLAN_HOSTS", raising=False)
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)  # which tests with a browser leave behind
    if hosts:
        monkeypatch.setenv("ANLAN_HOSTS", hosts)
    monkeypatch.setenv("ANLAN_HOME", str(settings.ANLAN_HOME))
    words = ["-m", "django", "check", "--deploy", "--fail-level", "WARNING", "--settings", "anlan.settings"]

    told = subprocess.run([sys.executable, *words], cwd=HOUSE.parent, capture_output=True, check=False)

    assert told.returncode == 0, told.stderr.decode()


def test_the_key_of_the_home_is_made_once_and_nobody_else_reads_it(county):
    sign_in(browser(), "li", "wrong")
    key = Path(settings.ANLAN_HOME) / "keys" / "secret-key"
    assert settings.DEBUG is False
    if key.exists():  # the settings made it where the home was when they were read
        assert key.stat().st_mode & 0o077 == 0
    assert len(str(settings.SECRET_KEY)) >= 50


def test_no_page_tells_a_secret(county):
    account("li")
    client = browser()
    for answer in (sign_in(client, "li", "wrong"), sign_in(client, "li"), client.get("/sign-in/"), client.get("/no")):
        told = answer.content.decode()
        for secret in (PASSWORD, str(settings.SECRET_KEY), str(settings.ANLAN_HOME)):
            assert secret not in told


LOOKS_SECRET = re.compile(
    rb"(?i)-----BEGIN [A-Z ]*PRIVATE KEY-----\n[A-Za-z0-9+/=]{40}|anlan_[A-Za-z0-9_-]{43}"
    rb"|(secret_key|password|token)\s*[=:]\s*['\"][A-Za-z0-9+/_-]{16,}['\"]|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30}"
)


# What somebody typed along the keyboard for a test, and opens nothing.
MADE_UP = re.compile(rb"abcdefgh12345678abcdefgh12345678")


def test_no_file_of_the_house_holds_a_secret():
    for path in HOUSE.rglob("*.py"):
        assert not LOOKS_SECRET.search(path.read_bytes()), path


def test_nor_did_any_file_of_its_past():
    top = HOUSE.parent
    if not (top / ".git").exists():
        pytest.skip("this copy of the house has no past")
    words = ["git", "log", "-p", "--no-color", "--no-textconv", "--no-ext-diff"]
    past = subprocess.run(words, cwd=top, capture_output=True, check=True).stdout
    looks = [line for line in past.splitlines() if line[:1] in b"+-" and LOOKS_SECRET.search(line)]
    told = [line for line in looks if not MADE_UP.search(line)]
    named = subprocess.run([*words[:2], "--name-only", "--format="], cwd=top, capture_output=True, check=True).stdout
    kept = re.compile(rb"(^|/)(secret-key|[^/\n]*\.(pem|key|sqlite3|p12)|\.env|id_(rsa|ed25519))$", re.MULTILINE)

    assert told == []
    assert kept.findall(named) == []


def test_what_the_browser_gets_holds_no_secret_and_no_map(bundle):
    for path in (HOUSE / "faces/web/static").rglob("*"):
        if path.is_file():
            told = path.read_bytes()
            assert not LOOKS_SECRET.search(told), path
            assert str(HOUSE).encode() not in told
            assert path.suffix != ".map"


@pytest.fixture
def secrets(county, tmp_path, monkeypatch):
    """A home of its own, lived in; and all that nobody else may know of it."""
    monkeypatch.setattr(settings, "ANLAN_HOME", tmp_path)
    account("li")
    session = accounts.open_session(person="li", post="post-li", language=None, at=MORNING)
    vault.keep_many([("wang", vault.NAME, "王建国"), ("wang", vault.PHONE, "13897123456")])
    photo("wang")
    seals.seal(MORNING)
    keys = [path.read_bytes() for path in (tmp_path / "keys").iterdir()]
    assert len(keys) >= 2
    return [PASSWORD.encode(), session.encode(), token_of("li").encode(), b"13897123456", "王建国".encode(), *keys]


def test_a_copied_database_and_all_files_but_the_keys_hold_no_secret(secrets, tmp_path):
    for path in tmp_path.rglob("*"):
        if path.is_file() and path.parent.name != "keys":
            assert not [secret for secret in secrets if secret in path.read_bytes()], path
    for name, told in everything_stored():
        assert not [secret for secret in secrets if secret in told], name


def everything_stored() -> Iterator[tuple[str, bytes]]:
    """Yield every value of every table as bytes, with where it stands."""
    for model in apps.get_app_config("anlan").get_models():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            for row in cursor.fetchall():
                for value in row:
                    yield (
                        model._meta.db_table,
                        bytes(value) if isinstance(value, memoryview | bytes) else str(value).encode(),
                    )


def test_the_keys_of_a_home_are_for_its_owner_alone(secrets, tmp_path):
    assert (tmp_path / "keys").stat().st_mode & 0o077 == 0
    for path in (tmp_path / "keys").iterdir():
        assert path.stat().st_mode & 0o077 == 0, path


def test_neither_the_log_nor_the_page_of_what_broke_tells_what_was_sent(secrets, monkeypatch, caplog):
    def break_down(*_, **__):
        raise RuntimeError

    client = browser()
    client.raise_request_exception = False
    monkeypatch.setattr(accounts, "sign_in", break_down)
    answers = [sign_in(client, "li"), client.get("/", headers={"Authorization": f"Bearer {secrets[2].decode()}"})]

    assert answers[0].status_code == 500
    for told in (caplog.text.encode(), *(answer.content for answer in answers)):
        assert not [secret for secret in secrets if secret in told]
        assert b"Traceback" not in told or told == caplog.text.encode()
