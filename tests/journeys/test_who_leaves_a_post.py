"""Somebody leaves his post, and nothing that he owed or was to check stays behind with him."""

from datetime import timedelta

import pytest

from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers.rules import Description
from anlan.kernel.chase import keeping
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts as items
from anlan.kernel.obligations.tables import Item, stored
from anlan.kernel.registry import acts as registry
from anlan.kernel.registry.forms import short
from anlan.kernel.registry.may import Role
from tests.cast import MORNING, TODAY, by, post
from tests.doors import browser

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def alone(home):
    """Live in a home of one's own."""


@pytest.fixture
def office(county):
    """The county, with a head, and an administrator who ends posts."""
    more = [post("system", Role.SYSTEM, "O-county", "6301"), post("ma", Role.LEADER, "O-county", "6301", None, "head")]
    record(more, by=by("console"), at=MORNING)


def standing(no: str):
    item = stored(no)
    assert item is not None
    return item


def end(no: str, on=TODAY, at=MORNING) -> None:
    registry.end_posts(posts=(no,), until_on=on, by=by("console"), at=at)


def file(what: str = "loose wire", place: str = "6301") -> str:
    words = {"what": what, "place": place, "department": "safety", "organisation": "E-1", "owner": "wang"}
    return dangers.file(**words, told=Description(), by=by("zhao"), at=MORNING).subject


def test_where_nobody_follows_the_head_says_who_takes_over(office, found, monkeypatch):
    items.accept(item=found, by=by("wang"), at=MORNING)
    other = file()
    end("post-wang")
    task = standing(str(standing(found).task))

    assert (task.owner, task.kind, task.source, standing(other).task) == ("ma", "task", "owner-left", task.no)
    assert standing(found).owner == "wang"
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    shown = browser("ma").get(f"/i/{task.no}/").content.decode()
    assert "原责任人离任" in shown
    assert f"/i/{short(task.no)}/name_owner/" in shown
    shown = browser("zhao").get(f"/i/{found}/").content.decode()
    assert f"下一步：ma 明确接手人（任务 #{short(task.no)}）" in shown
    assert "下一步：wang" not in shown

    record([post("hu", Role.MEMBER, "E-1", "6301")], by=by("console"), at=MORNING)
    with pytest.raises(Refused, match="outsider"):
        items.name_owner(item=task.no, to="zhao", by=by("ma"), at=MORNING)
    items.name_owner(item=task.no, to="hu", by=by("ma"), at=MORNING)
    assert [(standing(no).owner, standing(no).state) for no in (found, other)] == [("hu", "filed")] * 2
    assert standing(task.no).state == "struck-off"
    assert rebuild.check() == []


def test_who_says_who_takes_over_sees_all_that_was_left(office):
    record([post("bai", Role.LEADER, "O-town", "630101", None, "head")], by=by("console"), at=MORNING)
    left = [file(place=place) for place in ("630101", "630102", "630101")]

    end("post-wang")

    [task] = {str(standing(no).task) for no in left}
    assert standing(task).owner == "ma", "who leads the place in which all of it lies"


def test_who_holds_the_post_next_takes_what_was_left_and_no_task_opens(office, found):
    record([post("hu", Role.ENTERPRISE, "E-1", "6301", no="post-wang", from_on=TODAY)], by=by("console"), at=MORNING)

    assert standing(found).owner == "hu"
    assert not Item.objects.filter(kind="task").exists()


def test_in_a_unit_who_looks_after_its_safety_takes_it(office, county):
    record([post("hu", Role.MEMBER, "E-1", "6301")], by=by("console"), at=MORNING)
    words = {"what": "x", "place": "6301", "department": "safety", "organisation": "E-1", "owner": "hu"}
    no = dangers.file(**words, told=Description(), by=by("zhao"), at=MORNING).subject
    end("post-hu")

    assert standing(no).owner == "wang"


def test_what_he_was_to_check_goes_to_who_answers_now_or_waits_for_a_task(office, put_right):
    assert standing(put_right).checker == "li"
    end("post-li")
    waits = standing(put_right)
    assert waits.checker is None
    assert standing(str(waits.task)).owner == "ma"

    record([post("gao", Role.OFFICER, "O-county", "6301", "safety", "danger")], by=by("console"), at=MORNING)
    assert standing(put_right).checker == "gao"
    end("post-gao")
    record([post("liu", Role.OFFICER, "O-county", "6301", "safety", "danger")], by=by("console"), at=MORNING)
    assert standing(put_right).checker == "liu"
    assert rebuild.check() == []


def test_of_a_post_that_ends_later_the_clock_sees_to_it_on_its_day_and_once(office, found):
    end("post-wang", on=TODAY + 2 * DAY)
    keeping.hand_on(MORNING + DAY)
    assert standing(found).task is None

    for _ in range(3):
        keeping.hand_on(MORNING + 2 * DAY)
    assert Item.objects.filter(kind="task").count() == 1
    assert standing(found).task is not None


def test_one_who_still_holds_another_post_there_keeps_what_is_his(office, found):
    record([post("wang", Role.MEMBER, "E-1", "6301", no="post-other")], by=by("console"), at=MORNING)
    end("post-wang")

    assert (standing(found).owner, standing(found).task) == ("wang", None)


def test_what_is_void_meanwhile_lets_the_task_go_with_the_last_of_it(office, found):
    other = file()
    end("post-wang")
    task = str(standing(found).task)
    dangers.void(item=found, why="so", by=by("zhao"), at=MORNING)
    assert standing(task).is_open
    dangers.void(item=other, why="so", by=by("zhao"), at=MORNING)
    assert not standing(task).is_open


def test_where_nobody_leads_it_waits_until_somebody_does(county, found):
    record([post("system", Role.SYSTEM, "O-county", "6301")], by=by("console"), at=MORNING)
    end("post-wang")
    assert standing(found).task is None
    record([post("ma", Role.LEADER, "O-county", "6301", None, "head")], by=by("console"), at=MORNING)
    keeping.hand_on(MORNING)

    assert standing(found).task is not None


def test_who_would_check_it_does_not_get_it(office, put_right):
    record([post("li", Role.MEMBER, "E-1", "6301", no="post-li-too")], by=by("console"), at=MORNING)
    end("post-wang")

    with pytest.raises(Refused, match="same-person"):
        items.name_owner(item=str(standing(put_right).task), to="li", by=by("ma"), at=MORNING)
