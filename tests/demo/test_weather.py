"""The warnings to try the demo with: sound, over an invented township, and the second ends the first."""

from datetime import date

import pytest
from lxml import etree

from anlan.engines.cap.reading import Outcome, read
from anlan.faces.cli.demo import weather
from anlan.faces.cli.demo.build import ends_at
from anlan.faces.cli.demo.plan import plan


@pytest.fixture(scope="module")
def told():
    return plan(seed=1, day=date(2026, 7, 18))


def test_both_are_sound_marked_as_simulated_and_of_an_invented_township(told):
    first, last = (read(make(told, at=ends_at(told)), at=ends_at(told)) for make in (weather.red, weather.over))

    assert (first.outcome, last.outcome) == (Outcome.ACCEPT, Outcome.ACCEPT)
    assert first.message
    assert last.message
    assert [one.identifier for one in last.message.references] == [first.message.identifier]
    [info] = first.message.infos
    [area] = info.areas
    assert area.geocodes[0].value.startswith(f"{told.county.code}9")
    assert "模拟" in area.description
    assert "模拟" in info.headline


def test_nothing_in_them_leads_out_of_the_house(told):
    tree = etree.fromstring(weather.red(told, at=ends_at(told)))
    assert not [one for one in tree.iter() if str(one.tag).endswith(("}uri", "}web"))]
