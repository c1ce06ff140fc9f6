"""What the house says to a gateway, and what it makes of every kind of answer."""

import re
import socket
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from anlan.engines.gateways import client
from anlan.engines.gateways.client import Gateway, NobodyKnows, NothingLeft, UnfitAddress, must_be_fit
from anlan.engines.gateways.exchange import Kind, Outgoing, Said
from tests.cast import MORNING
from tests.gateways.gateway import SECRET, reply, running


@pytest.fixture
def fake():
    with running() as fake:
        yield fake


@pytest.fixture
def gateway(fake):
    return Gateway(kind=Kind.SMS, address=fake.address, secret=SECRET)


def message(no: str, to: str = "13800000000") -> Outgoing:
    return Outgoing(id=no, to=to, text="洪水红色预警", urgent=True, expires_at=MORNING + timedelta(hours=3))


def test_each_message_has_its_own_answer_and_silence_about_one_is_unknown(gateway, fake):
    fake.says = {"b": "refused", "c": "later"}
    fake.behaves = lambda fake, to, told: reply(to, 200, {"answers": fake.answer(to.path, told)[:3]})

    told = gateway.hand_over([message(no) for no in "abcd"], at=MORNING)
    assert told == {"a": Said.TAKEN, "b": Said.REFUSED, "c": Said.LATER, "d": Said.UNKNOWN}
    assert fake.held["a"]["text"] == "洪水红色预警"


def test_a_gateway_is_asked_whether_numbers_live_and_rings_none(gateway, fake):
    fake.says = {"13900000002": "refused", "13900000003": "unknown"}
    told = gateway.test(["13900000001", "13900000002", "13900000003", "13900000001"], at=MORNING)
    assert told == [Said.TAKEN, Said.REFUSED, Said.UNKNOWN, Said.TAKEN]
    assert fake.given == []


def test_of_one_that_does_not_know_the_question_nothing_is_known(gateway, fake):
    fake.behaves = lambda fake, to, told: reply(to, 404, {})
    with pytest.raises(NothingLeft, match="declined"):
        gateway.test(["13900000001"], at=MORNING)


def test_a_gateway_is_asked_by_the_number_of_a_message(gateway):
    gateway.hand_over([message("a")], at=MORNING)
    assert gateway.ask(["a", "b"], at=MORNING) == {"a": Said.TAKEN, "b": Said.LATER}


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (301, "moved"),
        (307, "moved"),
        (400, "declined"),
        (401, "not-let-in"),
        (404, "declined"),
        (429, "busy"),
        (503, "busy"),
    ],
)
def test_a_no_of_the_gateway_says_that_nothing_left_and_no_redirect_is_followed(gateway, fake, status, code):
    with running() as other:
        fake.behaves = lambda fake, to, told: reply(to, status, {}, Location=f"{other.address}/messages")
        with pytest.raises(NothingLeft) as told:
            gateway.hand_over([message("a")], at=MORNING)
        assert (told.value.code, type(told.value), other.given) == (code, NothingLeft, [])


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{", b'{"answers": [{"id": "a", "said": "perhaps"}]}', b"x" * (1 << 21)]
)
def test_an_answer_that_cannot_be_read_leaves_it_open_whether_it_left(gateway, fake, content):
    fake.behaves = lambda fake, to, told: reply(to, 200, content)
    with pytest.raises(NobodyKnows, match="unreadable"):
        gateway.hand_over([message("a")], at=MORNING)


def test_so_does_one_that_is_lost_or_drips(gateway, fake):
    fake.behaves = lambda fake, to, told: to.connection.shutdown(socket.SHUT_RDWR)
    with pytest.raises(NobodyKnows, match="no-answer"):
        gateway.hand_over([message("a")], at=MORNING)

    def drip(fake, to, told):
        to.send_response(200)
        to.send_header("Content-Length", "1000")
        to.end_headers()
        for _ in range(100):
            to.wfile.write(b" ")
            time.sleep(0.02)

    fake.behaves = drip
    begun = time.monotonic()
    with pytest.raises(NobodyKnows):
        replace(gateway, seconds=0.2).hand_over([message("a")], at=MORNING)
    assert time.monotonic() - begun < 1, "each byte in time, and the whole is cut off all the same"


def test_where_nobody_listens_nothing_left(gateway, fake):
    with running() as gone:
        pass
    with pytest.raises(NothingLeft, match="away"):
        replace(gateway, address=gone.address).hand_over([message("a")], at=MORNING)


def test_a_gateway_with_another_secret_takes_nothing(gateway):
    with pytest.raises(NothingLeft, match="not-let-in"):
        replace(gateway, secret=b"another secret of 32 bytes......").hand_over([message("a")], at=MORNING)
    assert "another" not in repr(replace(gateway, secret=b"another"))


@pytest.mark.parametrize("address", ["https://sms.example/api", "http://127.0.0.1:8080", "http://[::1]/x"])
def test_the_house_speaks_over_tls_and_plainly_only_to_this_machine(address):
    assert must_be_fit(f" {address} ") == address


@pytest.mark.parametrize(
    "address",
    [
        "http://sms.example/",
        "http://localhost/",
        "http://127.0.0.1.example/",
        "http://10.0.0.1/",
        "ftp://sms.example/",
        "file:///etc/passwd",
        "https://user:word@sms.example/",
        "https://sms.example/?key=1",
        "https://sms.example/#a",
        "https:///messages",
        "https://sms.example/a\r\nX: y",
        "https://sms.example:port/",
        "//sms.example/",
        "",
    ],
)
def test_to_no_other_address(address):
    with pytest.raises(UnfitAddress):
        must_be_fit(address)


def test_whatever_goes_wrong_has_its_sentence_in_both_languages():
    for zh, en in client.SAYS.values():
        assert re.search("[一-鿿]", zh)
        assert not re.search("[一-鿿]", en)
