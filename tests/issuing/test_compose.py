"""A warning is written here, and is from then on a warning like any other."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import capvalidator
import pytest
from django.conf import settings

from anlan.domains.calls.facts import Colour
from anlan.domains.issuing import reads
from anlan.domains.issuing.facts import Corners
from anlan.domains.warning import acts
from anlan.domains.warning.facts import State
from anlan.engines.cap import signing
from anlan.engines.cap.reading import Outcome, read
from anlan.kernel.journal import files, rebuild
from anlan.kernel.journal.facts import Refused
from anlan.kernel.registry.may import EVERYWHERE, Within
from anlan.kernel.ringing import door, wording
from anlan.kernel.ringing.rules import Stage
from anlan.kernel.signing import keys
from tests.cap.made import is_valid
from tests.cast import MORNING, by
from tests.issuing.written import DRAWN, composed
from tests.warning.made import brought
from tests.warning.stands import SOON, out, reach_of, rows, told

pytestmark = pytest.mark.django_db


def file_of(no: str) -> bytes:
    return files.read(told(no).alert.told.file)


def test_what_was_written_is_cap_signed_by_the_house_and_calls_people_once_another_lets_it_go_out():
    no = composed()
    content, said = file_of(no), told(no).alert

    assert is_valid(content)
    assert capvalidator.check_schema(content).passed
    assert capvalidator.check_signature(content).passed
    assert signing.signature_of(content, trusted=[keys.certificate()], at=SOON).code == "signed"
    found = read(content, at=MORNING)
    assert (found.outcome, found.defects) == (Outcome.ACCEPT, ())
    assert said.state == State.HELD
    assert (said.told.headline, said.told.sender) == ("模拟县防汛指挥部发布山洪灾害红色预警", settings.ORIGIN)
    assert len(said.told.identifier) == 31

    out(no)
    assert rows(no)["wang"].sites == ("s-1", "s-2")
    assert rebuild.check() == []


@pytest.mark.parametrize("lacks", ["issuer", "hazard", "area", "instruction", "expires_at", "cancel", "correction"])
def test_without_one_of_the_elements_nothing_is_written_and_the_refusal_names_it(lacks):
    without = {"area": "", "places": ()} if lacks == "area" else {lacks: None if lacks == "expires_at" else ""}
    with pytest.raises(Refused) as no:
        composed(**without)
    assert (no.value.code, no.value.params) == ("elements-missing", {"missing": (lacks,)})


def test_a_place_that_is_only_named_in_words_is_no_area():
    with pytest.raises(Refused) as no:
        composed(places=())
    assert no.value.params == {"missing": ("area",)}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"hazard": "99Z99"}, "hazard-unknown"),
        ({"expires_at": MORNING}, "ends-before-it-begins"),
        ({"onset_at": MORNING + timedelta(hours=7)}, "ends-before-it-begins"),
        ({"places": ("6302",)}, "written-beyond-ones-place"),
        ({"drawn": (Corners(e7=(0, 0, 10, 10)),)}, "ground-unsound"),
        ({"drawn": (Corners(e7=(0, 0, 100, 100, 100, 0, 0, 100)),)}, "draws-across-itself"),
    ],
)
def test_what_cannot_be_so_is_refused(wrong, code):
    with pytest.raises(Refused) as no:
        composed(**wrong)
    assert no.value.code == code


def test_an_area_that_is_drawn_calls_for_the_sites_in_it():
    assert reach_of(composed(places=(), drawn=(DRAWN,))).sites == 1


def test_before_it_is_written_one_reads_whom_it_would_call_and_nobody_of_another_place():
    asked = {"colour": Colour.RED, "at": MORNING, "drawn": (DRAWN,)}
    found = reads.would_reach(within=EVERYWHERE, **asked)
    assert (len(found.sites), len(found.wanted), found.units) == (1, 1, 1)
    assert found.spots == ((1_017_000_000, 366_000_000),)

    elsewhere = Within(places=("6302",), departments=None, organisations=None, persons=None)
    found = reads.would_reach(within=elsewhere, places=("6301",), **asked)
    assert (found.sites, found.wanted, found.nobody, found.names) == ((), (), (), {})


def test_in_a_drill_every_text_says_so_first_and_the_message_is_an_exercise(settings):
    settings.DRILL = "night"
    no = composed()
    said = told(no).alert.told

    assert (said.status, told(no).alert.state) == ("Exercise", State.HELD)
    found = reads.ready(no=no, within=EVERYWHERE)
    assert found
    ready = found.words
    texts = (
        said.headline,
        said.description,
        said.instruction,
        ready.sms,
        ready.speaker,
        ready.cancel,
        ready.correction,
    )
    assert all(text.startswith("【演练】") for text in texts)
    out(no)
    assert rows(no)


def test_a_correction_stands_in_the_place_of_what_it_corrects_once_it_goes_out():
    first = composed()
    out(first)
    second = composed(refers_to=first, places=(), drawn=(DRAWN,))
    assert told(second).alert.told.msg_type == "Update"
    assert told(first).alert.state == State.RELEASED

    out(second)

    assert (told(first).alert.state, told(first).alert.ended_by) == (State.ENDED, second)
    with pytest.raises(Refused) as no:
        composed(refers_to=first)
    assert no.value.code == "not-standing"


def test_nobody_corrects_what_another_has_issued(held):
    with pytest.raises(Refused) as no:
        composed(refers_to=held)
    assert no.value.code == "not-written-here"


def test_two_that_are_written_in_one_second_have_numbers_of_their_own():
    assert told(composed()).alert.told.identifier != told(composed()).alert.told.identifier


def test_what_comes_back_to_the_house_that_wrote_it_is_known():
    content = file_of(composed())
    with pytest.raises(Refused) as no:
        acts.receive(file=brought(content, person="sun"), by=by("sun"), at=SOON)
    assert no.value.code == "known-already"


def test_who_is_called_reads_the_text_that_was_written_for_messages_and_its_end_in_the_words_that_were_ready(settings):
    no = composed()
    about = door.matter(no)
    assert about
    for stage, said in ((Stage.OPENED, "山洪红色预警：立即转移。"), (Stage.OVER, "【解除】险情已解除，可以返回。")):
        letter = SimpleNamespace(stage=stage, is_again=False)
        assert wording.text(letter, about, "") == said
        settings.DRILL = "night"
        assert wording.text(letter, about, "") == f"【演练】{said}"
        settings.DRILL = ""
