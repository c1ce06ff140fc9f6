"""Filing what had been struck off and is there again."""

from datetime import date

import pytest

from anlan.domains.dangers import acts
from anlan.domains.dangers.reads import closed_here, danger
from anlan.domains.dangers.rules import Description
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.journal.reads import lines_about
from anlan.kernel.obligations import acts as items
from anlan.kernel.registry.may import EVERYWHERE
from tests.cast import MORNING, by, photo


def recur(no: str, who: str = "zhao", **said):
    words = {"text": "boxes again"} | said
    return acts.recur(item=no, **words, by=by(who), at=MORNING).subject


def stands(no: str):
    return danger(item=no, within=EVERYWHERE)


@pytest.fixture
def struck(put_right):
    """The same danger, struck off by Li."""
    acts.strike_off(item=put_right, by=by("li"), at=MORNING)
    return put_right


def test_it_is_a_new_episode_with_its_own_life_and_the_former_stays_as_it_ended(struck):
    again = recur(struck)

    assert again == f"{struck}/2"
    now, before = stands(again), stands(struck)
    assert (now.item.state, now.item.owner, now.item.due_at) == ("filed", "wang", before.item.due_at)
    assert (now.told.description, now.told.basis) == ("boxes again", "GB 50016")
    assert before.item.state == "struck-off"
    assert lines_about(struck)[-1].name == "dangers.recurred"
    items.accept(item=again, by=by("wang"), at=MORNING)
    assert rebuild.check() == []


def test_only_what_has_ended_recurs_and_the_last_episode_decides(struck):
    again = recur(struck)
    for no in (struck, again):
        with pytest.raises(Refused, match="not-ended-here") as refused:
            recur(no)
        assert refused.value.params == {"item": again}

    items.accept(item=again, by=by("wang"), at=MORNING)
    acts.submit(item=again, evidence=(photo("wang", "clear for good"),), by=by("wang"), at=MORNING)
    acts.strike_off(item=again, by=by("li"), at=MORNING)
    assert recur(struck) == f"{struck}/3"


def test_what_is_open_does_not_recur(put_right):
    with pytest.raises(Refused, match="not-ended-here"):
        recur(put_right)


def test_each_episode_has_a_receipt_of_its_own(struck):
    again = recur(struck)
    items.accept(item=again, by=by("wang"), at=MORNING)
    acts.submit(item=again, evidence=(photo("wang", "clear for good"),), by=by("wang"), at=MORNING)
    acts.strike_off(item=again, by=by("li"), at=MORNING)

    first, second = ([one.seq for one in lines_about(no) if one.name == "items.struck-off"] for no in (struck, again))
    assert len(first) == len(second) == 1
    assert first != second


def test_nobody_files_it_beyond_his_reach_nor_for_a_stranger(struck):
    with pytest.raises(NotHere):
        recur(struck, "zhou")
    with pytest.raises(Refused, match="owner-elsewhere"):
        recur(struck, owner="li")
    with pytest.raises(Refused, match="day-gone"):
        recur(struck, due_on=date(2026, 6, 30))


def test_what_was_struck_off_at_the_same_spot_is_recalled(county):
    told = Description(spot="second floor")
    duty = {"what": "x", "place": "6301", "department": "safety", "organisation": "E-1", "owner": "wang"}
    nos = [acts.file(**duty, told=told, by=by("zhao"), at=MORNING).subject for _ in range(2)]
    asked = {"organisation": "E-1", "spot": told.spot, "within": EVERYWHERE, "at": MORNING}
    assert closed_here(**asked) == ()

    items.accept(item=nos[0], by=by("wang"), at=MORNING)
    acts.submit(item=nos[0], evidence=(photo("wang"),), by=by("wang"), at=MORNING)
    acts.strike_off(item=nos[0], by=by("li"), at=MORNING)

    assert [one.no for one in closed_here(**asked)] == [nos[0]]
    assert closed_here(**asked | {"spot": "elsewhere"}) == ()
