"""The first block of Today is what a role comes for, and tells nobody of what he does not see."""

import pytest

from anlan.kernel.duty import acts as watches
from anlan.kernel.registry import accounts
from tests.cast import MORNING, by
from tests.doors import browser
from tests.duty.conftest import day_and_night as day_and_night
from tests.duty.conftest import on_duty as on_duty

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


def test_who_has_handed_over_reads_that_he_is_on_duty_until_it_is_taken(on_duty):
    assert "您在班，至" in today("qian")
    watches.hand_over(watch=on_duty[0], by=by("qian"), at=MORNING)

    told = today("qian")

    assert "已交班给" in told
    assert "接班之前仍由您在班" in told
    assert "您在班，至" not in told
    page = browser("qian").get(f"/watches/{on_duty[0]}/").content.decode()
    assert "重新交班" in page
