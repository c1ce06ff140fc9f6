"""What a message says is read; what is wrong with it is told with its place; only what is fit is accepted."""

from dataclasses import replace
from datetime import timedelta

import pytest

from anlan.engines.cap.defects import MENDED, MOST_LISTED, NOTES
from anlan.engines.cap.message import NAMESPACE, NAMESPACE_1_1, Circle, MsgType, Named, Reference, Status
from anlan.engines.cap.reading import Outcome, read
from anlan.engines.cap.writing import write
from tests.cap.made import ALERT, INFO, RING, TEN, XML, polygon, swapped


def told(content, **asked):
    """Return what is wrong, with its place."""
    return {(one.code, one.place) for one in read(content, **asked).defects}


def without(name):
    """Return the honest warning without a field."""
    begin, end = XML.index(f"<{name}>"), XML.index(f"</{name}>") + len(name) + 3
    return (XML[:begin] + XML[end:]).encode()


def test_an_honest_warning_is_accepted_as_it_was_written():
    found = read(XML.encode())

    assert found.outcome is Outcome.ACCEPT
    assert found.message == ALERT
    assert found.defects == found.notes == ()


def test_cap_1_1_is_read_as_well_and_said():
    found = read(XML.replace(NAMESPACE, NAMESPACE_1_1).encode())

    assert found.outcome is Outcome.ACCEPT
    assert found.message == ALERT
    assert [note.code for note in found.notes] == ["cap-1-1"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb2312", "GBK", "gb18030"])
def test_it_is_read_in_whichever_encoding_offices_write(encoding):
    named = encoding.replace("-sig", "")
    text = XML.replace("encoding='UTF-8'", f"encoding='{named}'")
    found = read(text.encode(encoding))

    assert found.message == ALERT


@pytest.mark.parametrize("name", ["identifier", "sender", "sent"])
def test_without_what_identifies_it_a_message_is_a_dead_letter(name):
    gone = read(without(name))
    twice = read(XML.replace(f"<{name}>", f"<{name}>x</{name}><{name}>").encode())

    assert gone.outcome is twice.outcome is Outcome.REJECT
    assert gone.message is twice.message is None
    assert gone.rejected
    assert gone.rejected.code == "identity-missing"
    assert twice.rejected
    assert twice.rejected.code == "identity-twice"


def test_a_message_of_which_nobody_can_tell_when_it_was_sent_is_a_dead_letter():
    found = read(swapped(("<sent>2026-07-18T22:25:00+08:00", "<sent>tonight")))

    assert found.rejected
    assert found.rejected.tells("en") == (
        "Its sent is missing or cannot be read, so that nobody can tell which warning it is."
    )


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("status", ""),
        ("msgType", ""),
        ("scope", ""),
        ("category", "info[1]"),
        ("event", "info[1]"),
        ("urgency", "info[1]"),
        ("severity", "info[1]"),
        ("certainty", "info[1]"),
        ("areaDesc", "info[1]/area[1]"),
        ("mimeType", "info[1]/resource[1]"),
    ],
)
def test_whatever_else_the_standard_demands_is_missed_by_its_name(name, place):
    found = read(without(name))

    assert found.outcome is Outcome.QUARANTINE
    assert ("missing", place, name) in {(one.code, one.place, one.params.get("field")) for one in found.defects}


DEFECTS = {
    "unknown status": (swapped((">Actual<", ">Real<")), "value-unknown", ""),
    "unknown urgency": (swapped((">Immediate<", ">Now<")), "value-unknown", "info[1]"),
    "unknown category": (swapped((">Met<", ">Weather<")), "value-unknown", "info[1]"),
    "unknown language": (swapped((">zh-CN<", ">中文<")), "value-unknown", "info[1]"),
    "two severities": (
        swapped(("<severity>Extreme</severity>", "<severity>Extreme</severity><severity>Minor</severity>")),
        "said-twice",
        "info[1]",
    ),
    "no time": (swapped(("<effective>2026-07-18T22:25:00+08:00", "<effective>tonight")), "time-unreadable",
                "info[1]/effective"),
    "thirty days hath": (swapped(("<effective>2026-07-18", "<effective>2026-02-30")), "time-unreadable",
                         "info[1]/effective"),
    "offset of nowhere": (swapped(("<effective>2026-07-18T22:25:00+08:00", "<effective>2026-07-18T22:25:00+19:00")),
                          "time-unreadable", "info[1]/effective"),
    "naive time": (swapped(("<effective>2026-07-18T22:25:00+08:00", "<effective>2026-07-18T22:25:00")),
                   "time-without-offset", "info[1]/effective"),
    "naive sent": (swapped(("<sent>2026-07-18T22:25:00+08:00", "<sent>20260718222500")), "time-without-offset", "sent"),
    "over before it began": (swapped(("<expires>2026-07-19", "<expires>2026-07-17")), "time-order", "info[1]/expires"),
    "blank in the sender": (swapped(("<sender>模拟县", "<sender>模拟县 ")), "identity-unfit", "sender"),
    "restricted to nobody": (swapped((">Public<", ">Restricted<")), "restriction-missing", "scope"),
    "private to nobody": (swapped((">Public<", ">Private<")), "addresses-missing", "scope"),
    "update of nothing": (swapped((">Alert<", ">Update<")), "no-references", "references"),
    "cancel of nothing": (swapped((">Alert<", ">Cancel<")), "no-references", "references"),
    "no reference": (swapped(("</code>", "</code><references>x</references>")), "reference-unreadable", "references"),
    "of itself": (
        swapped(("</code>", "</code><references>模拟县气象台,63012141600000_20260718222500_1,2026-07-18T22:25:00+08:00"
                            "</references>")), "refers-to-itself", "references"),
    "of the future": (
        swapped(("</code>", "</code><references>模拟县气象台,later,2026-07-19T22:25:00+08:00</references>")),
        "refers-ahead", "references"),
    "endless infos": (swapped(("</alert>", "<info/>" * 101 + "</alert>")), "too-many-infos", ""),
    "nothing": (XML[: XML.index("<info>")].encode() + b"</alert>", "no-info", ""),
    "nowhere": ((XML[: XML.index("<area>")] + "</info></alert>").encode(), "no-area", "info[1]"),
    "only a name": ((XML[: XML.index("<polygon>")] + "</area></info></alert>").encode(), "area-without-place",
                    "info[1]/area[1]"),
    "web page": (swapped(("沟道两侧", "沟道<![CDATA[<br/>]]>两侧")), "html", "info[1]/instruction"),
    "escaped web page": (swapped(("沟道两侧", "沟道&amp;nbsp;两侧")), "html", "info[1]/instruction"),
    "elements in a text": (swapped(("沟道两侧", "沟道<b>两侧</b>")), "html", "info[1]/instruction"),
    "endless text": (swapped(("沟道两侧", "沟" * 20_001)), "text-too-long", "info[1]/instruction"),
    "colour and severity": (swapped((">Extreme<", ">Minor<")), "colour-contradicts", "info[1]/severity"),
    "endless references": (swapped(("</code>", f"</code><references>{'a,b,20260101000000 ' * 1001}</references>")),
                           "too-many-words", "references"),
    "endless addresses": (swapped(("</scope>", f"</scope><addresses>{'a ' * 1001}</addresses>")), "too-many-words",
                          "addresses"),
    "size is no number": (swapped((">4096<", ">4 kB<")), "number-unreadable", "info[1]/resource[1]/size"),
    "altitude is no number": (swapped(("</area>", "<altitude>high</altitude></area>")), "number-unreadable",
                              "info[1]/area[1]/altitude"),
    "ceiling alone": (swapped(("</area>", "<ceiling>100</ceiling></area>")), "ceiling-wrong", "info[1]/area[1]"),
    "ceiling below": (swapped(("</area>", "<altitude>200</altitude><ceiling>100</ceiling></area>")), "ceiling-wrong",
                      "info[1]/area[1]"),
    "no division": (swapped((">630121<", ">990121<")), "geocode-wrong", "info[1]/area[1]/geocode[1]"),
    "code without a name": (swapped(("<valueName>GB/T 2260</valueName>", "")), "missing", "info[1]/area[1]/geocode[1]"),
    "geocode of nothing": (swapped((">630121<", "><")), "missing", "info[1]/area[1]/geocode[1]"),
    "parameter without a value": (swapped(("<value>红色</value>", "")), "missing", "info[1]/parameter[1]"),
    "no version": (swapped((f' xmlns="{NAMESPACE}"', "")), "no-namespace", ""),
}  # fmt: skip


@pytest.mark.parametrize("what", DEFECTS)
def test_what_is_wrong_keeps_it_back_and_is_told_with_its_place(what):
    content, code, place = DEFECTS[what]

    assert (code, place) in told(content)


def test_what_is_in_quarantine_is_still_read():
    found = read(swapped((">Extreme<", ">Terrible<"), ("<effective>2026", "<effective>9026")))

    assert found.message == replace(ALERT, infos=(replace(INFO, severity=None, effective=None),))


def test_what_is_dated_ahead_is_held_back_if_one_says_what_time_it_is():
    ahead = TEN - timedelta(minutes=6)

    assert told(XML.encode(), at=ahead) == {("sent-ahead", "sent")}
    assert told(XML.encode(), at=TEN - timedelta(minutes=5)) == set()
    assert told(XML.encode()) == set()


@pytest.mark.parametrize("status", [Status.EXERCISE, Status.TEST, Status.DRAFT, Status.SYSTEM])
def test_what_is_not_meant_in_earnest_is_told_and_no_defect(status):
    found = read(swapped((">Actual<", f">{status}<")))

    assert found.outcome is Outcome.ACCEPT
    assert [note.code for note in found.notes] == ["not-actual"]


@pytest.mark.parametrize("kind", [MsgType.ACK, MsgType.ERROR])
def test_an_answer_is_told_and_no_defect(kind):
    answer = replace(ALERT, msg_type=kind, references=(Reference(sender="a", identifier="b", sent=TEN),), infos=())
    found = read(write(answer))

    assert found.outcome is Outcome.ACCEPT
    assert [note.code for note in found.notes] == ["answer"]


def test_who_cancels_need_say_neither_where_nor_what():
    reference = Reference(sender=ALERT.sender, identifier="before", sent=TEN)
    ended = replace(INFO, headline="解除暴雨红色预警", severity=INFO.severity, expires=TEN, effective=None, areas=())

    for infos in ((), (ended,)):
        cancel = replace(ALERT, msg_type=MsgType.CANCEL, references=(reference,), infos=infos)
        assert read(write(cancel)).outcome is Outcome.ACCEPT


def test_a_parameter_may_be_empty_as_some_offices_send_it():
    found = read(swapped(("<value>红色</value>", "<value/>")))

    assert found.outcome is Outcome.ACCEPT
    assert found.message
    assert found.message.infos[0].parameters == (Named(name="预警颜色", value=""),)
    assert read(write(found.message)).message == found.message


def test_other_ways_to_write_a_time_are_noted_and_understood():
    found = read(swapped(("<effective>2026-07-18T22:25:00+08:00", "<effective>2026-07-18T14:25:00.25Z")))

    assert found.outcome is Outcome.ACCEPT
    assert found.message == ALERT
    assert [note.code for note in found.notes] == ["time-other-form"]


def test_what_is_not_of_the_standard_is_noted_and_not_read():
    found = read(swapped(("<scope>", "<senderCode>1</senderCode><x:scope xmlns:x='y'>Private</x:scope><scope>")))

    assert found.message == ALERT
    assert [(note.code, note.params["name"]) for note in found.notes] == [
        ("element-unknown", "senderCode"),
        ("element-unknown", "scope"),
    ]


def test_a_comment_hides_no_half_of_a_word():
    found = read(swapped((">模拟县气象台<", ">模拟县<!-- x --><?y z?>气象台<")))

    assert found.outcome is Outcome.ACCEPT
    assert found.message == ALERT


def test_two_languages_that_say_the_same_are_noted():
    info = XML[XML.index("<info>") : XML.index("</alert>")]
    found = read(swapped(("</alert>", info.replace("zh-CN", "bo-CN") + "</alert>")))

    assert [(note.code, note.place) for note in found.notes] == [("same-text", "info[2]")]


SQUARE = "37,101 37,102 38,102 38,101 37,101"
BOW = "37,101 38,102 38,101 37,102 37,101"


@pytest.mark.parametrize(
    ("text", "code", "rings"),
    [
        ("37,101 37,102 38,102 38,101", "ring-unclosed", 1),
        (BOW, "crossing-mended", 2),
        ("101,37 102,37 102,38 101,38 101,37", "swapped", 1),
        ("37,101 37,102 37,101", "too-few-points", 0),
        ("37,101 37,102 37,103 37,101", "no-surface", 0),
        ("37,101 37,102 37,103 37,104 37,101", "no-surface", 0),
        ("37,101 37,102 north,102 37,101", "point-unreadable", 0),
        ("37 101 37 102 38 102 37 101", "point-unreadable", 0),
        ("37,101 37,182 38,102 37,101", "out-of-range", 0),
        ("97,101 37,102 38,102 97,101", "out-of-range", 0),
        ("37,1e2 37,102 38,102 37,1e2", "point-unreadable", 0),
        ("nan,101 37,102 38,102 nan,101", "point-unreadable", 0),
        ("", "too-few-points", 0),
        (" ".join(f"{37 + (no % 2)},{101 + no % 17 / 100}" for no in range(300)), "crosses-itself", 0),
        (" ".join(f"{37 + (no % 2)},{101 + no * 7 % 17 / 100}" for no in range(60)), "crosses-itself", 0),
        (" ".join(f"37,101 37.{no},102" for no in range(1, 30)), "crosses-itself", 0),
        ("37,101 " * 20_001, "too-many-points", 0),
    ],
)
def test_a_polygon_is_used_as_it_is_or_mended_with_a_word_or_not_at_all(text, code, rings):
    found = read(polygon(text))

    assert code in {one.code for one in found.defects}
    assert found.message
    assert len(found.message.infos[0].areas[0].polygons) == rings
    assert {one.place for one in found.defects} == {"info[1]/area[1]/polygon[1]"}
    assert all(ring[0] == ring[-1] for ring in found.message.infos[0].areas[0].polygons)


def test_an_honest_square_is_used_to_the_last_digit():
    found = read(polygon(SQUARE.replace("37,101", "37.00000004,101.00000005")))

    assert found.outcome is Outcome.ACCEPT
    assert found.message
    assert found.message.infos[0].areas[0].polygons[0][0] == (1010000001, 370000000)


def test_near_a_pole_nothing_is_exchanged_that_cannot_be():
    found = read(polygon("86,100 86,110 87,110 86,100"))

    assert found.outcome is Outcome.ACCEPT
    assert found.message
    assert found.message.infos[0].areas[0].polygons[0][0] == (1000000000, 860000000)


def test_no_more_is_mended_than_costs_little():
    bows = f"</polygon><polygon>{BOW}" * 9
    found = read(polygon(BOW + bows))

    codes = [one.code for one in found.defects]
    assert codes.count("crossing-mended") == 4
    assert codes.count("crosses-itself") == 6


@pytest.mark.parametrize(
    ("text", "code", "circle"),
    [
        ("37.05,101.65 1.500", None, Circle(lon_e7=1016500000, lat_e7=370500000, radius_m=1500)),
        ("37.05,101.65 0", None, Circle(lon_e7=1016500000, lat_e7=370500000, radius_m=0)),
        ("101.65,37.05 1.5", "swapped", Circle(lon_e7=1016500000, lat_e7=370500000, radius_m=1500)),
        ("37.05,101.65 -1", "circle-unreadable", None),
        ("37.05,101.65", "circle-unreadable", None),
        ("37.05,101.65 30000", "circle-unreadable", None),
        ("37.05 101.65 1", "circle-unreadable", None),
        ("x,101.65 1", "point-unreadable", None),
        ("95,195 1", "out-of-range", None),
    ],
)
def test_a_circle_is_read_in_metres(text, code, circle):
    found = read(swapped(("37.05,101.65 1.500", text)))

    assert found.message
    assert found.message.infos[0].areas[0].circles == ((circle,) if circle else ())
    assert {one.code for one in found.defects} == ({code} if code else set())


def test_words_in_quotes_are_one_address():
    found = read(swapped((">Public</scope>", '>Private</scope><addresses>"two words" one  "x"</addresses>')))

    assert found.message
    assert found.message.addresses == ("two words", "one", "x")


def test_nobody_is_told_of_more_defects_than_he_reads():
    found = read(swapped(("<category>Met</category>", "".join(f"<category>{no}</category>" for no in range(500)))))

    assert len(found.defects) == MOST_LISTED + 1
    assert found.defects[-1].params == {"count": "400"}


def test_what_was_quoted_of_a_message_is_short():
    [defect] = [one for one in read(swapped((">Extreme<", f">{'x' * 5000}<"))).defects if one.code == "value-unknown"]

    assert len(defect.params["value"]) == 80


def test_a_defect_says_where_it_is_in_both_languages():
    [defect] = read(polygon("37,101 37,102 38,102 38,101")).defects

    assert defect.mended
    assert defect.tells("zh") == "info 1 · area 1 · polygon 1：多边形没有闭合，已补上。"
    assert defect.tells("en") == "info 1 · area 1 · polygon 1: The polygon is not closed; it was closed."
    assert not NOTES & MENDED


def test_the_ring_of_the_honest_warning_is_longitude_first():
    assert ALERT.infos[0].areas[0].polygons == (RING,)
    assert "<polygon>37,101.6 37,101.7" in XML
