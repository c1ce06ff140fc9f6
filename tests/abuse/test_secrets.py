"""Nothing that is secret or that helps a stranger stands where he can read it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from anlan.faces import web
from tests.doors import PASSWORD, account, browser, program, sign_in

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


def test_no_file_of_the_house_holds_a_secret():
    looks_secret = re.compile(r"(?i)(secret_key|password|token)\s*=\s*['\"][A-Za-z0-9+/_-]{16,}['\"]")
    for path in HOUSE.rglob("*.py"):
        assert not looks_secret.search(path.read_text(encoding="utf-8")), path
