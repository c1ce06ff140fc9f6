"""A warning comes in as a file, is read, and waits."""

from __future__ import annotations

import hashlib
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from anlan.domains.warning import acts, reads
from anlan.domains.warning.facts import State
from anlan.engines.cap.gist import Shape
from anlan.kernel.journal import files, rebuild
from anlan.kernel.journal.facts import Refused
from anlan.kernel.registry.may import EVERYWHERE, Within
from tests.cast import MORNING, by
from tests.doors import do, program
from tests.warning.made import brought, cap
from tests.warning.stands import SOON, reach_of, told

pytestmark = pytest.mark.django_db


def test_what_came_in_before_is_not_taken_in_again(held):
    with pytest.raises(Refused) as no:
        acts.receive(file=brought(cap()), by=by("qian"), at=SOON)
    assert no.value.code == "known-already"


def test_the_same_number_with_other_words_stands_beside_the_first_and_overwrites_nothing(held):
    other = acts.receive(file=brought(cap(word="橙色")), by=by("qian"), at=SOON).subject

    shown = told(other)
    assert [one.no for one in shown.beside] == [held]
    assert [one.no for one in told(held).beside] == [other]
    assert (shown.alert.told.clashes_with, shown.alert.told.outcome) == (held, "quarantine")
    assert shown.alert.told.defects[0] == "same-number"
    assert (told(held).alert.told.colour, shown.alert.told.colour) == ("red", "orange")
    for content in (cap(), cap(word="橙色").replace(b"<info>", b"\n<info>")):
        with pytest.raises(Refused) as no:
            acts.receive(file=brought(content), by=by("qian"), at=SOON)
        assert no.value.code == "known-already"
    assert rebuild.check() == []


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

    assert reads._exposed(shape, MORNING).numbers() == ("s-1", "s-2")


def test_what_is_wrong_with_it_is_kept_and_told():
    no = acts.receive(file=brought(cap(where="")), by=by("qian"), at=MORNING).subject
    assert told(no).alert.told.outcome == "quarantine"
    assert told(no).alert.told.defects


def test_what_is_no_warning_is_kept_as_a_dead_letter_with_why_and_once():
    content = b"<html/>"
    no = acts.receive(file=brought(content), by=by("qian"), at=MORNING).subject

    [letter] = reads.letters(within=EVERYWHERE, at=SOON)
    assert (letter.no, letter.code, letter.at) == (no, "not-cap", MORNING)
    assert files.read(letter.file) == content
    assert (
        reads.letters(within=Within(places=("6302",), departments=None, organisations=None, persons=None), at=SOON)
        == ()
    )
    with pytest.raises(Refused) as again:
        acts.receive(file=brought(content), by=by("qian"), at=SOON)
    assert again.value.code == "known-already"
    assert rebuild.check() == []


def test_words_of_any_length_are_taken_in_and_found_again():
    long = "".join(hashlib.sha256(str(n).encode()).hexdigest() for n in range(200))
    content = cap(identifier=long)
    no = acts.receive(file=brought(content), by=by("qian"), at=MORNING).subject
    over = cap(identifier="over", kind="Cancel", refers_to=long)

    cancel = acts.receive(file=brought(over), by=by("qian"), at=SOON).subject

    assert told(cancel).alert.told.refers_to == no


def test_the_same_in_other_bytes_is_the_same(held):
    spaced = cap().replace(b"<info>", b"\n  <info>")
    with pytest.raises(Refused) as no:
        acts.receive(file=brought(spaced), by=by("qian"), at=SOON)
    assert no.value.code == "known-already"


def test_an_area_that_reaches_the_pole_is_held_with_that_defect_and_cannot_go_out():
    content = cap(where="<circle>89.9,101.7 500</circle>", identifier="pole")
    no = acts.receive(file=brought(content), by=by("qian"), at=MORNING).subject

    assert told(no).reach is None
    assert "area-unmatched" in told(no).alert.told.defects
    with pytest.raises(Refused) as refusal:
        acts.release(warning=no, place="6301", headcount=1, by=by("sun"), at=SOON)
    assert refusal.value.code == "area-unsound"


def test_what_does_not_say_whether_it_is_in_earnest_waits_for_somebody():
    unclear = cap().replace(b"<status>Actual</status>", b"<status>actual</status>")
    no = acts.receive(file=brought(unclear), by=by("qian"), at=MORNING).subject

    assert told(no).alert.state == State.HELD
    assert told(no).alert.told.defects == ("value-unknown",)


def test_of_several_things_said_in_one_language_the_gravest_colour_and_all_areas_hold():
    one = cap(word="橙色", where="<polygon>36.55,101.65 36.65,101.65 36.65,101.75 36.55,101.75 36.55,101.65</polygon>")
    other = cap(word="红色", where="<circle>36.7,101.8 0.5</circle>").decode()
    second = other[other.index("<info>") : other.index("</alert>")]
    both = one.decode().replace("</alert>", second.replace("城西", "城东") + "</alert>").encode()
    no = acts.receive(file=brought(both), by=by("qian"), at=MORNING).subject

    assert told(no).alert.told.colour == "red"
    assert told(no).alert.told.area == "城西、城东"
    assert reach_of(no).sites == 2


def test_its_event_is_known_by_its_name():
    no = acts.receive(file=brought(cap()), by=by("qian"), at=MORNING).subject

    assert told(no).alert.told.event_code == "11B03"


def test_a_program_brings_a_warning_as_a_file_and_takes_it_in():
    sent = {"file": SimpleUploadedFile("w.xml", cap(identifier="by program"))}
    kept = program("qian").post("/api/files", sent, headers={"Idempotency-Key": str(uuid.uuid4())})
    assert kept.status_code == 200, kept.content
    done = do(program("qian"), "warning.receive", {"file": kept.json()["file"]})
    assert done.status_code == 200, done.content

    other = {"file": SimpleUploadedFile("w.xml", b"<a/>")}
    assert program("qian").post("/api/files", other).status_code == 422
    as_warning = {"file": SimpleUploadedFile("w.xml", b"<a/>"), "as": "warning"}
    kept = program("qian").post("/api/files", as_warning, headers={"Idempotency-Key": str(uuid.uuid4())})
    assert do(program("qian"), "warning.receive", {"file": kept.json()["file"]}).status_code == 200
    assert len(reads.letters(within=EVERYWHERE, at=SOON)) == 1


def test_where_no_colour_is_named_the_severity_tells_it():
    plain = cap(identifier="plain").replace("暴雨红色预警信号".encode(), b"Heavy rain")
    no = acts.receive(file=brought(plain), by=by("qian"), at=MORNING).subject

    assert told(no).alert.told.colour == "red"
