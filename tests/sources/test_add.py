"""Who keeps the house names what may bring warnings in."""

from __future__ import annotations

import pytest

from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from anlan.kernel.registry.may import EVERYWHERE
from anlan.kernel.sources import acts, reads
from anlan.kernel.sources.facts import Kind
from tests.cast import MORNING, by
from tests.doors import do, program

pytestmark = pytest.mark.django_db


def test_it_is_named_with_whose_warnings_it_may_bring(add):
    found = add(Kind.FEED, "https://weather.example/feed", senders=(" weather ", "weather", ""))

    assert found.told.senders == ("weather",)
    assert [one.no for one in reads.sources(within=EVERYWHERE, by=by("qian"), at=MORNING)] == [found.no]
    assert reads.sources(within=EVERYWHERE, by=by("zhou"), at=MORNING) == ()
    assert rebuild.check() == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"called": " "}, "source-unnamed"),
        ({"senders": (" ",)}, "source-senders"),
        ({"address": "../etc"}, "source-address"),
        ({"kind": Kind.FEED, "address": "ftp://weather.example/"}, "source-address"),
        ({"late_minutes": 0}, "source-late"),
        ({"certificate": "none"}, "source-certificate"),
        ({"is_signed": True}, "source-unsigned"),
        ({"place": "6302"}, "source-place"),
        ({"place": "9999"}, "source-place"),
    ],
)
def test_what_will_not_do_is_told_before_it_is_tried(add, words, code):
    with pytest.raises(Refused) as no:
        add(**words)
    assert no.value.code == code


def test_nobody_names_more_than_anybody_would_look_after(add, monkeypatch):
    monkeypatch.setattr("anlan.kernel.sources.rules.MOST", 1)
    add()
    with pytest.raises(Refused) as no:
        add()
    assert no.value.code == "sources-many"


def test_nobody_else_names_one(add):
    words = {"kind": "folder", "called": "x", "place": "6301", "senders": ["weather"], "address": "weather"}
    for person in ("qian", "sun", "wang"):
        assert do(program(person), "sources.add", words).status_code == 403
    assert acts.add.may == acts.remove.may
