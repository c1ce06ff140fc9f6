"""The address by which whoever was rung answers: one call, no sign-in, no script, and nothing not made here."""

import re
import uuid

import pytest
from django.test import Client

from anlan.kernel.registry import acts as registry
from anlan.kernel.ringing.links import token
from tests.cast import MORNING, by
from tests.doors import browser
from tests.warning.stands import out, rows

pytestmark = pytest.mark.django_db
MOST_BYTES = 12_000


@pytest.fixture
def link(held, monkeypatch):
    """The link of Wang, when a red warning has gone out."""
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    out(held)
    return f"/r/{token(rows(held)['wang'].item.no)}/"


def press(client: Client, link: str, **words: str):
    page = client.get(link).content.decode()
    crossing = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert crossing
    return client.post(link, words | {"command": str(uuid.uuid4()), "csrfmiddlewaretoken": crossing[1]})


def test_somebody_without_an_account_answers_says_it_again_and_acts(link, held):
    phone = Client(enforce_csrf_checks=True)
    page = phone.get(link)
    assert page.status_code == 200
    assert len(page.content) < MOST_BYTES
    assert "<script" not in page.content.decode()
    assert "立即向高处转移" in page.content.decode()

    assert press(phone, link, verb="accept").status_code == 302
    assert press(phone, link, verb="repeat", text="到东山学校").status_code == 302
    assert press(phone, link, verb="report", deed="all-moved", moved="9", expected="9").status_code == 302

    mine = rows(held)["wang"]
    assert (mine.channel, mine.item.state) == ("link", "struck-off")
    assert mine.read_back_at
    assert "不用再答" in phone.get(link).content.decode()


def test_what_is_wrong_is_said_on_the_page(link):
    answer = press(Client(enforce_csrf_checks=True), link, verb="report", deed="moving", moved="10", expected="9")
    assert answer.status_code == 409
    assert "不能多于" in answer.content.decode()


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: t + "a", lambda t: t.replace("000001", "000002"), str.upper]
)
def test_no_other_address_opens_anything(link, change):
    given = link.removeprefix("/r/").removesuffix("/")
    answer = Client().get(f"/r/{change(given)}/")
    assert answer.status_code == 404


def test_it_opens_no_page_but_its_own(link):
    phone = Client()
    phone.get(link)
    assert phone.get("/").status_code in (302, 401)


def test_the_telephones_of_a_demo_are_a_page_and_a_real_house_has_none(link):
    assert browser("sun").get("/phones/").status_code == 404
    registry.mark_home(kind="demo", by=by("console"), at=MORNING)
    assert browser("sun").get("/phones/").status_code == 200
