"""A second factor: given to oneself, asked at each sign-in, known to nobody but the vault."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client

from anlan.kernel.credentials import factors, totp
from anlan.kernel.credentials.facts import FactorGiven, FactorRemoved
from anlan.kernel.journal.reads import lines_about
from anlan.kernel.journal.record import record
from anlan.kernel.registry import vault
from anlan.kernel.registry.facts import HomeMarked
from anlan.kernel.registry.may import Role
from anlan.kernel.registry.noes import AuditLine
from anlan.kernel.registry.tables import Secret
from tests.cast import MORNING, by, post
from tests.doors import PASSWORD, account, ask, browser, sign_in, token_of
from tests.factors import code_of, give, second


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())


@pytest.fixture
def li(county):
    account("li")
    return browser("li")


def opened(settings) -> None:
    settings.OPEN_TO_OTHERS, settings.SECURE_SSL_REDIRECT = True, False


def test_it_is_set_up_on_a_page_and_asked_at_the_next_sign_in(li, monkeypatch):
    other, token = browser("li"), token_of("li")
    shown = li.post("/factor/new/").content.decode()
    secret = re.search(r'secret">([A-Z2-7 ]+)<', shown)
    assert secret
    assert "<svg" in shown
    code = totp.password(totp.from_text(secret[1].replace(" ", "")), totp.step_of(MORNING))

    assert li.post("/factor/confirm/", {"code": "000000"}).status_code == 401
    told = li.post("/factor/confirm/", {"code": f"{code[:3]} {code[3:]}"}).content.decode()

    assert len(re.findall(r"<li>[2-9A-Z-]{19}</li>", told)) == factors.RECOVERY_CODES
    assert li.get("/factor/").status_code == 200
    assert ask(li, "obligations.today").status_code == 200
    assert ask(other, "obligations.today").status_code == 401
    assert ask(Client(headers={"Authorization": f"Bearer {token}"}), "obligations.today").status_code == 401
    assert [line.fact for line in lines_about("li") if isinstance(line.fact, FactorGiven)] == [FactorGiven(person="li")]

    monkeypatch.setenv("ANLAN_NOW", (MORNING + timedelta(minutes=1)).isoformat())
    client = browser()
    half = sign_in(client, "li")
    assert (half.status_code, "session" in client.cookies) == (200, False)
    answer = second(client, half, code_of("li", MORNING + timedelta(minutes=1)))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert ask(client, "obligations.today").status_code == 200


def test_a_recovery_code_lets_in_once_and_leaves_a_line(li):
    first, *_ = give("li")
    client = browser()

    assert second(client, sign_in(client, "li"), first.lower().replace("-", " ")).status_code == 302
    assert factors.left("li") == factors.RECOVERY_CODES - 1
    assert AuditLine.objects.filter(code="recovery-used", person="li").count() == 1
    again = browser()
    assert second(again, sign_in(again, "li"), first).status_code == 401


def test_a_program_shows_it_together_with_the_password(li, monkeypatch):
    give("li")
    told = {"name": "li", "password": PASSWORD}
    asked = Client().post("/api/tokens", told, content_type="application/json")
    wrong = Client().post("/api/tokens", told | {"code": "000000"}, content_type="application/json")
    monkeypatch.setenv("ANLAN_NOW", (MORNING + timedelta(minutes=1)).isoformat())
    code = code_of("li", MORNING + timedelta(minutes=1))
    right = Client().post("/api/tokens", told | {"code": code}, content_type="application/json")

    assert [(one.status_code, one.json()["error"]) for one in (asked, wrong)] == [
        (401, "factor-asked"),
        (401, "wrong-factor"),
    ]
    assert right.status_code == 200


def test_whoever_need_not_have_one_takes_it_off_against_a_code_of_it(li, monkeypatch):
    give("li")
    client = browser("li")

    assert client.post("/factor/end/", {"code": "000000"}).status_code == 401
    monkeypatch.setenv("ANLAN_NOW", (MORNING + timedelta(minutes=1)).isoformat())
    assert client.post("/factor/end/", {"code": code_of("li", MORNING + timedelta(minutes=1))}).status_code == 302

    assert not factors.has("li")
    assert vault.tell(["li"], factors.SECRET) == vault.tell(["li"], factors.RECOVERY) == {}
    assert ask(client, "obligations.today").status_code == 401
    assert FactorRemoved(person="li", ground="own", asked_by=None) in [line.fact for line in lines_about("li")]
    assert sign_in(browser(), "li").status_code == 302


def test_on_a_house_opened_to_others_an_administrator_without_one_gets_no_further_than_the_page(county, settings):
    record([post("shi", Role.SYSTEM, "O-county", "6301")], by=by("console"), at=MORNING)
    account("shi")
    client, program = browser("shi"), Client(headers={"Authorization": f"Bearer {token_of('shi')}"})
    assert client.get("/setup/").status_code == 200

    opened(settings)
    assert client.get("/setup/").headers["Location"] == "/factor/"
    assert ask(program, "upkeep.setup").status_code == 403
    assert client.post("/posts/new/").status_code == 403
    assert AuditLine.objects.filter(code="factor-missing", person="shi").count() == 2
    assert "其他页面都打不开" in client.get("/factor/").content.decode()
    assert client.post("/factor/end/", {"code": "1"}).status_code == 403
    assert browser("li").get("/").status_code == 200

    client.post("/factor/new/")
    secret = factors.to_confirm("shi")
    assert client.post("/factor/confirm/", {"code": totp.password(secret, totp.step_of(MORNING))}).status_code == 200
    assert client.get("/setup/").status_code == 200
    assert client.post("/factor/end/", {"code": "1"}).status_code == 403, "who must have one keeps it"


def test_an_official_must_have_one_from_the_day_that_the_pack_names(county, settings, monkeypatch):
    opened(settings)
    monkeypatch.setenv("ANLAN_NOW", "2027-07-01T09:00:00+08:00")
    client = browser("li", at=datetime.fromisoformat("2027-07-01T09:00:00+08:00"))
    assert client.get("/").headers["Location"] == "/factor/"


def test_nobody_gives_one_by_a_token_and_in_a_demo_nobody_has_one(li, settings):
    program = Client(headers={"Authorization": f"Bearer {token_of('li')}"})
    assert program.post("/factor/new/").status_code == 401

    record([HomeMarked(home="demo", kind="demo")], by=by("console"), at=MORNING)
    assert li.post("/factor/new/").status_code == 404
    assert "不用动态口令" in li.get("/factor/").content.decode()


def test_the_secret_stands_in_no_table_no_entry_and_no_line(li):
    codes = give("li")
    secret = factors._secret("li", factors.SECRET)
    sign_in(browser(), "li")

    said = dump()
    for word in (totp.as_text(secret), secret.hex(), *codes):
        assert word not in said
        assert word.replace("-", "") not in said


def dump() -> str:
    """Return every row of every table as text, bytes in hexadecimal digits and as letters."""
    told = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            told += [repr(bytes(v) if isinstance(v, memoryview) else v) for row in cursor.fetchall() for v in row]
    return "\n".join(told)


def test_a_touched_secret_is_said_to_be_and_lets_nobody_in(li):
    give("li")
    row = Secret.objects.get(subject="li", field=factors.SECRET)
    Secret.objects.filter(pk=row.pk).update(sealed=bytes(row.sealed)[:-1] + b"x")
    client = browser()

    assert second(client, sign_in(client, "li"), "123456").status_code == 503
