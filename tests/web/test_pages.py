"""The pages of the desk: what each shows, and that every key on them does what it says."""

from __future__ import annotations

import io
import re
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers.rules import Description
from anlan.engines.proofs import receipt
from anlan.engines.proofs.square import square
from anlan.faces.web.templatetags.times import moment
from anlan.kernel.journal import seals
from anlan.kernel.journal.facts import BEIJING
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts as items
from anlan.kernel.obligations.reads import item
from anlan.kernel.registry.facts import OrganisationsRegistered, PeopleRegistered
from anlan.kernel.registry.may import EVERYWHERE, Role
from tests.cast import MORNING, by, photo, post
from tests.doors import browser


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    """Let every test happen on one morning."""
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())


def at_desk(person: str, language: str = "zh-CN", *, at: datetime = MORNING):
    """Let a person of the cast sit at the desk."""
    client = browser(person, at=at)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    return client


def picture(colour: str = "red") -> SimpleUploadedFile:
    """Return a photo as a browser sends it."""
    target = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(target, "JPEG")
    return SimpleUploadedFile("现场.jpg", target.getvalue(), content_type="image/jpeg")


def pressed(client, page: str, address: str, **more: object):
    """Press what a page offers: send the form with its own hidden fields."""
    html = client.get(page).content.decode()
    form = next(f for f in re.findall(r"<form.*?</form>", html, re.S) if f'action="{address}"' in f)
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    return client.post(address, hidden | more)


def state(no: str) -> str:
    return item(no, kind=None, within=EVERYWHERE).state


def test_today_says_what_is_to_be_done_and_does_it_in_one_press(found):
    wang = at_desk("wang")

    assert "blocked exit" in wang.get("/").content.decode()
    answer = pressed(wang, "/", "/i/26-000001/accept/", stay="/")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/?done=accept")
    assert state(found) == "accepted"


def test_what_was_just_done_can_be_taken_back_from_the_page_it_leads_to(put_right):
    li = at_desk("li")
    done = pressed(li, "/i/26-000001/", "/i/26-000001/strike_off/")
    assert state(put_right) == "struck-off"

    told = li.get(done.headers["Location"]).content.decode()
    assert 'action="/i/26-000001/take_back/"' in told
    assert "<dt>时限</dt><dd>2026-07-08 24:00</dd>" in told  # by when it was to be done is still told
    pressed(li, done.headers["Location"], "/i/26-000001/take_back/")

    assert state(put_right) == "submitted"


def test_ten_seconds_later_the_page_offers_it_no_more(put_right, monkeypatch):
    li = at_desk("li")
    done = pressed(li, "/i/26-000001/", "/i/26-000001/strike_off/")
    monkeypatch.setenv("ANLAN_NOW", (MORNING + timedelta(seconds=11)).isoformat())

    assert "take_back" not in li.get(done.headers["Location"]).content.decode()


def test_a_danger_is_submitted_with_a_photo_from_a_form(found):
    items.accept(item=found, by=by("wang"), at=MORNING)
    wang = at_desk("wang")

    answer = pressed(wang, "/i/26-000001/submit/", "/i/26-000001/submit/", evidence=picture(), text="cleared")

    assert answer.status_code == 302, answer.content.decode()
    assert state(found) == "submitted"
    page = wang.get("/i/26-000001/").content.decode()
    [shown] = re.findall(r'<img src="([^"]+)" alt="整改后', page)
    copy = wang.get(shown)
    assert (copy.status_code, copy.headers["Content-Type"]) == (200, "image/jpeg")
    assert "sandbox" in copy.headers["Content-Security-Policy"]


def test_a_file_that_is_no_evidence_is_refused_in_a_sentence_and_nothing_moves(found):
    items.accept(item=found, by=by("wang"), at=MORNING)
    wang = at_desk("wang")
    script = SimpleUploadedFile("现场.jpg", b"<html><script>alert(1)</script>", content_type="image/jpeg")

    answer = pressed(wang, "/i/26-000001/submit/", "/i/26-000001/submit/", evidence=script)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert state(found) == "accepted"


def test_a_refusal_shows_the_page_again_with_the_sentence(put_right):
    wang = at_desk("wang")
    command = {"command": "0198c2f0-0000-7000-8000-000000000001"}

    answer = wang.post("/i/26-000001/strike_off/", command)

    assert answer.status_code == 409
    assert "整改人不得验收自己负责的" in answer.content.decode()


def test_the_page_speaks_english_to_whoever_does(put_right):
    page = at_desk("li", "en-GB").get("/i/26-000001/").content.decode()

    assert "Cannot be changed" in page
    assert "验收销号" not in page


def test_a_danger_is_filed_in_two_steps(county, monkeypatch):

    record(
        [
            OrganisationsRegistered(
                organisations=("demo-o-000001",),
                names=("红星烟花厂",),
                usccs=(None,),
                places=("6301",),
                kinds=("enterprise",),
                sectors=(None,),
                departments=("safety",),
                are_simulated=(False,),
            )
        ],
        by=by("console"),
        at=MORNING,
    )
    zhao = at_desk("zhao")
    assert "红星烟花厂" in zhao.get("/items/new/?unit=红星").content.decode()


def test_the_ledger_finds_by_number_and_by_words(found):
    li = at_desk("li")

    for asked in ("26-000001", "#26-1", "blocked", "BLOCKED EXIT"):
        assert "blocked exit" in li.get("/items/", {"q": asked}).content.decode(), asked
    assert "没有找到" in li.get("/items/", {"q": "nothing of the kind"}).content.decode()


def test_every_view_of_the_ledger_answers_and_an_unknown_one_is_told_so(put_right):
    li = at_desk("li")
    views = re.findall(r'href="(/items/\?view=[^"]+)"', li.get("/items/").content.decode())

    assert len(set(views)) >= 8
    for address in views:
        assert li.get(address.replace("&amp;", "&")).status_code == 200, address
    assert li.get("/items/?view=everything").status_code == 400
    assert li.get("/items/?page=x").status_code == 400


def test_the_sheets_for_the_printer_are_pages_of_their_own(put_right):
    li = at_desk("li")

    assert "blocked exit" in li.get("/items/?print=1").content.decode()
    assert "blocked exit" in li.get("/i/26-000001/?print=1").content.decode()


def test_the_panel_beside_the_ledger_is_a_part_of_a_page(put_right):
    part = at_desk("li").get("/i/26-000001/peek/").content.decode()

    assert "blocked exit" in part
    assert "<html" not in part


def test_who_was_offered_a_duty_elsewhere_sees_it_and_takes_it(found):

    record([post("hu", Role.MEMBER, "E-1", "6301")], by=by("console"), at=MORNING)
    items.hand_over(item=found, to="hu", why="his hall", by=by("wang"), at=MORNING)
    hu = at_desk("hu")

    assert "blocked exit" in hu.get("/").content.decode()
    pressed(hu, "/i/26-000001/", "/i/26-000001/take/")
    assert item(found, kind=None, within=EVERYWHERE).owner == "hu"


def test_an_administrator_sees_none_of_the_work(found):

    record([post("root", Role.SYSTEM, "O-county", "6301")], by=by("console"), at=MORNING)
    root = at_desk("root")

    assert root.get("/").status_code == 200
    assert root.get("/items/").status_code == root.get("/i/26-000001/").status_code == 403


def test_evidence_elsewhere_is_not_here(found):
    items.accept(item=found, by=by("wang"), at=MORNING)
    dangers.submit(item=found, evidence=(photo("wang"),), by=by("wang"), at=MORNING)

    there = at_desk("zhou").get(f"/i/26-000001/files/{photo('wang')}/")
    nowhere = at_desk("zhou").get(f"/i/26-999999/files/{photo('wang')}/")

    assert there.status_code == nowhere.status_code == 404


def test_whoever_submits_again_reads_why_it_came_back(put_right):
    dangers.return_(item=put_right, why="The cartons stand there still.", by=by("li"), at=MORNING)

    assert "The cartons stand there still." in at_desk("wang").get("/i/26-000001/submit/").content.decode()


def test_a_strike_off_gives_a_receipt_that_verifies_without_the_system(put_right, monkeypatch):
    dangers.strike_off(item=put_right, by=by("li"), at=MORNING)
    li = at_desk("li")
    assert li.get("/i/26-000001/receipt/").status_code == 409  # ten seconds, and a head over it

    later = MORNING + timedelta(seconds=11)
    monkeypatch.setenv("ANLAN_NOW", later.isoformat())
    seals.seal(later)
    given = li.get("/i/26-000001/receipt/?file=1").content.decode()

    assert receipt.unpack(given).holds()
    page = li.get("/i/26-000001/receipt/").content.decode()
    key = receipt.unpack(given).signed.key
    assert " ".join(key[at : at + 4] for at in range(0, len(key), 4)) in page
    assert f"<dd>{moment(MORNING)}</dd>" in page
    assert "<dt>Struck off by</dt>" in at_desk("li", "en").get("/i/26-000001/receipt/").content.decode()
    drawn = square(given)
    assert drawn
    assert f'viewBox="0 0 {drawn.side} {drawn.side}"' in page
    assert f'<path d="{drawn.path}"/>' in page
    assert "style=" not in page[page.index('<svg class="square"') : page.index("</svg>", page.index('class="square"'))]
    assert page.index("<details") < page.index(given) < page.index("</details>", page.index(given))
    assert at_desk("zhou").get("/i/26-000001/receipt/?file=1").status_code == 404


def test_what_was_not_struck_off_has_no_receipt(put_right):
    assert at_desk("li").get("/i/26-000001/receipt/").status_code == 404


def test_a_refusal_says_the_state_in_the_words_of_the_page(found):
    li = at_desk("li")
    answer = li.post("/i/26-000001/strike_off/", {"command": "0198c2f0-0000-7000-8000-000000000002"})

    assert "现在是“未接收”" in answer.content.decode()


def test_a_day_is_shown_as_a_day_and_what_the_title_says_is_not_said_again(county):
    words = {
        "what": "a leak in the hall",
        "owner": "wang",
        "organisation": "E-1",
        "place": "6301",
        "department": "safety",
    }
    midnight = datetime(2026, 6, 30, 0, 0, tzinfo=BEIJING)
    for description, found_at in (
        ("a leak in the hall。", midnight),
        ("it drips on the board", midnight + timedelta(hours=9)),
    ):
        dangers.file(**words, told=Description(description=description), found_at=found_at, by=by("li"), at=MORNING)
    li = at_desk("li")
    by_day, by_hour = (li.get(f"/i/26-00000{n}/").content.decode() for n in (1, 2))

    assert "<dd>2026-06-30</dd>" in by_day
    assert "<dt>描述</dt>" not in by_day
    assert "<dd>2026-06-30 09:00</dd>" in by_hour
    assert "<dd>it drips on the board</dd>" in by_hour


def test_whoever_owes_an_item_is_shown_with_his_own_unit(found):
    people = PeopleRegistered(people=("wang", "zhao"), organisations=("E-1", "O-county"))
    record([people], by=by("console"), at=MORNING)
    assert "wang · E-1" in _chips("li")

    items.disown(item=found, why="not ours", by=by("wang"), at=MORNING)

    assert "zhao · O-county" in _chips("li")


def _chips(person: str) -> str:
    page = at_desk(person).get("/i/26-000001/").content.decode()
    return " ".join(re.findall(r'class="chip">([^<]+)', page))


@pytest.mark.parametrize("query", ["view=+", "group=+", "view=%20overdue", "page=+"])
def test_a_blank_in_the_address_of_the_ledger_asks_for_nothing(query, found):
    assert at_desk("li").get(f"/items/?{query}").status_code in (200, 400)
