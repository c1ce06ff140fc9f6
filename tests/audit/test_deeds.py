"""Who watches over the administrators reads what they did, in words, beside who was told no."""

import pytest

from anlan.kernel.audit import reads as audit
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts as items
from anlan.kernel.registry import acts
from anlan.kernel.registry.facts import OrganisationsRegistered, PostsEnded
from anlan.kernel.registry.may import EVERYWHERE, Role
from tests.cast import MORNING, TODAY, by, post
from tests.doors import ask, browser, program

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning(monkeypatch, home):
    """Let it be the morning of the cast, in a home of one's own."""
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())


@pytest.fixture
def kept(found):
    """Three administrators, of whom one has ended a post, and somebody who noted how his work goes."""
    roles = ((Role.SYSTEM, "shi"), (Role.SECURITY, "an"), (Role.AUDIT, "yan"))
    record([post(person, role, "O-county", "6301") for role, person in roles], by=by("console"), at=MORNING)
    columns = {"kinds": ("office",), "sectors": (None,), "departments": (None,), "are_simulated": (True,)}
    unit = {"organisations": ("O-county",), "names": ("the county",), "usccs": (None,), "places": ("6301",)}
    record([OrganisationsRegistered(**unit, **columns)], by=by("console"), at=MORNING)
    items.accept(item=found, by=by("wang"), at=MORNING)
    acts.end_posts(posts=("post-li",), until_on=TODAY, by=by("shi"), at=MORNING)
    return found


def test_the_auditor_reads_what_administrators_did_and_nothing_of_the_work(kept):
    deeds = audit.deeds(within=EVERYWHERE, by=by("yan"), at=MORNING)

    assert (deeds[0].name, deeds[0].person, deeds[0].about) == ("registry.posts-ended", "shi", ("post-li", "li"))
    assert {deed.person for deed in deeds} == {"shi", "console"}
    assert not any(deed.name.startswith("items.") for deed in deeds)
    page = browser("yan").get("/", headers={"Accept-Language": "zh-CN"}).content.decode()
    assert "管理员办理记录" in page
    assert "免职" in page
    for other in ("shi", "sun"):
        assert ask(program(other), "audit.deeds").status_code == 403


def test_they_come_page_by_page(kept, monkeypatch):
    monkeypatch.setattr(audit, "PAGE", 2)
    seen, before = list[int](), None
    while page := audit.deeds(before=before, within=EVERYWHERE, by=by("yan"), at=MORNING):
        assert len(page) <= 2
        seen += [deed.seq for deed in page]
        before = seen[-1]

    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(set(seen)) > 2
    assert "更早的" in browser("yan").get("/").content.decode()


def test_what_somebody_did_while_he_was_one_stays_to_be_read(kept):
    record([PostsEnded(posts=("post-shi",), until_on=(TODAY,))], by=by("console"), at=MORNING)

    assert "shi" in {deed.person for deed in audit.deeds(within=EVERYWHERE, by=by("yan"), at=MORNING)}


def test_whose_post_ended_is_named_also_where_another_holds_it_since_and_how_many_more_there_are(kept):
    record([post("hu", Role.OFFICER, "O-county", "6301", no="post-li", from_on=TODAY)], by=by("console"), at=MORNING)
    more = [f"post-{n}" for n in range(9)]
    record(
        [post(f"p{n}", Role.INSPECTOR, "O-county", "6301", no=no) for n, no in enumerate(more)],
        by=by("console"),
        at=MORNING,
    )
    acts.end_posts(posts=tuple(more), until_on=TODAY, by=by("shi"), at=MORNING)

    many, *others = audit.deeds(within=EVERYWHERE, by=by("yan"), at=MORNING)

    assert (many.about, many.more) == ((*more[:5], "p0", "p1", "p2", "p3", "p4"), 4)
    [one] = [deed for deed in others if deed.name == "registry.posts-ended"]
    assert one.about == ("post-li", "li")


def test_the_auditor_of_a_place_reads_of_no_other(kept):
    columns = {
        "kinds": ("office",) * 9,
        "sectors": (None,) * 9,
        "departments": (None,) * 9,
        "are_simulated": (True,) * 9,
    }
    units = tuple(f"O-{n}" for n in range(9))
    places = ("6302",) * 6 + ("6301",) * 3
    said = OrganisationsRegistered(organisations=units, names=units, usccs=(None,) * 9, places=places, **columns)
    record([said], by=by("console"), at=MORNING)

    deed = audit.deeds(within=EVERYWHERE, by=by("yan"), at=MORNING)[0]

    assert (deed.name, deed.about, deed.more) == (said.name, ("O-6", "O-7", "O-8"), 0)
