"""Telephones, credit codes, identity numbers, division codes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from anlan.engines.sheets.codes import parse_id_number, parse_phone, parse_place, parse_uscc
from anlan.engines.sheets.problems import Problem

LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
GOOD = "91110000600037341L"


def code(found):
    assert isinstance(found, Problem), found
    assert found.says("zh")
    assert found.says("en")
    return found.code


@st.composite
def credit_codes(draw):
    head = "91" + draw(st.text("0123456789", min_size=6, max_size=6))
    body = head + draw(st.text(LETTERS, min_size=9, max_size=9))
    return body + uscc.calc_check_digit(body)


@st.composite
def identity_numbers(draw):
    born = draw(st.dates(min_value=date(1930, 1, 1)))
    body = "632122" + f"{min(born.year, 2020)}{born.month:02}{min(born.day, 28):02}" + f"{draw(st.integers(0, 999)):03}"
    return body + ric.calc_check_digit(body + "?")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        *(("13897123456", "13897123456"), ("138 9712 3456", "13897123456"), ("138-9712-3456", "13897123456")),
        *(("１３８９７１２３４５６", "13897123456"), ("+86 13897123456", "13897123456"), (13897123456, "13897123456")),
        *((13897123456.0, "13897123456"), ("8613897123456", "13897123456"), ("0086-138 9712 3456", "13897123456")),
        *(("0971-8230000", "0971-8230000"), ("09718230000", "0971-8230000"), ("(0971)8230000", "0971-8230000")),
        *(("（0971） 8230000", "0971-8230000"), ("010-66551234", "010-66551234"), ("+86 0971 8230000", "0971-8230000")),
        *(
            ("0971-8230000转12", "0971-8230000转12"),
            ("0971-8230000#12", "0971-8230000转12"),
            ("400-123-4567", "4001234567"),
        ),
    ],
)
def test_a_telephone_number_is_read_however_it_is_parted(typed, expected):
    assert parse_phone(typed) == expected
    assert parse_phone(expected) == expected


@pytest.mark.parametrize("typed", ["8230000", "1389712345", "138971234567", "23897123456", "电话", "9718230000", "110"])
def test_an_incomplete_number_is_not_completed(typed):
    assert code(parse_phone(typed)) == "phone-unclear"


@pytest.mark.parametrize(
    "typed",
    ["13897123456/13997123456", "13897123456、0971-8230000", "13897123456 13997123456", "13897123456\n13997123456"],
)
def test_several_numbers_ask_which(typed):
    assert code(parse_phone(typed)) == "phone-several"


@pytest.mark.parametrize("parse", [parse_phone, parse_uscc, parse_id_number, parse_place])
def test_nothing_is_no_number_and_no_problem(parse):
    assert [parse(typed) for typed in ("", " ", "/", "无", "—")] == [None] * 5


def test_no_sentence_about_a_telephone_or_an_identity_number_repeats_it():
    for found in (parse_phone("138971234"), parse_id_number("632122199001011234")):
        assert isinstance(found, Problem)
        assert not found.params


@given(credit_codes())
def test_a_right_credit_code_is_taken_in_any_width_and_case(number):
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in number)

    assert uscc.is_valid(number)
    assert parse_uscc(number) == parse_uscc(number.lower()) == parse_uscc(wide) == number
    assert parse_uscc(f" {number[:8]} {number[8:]} ") == number


@given(credit_codes(), st.integers(0, 16), st.sampled_from(LETTERS))
def test_one_wrong_letter_is_always_found(number, at, letter):
    wrong = number[:at] + letter + number[at + 1 :]

    assert wrong == number or isinstance(parse_uscc(wrong), Problem)


def test_the_code_of_a_village_collective_is_taken():
    body = "N2632122MF0000000"

    assert parse_uscc(body + uscc.calc_check_digit(body)) == body + uscc.calc_check_digit(body)


def test_a_letter_that_no_code_holds_is_named_with_what_it_may_be():
    found = parse_uscc("9111000060003734IO")
    assert isinstance(found, Problem)

    assert code(found) == "uscc-letter"
    assert (found.params["letter"], found.params["perhaps"]) == ("I", "1")


def test_if_one_likely_slip_mends_the_code_the_sentence_offers_it():
    letter_o = parse_uscc(GOOD.replace("0", "O"))
    swapped = parse_uscc("91110000600D37341L")
    assert isinstance(letter_o, Problem)
    assert isinstance(swapped, Problem)

    assert (code(letter_o), letter_o.params["perhaps"]) == ("uscc-perhaps", GOOD)
    assert (code(swapped), swapped.params["perhaps"]) == ("uscc-perhaps", GOOD)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("911100006000", "uscc-length"),
        ("9" * 15, "uscc-length"),
        (9.1110000600037e17, "digits-lost"),
        ("统一代码" * 4 + "91", "uscc-check"),
    ],
)
def test_what_is_no_credit_code_says_why(typed, expected):
    assert code(parse_uscc(typed)) == expected


@given(identity_numbers())
def test_a_right_identity_number_is_taken(number):
    assert parse_id_number(number) == parse_id_number(number.lower()) == number


@given(identity_numbers(), st.integers(0, 16), st.sampled_from("0123456789"))
def test_one_wrong_digit_of_an_identity_number_is_always_found(number, at, digit):
    wrong = number[:at] + digit + number[at + 1 :]

    assert wrong == number or code(parse_id_number(wrong)) == "id-number"


@pytest.mark.parametrize(
    "typed", ["110101199013011237", "11010119900101123", "１１０", "11010119900101123A", "110101900101123"]
)
def test_a_wrong_identity_number_is_refused(typed):
    assert code(parse_id_number(typed)) == "id-number"


def test_an_identity_number_that_excel_has_rounded_asks_for_a_text_cell():
    assert code(parse_id_number(1.1010119900101123e17)) == "digits-lost"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("632122", "632122"),
        (632122, "632122"),
        ("６３２１２２", "632122"),
        ("632122001", "632122001"),
        ("民和县", "民和县"),
        (" 民和 县 ", "民和 县"),
    ],
)
def test_a_place_is_a_code_or_a_name(typed, expected):
    assert parse_place(typed) == expected


@pytest.mark.parametrize("typed", ["63", "6321220", "6321220011234", "县" * 100])
def test_digits_that_are_no_division_code_are_refused(typed):
    assert code(parse_place(typed)) == "place-code"
