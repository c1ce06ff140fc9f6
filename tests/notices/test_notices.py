"""What somebody is told: what others did to him, once, as long as he sees it, and the same after a rebuild."""

from datetime import timedelta

import pytest

from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers.rules import Description, Grade
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import KNOWN
from anlan.kernel.journal.record import record
from anlan.kernel.notices import keeping, tables
from anlan.kernel.notices.rules import CHASED, KEPT, OWNED_BY, TAKES_BACK, TOLD, Sort
from anlan.kernel.obligations import acts as items
from anlan.kernel.registry.facts import PostsEnded
from anlan.kernel.registry.may import Role
from tests.cast import MORNING, TODAY, by, post
from tests.doors import ask, browser, program


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())


def told(person: str) -> list[str]:
    """Return what somebody is told, the earliest first."""
    return [one["notice"]["sort"] for one in ask(program(person), "notices.notices").json()["answer"]["told"]][::-1]


def unread(person: str) -> int:
    return int(ask(program(person), "notices.unread").json()["answer"])


def test_each_is_told_what_others_did_to_him_and_nobody_what_he_did_himself(put_right):
    dangers.return_(item=put_right, why="no photo", by=by("li"), at=MORNING + timedelta(seconds=1))
    items.nudge(item=put_right, text="", by=by("qian"), at=MORNING + timedelta(seconds=2))

    assert told("wang") == [Sort.GIVEN, Sort.RETURNED, Sort.NUDGED]
    assert told("li") == [Sort.TO_CHECK]
    assert told("zhao") == told("qian") == told("zhou") == []


def test_what_is_told_is_the_same_before_the_clock_took_it_in_and_after_and_never_twice(put_right):
    before = told("wang"), told("li"), unread("wang")

    assert keeping.keep(MORNING)
    assert not keeping.keep(MORNING)

    assert (told("wang"), told("li"), unread("wang")) == before == ([Sort.GIVEN], [Sort.TO_CHECK], 1)


def test_a_page_looks_through_no_heavy_pile_and_the_clock_tells_of_it(found, monkeypatch):
    keeping.keep(MORNING)
    for n in range(3):
        items.nudge(item=found, text="", by=by("qian"), at=MORNING + timedelta(seconds=n + 1))
    monkeypatch.setattr("anlan.kernel.notices.tables.LIGHT", 1)

    assert told("wang") == [Sort.GIVEN, Sort.NUDGED]
    keeping.keep(MORNING)
    assert told("wang") == [Sort.GIVEN, *[Sort.NUDGED] * 3]


@pytest.mark.parametrize("is_kept", [False, True])
def test_what_was_taken_back_is_told_to_nobody(found, is_kept):
    said = by("qian")
    items.nudge(item=found, text="", by=said, at=MORNING + timedelta(seconds=1))
    assert told("wang") == [Sort.GIVEN, Sort.NUDGED]
    if is_kept:
        keeping.keep(MORNING)

    items.take_back(item=found, key=said.command, by=by("qian"), at=MORNING + timedelta(seconds=2))

    assert told("wang") == [Sort.GIVEN]
    keeping.keep(MORNING)
    assert told("wang") == [Sort.GIVEN]


def test_who_gave_away_what_he_owes_is_told_how_it_was_answered(found):
    record([post("wu", Role.MEMBER, "E-1", "6301")], by=by("console"), at=MORNING)
    items.accept(item=found, by=by("wang"), at=MORNING)
    items.hand_over(item=found, to="wu", why="on leave", by=by("wang"), at=MORNING)
    assert told("wu") == [Sort.OFFERED]  # who sees it only because it was offered to him

    items.take(item=found, by=by("wu"), at=MORNING + timedelta(seconds=1))

    assert told("wang") == [Sort.GIVEN, Sort.TAKEN]


def test_many_that_one_command_did_to_somebody_are_one_notice(found):
    again = dangers.file(
        what="no sign at the exit",
        place="6301",
        department="safety",
        organisation="E-1",
        owner="wang",
        grade=Grade.GENERAL,
        told=Description(basis="GB 50016", measures="put it up"),
        by=by("zhao"),
        at=MORNING,
    ).subject
    many = {"items": (found, again), "count": 2, "text": "", "by": by("qian"), "at": MORNING + timedelta(seconds=1)}
    items.nudge_many(**many)

    told_of = ask(program("wang"), "notices.notices").json()["answer"]["told"]

    assert [(one["notice"]["sort"], one["notice"]["n"]) for one in told_of] == [
        (Sort.NUDGED, 2),
        (Sort.GIVEN, 1),
        (Sort.GIVEN, 1),
    ]


def test_who_left_his_post_is_told_nothing_of_it_any_more(put_right, monkeypatch):
    assert told("li") == [Sort.TO_CHECK]
    record([post("li", Role.OFFICER, "O-else", "6302", "safety", no="post-li-2")], by=by("console"), at=MORNING)
    record([PostsEnded(posts=("post-li",), until_on=(TODAY,))], by=by("console"), at=MORNING)

    client = browser()
    client.cookies["session"] = browser("li").cookies["session"].value

    assert ask(client, "notices.notices").json()["answer"]["told"] == []


def test_what_is_older_than_a_week_is_no_news(put_right, monkeypatch):
    keeping.keep(MORNING)
    monkeypatch.setenv("ANLAN_NOW", (MORNING + KEPT + timedelta(hours=1)).isoformat())

    client = browser("wang", at=MORNING + KEPT + timedelta(hours=1))

    assert ask(client, "notices.unread").json()["answer"] == 0


def test_a_rebuild_tells_the_same_and_leaves_what_was_read(put_right):
    keeping.keep(MORNING)
    browser("wang").post("/notices/", {"read": "all"})
    before = list(tables.Notice.objects.order_by("pk").values())

    assert rebuild.check() == []
    assert rebuild.rebuild() == []

    assert list(tables.Notice.objects.order_by("pk").values()) == before != []
    assert unread("wang") == 0
    tables.Notice.objects.filter(person="wang").delete()
    assert [line.split(":")[0] for line in rebuild.check()] == ["notices_notice"]


def test_the_bell_counts_what_is_unread_and_opening_it_leads_there_and_marks_it_as_read(put_right):
    client = browser("wang")
    assert "1<span class" in client.get("/notices/").content.decode().partition('id="bell"')[2]
    [one] = ask(client, "notices.notices").json()["answer"]["told"]
    key = " ".join(one["notice"][word] for word in ("sort", "command", "subject"))

    assert client.post("/notices/", {"read": "another"}).headers["Location"] == "/notices/"
    assert unread("wang") == 1
    assert client.post("/notices/", {"read": key}).headers["Location"] == f"/i/{put_right.removeprefix('demo-20')}/"

    assert (unread("wang"), unread("li")) == (0, 1)
    assert told("wang") == [Sort.GIVEN]


def test_a_page_is_told_when_its_reader_is(found):
    after = ask(program("wang"), "live.changes", after=0).json()["answer"]["seq"]
    items.nudge(item=found, text="", by=by("qian"), at=MORNING)

    def changed(person: str) -> int:
        return int(ask(program(person), "live.changes", after=after, about="notices").json()["answer"]["changed"])

    assert (changed("wang"), changed("li")) == (1, 0)


def test_every_entry_that_tells_somebody_is_one_that_can_be_said_and_has_the_field_that_names_him():
    names = {CHASED, *TOLD, *OWNED_BY, *TAKES_BACK}

    assert names <= set(KNOWN)
    for name, each in TOLD.items():
        fields = set(KNOWN[name].__dataclass_fields__)  # type: ignore[attr-defined]
        assert {field for _, field in each if field} <= fields, name
