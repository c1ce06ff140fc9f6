"""Units are registered once, by whoever reaches their place."""

import pytest
from hypothesis import given
from hypothesis import strategies as some
from stdnum.cn import uscc as oracle

from anlan.engines.sheets.codes import parse_uscc
from anlan.kernel.journal.facts import NotHere, PlaceCode, Refused
from anlan.kernel.registry import acts, reads
from anlan.kernel.registry.may import EVERYWHERE
from anlan.kernel.registry.noes import sentence
from tests.cast import MORNING, by
from tests.registry.conftest import OTHER_USCC, USCC, unit


def register(*rows, person="console"):
    return acts.register_organisations(rows=rows, by=by(person), at=MORNING)


def find(name, place, uscc=None, within=EVERYWHERE):
    return reads.find_organisation(name=name, place=PlaceCode(place), uscc=uscc, within=within)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (unit("新厂", "990101", USCC[:-1] + "A"), "uscc-unfit"),
        (unit("新厂", "990101", USCC), "uscc-known"),
        (unit("东升面粉厂", "990101"), "organisation-known"),
        (unit("新厂", "990109"), "place-unknown"),
        (unit("  ", "990101"), "name-unfit"),
    ],
)
def test_what_is_wrong_or_known_is_not_registered(land, row, code):
    with pytest.raises(Refused, match=code):
        register(row)


def test_nor_is_one_unit_twice_in_one_file(land):
    with pytest.raises(Refused, match="uscc-known"):
        register(unit("甲", "990101", OTHER_USCC), unit("乙", "990102", OTHER_USCC))
    with pytest.raises(Refused, match="organisation-known"):
        register(unit("甲（东）", "990101"), unit("甲(东)", "990101"))


def test_two_units_of_one_name_stand_beside_each_other_where_both_have_a_code(land):
    register(unit("东升面粉厂", "990101", OTHER_USCC))

    assert find("东升面粉厂", "990101").organisation is None
    assert len(find("东升面粉厂", "990101").nearest) == 2


def test_an_inspector_registers_in_his_county_and_nowhere_else(land):
    register(unit("新厂", "990101901"), person="zhao")

    with pytest.raises(NotHere):
        register(unit("新厂", "990102"), person="zhao")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_credit_code_that_a_unit_elsewhere_has_is_refused_without_saying_which(land, language):
    register(unit("西山煤矿二号井", "990102", OTHER_USCC))

    def told(code: str) -> tuple[str, str]:
        with pytest.raises(Refused) as refused:
            register(unit("新厂", "990101", code), person="zhao")
        assert "990102" not in str(refused.value.params)
        return refused.value.code, sentence(refused.value, language)

    code, says = told(OTHER_USCC)
    assert (code, OTHER_USCC in says, "西山煤矿" in says) == ("uscc-beyond", True, False)
    code, says = told(USCC)
    assert (code, "东升面粉厂" in says) == ("uscc-known", True)


@given(some.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=18, max_size=18))
def test_no_credit_code_passes_that_another_program_calls_wrong(code):
    body = f"91{code[2:8].translate(str.maketrans('ABCDEFGHJKLMNPQRTUWXY', '012345678901234567890'))}{code[8:17]}"
    right = body + oracle.calc_check_digit(body)

    assert (parse_uscc(right) == right) == oracle.is_valid(right)
    wrong = body + ("A" if right[-1] != "A" else "B")
    assert parse_uscc(wrong) != wrong
