"""What is written is valid before the schema of OASIS and WMO's checker, and is read again as it was."""

from dataclasses import replace
from datetime import UTC, timedelta, timezone

import capvalidator
import pytest
from hypothesis import given, settings

from anlan.engines.cap.message import Area, MsgType, Named, Resource
from anlan.engines.cap.reading import Outcome, read
from anlan.engines.cap.writing import Incomplete, fingerprint, write
from tests.cap.made import ALERT, INFO, TEN, XML, is_valid, polygon
from tests.cap.strategies import MESSAGE


@given(message=MESSAGE)
@settings(max_examples=60, deadline=None)
def test_whatever_is_written_is_valid_and_read_again_as_it_was(message):
    content = write(message)
    found = read(content)

    assert is_valid(content)
    assert found.message == message
    assert found.outcome is Outcome.ACCEPT, found.defects
    assert write(message) == content


def test_the_checker_of_wmo_agrees():
    assert capvalidator.check_schema(write(ALERT)).passed
    assert not capvalidator.check_schema(XML.replace(">Extreme<", ">Terrible<").encode()).passed


def test_the_same_message_is_written_the_same_way_on_one_line():
    assert write(ALERT) == write(replace(ALERT))
    assert XML.count("\n") == 1, "behind the declaration, and nowhere else"


@pytest.mark.parametrize(
    ("lacking", "name"),
    [
        (replace(ALERT, identifier=""), "identifier"),
        (replace(ALERT, status=None), "status"),
        (replace(ALERT, scope=None), "scope"),
        (replace(ALERT, infos=(replace(INFO, categories=()),)), "category"),
        (replace(ALERT, infos=(replace(INFO, event=""),)), "event"),
        (replace(ALERT, infos=(replace(INFO, severity=None),)), "severity"),
        (replace(ALERT, infos=(replace(INFO, areas=(Area(),)),)), "areaDesc"),
        (replace(ALERT, infos=(replace(INFO, event_codes=(Named(name="x", value=""),)),)), "eventCode/value"),
        (replace(ALERT, infos=(replace(INFO, resources=(Resource(description="x"),)),)), "mimeType"),
    ],
)
def test_what_lacks_what_the_standard_demands_is_not_written(lacking, name):
    with pytest.raises(Incomplete, match=f"^{name}$"):
        write(lacking)


def test_an_offset_that_the_standard_cannot_say_is_written_as_none():
    odd = replace(ALERT, sent=TEN.astimezone(timezone(timedelta(hours=8, seconds=43))))

    assert b"<sent>2026-07-18T14:25:00+00:00</sent>" in write(odd)
    assert read(write(odd)).message == ALERT


def test_what_no_xml_can_hold_is_not_written():
    with pytest.raises(ValueError, match="XML"):
        write(replace(ALERT, note="a\0b"))


def test_a_mended_polygon_is_written_as_it_was_mended():
    found = read(polygon("37,101 38,102 38,101 37,102 37,101"))

    assert found.message
    assert read(write(found.message)).outcome is Outcome.ACCEPT


def test_equal_messages_have_one_fingerprint_whichever_offset_they_are_told_in():
    elsewhere = replace(ALERT, sent=ALERT.sent.astimezone(UTC))

    assert elsewhere == ALERT
    assert fingerprint(ALERT) == fingerprint(elsewhere)
    assert len({fingerprint(one) for one in (ALERT, replace(ALERT, note="x"), replace(ALERT, sent=TEN + timedelta(1)))}
               ) == 3  # fmt: skip


def test_one_in_quarantine_has_a_fingerprint_too():
    assert fingerprint(replace(ALERT, status=None)) != fingerprint(ALERT)
    assert fingerprint(replace(ALERT, msg_type=MsgType.UPDATE)) != fingerprint(ALERT)
