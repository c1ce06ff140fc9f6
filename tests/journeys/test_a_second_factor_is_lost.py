"""Somebody lost the telephone with his second factor: two administrators take it off, and he sets up another."""

import uuid

import pytest

from anlan.kernel.credentials import factors, totp
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.record import record
from anlan.kernel.registry import accounts
from anlan.kernel.registry.may import Role
from tests.cast import MORNING, by, post
from tests.doors import PASSWORD, ask, browser, do, program, sign_in
from tests.factors import give, half_of, later
from tests.registry.conftest import alone, land  # noqa: F401
from tests.web.test_pages import at_desk, morning, pressed  # noqa: F401


@pytest.fixture
def wang(land):  # noqa: F811
    record([post("audit", Role.AUDIT, land.office, "99")], by=by("console"), at=MORNING)
    accounts.open_account(person=land.wang, name="wang", password=PASSWORD, at=MORNING)
    give(land.wang)
    return land.wang


def test_two_take_it_off_all_that_was_open_ends_and_he_gives_himself_another(wang, land, monkeypatch):  # noqa: F811
    open_still = browser(wang)
    half_of(sign_in(browser(), "wang"))  # he is asked for what he lost
    people = f"/people/?organisation={land.mill}"
    security, system = at_desk("security"), at_desk("system")
    assert f"/people/{wang}/factor/" not in system.get(people).content.decode()
    assert do(program("system"), "credentials.ask_factor_off", {"person": wang}).status_code == 409
    assert do(program("audit"), "credentials.ask_factor_off", {"person": wang}).status_code == 403

    asked = pressed(security, people, f"/people/{wang}/factor/")
    assert asked.headers["Location"] == "/?asked=1"
    assert "等另一位管理员同意" in security.get("/?asked=1").content.decode()
    assert "您提出的，须由另一位管理员同意" in security.get("/").content.decode()
    alone_ = security.post(f"/people/{wang}/factor/agree/", {"command": str(uuid.uuid4())})
    assert alone_.status_code == 409
    assert "须由另一位管理员同意" in alone_.content.decode()
    told = open_still.get("/factor/").content.decode()
    assert "security于" in told
    assert "不是您要求的" in told
    assert f"/people/{wang}/factor/agree/" in at_desk("audit").get("/").content.decode()

    agreed = pressed(system, "/", f"/people/{wang}/factor/agree/")
    assert agreed.headers["Location"] == "/?off=1"
    assert "须重新启用" in system.get("/?off=1").content.decode()
    assert "system同意" in security.get("/").content.decode()
    assert ask(open_still, "obligations.today").status_code == 401

    client = browser()
    assert sign_in(client, "wang").headers["Location"] == "/factor/"
    page = client.get("/factor/").content.decode()
    assert "您的动态口令已于" in page
    assert "security提出，system同意" in page
    client.post("/factor/new/")
    monkeypatch.setenv("ANLAN_NOW", later(2).isoformat())
    code = totp.password(factors.to_confirm(wang), totp.step_of(later(2)))
    assert client.post("/factor/confirm/", {"code": code}).status_code == 200
    assert "丢失的动态口令" not in security.get("/").content.decode()
    half_of(sign_in(browser(), "wang"))
    assert rebuild.check() == []
