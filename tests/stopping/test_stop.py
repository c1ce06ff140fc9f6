"""One word halts what has not gone, says how many have, and sends the correction to exactly those, by the same ways."""

import uuid
from collections import Counter
from datetime import timedelta

import pytest

from anlan.domains.calls import acts as calls
from anlan.domains.stopping import acts, reads
from anlan.kernel.journal import followers
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.journal.record import record
from anlan.kernel.registry.may import EVERYWHERE
from anlan.kernel.ringing import carrying, door, keeping
from anlan.kernel.ringing.rules import Lane
from tests.cast import MORNING, by, post
from tests.doors import browser
from tests.ringing.gateways import Gateway, fates
from tests.warning.stands import out, rows

pytestmark = pytest.mark.django_db
SOON = MORNING + timedelta(seconds=30)


@pytest.fixture
def gateways(monkeypatch):
    """Two gateways, of which the first takes one message at a time; and more people who are called."""
    record(
        [post(person, "enterprise", "E-1", "6301") for person in ("zhou", "wu", "zheng")], by=by("console"), at=MORNING
    )
    sms, voice = Gateway("sms"), Gateway("voice")
    sms.batch = 1
    monkeypatch.setattr(door, "MAKERS", [lambda: (sms, voice)])
    return sms, voice


def stop(no: str, *, word: str = "停", person: str = "sun", **words):
    return acts.stop(warning=no, word=word, by=by(person), at=SOON, **words)


def rung(no: str) -> None:
    out(no)
    followers.follow_on("ringing", MORNING)


def press(desk, no: str, **words):
    return desk.post(f"/warnings/{no}/stop/", words | {"command": str(uuid.uuid4())})


def told(gateway: Gateway) -> list[str]:
    return sorted(person for person, text in zip(gateway.order, gateway.said, strict=True) if "【更正】" in text)


def test_what_has_not_gone_never_goes_and_the_correction_goes_to_exactly_those_who_were_reached(held, gateways):
    sms, voice = gateways
    rung(held)
    carrying.carry(sms, Lane.RED, at=MORNING)
    [first] = sms.order
    everybody = set(rows(held))
    assert len(everybody) == 4
    assert reads.stopping(no=held, within=EVERYWHERE).gone == 1

    stop(held)
    stopped = reads.stopping(no=held, within=EVERYWHERE)
    assert (stopped.gone, stopped.kept) == (1, len(everybody) - 1)
    followers.follow_on("ringing", SOON)
    keeping.keep(SOON)

    assert sms.order == [first, first]
    assert told(sms) == [first]
    assert voice.order == [], "by the same channels, and by no other"
    assert reads.stopping(no=held, within=EVERYWHERE).corrected == 1
    assert not any(one.item.is_open for one in rows(held).values()), "and nobody is chased any more"


def test_who_had_answered_and_acted_is_told_as_well(held, gateways):
    rung(held)
    keeping.keep(MORNING)
    calls.report(item=rows(held)["wang"].item.no, deed="in-place", by=by("wang"), at=MORNING)
    stop(held, correction="区域画错了，请回家。")
    followers.follow_on("ringing", SOON)
    keeping.keep(SOON)

    for gateway in gateways:
        assert told(gateway) == sorted(rows(held))
    assert "【更正】区域画错了，请回家。" in gateways[0].said


def test_what_was_just_leaving_is_corrected_once_it_is_known_that_it_left(held, gateways, monkeypatch):
    sms, _ = gateways
    rung(held)
    sms.mode = "half-ack"
    carrying.carry(sms, Lane.RED, at=MORNING)
    stop(held)
    sms.mode = "ok"
    followers.follow_on("ringing", SOON)
    for seconds in (0, 3, 6):
        keeping.keep(SOON + timedelta(seconds=seconds))

    assert Counter(sms.order).most_common(1)[0][1] == 2
    assert len(told(sms)) == 1


def test_what_turns_out_never_to_have_left_is_not_corrected(held, gateways):
    sms, _ = gateways
    rung(held)
    sms.mode = "half-lost"
    sms.batch = 2
    carrying.carry(sms, Lane.RED, at=MORNING)
    stop(held)
    sms.mode = "ok"
    followers.follow_on("ringing", SOON)
    for seconds in (0, 3, 6):
        keeping.keep(SOON + timedelta(seconds=seconds))

    assert told(sms) == [sms.order[0]], fates("sms")
    assert fates("sms")["dropped never-rung"] == 1


def test_a_correction_is_not_held_up_by_anything_that_is_not_red_and_passes_the_most_of_a_day(held, gateways):
    sms, _ = gateways
    rung(held)
    keeping.keep(MORNING)
    stop(held)
    followers.follow_on("ringing", SOON)
    with carrying._alone("sms-rest"):
        keeping.keep(SOON)

    assert told(sms) == sorted(rows(held))


@pytest.mark.parametrize(
    ("words", "code"), [({"word": "好"}, "type-stop"), ({"word": ""}, "type-stop"), ({"correction": "  "}, None)]
)
def test_it_takes_a_word_and_has_words_ready(held, gateways, words, code):
    rung(held)
    if code is None:
        with pytest.raises(Refused) as refused:
            stop(held, **words)
        assert refused.value.code == "say-what-is-wrong"
        return
    with pytest.raises(Refused) as refused:
        stop(held, **words)
    assert refused.value.code == code


def test_only_what_is_going_out_can_be_stopped_and_only_once(held, gateways):
    with pytest.raises(Refused, match="not-out"):
        stop(held)
    rung(held)
    stop(held)
    with pytest.raises(Refused, match="not-out"):
        stop(held)


def test_whoever_does_not_see_it_does_not_stop_it(held, gateways):
    rung(held)
    with pytest.raises(NotHere):
        stop(held, person="stranger")


def test_the_page_has_a_key_for_it_and_says_afterwards_how_far_it_had_gone(held, gateways, monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", SOON.isoformat())
    rung(held)
    carrying.carry(gateways[0], Lane.RED, at=MORNING)
    desk = browser("sun")
    page = desk.get(f"/warnings/{held}/").content.decode()
    assert 'data-key="KeyX"' in page
    assert "已发给 <b>1</b> 人，还有 <b>3</b> 人没有发到" in page

    answer = press(desk, held, word="听", correction="请勿据此行动")
    assert answer.status_code == 409
    assert "键入“停”" in answer.content.decode()
    assert press(desk, held, word="停", correction="请勿据此行动").status_code == 302
    page = desk.get(f"/warnings/{held}/").content.decode()
    assert "此前已发给 1 人，拦下 3 人；更正已发给 0 人" in page
    assert 'data-key="KeyX"' not in page
