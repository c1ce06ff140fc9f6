"""Days and deadlines as people type them."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.engines.sheets.cells import When
from anlan.engines.sheets.dates import Deadline, parse_date, parse_deadline
from anlan.engines.sheets.problems import Noted, Problem

FOURTH = date(2026, 7, 4)
days = st.dates(min_value=date(1949, 1, 1), max_value=date(2100, 12, 31))


def code(found):
    assert isinstance(found, Problem), found
    assert found.says("zh")
    assert found.says("en")
    return found.code


@pytest.mark.parametrize(
    "typed",
    [
        *("2026.7.4", "2026/07/04", "2026-7-4", "20260704", "2026年7月4日", "2026年07月04号", " 2026 年 7 月 4 日 "),
        *(
            "二〇二六年七月四日",
            "二○二六年七月四日",
            "二零二六年七月四号",
            "２０２６．７．４",
            "２０２６年７月４日",
            "2026－7－4",
        ),
        *("2026年7月4", 46207, 46207.0, 20260704, When(FOURTH)),
    ],
)
def test_a_day_is_read_however_it_is_spelt(typed):
    assert parse_date(typed) == When(FOURTH)


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("2026-7-4 10:22", time(10, 22)),
        ("2026-07-04T10:22:33", time(10, 22, 33)),
        ("2026年7月4日10时22分", time(10, 22)),
        ("2026/7/4 下午3:05", time(15, 5)),
        ("2026.7.4 9点", time(9)),
        ("2026-7-4　１０：２２", time(10, 22)),
        (46207.5, time(12)),
    ],
)
def test_a_time_of_day_is_kept_when_it_was_told(typed, at):
    assert parse_date(typed) == When(FOURTH, at)


@pytest.mark.parametrize("typed", ["十一月二十三日", "十一月廿三日", "11月23日", "11月23号"])
def test_a_day_without_a_year_takes_it_from_around_and_says_so(typed):
    found = parse_date(typed, at_year=2025)

    assert isinstance(found, Noted)
    assert found.value == When(date(2025, 11, 23))
    assert (found.note.code, found.note.is_note) == ("year-assumed", True)
    assert code(parse_date(typed)) == "date-without-year"


@pytest.mark.parametrize(
    ("typed", "on"),
    [("2026年7月", date(2026, 7, 1)), ("2026-07", date(2026, 7, 1)), ("2026年2月底", date(2026, 2, 28))],
)
def test_a_month_is_its_first_day_or_its_last_and_says_so(typed, on):
    found = parse_date(typed)

    assert isinstance(found, Noted)
    assert (found.value, found.note.code) == (When(on), "month-only")


@pytest.mark.parametrize(
    "typed", ["2026-02-30", "2026.13.1", "2026年0月4日", "1900-01-01", "9999-01-01", "20261301", "2026-7-4 25:00"]
)
def test_a_day_that_does_not_exist_is_not_bent_into_one_that_does(typed):
    assert code(parse_date(typed)) == "date-impossible"


@pytest.mark.parametrize(
    "typed", ["26.7.4", "04/07/2026", "7/4", 7.4, 2026.7, "上周五", "2026", 3, "#REF!", "待定", "2026-7-4-5", -1, 1e300]
)
def test_what_could_be_two_days_is_neither(typed):
    assert code(parse_date(typed)) == "date-unclear"


@pytest.mark.parametrize("typed", ["2026.7.1-2026.7.5", "2026年7月1日至5日", "2026.7.1~7.5"])
def test_a_span_is_not_a_day(typed):
    assert code(parse_date(typed)) == "date-range"


@pytest.mark.parametrize("typed", ["", " ", "/", "—", "无", "　"])
def test_nothing_is_no_day_and_no_problem(typed):
    assert parse_date(typed) is None
    assert parse_deadline(typed) is None


@given(days, st.sampled_from(["{0}-{1}-{2}", "{0}.{1}.{2}", "{0}/{1:02}/{2:02}", "{0}年{1}月{2}日", "{0}{1:02}{2:02}"]))
def test_every_day_of_the_century_is_read_in_every_spelling(day, spelling):
    assert parse_date(spelling.format(day.year, day.month, day.day)) == When(day)


@given(days, st.one_of(st.none(), st.times()))
def test_what_a_day_prints_is_read_as_the_same_day(day, at):
    assert parse_date(str(When(day, at))) == When(day, at or None)


@given(st.text(max_size=30) | st.floats() | st.integers() | st.booleans())
def test_whatever_is_typed_gives_a_day_a_sentence_or_nothing(typed):
    assert isinstance(parse_date(typed, at_year=2026), When | Noted | Problem | None)
    assert isinstance(parse_deadline(typed, at_year=2026), Deadline | Noted | Problem | None)


@pytest.mark.parametrize("typed", ["立即", "立即整改", "当场", "立行立改", "即查即改", "immediately"])
def test_at_once_is_no_days(typed):
    assert parse_deadline(typed) == Deadline(days=0)


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        *(
            ("7日内", 7),
            ("七日内", 7),
            ("15天", 15),
            ("十五天内", 15),
            ("30个自然日", 30),
            ("两周内", 14),
            ("1个星期", 7),
        ),
        *(("24小时内", 1), ("48小时", 2), ("within 7 days", 7), ("３日内", 3), ("二十日以内", 20)),
    ],
)
def test_so_many_days_are_counted(typed, count):
    assert parse_deadline(typed) == Deadline(days=count)


@pytest.mark.parametrize(
    "typed", ["2026-07-31", "2026年7月31日前", "2026.7.31之前", "2026年7月31日以前", When(date(2026, 7, 31)), 46234]
)
def test_a_deadline_may_be_a_day(typed):
    assert parse_deadline(typed) == Deadline(on=date(2026, 7, 31))


def test_a_deadline_at_the_end_of_a_month_is_its_last_day():
    found = parse_deadline("7月底前", at_year=2026)

    assert isinstance(found, Noted)
    assert found.value == Deadline(on=date(2026, 7, 31))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("5个工作日", "working-days"),
        ("within 3 working days", "working-days"),
        ("长期坚持", "deadline-endless"),
        ("尽快", "deadline-unclear"),
        ("一个月内", "deadline-unclear"),
        ("36小时", "deadline-unclear"),
        ("2026-02-30", "date-impossible"),
        ("7月4日", "date-without-year"),
        ("2026.7.1-2026.7.5", "date-range"),
    ],
)
def test_a_deadline_that_cannot_be_counted_says_what_to_write(typed, expected):
    assert code(parse_deadline(typed)) == expected
