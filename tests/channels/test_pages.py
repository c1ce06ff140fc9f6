"""The page of channels, and what others see of them: set, tried, removed; whether anybody outside is reached."""

import re

import pytest

from anlan.kernel.channels import setting
from anlan.kernel.journal.record import record
from anlan.kernel.registry import acts as registry
from anlan.kernel.registry import vault
from anlan.kernel.registry.may import Role
from tests.cast import MORNING, by, post
from tests.channels.test_reports import delivered, rung, said, tell
from tests.doors import browser
from tests.gateways.gateway import SECRET_TEXT
from tests.warning.stands import out

__all__ = ["rung"]
pytestmark = pytest.mark.django_db
KEY = {"command": "b4b6a1de-0000-4000-8000-000000000001"}


def record_keeper() -> None:
    """Let Ke be the system administrator."""
    record([post("ke", Role.SYSTEM, "O-county", "6301")], by=by("console"), at=MORNING)


@pytest.fixture
def keeper(fake, phones):
    record_keeper()
    return browser("ke")


def shown(page) -> str:
    return str(page.content.decode())


def test_a_channel_is_set_tried_and_taken_off_and_its_secret_never_comes_back(keeper, fake):
    assert "还没有渠道" in shown(keeper.get("/channels/"))
    given = {"name": "sms", "kind": "sms", "address": fake.address, "secret": SECRET_TEXT}
    assert keeper.post("/channels/", given | KEY).status_code == 302
    assert "没有您的手机号" in shown(keeper.post("/channels/sms/test/", KEY)), "he has none in the register"

    vault.keep("ke", vault.PHONE, "13900000009")
    assert keeper.post("/channels/sms/test/", KEY).status_code == 302
    [key] = fake.held
    assert fake.held[key]["to"] == "13900000009"
    tell(reports=[delivered(key)], replies=[said("1", "1", sender="13900000009")])
    page = shown(keeper.get("/channels/"))
    assert re.search("已送达.*已回数字", page)
    assert SECRET_TEXT not in page
    assert "/gate" not in page, "nor the whole address"

    assert keeper.post("/channels/sms/remove/", KEY).status_code == 302
    assert not setting.is_set("sms")


def test_what_does_not_fit_is_said_and_the_secret_is_not_put_back_into_the_form(keeper):
    given = {"name": "sms", "kind": "sms", "address": "http://sms.example/", "secret": SECRET_TEXT}
    page = keeper.post("/channels/", given | KEY)
    assert page.status_code == 409
    assert "https://" in shown(page)
    assert SECRET_TEXT not in shown(page)


def test_nobody_sets_one_with_an_old_sign_in(keeper, fake, monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.replace(hour=20).isoformat())
    given = {"name": "sms", "kind": "sms", "address": fake.address, "secret": SECRET_TEXT}
    late = browser("ke", at=MORNING.replace(hour=19, minute=40))
    assert late.post("/channels/", given | KEY).status_code == 401
    assert not setting.is_set("sms")


def test_a_house_without_channels_says_so_where_warnings_are_and_a_demo_has_its_telephones(held, monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    out(held)
    desk = browser("qian")
    for page in ("/warnings/", f"/warnings/{held}/"):
        assert "还没有渠道" in shown(desk.get(page))
    registry.mark_home(kind="demo", by=by("console"), at=MORNING)
    assert "还没有渠道" not in shown(desk.get("/warnings/"))


def test_the_board_says_how_far_each_message_has_come_and_duty_reads_what_is_no_answer(rung):
    desk = browser("qian")
    tell(reports=[delivered()], replies=[said("1", "路断了", sender="13700000000")])
    board = shown(desk.get(f"/warnings/{rung}/"))
    assert re.search("短信 已送达（不到 1 分钟前）", board)
    assert re.search("短信 已交渠道，待回执", board)
    page = shown(desk.get("/warnings/replies/"))
    assert "路断了" in page
    assert "号码不在名录" in page
