"""Numbers of 31 characters, colours, codes of divisions, and events by their names."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from anlan.engines.cap.chinese import SEVERITIES, Colour, Event, Number, colour, event, is_wrong_place, number, place
from anlan.engines.cap.message import Info, Named, Severity
from anlan.engines.cap.reading import read
from anlan.kernel.registry import laws
from tests.cap.made import ALERT, BEIJING, INFO, swapped

NAMES = {code: words.zh for code, words in laws.events(on=date(2026, 7, 18)).items()}


def test_a_number_of_31_characters_says_where_who_when_and_which():
    assert number(ALERT.identifier) == Number(
        region="630121",
        body="416",
        unit="000",
        extension="00",
        at=datetime(2026, 7, 18, 22, 25, tzinfo=BEIJING),
        serial=1,
    )


@pytest.mark.parametrize("identifier", [ALERT.identifier, "13060041600000_20240712213138"])
def test_a_number_is_written_as_it_was_read_also_without_a_serial(identifier):
    assert str(number(identifier)) == identifier


def test_the_time_in_a_number_is_that_of_beijing_wherever_it_was_told():
    told = number(ALERT.identifier)

    assert told
    assert str(replace(told, at=told.at.astimezone(UTC))) == ALERT.identifier


@pytest.mark.parametrize(
    "identifier",
    [
        "",
        "urn:oid:2.49.0.1.156.0",
        "63012141600000_20260718222500_",
        "63012141600000_20260230222500_1",
        "63012141600000_00010718222500_1",
        "63012141600000_20260718222500_1\n",
        "63012１41600000_20260718222500_1",
        "6301214160000a_20260718222500_1",
    ],
)
def test_what_is_no_number_is_none(identifier):
    assert number(identifier) is None


@pytest.mark.parametrize(
    ("info", "said"),
    [
        (Info(headline="模拟县气象台发布暴雨红色预警信号"), Colour.RED),
        (Info(event="暴雨橙色预警"), Colour.ORANGE),
        (Info(headline="黄色预警"), Colour.YELLOW),
        (Info(headline="发布蓝色预警：红色旅游景区注意"), Colour.BLUE),
        (Info(headline="暴雨黄色预警升级为红色预警"), None),
        (Info(headline="暴雨黄色预警升级为红色预警", parameters=(Named(name="预警颜色", value="红色"),)), Colour.RED),
        (Info(headline="暴雨黄色预警", parameters=(Named(name="Color", value="RED"),)), Colour.RED),
        (Info(headline="暴雨黄色预警", parameters=(Named(name="预警等级", value="Ⅰ级"),)), Colour.YELLOW),
        (Info(headline="暴雨黄色预警", parameters=(Named(name="wind", value="red"),)), Colour.YELLOW),
        (Info(parameters=(Named(name="颜色", value="红"), Named(name="color", value="blue"))), None),
        (Info(headline="rainstorm"), None),
    ],
)
def test_the_colour_is_told_by_a_parameter_else_by_the_words_and_never_guessed(info, said):
    assert colour(info) == said


@pytest.mark.parametrize("colour_", Colour)
@pytest.mark.parametrize("severity", [one for one in Severity if one is not Severity.UNKNOWN])
def test_a_colour_means_one_severity_and_whatever_contradicts_it_is_told(colour_, severity):
    name = {"red": "红色", "orange": "橙色", "yellow": "黄色", "blue": "蓝色"}[colour_]
    found = read(swapped(("红色", name), (">Extreme<", f">{severity}<")))

    contradicts = {one.code for one in found.defects} == {"colour-contradicts"}
    assert contradicts == (SEVERITIES[colour_] is not severity)


def test_an_unknown_severity_contradicts_no_colour():
    assert read(swapped((">Extreme<", ">Unknown<"))).defects == ()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("GB/T 2260", "630121", "630121"),
        ("GB/T2260", "630000", "63"),
        ("gbt 2260", "630100", "6301"),
        ("", "630102001", "630102001"),
        ("AreaCode", "630102001002", "630102001002"),
        ("AreaCode", "630102001000", "630102001"),
        ("AreaCode", "630102000000", "630102"),
        ("AreaCode", "630000000000", "63"),
        ("CPEAS Geographic Code", "130602000000", "130602"),
        ("WARNCELLID", "816064037", None),
        ("行政区划代码", "63", "63"),
        ("行政区划代码", "632200", "6322"),
        ("whatever", "6301021", None),
        ("whatever", "6301２1", None),
        ("whatever", "990121", None),
        ("SAME", "630121", None),
        ("FIPS6", "630121", None),
        ("EMMA_ID", "CN001", None),
        ("", "", None),
    ],
)
def test_a_code_of_a_division_is_known_by_name_and_value(name, value, said):
    assert place(Named(name=name, value=value)) == said


def test_what_says_that_it_is_a_division_and_is_none_is_wrong():
    assert is_wrong_place(Named(name="GB/T 2260", value="6301"[:3]))
    assert not is_wrong_place(Named(name="SAME", value="006109"))


@pytest.mark.parametrize(
    ("said", "codes", "found"),
    [
        ("暴雨", ("11B03",), Event(code="11B03", name="暴雨", by_name=True, code_differs=False)),
        ("暴雨", ("11B04",), Event(code="11B03", name="暴雨", by_name=True, code_differs=True)),
        ("暴雨", ("0010",), Event(code="11B03", name="暴雨", by_name=True, code_differs=False)),
        ("雷雨大风", (), Event(code="11B20", name="雷雨大风", by_name=True, code_differs=False)),
        ("森林（草原）火险", (), Event(code="11B41", name="森林(草原)火险", by_name=True, code_differs=False)),
        ("11B03", (), Event(code="11B03", name="暴雨", by_name=False, code_differs=False)),
        ("rain", ("11B03",), Event(code="11B03", name="暴雨", by_name=False, code_differs=False)),
        ("rain", ("11Z99",), None),
    ],
)
def test_an_event_is_known_by_its_longest_name_and_by_its_code_only_without_one(said, codes, found):
    info = Info(event=said, event_codes=tuple(Named(name="x", value=code) for code in codes))

    assert event(info, NAMES) == found


def test_the_headline_tells_where_the_event_does_not():
    told = event(replace(INFO, event="11B04", event_codes=()), NAMES)

    assert told == Event(code="11B03", name="暴雨", by_name=True, code_differs=True)
