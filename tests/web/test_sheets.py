"""A sheet for the printer with nothing on it says so: an empty table could also be one that was cut off."""

import re

import pytest

from tests.cast import MORNING
from tests.doors import browser
from tests.duty.conftest import day_and_night as day_and_night
from tests.duty.conftest import on_duty as on_duty

pytestmark = pytest.mark.django_db
EMPTY = re.compile(r"<tbody>\s*</tbody>|</thead>\s*</table>")


@pytest.fixture(autouse=True)
def morning(home, monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())


def sheet(path: str, person: str) -> str:
    page = browser(person).get(path).content.decode()
    assert 'class="sheet-page"' in page
    return page


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/items/?print=1", "台账上没有在册的事项。"),
        ("/items/?print=1&view=overdue", "没有逾期的事项。"),
        ("/items/?print=1&q=nothing", "这些条件下没有事项。"),
        ("/items/?print=1&among=26-000099", "这些条件下没有事项。"),
    ],
)
def test_a_ledger_without_lines_says_why(county, path, sentence):
    page = sheet(path, "li")

    assert f"<p>{sentence}</p>" in page
    assert not EMPTY.search(page)


def test_a_watch_that_leaves_nothing_says_so(on_duty):
    page = sheet(f"/watches/{on_duty[0]}/?print=1", "qian")

    assert "没有要交代的事项。" in page
    assert not EMPTY.search(page)
