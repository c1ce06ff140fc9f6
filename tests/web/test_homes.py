"""The first block of Today is what a role comes for, and tells nobody of what he does not see."""

import pytest

from anlan.kernel.registry import accounts
from tests.cast import MORNING
from tests.doors import browser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def alone(home, monkeypatch):
    """Live in a home of one's own, on the morning of the cast."""
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())


def today(person: str, language: str = "zh") -> str:
    client = browser()
    client.cookies["session"] = accounts.open_session(
        person=person, post=f"post-{person}", language=language, at=MORNING
    )
    return client.get("/").content.decode()


@pytest.mark.parametrize(
    ("person", "zh", "en"),
    [
        ("qian", "现在没有人值班，也没有排班。", "Nobody is on duty now"),
        ("zhao", "登记隐患", "On the spot"),
        ("li", "等您验收 1 件。", "1 waits for your check."),
        ("sun", "在册 1 件，其中重大隐患 0 件。", "Open: 1, of which major: 0."),
        ("wang", "本单位在册 1 件。", "Open in your unit: 1."),
    ],
)
def test_each_role_has_a_first_block_of_its_own(put_right, person, zh, en):
    assert zh in today(person)
    assert en in today(person, "en")


def test_the_safety_manager_sees_his_dangers_and_takes_his_rows_away(put_right):
    told = today("wang")
    assert "blocked exit" in told
    address = "/items/export/?view=all&amp;form=xlsx"
    assert f'href="{address}"' in told
    client = browser("wang")
    answer = client.get(address.replace("&amp;", "&"))
    assert answer.status_code == 200
    assert "spreadsheet" in answer.headers["Content-Type"]


def test_whoever_is_elsewhere_reads_zero(put_right):
    assert "等您验收 0 件。" in today("zhou")
    assert "blocked exit" not in today("zhou")
