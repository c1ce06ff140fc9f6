"""What leaves by a gateway: the text, in parts; and what the house makes of every answer."""

from dataclasses import replace

import pytest

from anlan.engines.gateways.replies import ASKED
from anlan.engines.gateways.texts import DRILL, parts
from anlan.kernel.channels import gateways, reads, setting
from anlan.kernel.channels.rules import Kind
from anlan.kernel.channels.tables import Delivery
from anlan.kernel.journal.facts import PersonNo
from anlan.kernel.registry import vault
from anlan.kernel.registry.may import EVERYWHERE
from anlan.kernel.ringing import reaching
from anlan.kernel.ringing.door import Verdict, channels
from tests.cast import MORNING, by
from tests.channels.conftest import PHONES
from tests.gateways.gateway import SECRET_TEXT, reply, running
from tests.warning.stands import out

pytestmark = pytest.mark.django_db
WANG = PersonNo("wang")


@pytest.fixture(autouse=True)
def called(held):
    """Wang is called about a red warning."""
    out(held)


def states() -> dict[str, str]:
    return dict(Delivery.objects.values_list("key", "state"))


def test_whoever_has_a_telephone_is_reached_and_no_other(sms):
    channel = channels()["sms"]
    assert channel.addresses({WANG, PersonNo("li")}) == {"wang": PHONES["wang"]}
    vault.destroy(["wang"])
    assert channel.addresses({WANG}) == {}


def test_a_text_says_what_it_is_about_how_to_answer_and_the_link(sms, message):
    assert channels()["sms"].hand_over([message("a")]) == [Verdict.TAKEN]
    text = sms.held["a"]["text"]
    assert text == f"山洪红色预警，立即向高处转移{ASKED}https://anlan.example/r/demo-2026-000001.abcdefghijklmnop/"
    assert parts(text) == 2

    channels()["sms"].hand_over([message("b", link="/r/demo-2026-000001.abcdefghijklmnop/")])
    assert sms.held["b"]["text"].endswith(ASKED), "a path alone opens nothing on a telephone"


def test_of_what_is_over_nothing_is_asked_and_several_at_one_number_answer_by_their_links(sms, message):
    channels()["sms"].hand_over([message("a", text="【解除】山洪红色预警", call="demo-2026-000099")])
    assert sms.held["a"]["text"] == "【解除】山洪红色预警"

    link = "https://anlan.example/r/1.a/"
    both = f"此号码叫2人，请各自应答：王 {link}，孙 https://anlan.example/r/2.b/"
    channels()["sms"].hand_over([message("b", text=both, link=link)])
    assert sms.held["b"]["text"] == both, "by a digit nobody could tell whose answer it is"


def test_in_a_drill_every_text_begins_by_saying_so(sms, message, settings):
    settings.DRILL = "night"
    channels()["sms"].hand_over([message("a")])
    assert sms.held["a"]["text"].startswith(DRILL)


def test_a_telephone_is_told_by_which_key_to_answer(sms, message):
    setting.set_("voice", kind=Kind.VOICE, address=sms.address, secret=SECRET_TEXT, by=by("console"), at=MORNING)
    channels()["voice"].hand_over([message("a")])
    assert sms.held["a"]["text"].endswith(gateways.SPOKEN)


def test_each_answer_is_a_verdict_and_the_delivery_stands_accordingly(sms, message):
    sms.says = {"b": "refused", "c": "later", "d": "unknown"}
    told = channels()["sms"].hand_over([message(key) for key in "abcd"])

    assert told == [Verdict.TAKEN, Verdict.REFUSED, Verdict.LATER, Verdict.UNKNOWN]
    assert states() == {"a": "with-gateway", "b": "failed", "d": "in-doubt"}


def test_handed_over_again_or_found_by_its_key_it_stands_as_handed_over(sms, message):
    channel = channels()["sms"]

    def takes_and_says_nothing(fake, to, told):
        fake.answer(to.path, told)
        reply(to, 200, b"cut off")

    sms.behaves = takes_and_says_nothing
    assert channel.hand_over([message("a")]) == [Verdict.UNKNOWN]
    assert states() == {"a": "in-doubt"}

    sms.behaves = None
    assert channel.ask(["a", "b"]) == {"a": Verdict.TAKEN, "b": Verdict.LATER}
    assert states() == {"a": "with-gateway"}
    assert channel.hand_over([message("a")]) == [Verdict.TAKEN]
    assert sms.given == ["a", "a"], "by the same key, so that the gateway sends it once"


def test_where_nobody_answers_nothing_left_and_the_channel_says_why(sms, message):
    with running() as gone:
        pass
    channel = channels()["sms"]
    assert isinstance(channel, gateways.Through)
    lost = replace(channel, gateway=replace(channel.gateway, address=gone.address))
    assert lost.hand_over([message("a")]) == [Verdict.LATER]
    assert lost.ask(["a"]) == {}, "it cannot be asked just now"
    [stands] = reads.standing(within=EVERYWHERE)
    assert (stands.trouble, stands.taken_at) == ("away", None)

    channel.hand_over([message("a")])
    [stands] = reads.standing(within=EVERYWHERE)
    assert (stands.trouble, stands.taken_at) == (None, MORNING)


def test_each_number_is_asked_about_in_silence_and_what_the_gateway_says_of_it_is_shown(sms):
    sms.says = {PHONES["sun"]: "refused"}

    assert reaching.keep(MORNING) == len(PHONES)

    assert sorted(sms.tested) == sorted(PHONES.values())
    assert sms.given == [], "and nobody is rung"
    ways = reaching.ways([*PHONES, "li"])
    told = {person: (way.is_good, way.was_test) for person, [way, *_] in ways.items()}
    assert told == {"wang": (True, True), "qian": (True, True), "sun": (False, True), "li": (False, False)}


def test_of_a_gateway_that_cannot_be_asked_nothing_is_known_and_nothing_is_wrong_with_it(sms):
    sms.behaves = lambda fake, to, told: reply(to, 404, {})
    assert reaching.keep(MORNING) == 0
    assert reaching.ways(["wang"])["wang"][0].is_good is None
