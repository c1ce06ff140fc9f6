"""What waits leaves the house once, by whatever gateway, however that behaves; what nobody wants any more stays."""

from collections import Counter
from datetime import timedelta
from itertools import count

import pytest

from anlan.domains.calls import acts as calls
from anlan.kernel.journal.facts import ItemNo
from anlan.kernel.journal.tables import Letter
from anlan.kernel.registry import vault
from anlan.kernel.ringing import carrying, keeping, tables
from anlan.kernel.ringing.door import Verdict
from anlan.kernel.ringing.rules import Lane
from tests.cast import MORNING, by
from tests.ringing.gateways import Gateway, Killed, behind, called, crowd, each_once, fates, until_quiet

pytestmark = pytest.mark.django_db
PEOPLE = crowd(120)


def seconds(step: int = 1):
    """Yield moment after moment."""
    return (MORNING + timedelta(seconds=step * n) for n in count())


def test_everybody_is_rung_once_many_at_a_time(monkeypatch):
    gateway = Gateway()
    behind(monkeypatch, gateway)
    called(PEOPLE)
    for _ in range(3):
        keeping.keep(MORNING)

    each_once(gateway, PEOPLE)
    assert gateway.handed == [50, 50, 20]
    assert fates() == {"sent": 120}
    assert set(gateway.texts.values()) == {"暴雨红色预警信号。立即转移"}


def test_red_goes_before_yellow_that_came_first_and_yellow_leaves_room(monkeypatch):
    gateway = Gateway()
    behind(monkeypatch, gateway, colours={"w-yellow": "yellow"})
    called(crowd(200), matter="w-yellow")
    carrying.carry(gateway, Lane.REST, at=MORNING)
    called(["wang", "li"], matter="w-red")
    keeping.keep(MORNING)

    assert gateway.handed[0] == 25, "half of each batch is kept for what is red"
    assert gateway.order[25:27] == ["li", "wang"]


def test_a_red_one_is_not_kept_waiting_by_whoever_carries_the_rest(monkeypatch):
    gateway = Gateway()
    behind(monkeypatch, gateway, colours={"w-yellow": "yellow"})
    called(["zhao"], matter="w-yellow")
    called(["wang"], matter="w-red")
    with carrying._alone("sms-rest") as held:  # its gateway has not answered yet
        assert held
        keeping.keep(MORNING)

    assert gateway.order == ["wang"]


def test_a_warning_that_expired_during_an_outage_rings_nobody_after_it(monkeypatch):
    gateway = Gateway(mode="down")
    behind(monkeypatch, gateway, expires_at=MORNING + timedelta(hours=5))
    called(["wang", "li"])
    keeping.keep(MORNING)
    gateway.mode = "ok"
    keeping.keep(MORNING + timedelta(hours=6))

    assert gateway.order == []
    assert fates() == {"dropped expired": 2}


def test_whoever_answered_during_an_outage_is_left_alone_and_the_others_are_rung_after_it(monkeypatch):
    gateway = Gateway(mode="down")
    behind(monkeypatch, gateway)
    numbers = called(["wang", "li"])
    keeping.keep(MORNING)
    calls.hear(item=ItemNo(numbers[0]), by=by("wang"), at=MORNING)
    gateway.mode = "ok"
    keeping.keep(MORNING + timedelta(hours=6))

    assert gateway.order == ["li"]
    assert fates() == {"sent": 1, "dropped answered": 1}


def test_a_gateway_that_is_down_is_left_alone_and_tried_with_one(monkeypatch):
    gateway = Gateway(mode="down")
    behind(monkeypatch, gateway)
    called(PEOPLE)
    for at, _ in zip(seconds(), range(60), strict=False):
        keeping.keep(at)

    assert gateway.handed == [50, 1, 1], "then one each twenty seconds"
    gateway.mode = "ok"
    until_quiet(keeping.keep, (at + timedelta(minutes=2) for at in seconds()))
    each_once(gateway, PEOPLE)


def test_the_next_channel_rings_within_a_minute_and_what_it_rang_the_first_does_not_ring_again(monkeypatch):
    sms, voice = Gateway("sms", mode="down"), Gateway("voice")
    behind(monkeypatch, sms, voice, colours={"w-1": "yellow"})
    called(PEOPLE)
    for at, _ in zip(seconds(), range(60), strict=False):
        keeping.keep(at)

    each_once(voice, PEOPLE)
    sms.mode = "ok"
    until_quiet(keeping.keep, (at + timedelta(minutes=2) for at in seconds()))
    assert sms.order == []
    assert fates("sms") == {"dropped other-way": 120}


def test_red_goes_by_several_channels_at_once(monkeypatch):
    ways = [Gateway(name) for name in ("sms", "voice", "push", "mail")]
    behind(monkeypatch, *ways)
    called(["wang"])
    keeping.keep(MORNING)

    assert [way.order for way in ways] == [["wang"], ["wang"], ["wang"], []]


def test_an_address_that_never_takes_it_and_nobody_without_one_wait_for_nothing(monkeypatch):
    sms, voice = Gateway("sms", mode="refuses"), Gateway("voice")
    sms.nowhere = {"li"}
    behind(monkeypatch, sms, voice, colours={"w-1": "yellow"})
    called(["wang", "li"])
    keeping.keep(MORNING)

    assert fates("sms") == {"wrong-address": 1, "dropped no-address": 1}
    each_once(voice, ["wang", "li"])


def test_half_of_all_messages_fail_and_each_comes_once(monkeypatch):
    gateway = Gateway(mode="half-errors")
    behind(monkeypatch, gateway)
    called(PEOPLE)
    until_quiet(keeping.keep, seconds())

    each_once(gateway, PEOPLE)


@pytest.mark.parametrize("mode", ["half-ack", "half-lost"])
def test_where_answers_are_lost_the_gateway_is_asked_and_each_comes_once(monkeypatch, mode):
    gateway = Gateway(mode=mode)
    behind(monkeypatch, gateway)
    called(PEOPLE)
    until_quiet(keeping.keep, seconds(5))

    each_once(gateway, PEOPLE)
    assert fates() == {"sent": 120}


def test_where_nobody_can_say_a_red_one_comes_once_more_and_says_so(monkeypatch):
    gateway = Gateway(mode="forgetful-half")
    behind(monkeypatch, gateway)
    called(["wang"])
    until_quiet(keeping.keep, seconds(5))

    assert gateway.rang() == {"wang": 2}
    assert [text[:4] for text in gateway.texts.values()] == ["【重发】"]
    assert fates() == {"doubt": 1}


def test_where_nobody_can_say_any_other_one_is_in_doubt_and_another_channel_rings(monkeypatch):
    sms, voice = Gateway("sms", mode="forgetful-half"), Gateway("voice")
    behind(monkeypatch, sms, voice, colours={"w-1": "yellow"})
    called(["wang"])
    until_quiet(keeping.keep, seconds(5))

    assert (sms.rang(), voice.rang()) == ({"wang": 1}, {"wang": 1})
    assert fates("sms") == {"doubt": 1}


def test_whoever_carries_falls_half_way_and_each_comes_once(monkeypatch):
    gateway = Gateway()
    behind(monkeypatch, gateway)
    called(PEOPLE)
    hands = gateway.hand_over

    def falls_after(messages):
        hands(messages[:30])
        raise Killed

    monkeypatch.setattr(gateway, "hand_over", falls_after)
    with pytest.raises(Killed):
        carrying.carry(gateway, Lane.RED, at=MORNING)
    assert fates() == {"sending": 50, "waiting": 70}
    monkeypatch.setattr(gateway, "hand_over", hands)
    keeping.keep(MORNING)

    each_once(gateway, PEOPLE)


def test_one_over_which_everybody_falls_is_put_aside_and_the_rest_goes_on(monkeypatch):
    gateway, voice = Gateway(), Gateway("voice")
    gateway.poison = "p-00007"
    behind(monkeypatch, gateway, voice, colours={"w-1": "yellow"})
    called(PEOPLE)
    fell = 0
    for at, _ in zip(seconds(), range(60), strict=False):
        try:
            keeping.keep(at)
        except Killed:
            fell += 1

    assert fell == 3
    each_once(gateway, [person for person in PEOPLE if person != "p-00007"])
    each_once(voice, ["p-00007"])
    assert fates() == {"sent": 119, "parked": 1}


def test_a_channel_that_raises_is_not_the_end_of_whoever_carries(monkeypatch):
    sms, voice = Gateway("sms"), Gateway("voice")
    behind(monkeypatch, sms, voice)
    monkeypatch.setattr(sms, "hand_over", lambda messages: [])
    called(["wang"])
    keeping.keep(MORNING)

    assert voice.order == ["wang"]
    assert fates("sms") == {"waiting": 1}


def test_a_gateway_that_takes_and_drops_is_found_by_the_reports_that_it_owes(monkeypatch):
    sms, voice = Gateway("sms", mode="drops", reports=True), Gateway("voice")
    behind(monkeypatch, sms, voice, colours={"w-1": "yellow"})
    called(["wang", "li"])
    keeping.keep(MORNING)
    [key] = Letter.objects.filter(person="li").values_list("key", flat=True)
    assert carrying.report(key, arrived=True, at=MORNING) == 1
    keeping.keep(MORNING + timedelta(seconds=61))

    assert fates("sms") == {"unreported": 1, "arrived": 1}
    each_once(voice, ["wang"])
    [late] = Letter.objects.filter(person="wang", channel="sms").values_list("key", flat=True)
    carrying.report(late, arrived=True, at=MORNING + timedelta(minutes=5))
    assert fates("sms") == {"arrived": 2}


def test_what_did_not_arrive_goes_by_the_next_channel_at_once(monkeypatch):
    sms, voice = Gateway("sms", reports=True), Gateway("voice")
    behind(monkeypatch, sms, voice, colours={"w-1": "yellow"})
    called(["wang"])
    keeping.keep(MORNING)
    carrying.report(Letter.objects.get().key, arrived=False, at=MORNING)
    keeping.keep(MORNING)

    assert voice.order == ["wang"]


def test_what_is_not_red_stops_at_the_most_of_a_day_and_red_passes_it(monkeypatch):
    gateway = Gateway()
    behind(monkeypatch, gateway, colours={"w-yellow": "yellow"})
    tables.keep("sms", tables.Stands(carried=19_990), on=MORNING.date())
    called(crowd(30), matter="w-yellow")
    called(["wang"], matter="w-red")
    keeping.keep(MORNING)

    assert gateway.rang().total() == 10
    assert gateway.order[0] == "wang"
    keeping.keep(MORNING + timedelta(days=1))
    assert Counter(gateway.order) == Counter([*crowd(30), "wang"]), "and the rest goes on the next day"


def test_one_telephone_of_two_people_rings_once_and_asks_for_both(monkeypatch, county):
    gateway = Gateway()
    gateway.phones = {"wang": "139", "li": "139"}
    behind(monkeypatch, gateway)
    called(["wang", "li", "zhao"])
    keeping.keep(MORNING)

    assert gateway.order == ["li", "zhao"]
    [text] = [text for text in gateway.texts.values() if "请各自应答" in text]
    assert text.count("/r/") == 2
    assert fates() == {"sent": 3}


def test_where_there_was_no_channel_it_waits_and_goes_by_the_first_that_comes(monkeypatch):
    behind(monkeypatch)
    called(["wang"])
    keeping.keep(MORNING + timedelta(hours=1))
    assert fates("none") == {"waiting": 1}
    gateway = Gateway()
    behind(monkeypatch, gateway)
    keeping.keep(MORNING + timedelta(hours=2))

    assert gateway.order == ["wang"]
    assert fates("none") == {"dropped other-way": 1}


def test_a_gateway_that_is_full_loses_nothing_and_takes_what_is_red(monkeypatch):
    gateway = Gateway()
    behind(monkeypatch, gateway, colours={"w-yellow": "yellow"})
    verdict, room = gateway._verdict, [10]

    def full(message, n):
        room[0] -= not message.urgent
        return verdict(message, n) if message.urgent or room[0] >= 0 else Verdict.LATER

    monkeypatch.setattr(gateway, "_verdict", full)
    called(PEOPLE, matter="w-yellow")
    keeping.keep(MORNING)
    called(["wang"], matter="w-red")
    keeping.keep(MORNING + timedelta(seconds=30))
    assert gateway.order[10:] == ["wang"]
    room[0] = 1_000
    until_quiet(keeping.keep, (at + timedelta(minutes=2) for at in seconds(5)))

    each_once(gateway, [*PEOPLE, "wang"])


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(hours=1), timedelta(days=-3_650)])
def test_nobody_is_rung_twice_or_never_where_the_clock_jumps(monkeypatch, jump):
    gateway = Gateway(mode="half-lost")
    behind(monkeypatch, gateway)
    called(PEOPLE)
    keeping.keep(MORNING)
    keeping.keep(MORNING + jump)
    gateway.mode = "ok"
    until_quiet(keeping.keep, seconds(5))

    each_once(gateway, PEOPLE)


def test_two_who_share_a_telephone_are_asked_for_together_though_their_calls_are_of_two_entries(monkeypatch, county):
    gateway = Gateway()
    gateway.phones = {"wang": "139", "li": "139"}
    monkeypatch.setattr(vault, "sharing", lambda people: {"wang": ("li",), "li": ("wang",)})
    behind(monkeypatch, gateway)
    called(["wang"])
    called(["li"])
    keeping.keep(MORNING)

    assert gateway.rang().total() == 1
    assert [text.count("/r/") for text in gateway.texts.values()] == [2]


def test_after_a_restore_the_gateway_is_asked_before_anything_is_handed_over_again(monkeypatch):
    gateway = Gateway()
    behind(monkeypatch, gateway)
    called(["wang", "li"])
    keeping.keep(MORNING)
    Letter.objects.filter(person="li").update(state="sending", key=None)  # as a backup from before has it
    called(["zhao"])
    Letter.objects.filter(person="zhao").update(state="sending", key=None)
    keeping.keep(MORNING + timedelta(seconds=5))

    each_once(gateway, ["wang", "li", "zhao"])
    assert fates() == {"sent": 3}
