"""No feed leads into a network of ours, however its address is written and whatever its name leads to."""

from __future__ import annotations

import ipaddress
import socket

import pytest

from anlan.kernel.sources.addresses import Unfit, feed_of, folder_of, may_lead
from anlan.kernel.sources.asking import Failed, ask

# How one may try to lead the house to itself or its neighbours; all are numbers that a resolver takes as they stand.
INWARD = (
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://0x7f.1/",
    "https://2130706433/",
    "https://017700000001/",
    "https://169.254.169.254/latest/meta-data/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:a9fe:a9fe]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[fd00::1]/",
    "https://[fe80::1]/",
    "https://10.1.2.3/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    "https://0.0.0.0/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://localhost/",
    "http://127.0.0.1/",
    "http://93.184.216.34/",
)
ILL_WRITTEN = (
    "file:///etc/passwd",
    "gopher://127.0.0.1:70/_x",
    "ftp://weather.example/",
    "https://weather.example@127.0.0.1/",
    "https://weather.example\r\nHost: x/",
    "https://weather.example/a b",
    "https:///feed",
    "https://weather.example:0/",
    "https://weather.example:99999/",
    "https://weather.example\\@127.0.0.1/",
    "//127.0.0.1/",
    "weather.example/feed",
    "",
)


@pytest.fixture
def no_line(monkeypatch):
    """Count whom the house would connect to, and let it reach nobody."""
    tried = []

    def connect(address, timeout):
        tried.append(address)
        raise OSError("nobody")

    monkeypatch.setattr(socket, "create_connection", connect)
    return tried


@pytest.mark.parametrize("address", INWARD)
def test_no_address_leads_inward(address, no_line, settings):
    settings.SOURCE_NETWORKS = []
    with pytest.raises(Failed) as no:
        ask(address)

    assert no.value.code == "address-refused"
    assert no_line == []


@pytest.mark.parametrize("address", ILL_WRITTEN)
def test_what_is_no_address_of_a_feed_is_none(address, no_line):
    with pytest.raises(Unfit):
        feed_of(address)
    with pytest.raises(Failed) as no:
        ask(address)
    assert no.value.code == "address-refused"
    assert no_line == []


def test_a_name_is_looked_up_once_and_what_it_leads_to_is_where_one_connects(monkeypatch, no_line, settings):
    settings.SOURCE_NETWORKS = []
    answers = iter((["93.184.216.34"], ["127.0.0.1"]))  # the second time it would lead inward

    def look_up(host, port, **_):
        return [(2, 1, 6, "", (number, port)) for number in next(answers)]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(Failed) as no:
        ask("https://rebinding.example/feed")

    assert no.value.code == "no-answer"
    assert no_line == [("93.184.216.34", 443)]


def test_a_name_of_which_one_number_leads_inward_leads_nowhere(monkeypatch, no_line, settings):
    settings.SOURCE_NETWORKS = []
    both = [(2, 1, 6, "", (number, 443)) for number in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    with pytest.raises(Failed) as no:
        ask("https://weather.example/feed")

    assert (no.value.code, no.value.params) == ("address-refused", {"where": "10.0.0.1"})
    assert no_line == []


def test_a_network_of_the_office_is_open_where_its_keeper_says_so():
    office = [ipaddress.ip_network("10.63.0.0/16")]
    where = feed_of("https://weather.example/feed")

    assert may_lead(where, ipaddress.ip_address("10.63.1.2"), office)
    assert may_lead(where, ipaddress.ip_address("::ffff:10.63.1.2"), office) is False
    assert not may_lead(where, ipaddress.ip_address("10.64.1.2"), office)
    assert not may_lead(feed_of("http://weather.example/feed"), ipaddress.ip_address("10.63.1.2"), office)


def test_without_dns_it_says_so(monkeypatch):
    def look_up(*_, **__):
        raise socket.gaierror("no DNS")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(Failed) as no:
        ask("https://weather.example/feed")
    assert no.value.code == "name-unknown"
    assert feed_of("https://weather.example:8443/x?y=1").text == "https://weather.example:8443/x?y=1"


@pytest.mark.parametrize("path", ["..", "../x", "/etc", "a/../b", ".hidden", "", "a\nb"])
def test_a_folder_lies_within_the_one_that_is_stated(path):
    with pytest.raises(Unfit):
        folder_of(path)
