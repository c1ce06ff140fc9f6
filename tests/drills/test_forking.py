"""A drill takes over places and packs, up to a head, and nobody's name."""

import json

import pytest

from anlan.kernel.drills import forking
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.record import record
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.facts import PlacesImported
from tests.cast import MORNING, by


def imported(*codes):
    many = len(codes)
    return PlacesImported(
        places=codes,
        names=tuple(f"乡{code}" for code in codes),
        levels=("town",) * many,
        parents=("630102",) * many,
        from_on=(None,) * many,
        until_on=(None,) * many,
        replaced_by=(None,) * many,
        lons_e7=(None,) * many,
        lats_e7=(None,) * many,
        are_simulated=(True,) * many,
    )


@pytest.fixture
def lines(county):
    """What a drill takes over from the county of the cast, to which two townships were added."""
    record([imported("630102901")], by=by("qian"), at=MORNING)
    upto = journal.size()
    record([imported("630102902")], by=by("qian"), at=MORNING)
    return list(forking.said(upto))


def test_places_go_over_up_to_the_head_and_nobody_does(lines):
    text = b"".join(lines).decode()

    assert {json.loads(line)["name"] for line in lines} <= {"registry.places-imported", "registry.pack-loaded"}
    assert "630102901" in text
    assert "630102902" not in text
    assert "post-" not in text.replace('"post":"post-qian"', "")
    assert "registry.posts-filled" not in text


def test_in_the_home_of_the_drill_the_same_is_said_in_its_own_journal(lines, settings):
    settings.ORIGIN = "drilled"
    before = journal.size()

    count = forking.fill(lines)

    assert before == 0
    assert count == len(lines) == journal.size()
    assert registry.place("630102901", on=MORNING.date())
    assert {line.recorded_at for line in journal.lines_named(["registry.places-imported"], until=count)} == {MORNING}


def test_what_is_no_fact_of_places_or_packs_is_not_taken(lines):
    strange = (
        lines[0]
        .replace(b"registry.places-imported", b"registry.posts-filled")
        .replace(b"registry.pack-loaded", b"registry.posts-filled")
    )

    with pytest.raises(KeyError):
        forking.fill([strange])
