"""`anlan channel` at a console: a secret is read from a file, and it says in plain words what one's telephone got."""

import pytest
import typer

from anlan.faces.cli import channels as console
from anlan.kernel.channels import setting
from anlan.kernel.channels.rules import Kind
from anlan.kernel.channels.tables import Delivery
from anlan.kernel.registry.may import MayNot
from tests.channels.test_pages import record_keeper
from tests.channels.test_reports import delivered, tell
from tests.doors import browser
from tests.gateways.gateway import SECRET_TEXT, reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def sits(monkeypatch, phones, fake):
    """Let somebody of the cast sit at the console."""

    def at(person: str):
        monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
        session = browser(person)
        visit = session.get("/channels/").wsgi_request.visit  # type: ignore[attr-defined]
        monkeypatch.setattr(console, "visit", lambda person=None: visit.under("b4b6a1de-0000-4000-8000-000000000001"))

    return at


@pytest.fixture
def keeper(sits):
    record_keeper()
    sits("ke")


def test_a_channel_is_set_from_a_file_listed_and_taken_off(keeper, fake, tmp_path, capsys):
    (tmp_path / "secret").write_text(f"{SECRET_TEXT}\n")
    console.channel(console.Doing.SET, "sms", Kind.SMS, fake.address, tmp_path / "secret")
    console.channel(console.Doing.LIST)
    said = capsys.readouterr().out
    assert "sms" in said
    assert SECRET_TEXT not in said
    console.channel(console.Doing.REMOVE, "sms")
    assert not setting.is_set("sms")


def test_nobody_else_sets_one(sits, sms, tmp_path):
    sits("sun")
    (tmp_path / "secret").write_text(SECRET_TEXT)
    with pytest.raises(MayNot):
        console.channel(console.Doing.SET, "sms", Kind.SMS, sms.address, tmp_path / "secret")


def test_it_says_in_plain_words_whether_ones_telephone_has_it(sits, sms, capsys):
    sits("sun")

    with pytest.raises(typer.Exit):
        console.channel(console.Doing.TEST, "sms", wait=0)
    assert "网关收下了" in capsys.readouterr().out

    tell(reports=[delivered(Delivery.objects.get().key)])
    assert console._said("sms", Delivery.objects.get().state, 0) == "“sms”通了：您的手机已收到。"

    sms.behaves = lambda fake, to, told: reply(to, 503, {})
    with pytest.raises(typer.Exit):
        console.channel(console.Doing.TEST, "sms", wait=0)
    assert "没有送出：网关忙" in capsys.readouterr().err
