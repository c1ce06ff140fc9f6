"""A red warning that a source brought takes two: one who vouches for it, and another who lets it go."""

from __future__ import annotations

import pytest

from anlan.domains.warning import acts
from anlan.domains.warning.facts import State
from anlan.domains.warning.tables import Warning
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from anlan.kernel.journal.record import record
from anlan.kernel.sources import reads
from anlan.kernel.sources.facts import SourceAdded
from tests.cast import MORNING, by
from tests.warning.made import brought, cap
from tests.warning.stands import out, reach_of, rows, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def pushed():
    """A red warning that a source brought."""
    named = {"source": "f-1", "called": "市气象台", "place": "6301", "senders": ("weather",)}
    how = {"kind": "folder", "address": "weather", "is_signed": False, "certificate": "", "late_minutes": 60}
    record([SourceAdded(**named, **how)], by=by("console"), at=MORNING)
    acts.take_in(cap(), reads.stored("f-1"), MORNING, False)
    return Warning.objects.get().no


def test_nobody_lets_it_go_alone_and_the_source_is_none_of_the_two(pushed):
    with pytest.raises(Refused) as no:
        out(pushed)
    assert no.value.code == "vouch-first"
    acts.vouch(warning=pushed, by=by("qian"), at=MORNING)
    with pytest.raises(Refused) as no:
        out(pushed, "qian")
    assert no.value.code == "two-people"
    with pytest.raises(Refused) as no:
        acts.vouch(warning=pushed, by=by("sun"), at=MORNING)
    assert no.value.code == "vouched-already"

    out(pushed, "sun")

    assert told(pushed).alert.state == State.RELEASED
    assert rows(pushed)
    assert rebuild.check() == []


def test_what_somebody_brought_has_its_first_already(held):
    with pytest.raises(Refused) as no:
        acts.vouch(warning=held, by=by("sun"), at=MORNING)
    assert no.value.code == "brought-by-a-person"


def test_what_has_defects_goes_out_once_somebody_says_that_he_has_read_them():
    swapped = "<polygon>101.65,36.55 101.65,36.65 101.75,36.65 101.75,36.55 101.65,36.55</polygon>"
    no = acts.receive(file=brought(cap(where=swapped)), by=by("qian"), at=MORNING).subject
    reach = reach_of(no)
    typed = {"place": reach.place, "headcount": reach.headcount}
    with pytest.raises(Refused) as unread:
        acts.release(warning=no, **typed, by=by("sun"), at=MORNING)
    assert unread.value.code == "defects-unread"

    acts.release(warning=no, **typed, has_read=True, by=by("sun"), at=MORNING)
    assert told(no).alert.state == State.RELEASED
