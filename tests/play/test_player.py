"""Who looks on may act, too: whatever a visitor has done first is left at that, and the night goes on."""

import uuid
from datetime import datetime

import pytest

from anlan.domains.calls import reads as calls
from anlan.domains.warning import reads as warnings
from anlan.faces.cli.play import stage as stages
from anlan.faces.cli.play.player import Player
from anlan.kernel.drills import keeping
from anlan.kernel.journal.acts import ACTS
from anlan.kernel.journal.facts import BEIJING
from anlan.kernel.registry.may import EVERYWHERE

BEGINS = datetime(2026, 7, 18, 21, 30, tzinfo=BEIJING)


@pytest.fixture
def player(home, transactional_db):
    """The night of the flood, founded and not begun."""
    key = lambda what: str(uuid.uuid5(uuid.NAMESPACE_URL, what))  # noqa: E731
    stage = stages.found(keeping.scene("flash-flood-night"), place="630224", begins=BEGINS, seed=7, key=key)
    said: list[str] = []
    player = Player(stage=stage, seed=7, said=lambda at, zh, en: said.append(en))
    return player, player.moments(), said


def play_until(player, moments, minute):
    for at in moments:
        player.play(at)
        if (at - BEGINS).total_seconds() >= minute * 60:
            return at
    raise AssertionError("the night was over before")


def test_a_warning_that_a_visitor_let_go_out_is_not_let_go_twice_and_people_answer(player):
    player, moments, said = player
    at = play_until(player, moments, 56)
    visit = player._visit("head", at)
    would = visit.ask(warnings.reach, {"no": player.matter})
    visit.do(
        ACTS["warning.release"],
        {"warning": player.matter, "place": would.place, "headcount": would.headcount},
    )

    at = play_until(player, moments, 62)

    assert any("not-held" in one for one in said)
    board = calls.board(matter=player.matter, within=EVERYWHERE, at=at)
    assert board.funnel.called == 41
    assert board.funnel.heard > 0


def test_a_call_that_a_visitor_wrote_down_is_not_answered_again(player):
    player, moments, said = player
    at = play_until(player, moments, 59)
    [first, *_] = calls.about(matter=player.matter, within=EVERYWHERE)
    words = {"item": first.item.no, "channel": "phone", "repeated": "往高处走", "text": "已接"}
    player._visit("duty", at).do(ACTS["calls.told"], words)

    at = play_until(player, moments, 64)

    [now] = [one for one in calls.about(matter=player.matter, within=EVERYWHERE) if one.item.no == first.item.no]
    assert now.channel == "phone"
    assert not [one for one in said if one.startswith("not said")]
