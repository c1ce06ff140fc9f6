"""What the pages say, in both languages, and how they write numbers and moments."""

import ast
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils.translation import override

from anlan.faces.web.catalogues import english, said
from anlan.faces.web.templatetags import look, times
from tests.web.gallery.show import render

TEMPLATES = sorted((Path(settings.HOUSE) / "faces/web/templates").rglob("*.html"))
NOW = datetime(2026, 7, 18, 7, 42, tzinfo=UTC)

# A danger has two grades and no colour; a response has levels and no colour; nobody checks in, earns points, is ranked.
BANNED = (
    *("红色隐患", "橙色隐患", "黄色隐患", "蓝色隐患", "特大隐患", "较大隐患"),
    *("红色响应", "橙色响应", "黄色响应", "蓝色响应"),
    *("打卡", "签到", "积分", "排行榜"),
)


def ids(words: Any) -> str:
    return words if isinstance(words, str) else words[0]


def strings(message: Any) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_every_word_has_its_english_and_none_is_left_over():
    spoken = {(ids(words), context) for _, words, context in said()}
    known = {(ids(m.id), m.context): strings(m) for m in english() if m.id}

    assert spoken - set(known) == set(), "run: python -m anlan.faces.web.catalogues gather"
    assert set(known) - spoken == set(), "run: python -m anlan.faces.web.catalogues gather"
    assert [key for key, english_words in known.items() if not all(english_words)] == []


def test_english_has_no_chinese_in_it_and_keeps_the_placeholders():
    for message in (message for message in english() if message.id):
        slots = sorted(re.findall(r"%\(\w+\)s", ids(message.id)))
        for words in strings(message):
            assert not re.search("[一-鿿　-〿＀-￯]", words), words
            assert sorted(re.findall(r"%\(\w+\)s", words)) == slots


def test_no_word_hides_in_an_f_string_where_nobody_gathers_it():
    for path in sorted((Path(settings.HOUSE) / "faces/web").rglob("*.py")):
        woven = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.JoinedStr)]
        called = [part.func for node in woven for part in ast.walk(node) if isinstance(part, ast.Call)]

        assert [one.id for one in called if isinstance(one, ast.Name) and one.id in ("_", "gettext", "pgettext")] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_uses_a_banned_term(path):
    text = path.read_text(encoding="utf-8")

    assert [term for term in BANNED if term in text] == []


@pytest.mark.parametrize("page", ["errors/404", "errors/500"])
def test_a_page_in_english_has_no_chinese_but_the_name_of_the_language(page):
    html = re.sub(r"(?s)<!--.*?-->", "", render(page, "en")).replace("中文", "")

    assert not re.search("[一-鿿]", html)


def test_a_number_is_written_as_people_say_it():
    assert look.shown("demo-2026-004217") == "#26-004217"
    assert look.shown("demo-2026-004217/2") == "#26-004217/2"
    assert look.short("demo-2026-004217") == "26-004217"


def test_the_number_of_another_house_stays_whole():
    assert look.shown("north-2026-004217") == "#north-2026-004217"
    assert look.short("demo-p-000017") == "demo-p-000017"


def test_moments_are_written_in_beijing_time():
    assert look.moment(NOW) == "2026-07-18 15:42"
    assert look.brief(NOW) == "07-18 15:42"
    assert look.hour(NOW) == "15:42"
    assert look.day(NOW + timedelta(hours=9)) == "2026-07-19"
    midnight = NOW.replace(hour=16, minute=0)  # in Beijing; of what a ledger told by the day alone
    assert (look.as_told(NOW), look.as_told(midnight), look.as_told(None)) == ("2026-07-18 15:42", "2026-07-19", "")
    assert (times.as_told_brief(NOW, NOW), times.as_told_brief(midnight, NOW)) == ("07-18 15:42", "07-19")
    assert (
        times.as_told_brief(NOW - timedelta(days=365), NOW) == "2025-07-18"
    )  # without its year it would be taken for this one's
    with override("zh-hans"):
        assert look.weekday(NOW) == "周六"
    with override("en"):
        assert look.weekday(NOW) == "Saturday"


@pytest.mark.parametrize(
    ("span", "zh", "en"),
    [
        ({"days": 4, "hours": 3}, "剩 4 天", "4 days left"),
        ({"days": 1, "hours": 6}, "剩 1 天 6 小时", "1 day 6 h left"),
        ({"days": 1}, "剩 1 天", "1 day left"),
        ({"hours": 7}, "剩 7 小时", "7 h left"),
        ({"minutes": 48}, "剩 48 分钟", "48 min left"),
        ({"seconds": 20}, "剩 不到 1 分钟", "under 1 min left"),
        ({"hours": -9}, "逾期 9 小时", "9 h overdue"),
        ({"days": -4}, "逾期 4 天", "4 days overdue"),
    ],
)
def test_what_is_left_is_said_in_words(span, zh, en):
    due_at = NOW + timedelta(**span)

    with override("zh-hans"):
        assert look.left(due_at, NOW) == zh
    with override("en"):
        assert look.left(due_at, NOW) == en


@pytest.mark.parametrize(("seconds", "zh", "en"), [(5, "刚刚", "just now"), (190, "3 分钟前", "3 min ago")])
def test_an_age_is_said_in_words(seconds, zh, en):
    for language, words in (("zh-hans", zh), ("en", en)):
        with override(language):
            assert look.age(NOW - timedelta(seconds=seconds), NOW) == words


def test_late_and_soon_are_about_time_only():
    assert times.urgency(NOW - timedelta(seconds=1), NOW) == "late"
    assert times.urgency(NOW + timedelta(hours=23), NOW) == "soon"
    assert times.urgency(NOW + timedelta(hours=25), NOW) == ""


def test_a_telephone_is_masked_and_a_number_is_written_in_threes():
    assert look.masked("13900001234") == "139****1234"
    assert look.masked("110") == "****"
    assert look.counted(12480) == "12\N{NARROW NO-BREAK SPACE}480"


def test_the_buckets_of_the_ageing_strip_fill_it_without_overlap():
    laid = look.ageing([{"word": "a", "n": 3}, {"word": "b", "n": 0}, {"word": "c", "n": 1}])

    assert [(bucket["x"], bucket["width"]) for bucket in laid] == [(0, 299), (300, 0), (300, 99)]


def test_a_day_without_any_has_its_nought():
    assert re.findall(r'<text class="n"[^>]*>(\d+)<', render("today", values=[2, 0, 5, 0, 0, 0, 1])) == list("2050001")


def test_a_command_is_new_in_every_form():
    assert look.command() != look.command()
