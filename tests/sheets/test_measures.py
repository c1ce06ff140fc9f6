"""Degrees, points and money."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.engines.sheets.measures import parse_degrees, parse_money, parse_point
from anlan.engines.sheets.problems import Noted, Problem

EAST = 1017781944


def code(found):
    assert isinstance(found, Problem), found
    assert found.says("zh")
    assert found.says("en")
    return found.code


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        *(
            (101.7782, 1017782000),
            ("101.7782", 1017782000),
            ("１０１．７７８２", 1017782000),
            ("101.7782°", 1017782000),
        ),
        *(("101°46′41.5″", EAST), ("101°46'41.5\"", EAST), ("东经101度46分41.5秒", EAST), ("E101°46′41.5″", EAST)),
        *(("101°46′41.5″E", EAST), ("101° 46′ 41.5″", EAST), ("101°46''", None), ("101度46.5分", 1017750000)),
        *(("-101.5", -1015000000), ("W101.5", -1015000000), ("101°", 1010000000), (101, 1010000000)),
    ],
)
def test_degrees_are_read_however_they_are_marked(typed, expected):
    found = parse_degrees(typed, axis="longitude")

    assert found == expected if expected else code(found) == "degrees-unclear"


@pytest.mark.parametrize(
    "typed", ["101°60′", "101.5°30′", "一百零一度", "101,7782", "1e2", "101 46 41", "NaN", "E101E"]
)
def test_what_is_no_angle_is_refused(typed):
    assert code(parse_degrees(typed, axis="longitude")) == "degrees-unclear"


@pytest.mark.parametrize(
    ("typed", "axis"), [("101.77", "latitude"), ("北纬36.6", "longitude"), ("181", "longitude"), ("E36.6", "latitude")]
)
def test_exchanged_columns_are_noticed(typed, axis):
    assert code(parse_degrees(typed, axis=axis)) == "degrees-out-of-range"


@given(st.integers(-1_800_000_000, 1_800_000_000))
def test_every_tenth_of_a_micro_degree_survives_as_text_and_as_number(units):
    assert parse_degrees(units / 10**7, axis="longitude") == units
    assert parse_degrees(format(Decimal(units) / 10**7, "f"), axis="longitude") == units


@pytest.mark.parametrize(
    "typed",
    [
        "101.7782,36.6232",
        "101.7782，36.6232",
        "36.6232, 101.7782",
        "E101.7782 N36.6232",
        "101.7782 36.6232",
        "N36.6232E101.7782",
        "北纬36.6232，东经101.7782",
        "(101.7782, 36.6232)",
        "E101.7782N36.6232",
    ],
)
def test_a_point_is_read_whichever_way_round_if_that_is_clear(typed):
    assert parse_point(typed) == (1017782000, 366232000)


def test_a_point_that_could_be_turned_is_read_longitude_first_and_says_so():
    found = parse_point("89.5, 36.6")

    assert isinstance(found, Noted)
    assert (found.value, found.note.code) == ((895000000, 366000000), "order-assumed")


@pytest.mark.parametrize("typed", ["101.7782", "西宁", "1,2,3", "E101.5,E36.5", "200,36", "N36.6,N101.7"])
def test_what_is_no_point_is_refused(typed):
    assert code(parse_point(typed)) == "point-unclear"


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        *(
            ("5万元", 5_000_000),
            ("5万", 5_000_000),
            ("50000元", 5_000_000),
            ("¥50,000.00", 5_000_000),
            ("￥50000", 5_000_000),
        ),
        *(
            (50000, 5_000_000),
            (0.1, 10),
            ("0.5万元", 500_000),
            ("1,234.56", 123456),
            ("１２元", 1200),
            ("5万元整", 5_000_000),
        ),
        *(("1.2亿元", 12_000_000_000), ("0", 0), (0, 0)),
    ],
)
def test_money_is_counted_in_fen(typed, fen):
    assert parse_money(typed) == fen


def test_a_bare_number_takes_the_unit_of_the_heading_and_a_told_one_keeps_its_own():
    assert parse_money(5, unit="万元") == 5_000_000
    assert parse_money("5元", unit="万元") == 500


@pytest.mark.parametrize(
    "typed", ["1-2万元", "约几万", "-5", "1.005元", "5,0", "伍万元", "1e9", 1e300, float("inf"), "$5"]
)
def test_what_is_no_amount_is_refused(typed):
    assert code(parse_money(typed)) == "money-unclear"


@given(st.integers(0, 10**13))
def test_every_amount_survives_as_a_number_of_yuan(fen):
    assert parse_money(fen // 100 if fen % 100 == 0 else fen / 100) == fen


@pytest.mark.parametrize("typed", ["", "/", "无", "—"])
def test_nothing_is_no_measure_and_no_problem(typed):
    assert parse_money(typed) is parse_point(typed) is parse_degrees(typed, axis="latitude") is None
