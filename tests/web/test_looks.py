"""Second looks on pages: links both ways, the form of whoever looks, and what he found."""

import uuid
from datetime import datetime, timedelta

import pytest

from anlan.domains.tasks import acts as tasks
from anlan.faces.web.templatetags.look import short
from anlan.kernel.journal import seals
from anlan.kernel.journal.facts import BEIJING
from anlan.kernel.journal.record import record
from anlan.kernel.looks import keeping
from anlan.kernel.looks.rules import Finding
from anlan.kernel.obligations import acts as items
from anlan.kernel.obligations.tables import Item
from anlan.kernel.registry.may import Role
from tests.cast import MORNING, by, photo, post
from tests.doors import browser
from tests.looks.closures import close, close_major

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(days=30)


def page(address: str, person: str, at: datetime = LATER) -> str:
    answer = browser(person, at=at).get(address)
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
    asked = page(f"{here}strike_off/", "ma")
    assert "又出现或未真正整改" in asked
    assert "销号时" in asked
    assert "没有检查时的照片" not in asked
    refused = browser("ma", at=LATER).post(f"{here}strike_off/", {"command": str(uuid.uuid4())})
    assert refused.status_code == 409
    assert "请先在" in refused.content.decode()


AUGUST = datetime(2026, 8, 6, tzinfo=BEIJING)


@pytest.fixture
def month(county, home):
    """A month of which a head can draw, on a prefecture where somebody else can look."""
    more = [
        post("ma", Role.LEADER, "O-county", "6301", None, "head"),
        post("gao", Role.OFFICER, "O-prefecture", "63", "safety", "danger"),
    ]
    record(more, by=by("console"), at=MORNING)
    return [close(f"exit {n}") for n in range(2)]


def test_a_head_draws_on_the_page_and_reads_what_came_of_it(month, monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", AUGUST.isoformat())
    assert "还没有抽查过销号" in page("/", "ma", AUGUST)
    assert 'href="/sampling/"' in page("/items/", "ma", AUGUST)
    assert 'href="/sampling/"' not in page("/items/", "li", AUGUST)
    assert "抽 2026-07 的销号" in page("/sampling/", "ma", AUGUST)
    assert "<button" not in page("/sampling/", "li", AUGUST).partition("<h1>")[2].partition("</section>")[0]
    pressed = {"command": str(uuid.uuid4())}
    early = browser("ma", at=AUGUST).post("/sampling/", pressed)
    assert early.status_code == 409
    assert "还没有签名封存" in early.content.decode()
    head = seals.seal(AUGUST)
    assert head is not None
    drawn = browser("ma", at=AUGUST).post("/sampling/", {"command": str(uuid.uuid4())})
    assert drawn.headers["Location"] == "/sampling/6301/2026-07/"

    shown = page("/sampling/6301/2026-07/", "ma", AUGUST)
    assert head.said().root in shown
    assert "打开本页时又抽了一遍，结果一样" in shown
    assert all(no in shown for no in month)
    assert "不实比例未知" in shown
    task = Item.objects.filter(kind="task").order_by("no").first()
    assert task is not None
    items.accept(item=task.no, by=by("gao"), at=AUGUST)
    evidence = (photo("gao", "gone"),)
    tasks.submit(item=task.no, finding=Finding.AWAY, evidence=evidence, by=by("gao"), at=AUGUST)
    tasks.strike_off(item=task.no, by=by("ma"), at=AUGUST)
    assert "看过 1 件，未真正闭环 0 件，占 0%" in page("/", "ma", AUGUST)
    assert "不实 0%" in page("/sampling/", "ma", AUGUST)
    assert "销号抽查抽中" in page(f"/i/{short(month[0])}/", "zhao", AUGUST)
    assert browser("zhou", at=AUGUST).get("/sampling/6301/2026-07/").status_code == 404
    assert browser("wang", at=AUGUST).get("/sampling/").status_code == 403

    Item.objects.filter(no=month[0]).update(ended_at=AUGUST)
    assert "结果与记下的不一样" in page("/sampling/6301/2026-07/", "ma", AUGUST)
