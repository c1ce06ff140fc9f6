"""A proxy that is trusted says who asks, and how; anybody else may say what he likes."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from anlan.faces.web import gate
from anlan.faces.web.forwarded import as_asked, proxies

TRUSTED = proxies(["10.0.0.1", "192.168.7.0/24", "fd00::/8"])
HTTPS = (b"x-forwarded-proto", b"https")


def scope(client: str, *headers: tuple[bytes, bytes]) -> dict[str, Any]:
    return {
        "type": "http",
        "method": "GET",
        "path": "/",
        "scheme": "http",
        "client": (client, 4711),
        "headers": list(headers),
    }


def asked(client: str, *headers: tuple[bytes, bytes]) -> tuple[str, str]:
    told = as_asked(scope(client, *headers), TRUSTED)
    return told["scheme"], told["client"][0]


def by_way_of(*hops: bytes) -> list[tuple[bytes, bytes]]:
    return [(b"x-forwarded-for", hop) for hop in hops]


@pytest.mark.parametrize("proxy", ["10.0.0.1", "192.168.7.9", "fd00::1", "::ffff:10.0.0.1"])
def test_a_trusted_proxy_is_believed(proxy):
    assert asked(proxy, HTTPS, *by_way_of(b"203.0.113.9")) == ("https", "203.0.113.9")
    assert asked(proxy, HTTPS, *by_way_of(b"2001:db8::9")) == ("https", "2001:db8::9")
    assert asked(proxy) == ("http", proxy)


@pytest.mark.parametrize("stranger", ["10.0.0.2", "203.0.113.9", "127.0.0.1", "::1", "", "nonsense"])
def test_nobody_else_is(stranger):
    assert asked(stranger, HTTPS, *by_way_of(b"127.0.0.1")) == ("http", stranger)


@pytest.mark.parametrize(
    "hops",
    [
        [b"127.0.0.1, 10.0.0.1, 203.0.113.9"],
        [b"127.0.0.1", b"203.0.113.9"],
        [b"' OR 1=1, 203.0.113.9 "],
    ],
)
def test_of_several_hops_only_the_last_is_believed_which_the_asker_cannot_write(hops):
    assert asked("10.0.0.1", *by_way_of(*hops)) == ("http", "203.0.113.9")
    assert asked("10.0.0.1", (b"x-forwarded-proto", b"https, http")) == ("http", "10.0.0.1")


@pytest.mark.parametrize("hop", [b"", b"unknown", b"203.0.113.9,", b"\xff", b"1" * 9999, b"203.0.113.9:80"])
def test_what_is_no_address_is_not_taken_for_one(hop):
    assert asked("10.0.0.1", (b"x-forwarded-proto", b"gopher"), *by_way_of(hop)) == ("http", "10.0.0.1")


def test_the_gate_lets_nobody_in_before_this_is_settled(monkeypatch):
    seen: list[Any] = []

    async def pages(told: Any, *_: Any) -> None:
        seen.append((told["scheme"], told["client"][0]))

    monkeypatch.setattr(gate, "pages", pages)
    for trusted in ([], TRUSTED):
        monkeypatch.setattr(gate, "TRUSTED", trusted)
        asked = gate.application(scope("10.0.0.1", HTTPS, *by_way_of(b"203.0.113.9")), None, None)
        with ThreadPoolExecutor(1) as aside:  # this thread may have a loop: that of the browser
            aside.submit(asyncio.run, asked).result()

    assert seen == [("http", "10.0.0.1"), ("https", "203.0.113.9")]
