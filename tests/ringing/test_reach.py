"""Who can be reached is known by what came of messages and of silent tests, and each proof has its age."""

from datetime import timedelta

import pytest

from anlan.kernel.journal.record import record
from anlan.kernel.registry.may import EVERYWHERE, NOWHERE, Within
from anlan.kernel.ringing import keeping, reaching, reads, tables
from anlan.kernel.ringing.door import Verdict
from tests.cast import MORNING, by
from tests.doors import browser
from tests.ringing.gateways import Gateway, behind, called, crowd
from tests.units.test_reads import unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def anew(monkeypatch):
    """Remember nothing of what other tests asked."""
    monkeypatch.setattr(reaching, "_asked", {})


class Lookup(Gateway):
    """A gateway that can be asked about an address and rings nobody by it."""

    def __init__(self) -> None:
        super().__init__()
        self.tested: list[str] = []
        self.out_of_use: set[str] = set()

    def test(self, to):
        self.tested += to
        return [Verdict.REFUSED if one in self.out_of_use else Verdict.TAKEN for one in to]


class Mute(Lookup):
    """A gateway that never knows."""

    def test(self, to):
        return [Verdict.UNKNOWN for _ in super().test(to)]


def way(person: str, at=MORNING):
    return next(one for one in reads.reach(within=EVERYWHERE, at=at).people if one.person == person).ways[0]


def test_nothing_known_is_neither_good_nor_bad_and_no_number_is_bad(monkeypatch):
    gateway = Gateway()
    gateway.nowhere = {"wang"}
    behind(monkeypatch, gateway)

    assert way("li").is_good is None
    assert way("wang").is_good is False
    assert reads.reach(within=EVERYWHERE, at=MORNING).people[0].person == "wang", "who cannot be reached stands first"


def test_a_message_that_was_taken_proves_a_way_and_one_that_was_refused_breaks_it(monkeypatch):
    gateway = Gateway()
    behind(monkeypatch, gateway)
    called(["li"])
    keeping.keep(MORNING)
    assert (way("li").is_good, way("li").at, way("li").was_test) == (True, MORNING, False)

    gateway.mode = "refuses"
    called(["li"], matter="w-2", at=MORNING + timedelta(days=1))
    keeping.keep(MORNING + timedelta(days=1))
    assert way("li").is_good is False


def test_each_path_is_tested_in_silence_once_a_week_and_nobody_is_rung(monkeypatch):
    gateway = Lookup()
    gateway.out_of_use = {"wang"}
    behind(monkeypatch, gateway)
    assert reaching.keep(MORNING) == len(set(gateway.tested)) == len(gateway.tested) > 3
    assert reaching.keep(MORNING + timedelta(days=6)) == 0
    assert (way("wang").is_good, way("li").is_good, way("li").was_test) == (False, True, True)
    assert gateway.order == []

    assert reaching.keep(MORNING + timedelta(days=8)) > 3


def test_a_gateway_that_is_away_or_cannot_be_asked_tells_nothing(monkeypatch):
    behind(monkeypatch, Gateway())
    assert reaching.keep(MORNING) == 0
    gateway = Lookup()
    behind(monkeypatch, gateway)
    monkeypatch.setattr(gateway, "test", lambda to: [Verdict.LATER] * len(to))

    assert reaching.keep(MORNING) == 0
    assert way("li").is_good is None


def test_of_whom_nothing_came_he_does_not_stand_in_the_way_of_others(monkeypatch):
    monkeypatch.setattr(reaching, "AT_ONCE", 1)
    gateway = Mute()
    behind(monkeypatch, gateway)
    for hour in range(3):
        reaching.keep(MORNING + timedelta(hours=hour))

    assert len(set(gateway.tested)) == 3


def test_the_page_says_who_cannot_be_reached_and_how_old_the_proof_is(monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    gateway = Lookup()
    gateway.nowhere = {"wang"}
    behind(monkeypatch, gateway)
    reaching.keep(MORNING - timedelta(days=2))
    page = browser("sun").get("/reach/").content.decode()

    assert "没有号码" in page
    assert "静默测试通" in page
    behind(monkeypatch)
    assert "谁也叫不到" in browser("sun").get("/reach/").content.decode()


def test_officials_are_told_of_a_channel_that_fails_and_of_one_that_comes_to_the_most_of_a_day(monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    sms, voice = Gateway("sms", mode="down"), Gateway("voice")
    behind(monkeypatch, sms, voice)
    tables.keep("voice", tables.Stands(carried=15_990), on=MORNING.date())
    called(crowd(20))
    assert reads.troubles(within=EVERYWHERE, at=MORNING) == ()
    keeping.keep(MORNING)

    told = {(one.channel, one.what) for one in reads.troubles(within=EVERYWHERE, at=MORNING)}
    assert told == {("sms", "channel-away"), ("voice", "channel-near-most")}
    for path in ("/reach/", "/warnings/"):
        page = browser("sun").get(path).content.decode()
        assert "已暂停" in page
        assert "上限 20000 条" in page


def test_the_page_of_a_unit_says_of_each_who_answers_whether_he_can_be_reached(found, monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    record([unit("E-1", "云岭烟花", "6301")], by=by("console"), at=MORNING)
    gateway = Lookup()
    gateway.out_of_use = {"wang"}
    behind(monkeypatch, gateway)
    reaching.keep(MORNING - timedelta(days=2))

    page = browser("sun").get("/e/E-1/").content.decode()
    assert "静默测试不通" in page
    assert "2 天前" in page
    assert "静默测试" not in browser("wang").get("/e/E-1/").content.decode(), "only officials are told"


def test_only_who_is_named_is_looked_at_and_nobody_out_of_reach(monkeypatch):
    behind(monkeypatch, Gateway())
    told = reads.reach(people=("wang",), within=EVERYWHERE, at=MORNING)
    assert {one.person for one in told.people} == {"wang"}
    assert reads.reach(people=("wang",), within=NOWHERE, at=MORNING).people == ()


def test_an_officer_of_one_department_is_told_of_the_posts_of_that_and_of_no_other(monkeypatch):
    behind(monkeypatch, Gateway())
    for departments, people in ((("safety",), {"li", "zhao"}), (("weather",), set())):
        within = Within(places=("6301",), departments=departments, organisations=None, persons=None)
        assert {one.person for one in reads.reach(within=within, at=MORNING).people} == people
