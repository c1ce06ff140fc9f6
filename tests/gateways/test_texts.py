"""How long a text is, what gives way, and what a digit says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.engines.gateways.exchange import Unreadable, news
from anlan.engines.gateways.replies import ASKED, Answer, read
from anlan.engines.gateways.texts import DRILL, composed, parts

LINK = "https://anlan.example/r/demo-2026-000001.abcdefghijklmnop/"


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("汛" * 70, 1),
        ("汛" * 71, 2),
        ("汛" * 134, 2),
        ("汛" * 135, 3),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("🌊" * 35, 1),
        ("🌊" * 36, 2),
        ("", 1),
    ],
)
def test_a_text_is_cut_into_parts(text, n):
    assert parts(text) == n


@given(st.text(max_size=600), st.booleans())
def test_what_it_is_about_gives_way_and_how_to_answer_never_does(what, is_drill):
    text = composed(what, answers=ASKED, link=LINK, is_drill=is_drill)
    assert parts(text) <= 4
    assert text.endswith(ASKED + LINK)
    assert text.startswith(DRILL) or not is_drill


def test_in_a_drill_it_says_so_first_and_once():
    assert composed("【演练】【演练】 山洪红色预警", is_drill=True) == "【演练】山洪红色预警"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("1", Answer.HEARD),
        (" １。", Answer.HEARD),
        ("2#", Answer.IN_PLACE),
        ("“4”", Answer.ALL_MOVED),
        ("收到！", Answer.HEARD),
        ("9", Answer.WRONG_PERSON),
    ],
)
def test_a_digit_is_an_answer_however_it_is_written(text, answer):
    assert read(text) == answer


@pytest.mark.parametrize("text", ["", "5", "11", "1 2", "没收到", "一", "1人未转移", "收到了吗", "1" * 50, "不是1"])
def test_whatever_else_is_none_and_nothing_is_guessed(text):
    assert read(text) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b'{"reports": [{"id": "a", "fate": "delivered", "at": "2026-07-01"}]}',
        b'{"reports": [{"id": "a", "fate": "delivered", "at": "2026-07-01T08:00:00"}]}',
        b'{"reports": [{"id": "a b", "fate": "delivered", "at": "2026-07-01T08:00:00Z"}]}',
        b'{"messages": []}',
        b'{"reports": ' + b"[" * 100_000,
    ],
)
def test_what_is_no_report_is_not_read_as_one(content):
    with pytest.raises(Unreadable):
        news(content)
