"""Second looks on pages: links both ways, the form of whoever looks, and what he found."""

import uuid
from datetime import timedelta

import pytest

from anlan.faces.web.templatetags.look import short
from anlan.kernel.journal.record import record
from anlan.kernel.looks import keeping
from anlan.kernel.obligations import acts as items
from anlan.kernel.obligations.tables import Item
from anlan.kernel.registry.may import Role
from tests.cast import MORNING, by, photo, post
from tests.doors import browser
from tests.looks.closures import close_major

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(days=30)


def page(address: str, person: str) -> str:
    answer = browser(person, at=LATER).get(address)
    assert answer.status_code == 200, answer
    return str(answer.content, encoding="utf-8")


def test_it_is_on_todays_list_linked_both_ways_and_what_was_found_is_on_the_danger(county, monkeypatch):
    record([post("ma", Role.LEADER, "O-county", "6301", None, "head")], by=by("console"), at=MORNING)
    danger = close_major()
    keeping.keep(LATER)
    no = Item.objects.get(kind="task").no
    monkeypatch.setenv("ANLAN_NOW", LATER.isoformat())
    there, here = f"/i/{short(danger)}/", f"/i/{short(no)}/"

    assert here in page("/", "li")
    assert f'href="{here}"' in page(there, "zhao")
    shown = page(here, "li")
    assert f'href="{there}"' in shown
    assert "重大隐患销号满期" in shown
    assert "明确验收人" not in shown
    items.accept(item=no, by=by("li"), at=LATER)
    form = page(f"{here}submit/", "li")
    assert "又出现或未真正整改" in form

    shown = photo("li", "it leaks")
    empty = browser("li", at=LATER).post(
        f"{here}submit/", {"finding": "", "evidence": shown, "command": str(uuid.uuid4())}
    )
    assert empty.status_code == 422
    told = {"finding": "there-again", "evidence": shown, "text": "it leaks", "command": str(uuid.uuid4())}
    assert browser("li", at=LATER).post(f"{here}submit/", told).status_code == 302
    assert "又出现或未真正整改，待验收" in page(there, "zhao")
    assert f'href="{there}recur/"' in page(here, "li")
    assert "file-it-again" not in page(here, "ma")
    refused = browser("ma", at=LATER).post(f"{here}strike_off/", {"command": str(uuid.uuid4())})
    assert refused.status_code == 409
    assert "请先在" in refused.content.decode()
