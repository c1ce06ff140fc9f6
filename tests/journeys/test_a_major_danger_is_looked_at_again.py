"""A major danger was struck off; a month later somebody looks whether it stayed away."""

from datetime import timedelta

import pytest

from anlan.domains.dangers import acts as dangers
from anlan.domains.tasks import acts as tasks
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from anlan.kernel.journal.record import record
from anlan.kernel.looks import keeping
from anlan.kernel.looks.reads import looks
from anlan.kernel.looks.rules import Finding
from anlan.kernel.obligations import acts as items
from anlan.kernel.obligations.reads import today
from anlan.kernel.obligations.tables import Item, stored
from anlan.kernel.registry.may import EVERYWHERE, Role
from tests.cast import MORNING, by, photo, post
from tests.looks.closures import close_major

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER = MORNING + 30 * DAY


@pytest.fixture
def office(county):
    """The county, with a head."""
    record([post("ma", Role.LEADER, "O-county", "6301", None, "head")], by=by("console"), at=MORNING)


@pytest.fixture
def struck(office):
    """The number of a major danger that Li struck off in the morning."""
    return close_major()


def opened() -> list[str]:
    return list(Item.objects.filter(kind="task").order_by("no").values_list("no", flat=True))


def standing(no: str):
    item = stored(no)
    assert item is not None
    return item


def look(no: str, finding: Finding, who: str = "li", at=LATER) -> None:
    items.accept(item=no, by=by(who), at=at)
    shown = photo(who, f"what is there {no}")
    tasks.submit(item=no, finding=finding, evidence=(shown,), text="went there", by=by(who), at=at)


def test_after_thirty_days_it_is_on_somebodys_list_and_another_accepts_that_it_stayed_away(struck):
    keeping.keep(LATER - timedelta(microseconds=1))
    assert opened() == []

    for _ in range(2):
        keeping.keep(LATER)
    [no] = opened()
    task = standing(no)
    assert (task.owner, task.source, task.what) == ("li", "look-again", "回头看：pressure vessel")
    listed = today(within=EVERYWHERE, by=by("li"), at=LATER)
    assert no in [row.item.no for row in listed.rows]

    look(no, Finding.AWAY)
    assert standing(no).checker == "ma"
    with pytest.raises(Refused, match="same-person"):
        tasks.strike_off(item=no, by=by("li"), at=LATER)
    tasks.strike_off(item=no, by=by("ma"), at=LATER)
    assert standing(no).state == "struck-off"

    for asked in (no, struck):
        [seen] = looks(item=asked, within=EVERYWHERE)
        assert (seen.task.no, seen.danger.no, seen.look.finding) == (no, struck, Finding.AWAY)
    keeping.keep(LATER + 90 * DAY)
    assert opened() == [no]
    assert rebuild.check() == []


def test_what_is_found_there_again_is_filed_as_its_next_episode_before_that_is_accepted(struck):
    keeping.keep(LATER)
    [no] = opened()
    look(no, Finding.THERE)

    with pytest.raises(Refused, match="file-it-again"):
        tasks.strike_off(item=no, by=by("ma"), at=LATER)
    due_on = (LATER + 9 * DAY).date()
    again = dangers.recur(item=struck, text="it leaks again", due_on=due_on, by=by("zhao"), at=LATER).subject
    assert again == f"{struck}/2"
    tasks.strike_off(item=no, by=by("ma"), at=LATER)

    [seen] = looks(item=struck, within=EVERYWHERE)
    assert (seen.look.finding, seen.is_there_again) == (Finding.THERE, True)
    assert rebuild.check() == []


def test_what_came_again_meanwhile_is_not_looked_at_where_nobody_can_look_the_clock_asks_again(struck):
    record([post("gao", Role.OFFICER, "O-county", "6301", "safety", "danger")], by=by("console"), at=MORNING)
    due_on = (MORNING + 9 * DAY).date()
    dangers.recur(item=struck, text="it leaks again", due_on=due_on, by=by("zhao"), at=MORNING)
    other = close_major(what="cracked beam")
    keeping.keep(LATER)

    assert [standing(no).what for no in opened()] == ["回头看：cracked beam"]
    assert looks(item=struck, within=EVERYWHERE) == ()
    assert looks(item=other, within=EVERYWHERE)
