"""What anybody reads: only what went out to everybody, small, without names, and over when it is over."""

from __future__ import annotations

import gzip
import json
import re
from itertools import pairwise

import pytest
from cryptography import x509
from django.conf import settings
from django.test import Client
from lxml import etree

from anlan.domains.issuing import acts
from anlan.domains.warning import acts as warnings
from anlan.engines.cap import signing
from anlan.kernel.journal import files
from tests.cast import MORNING, by
from tests.issuing.written import DRAWN, composed
from tests.warning.made import brought, cap
from tests.warning.stands import SOON, out, rows, told

pytestmark = pytest.mark.django_db

HOME = "/public/"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", SOON.isoformat())


def get(path: str, **headers: str):
    return Client().get(path, headers={"Accept-Language": "zh-CN", **headers})


def gone_out(**more) -> str:
    no = composed(**more)
    out(no)
    return no


def over(no: str) -> None:
    acts.end(warning=no, place="6301", headcount=len(rows(no)), by=by("sun"), at=SOON)


def test_it_says_first_what_to_do_then_where_until_when_and_who_says_so():
    no = gone_out(instruction="立即向高处转移。不要过河。不要返回。", places=("6301",))
    page = get(f"{HOME}{no}/")
    text = page.content.decode()

    assert "<h1>立即向高处转移。</h1>" in text
    assert "<li>不要过河。</li><li>不要返回。</li>" in text
    assert all(words in text for words in ("沙柳沟", "模拟县防汛指挥部", "山洪灾害红色预警", "到何时"))
    assert not any(name in text for name in ("qian", "sun", "wang", "<script"))
    assert len(page.content) < 20_000
    css = (settings.STATIC_ROOT / "public.css").read_bytes()
    assert len(gzip.compress(page.content)) + len(gzip.compress(css)) < 30_000


def test_what_waits_what_is_not_for_everybody_and_what_calls_nobody_is_nobodys_to_read():
    held, apart = composed(), gone_out(is_public=False)
    test = told(held).alert.no
    for no in (held, apart, test):
        assert get(f"{HOME}{no}/").status_code == 404
        assert get(f"{HOME}{no}.cap.xml").status_code == 404
    assert "现在没有生效的预警。" in get(HOME).content.decode()


def test_in_a_drill_nothing_is_for_everybody(settings):
    no = gone_out()
    settings.DRILL = "night"
    for path in (HOME, f"{HOME}{no}/", f"{HOME}{no}.cap.xml", f"{HOME}warnings.atom", f"{HOME}certificate.pem"):
        assert get(path).status_code == 404


def test_once_over_it_says_so_first():
    no = gone_out()
    assert "立即向高处转移。" in get(HOME).content.decode()
    over(no)

    text = get(f"{HOME}{no}/").content.decode()
    assert "<title>已解除：" in text
    assert 'class="over"' in text
    assert text.index("险情已解除，可以返回。") < text.index("<h1>")
    assert "刚刚解除或到期" in get(HOME).content.decode()


def test_what_was_corrected_leads_to_what_holds():
    first = gone_out()
    second = gone_out(refers_to=first)

    assert f'href="{HOME}{second}/"' in get(f"{HOME}{first}/").content.decode()
    assert get(HOME).content.decode().count('class="hero') == 1


def test_the_message_is_that_which_was_signed_and_the_certificate_tells_whose_it_is():
    no = gone_out()
    content = get(f"{HOME}{no}.cap.xml")

    assert content.headers["Content-Type"] == "application/cap+xml"
    assert content.content == files.read(told(no).alert.told.file)
    trusted = x509.load_pem_x509_certificate(get(f"{HOME}certificate.pem").content)
    assert signing.signature_of(content.content, trusted=[trusted], at=SOON).code == "signed"


def test_what_came_from_elsewhere_is_handed_on_byte_for_byte():
    no = warnings.receive(file=brought(cap()), by=by("qian"), at=MORNING).subject
    out(no)
    assert get(f"{HOME}{no}.cap.xml").content == cap()
    assert "市气象台" in get(f"{HOME}{no}/").content.decode()


def test_a_copy_that_is_good_still_is_not_sent_again():
    no = gone_out()
    for path in (HOME, f"{HOME}{no}/", f"{HOME}{no}.cap.xml", f"{HOME}warnings.atom", f"{HOME}warnings.geojson"):
        first = get(path)
        assert first.headers["Cache-Control"] == "public, max-age=10, stale-if-error=86400"
        assert "Last-Modified" in first.headers
        assert get(path, **{"If-None-Match": first.headers["ETag"]}).status_code == 304
    before = get(f"{HOME}warnings.atom").headers["ETag"]
    over(no)
    assert get(f"{HOME}warnings.atom", **{"If-None-Match": before}).status_code == 200


def test_the_feed_names_each_message_also_the_one_that_ends_another():
    no = gone_out()
    over(no)
    feed = etree.fromstring(get(f"{HOME}warnings.atom").content)

    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert titles == ["模拟县防汛指挥部解除山洪灾害红色预警", "模拟县防汛指挥部发布山洪灾害红色预警"]
    for name in ("id", "title", "updated"):
        assert feed.findtext(f"{ATOM}{name}")
    [first] = [link.get("href") for link in feed.iter(f"{ATOM}link") if str(link.get("href")).endswith(f"{no}.cap.xml")]
    assert get(re.sub("^http://[^/]+", "", first)).status_code == 200


def test_shapes_run_against_the_clock_and_the_calendar_has_lines_that_any_reads():
    gone_out(places=(), drawn=(DRAWN,), instruction="向高处转移，不要过河，" * 20)
    [feature] = json.loads(get(f"{HOME}warnings.geojson").content)["features"]
    [[ring]] = feature["geometry"]["coordinates"]
    assert ring[0] == ring[-1] == [101.65, 36.55]
    assert sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) > 0

    told_hours = get(f"{HOME}warnings.ics").content
    lines = told_hours.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert max(map(len, lines)) <= 75
    whole = told_hours.decode().replace("\r\n ", "")
    assert "SUMMARY:模拟县防汛指挥部发布山洪灾害红色预警" in whole
    assert "DTEND:20260701T150000Z" in whole


def test_a_cancel_that_says_nothing_but_what_it_ends_stands_in_the_feed_by_its_number():
    first = warnings.receive(file=brought(cap()), by=by("qian"), at=MORNING).subject
    out(first)
    content = cap(identifier="over-1", kind="Cancel", refers_to="63010041600000_20260701085500_1")
    bare = re.sub(b"<info>.*</info>", b"", content, flags=re.DOTALL)
    over = warnings.receive(file=brought(bare), by=by("qian"), at=SOON).subject
    out(over)

    assert "over-1" in get(f"{HOME}warnings.atom").content.decode()
    for path in (HOME, f"{HOME}{first}/", f"{HOME}{over}/", f"{HOME}warnings.geojson", f"{HOME}warnings.ics"):
        assert get(path).status_code == 200, path
