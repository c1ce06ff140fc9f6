"""A warning comes in as a file, is read, and waits."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from anlan.domains.warning import acts, reads
from anlan.domains.warning.rules import Shape
from anlan.kernel.journal.facts import Refused
from tests.cast import MORNING, by
from tests.doors import do, program
from tests.warning.made import brought, cap
from tests.warning.stands import SOON, reach_of, told

pytestmark = pytest.mark.django_db


def test_what_came_in_before_is_not_taken_in_again_and_what_says_otherwise_is_told(held):
    for content, code in ((cap(), "known-already"), (cap(word="橙色"), "known-otherwise")):
        with pytest.raises(Refused) as no:
            acts.receive(file=brought(content), by=by("qian"), at=SOON)
        assert no.value.code == code


@pytest.mark.parametrize(
    ("where", "sites"),
    [
        ("<polygon>36.55,101.65 36.65,101.65 36.65,101.75 36.55,101.75 36.55,101.65</polygon>", 1),
        ("<circle>36.6,101.7 0.5</circle>", 1),
        ("<circle>36.65,101.75 30</circle>", 2),
        ("<polygon>35.0,100.0 35.1,100.0 35.1,100.1 35.0,100.0</polygon>", 0),
    ],
)
def test_an_area_is_drawn_or_named_and_whoever_lies_in_it_is_counted(where, sites):
    no = acts.receive(file=brought(cap(where=where)), by=by("qian"), at=MORNING).subject

    assert reach_of(no).sites == sites


def test_a_site_on_the_edge_is_in_it():
    edge = (
        1_017_000_000,
        360_000_000,
        1_019_000_000,
        360_000_000,
        1_019_000_000,
        368_000_000,
        1_017_000_000,
        368_000_000,
    )
    shape = Shape(words="", rings=((*edge, *edge[:2]),), circles=(), places=())

    assert reads._exposed(shape).numbers() == ("s-1", "s-2")


def test_what_is_wrong_with_it_is_kept_and_told_and_what_is_no_warning_is_refused():
    no = acts.receive(file=brought(cap(where="")), by=by("qian"), at=MORNING).subject
    assert told(no).alert.told.outcome == "quarantine"
    assert told(no).alert.told.defects

    with pytest.raises(Refused) as refusal:
        acts.receive(file=brought(b"<html/>"), by=by("qian"), at=SOON)
    assert refusal.value.code == "not-a-warning"


def test_the_same_in_other_bytes_is_the_same(held):
    spaced = cap().replace(b"<info>", b"\n  <info>")
    with pytest.raises(Refused) as no:
        acts.receive(file=brought(spaced), by=by("qian"), at=SOON)
    assert no.value.code == "known-already"


def test_an_area_that_reaches_the_pole_is_refused_in_words():
    content = cap(where="<circle>89.9,101.7 500</circle>", identifier="pole")
    with pytest.raises(Refused) as no:
        acts.receive(file=brought(content), by=by("qian"), at=MORNING)
    assert no.value.code == "area-unsound"


def test_a_program_brings_a_warning_as_a_file_and_takes_it_in():
    sent = {"file": SimpleUploadedFile("w.xml", cap(identifier="by program"))}
    kept = program("qian").post("/api/files", sent, headers={"Idempotency-Key": str(uuid.uuid4())})
    assert kept.status_code == 200, kept.content
    done = do(program("qian"), "warning.receive", {"file": kept.json()["file"]})
    assert done.status_code == 200, done.content

    other = {"file": SimpleUploadedFile("w.xml", b"<a/>")}
    assert program("qian").post("/api/files", other).status_code == 422


def test_where_no_colour_is_named_the_severity_tells_it():
    plain = cap(identifier="plain").replace("暴雨红色预警信号".encode(), b"Heavy rain")
    no = acts.receive(file=brought(plain), by=by("qian"), at=MORNING).subject

    assert told(no).alert.told.colour == "red"
