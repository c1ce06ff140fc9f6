"""Photos on the pages: none is chosen twice, and copies are drawn once."""

import re
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from anlan.engines.forensics import photo as drawn
from anlan.faces.web import copies
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts as items
from anlan.kernel.obligations.reads import show
from anlan.kernel.registry.facts import OrganisationsRegistered
from anlan.kernel.registry.may import EVERYWHERE, Role
from tests.cast import MORNING, by, post
from tests.hostile import images
from tests.web.test_pages import at_desk, picture, pressed, state

SUBMIT = "/i/26-000001/submit/"
TOO_LONG = "长" * 5_000


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())


@pytest.fixture
def accepted(found):
    items.accept(item=found, by=by("wang"), at=MORNING)
    return found


@pytest.fixture
def shown(accepted):
    """The address of the photo of how Wang put it right."""
    wang = at_desk("wang")
    pressed(wang, SUBMIT, SUBMIT, evidence=picture())
    [address] = re.findall(r'<img src="([^"]+)" alt="整改后', wang.get("/i/26-000001/").content.decode())
    return address


def carried(html):
    """Return what a form shown again has ticked: the number of each file and its small picture."""
    boxes = re.findall(r'<label><input type="checkbox" name="evidence" value="(\w+)" checked>(.*?)</label>', html)
    return {no: re.findall(r'src="([^"]+)"', rest) for no, rest in boxes}


def test_a_photo_is_not_chosen_twice_when_the_form_is_refused(accepted):
    wang = at_desk("wang")
    refused = pressed(wang, SUBMIT, SUBMIT, evidence=picture(), text=TOO_LONG)
    assert (refused.status_code, state(accepted)) == (422, "accepted")

    [(no, [small])] = carried(refused.content.decode()).items()
    assert "现场.jpg" in refused.content.decode()
    assert wang.get(small).headers["Content-Type"] == "image/jpeg"
    pressed(wang, SUBMIT, SUBMIT, evidence=[no], text="cleared")

    assert state(accepted) == "submitted"
    evidence = show(no=accepted, within=EVERYWHERE, by=by("wang"), at=MORNING).evidence
    assert [one.file for one in evidence] == [no]


def test_what_was_ticked_off_is_left_out_and_what_stays_is_carried_on(accepted):
    wang = at_desk("wang")
    both = [picture("red"), picture("blue")]
    first = pressed(wang, SUBMIT, SUBMIT, evidence=both, text=TOO_LONG)
    [one, _] = carried(first.content.decode())

    again = pressed(wang, SUBMIT, SUBMIT, evidence=[one], text=TOO_LONG)

    assert list(carried(again.content.decode())) == [one]


def test_the_good_photos_are_carried_when_one_file_cannot_be_evidence(accepted):
    wang = at_desk("wang")
    script = SimpleUploadedFile("现场.jpg", b"<html><script>alert(1)</script>", content_type="image/jpeg")

    refused = pressed(wang, SUBMIT, SUBMIT, evidence=[script, picture()])

    assert refused.status_code == 422
    assert len(carried(refused.content.decode())) == 1


@pytest.fixture
def unit(county):
    """A unit of which Zhao files."""
    unit = {"organisations": ("demo-o-000001",), "names": ("红星烟花厂",), "usccs": (None,), "places": ("6301",)}
    more = {"kinds": ("enterprise",), "sectors": (None,), "departments": ("safety",), "are_simulated": (False,)}
    record([OrganisationsRegistered(**unit, **more)], by=by("console"), at=MORNING)
    return "demo-o-000001"


def test_a_filing_that_is_refused_keeps_its_photo(unit):
    words = {"organisation": unit, "what": "blocked exit", "owner": "", "command": str(uuid4())}

    refused = at_desk("zhao").post("/items/new/", words | {"evidence": picture()})

    assert refused.status_code == 422
    assert len(carried(refused.content.decode())) == 1


@pytest.mark.parametrize(
    ("language", "says", "first"),
    [
        ("zh", "重大隐患必须填写“", "判定依据"),
        ("en", "A major danger needs “", "Basis"),
    ],
)
def test_all_that_a_major_danger_lacks_is_named_at_once_and_marked(unit, language, says, first):
    words = {"organisation": unit, "place": "6301", "department": "safety", "what": "blocked exit", "owner": "wang"}
    words |= {"grade": "major", "due_on": "2026-07-02", "command": str(uuid4())}

    page = at_desk("zhao", language).post("/items/new/", words).content.decode()

    assert page.count(says) == 2 * page.count('aria-invalid="true"') == 6
    assert f'<a href="#basis">{says}{first}' in page
    assert page.count('class="small needed"') == 3


def test_a_danger_is_filed_with_the_time_at_which_it_was_found(unit):
    zhao = at_desk("zhao")
    form = zhao.get("/items/new/", {"organisation": unit}).content.decode()
    assert '现场照片 <span class="muted small optional">' in form
    assert 'type="datetime-local" value="2026-07-01T17:00"' in form
    words = {"organisation": unit, "place": "6301", "department": "safety", "what": "blocked exit", "owner": "hu"}
    record([post("hu", Role.ENTERPRISE, unit, "6301")], by=by("console"), at=MORNING)

    def filed(found_at):
        return zhao.post("/items/new/", words | {"found_at": found_at, "command": str(uuid4())})

    for found_at, says in (
        ("2026-07-01T17:01", "发现时间2026-07-01 17:01还没有到。请写发现时的时间。"),
        ("昨天", "“发现时间”应为时间，如 2026-07-18 10:14。"),
    ):
        page = filed(found_at).content.decode()
        assert f'<a href="#found_at">{says}</a>' in page
        assert f'value="{found_at}" required aria-invalid="true"' in page

    shown = zhao.get(filed("2026-06-30T16:05").headers["Location"]).content.decode()
    assert "<dt>发现时间</dt><dd>2026-06-30 16:05</dd>" in shown


def test_nobody_looks_at_what_another_has_put_in(accepted):
    wang = at_desk("wang")
    refused = pressed(wang, SUBMIT, SUBMIT, evidence=picture(), text=TOO_LONG)
    [(no, [small])] = carried(refused.content.decode()).items()

    stranger = at_desk("li")
    assert stranger.get(small).status_code == stranger.get(f"/uploads/{'0' * 64}/").status_code == 404
    told = stranger.post(SUBMIT, {"evidence": no, "text": TOO_LONG, "command": str(uuid4())})
    assert told.status_code in (409, 422)
    assert not carried(told.content.decode())


def test_a_copy_is_drawn_once(shown, monkeypatch):
    li = at_desk("li")
    first = li.get(shown)
    monkeypatch.setattr(drawn, "public_copy", lambda content: pytest.fail("drawn twice"))

    assert li.get(shown).content == first.content
    assert at_desk("wang").get(shown).content == first.content


def test_a_browser_that_has_the_copy_is_told_so_and_asks_each_time(shown):
    li = at_desk("li")
    first = li.get(shown)
    again = li.get(shown, HTTP_IF_NONE_MATCH=first.headers["ETag"])

    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["Cache-Control"] == again.headers["Cache-Control"] == "private, no-cache"
    assert li.get(f"{shown}?small=1").headers["ETag"] != first.headers["ETag"]
    assert at_desk("zhou").get(shown, HTTP_IF_NONE_MATCH=first.headers["ETag"]).status_code == 404


def test_copies_may_be_thrown_away_and_what_others_put_there_is_not_shown(shown):
    li = at_desk("li")
    first = li.get(shown).content
    [kept] = [
        one for one in (settings.ANLAN_HOME / "copies").glob("*/*-2560-*.jpg") if shown.split("/")[-2] in one.name
    ]

    kept.write_bytes(kept.read_bytes()[:-1] + b"!")
    assert li.get(shown).content == first
    kept.write_bytes(b"short")
    assert li.get(shown).content == first
    kept.unlink()
    assert li.get(shown).content == first
    assert kept.read_bytes()[copies.SEAL :] == first


def test_another_recipe_draws_anew(shown, monkeypatch):
    li = at_desk("li")
    before = li.get(shown).headers["ETag"]
    monkeypatch.setattr(copies, "DRAWN", copies.DRAWN + 1)

    assert li.get(shown, HTTP_IF_NONE_MATCH=before).status_code == 200


def test_a_hostile_picture_is_still_refused_and_nothing_is_drawn(accepted):
    bad = SimpleUploadedFile("现场.png", images.flood(), content_type="image/png")
    before = set((settings.ANLAN_HOME / "copies").rglob("*"))

    refused = pressed(at_desk("wang"), SUBMIT, SUBMIT, evidence=bad)

    assert refused.status_code == 422
    assert not carried(refused.content.decode())
    assert set((settings.ANLAN_HOME / "copies").rglob("*")) == before
