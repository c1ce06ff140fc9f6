"""Yes and no, choices, persons, free texts."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.engines.sheets.ledger_words import CATEGORY, GRADE, SOURCE
from anlan.engines.sheets.people import Person, parse_people, parse_person
from anlan.engines.sheets.problems import Noted, Problem
from anlan.engines.sheets.texts import parse_text
from anlan.engines.sheets.words import NO, YES, parse_choice, parse_yes_no
from tests.hostile.strings import NASTY


def code(found):
    assert isinstance(found, Problem), found
    assert found.says("zh")
    assert found.says("en")
    return found.code


@pytest.mark.parametrize(
    "typed",
    ["是", "已", "√", "✓", "已完成", "已整改", "已销号", "Y", "ｙ", "yes", "1", 1, True, " 是。", "是（见照片）"],
)
def test_yes_has_many_spellings(typed):
    assert parse_yes_no(typed) is True


@pytest.mark.parametrize("typed", ["否", "未", "×", "未整改", "整改中", "N", "no", "0", 0, False, "X", "未完成"])
def test_no_has_many_spellings(typed):
    assert parse_yes_no(typed) is False


def test_no_word_means_both():
    assert not set(YES) & set(NO)


@pytest.mark.parametrize("typed", ["也许", "基本完成", "2", 2, "无", "是否"])
def test_a_half_yes_is_asked_again(typed):
    assert code(parse_yes_no(typed)) == "yes-or-no"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("一般", "general"),
        ("一般隐患", "general"),
        ("重大", "major"),
        ("重大事故隐患", "major"),
        ("重大（Ⅰ级）", "major"),
        ("是", "major"),
        ("否", "general"),
        ("非重大", "general"),
        ("major", "major"),
    ],
)
def test_a_grade_is_read_from_its_spellings(typed, expected):
    assert parse_choice(typed, words=GRADE) == expected


def test_larger_is_general_and_a_note_says_so():
    found = parse_choice("较大隐患", words=GRADE)

    assert isinstance(found, Noted)
    assert (found.value, found.note.code, found.note.params["taken_zh"]) == ("general", "softened", "一般")


def test_an_unknown_choice_is_told_with_the_choices():
    found = parse_choice("特急", words=GRADE)
    assert isinstance(found, Problem)

    assert code(found) == "not-a-choice"
    assert "一般、重大" in found.says("zh")


@pytest.mark.parametrize("words", [CATEGORY, GRADE, SOURCE])
def test_no_spelling_stands_for_two_choices(words):
    spellings = [text for word in words for text in {word.code, word.zh, word.en, *word.also, *word.softened}]

    assert len(spellings) == len(set(spellings))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        *(("张三", Person("张三")), (" 张 三 ", Person("张三")), ("张三 13897123456", Person("张三", "13897123456"))),
        *(
            ("张三（13897123456）", Person("张三", "13897123456")),
            ("张三：０９７１－８２３００００", Person("张三", "0971-8230000")),
        ),
        *(
            ("13897123456 张三", Person("张三", "13897123456")),
            ("扎西·尼玛", Person("扎西·尼玛")),
            ("张三/13897123456", Person("张三", "13897123456")),
        ),
        *(("张三\n13897123456", Person("张三", "13897123456")), ("John Smith", Person("John Smith"))),
    ],
)
def test_a_person_is_a_name_perhaps_with_a_telephone(typed, expected):
    assert parse_person(typed) == expected


@pytest.mark.parametrize("typed", ["张三、李四", "张三 13897123456；李四", "张三，李四，王五"])
def test_two_owners_ask_which(typed):
    assert code(parse_person(typed)) == "person-several"


@pytest.mark.parametrize("typed", ["13897123456", "张三 李四", "3号", "名" * 60, True, "张" * 1000])
def test_what_names_nobody_is_refused(typed):
    assert code(parse_person(typed)) == "person-unclear"


def test_a_wrong_telephone_beside_a_name_is_told_as_such():
    assert code(parse_person("张三 1389712345")) == "phone-unclear"


def test_several_people_keep_their_order_and_their_telephones():
    found = parse_people("张三 13897123456、李四；王 五")

    assert found == (Person("张三", "13897123456"), Person("李四"), Person("王五"))


def test_a_free_text_keeps_its_letters():
    assert parse_text(" 第１号\u3000配电箱\u2028门 ㎏ ") == "第１号\u3000配电箱\u2028门 ㎏"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("a\ufffdb", "damaged-text"), ("锟斤拷", "damaged-text"), ("长" * 501, "too-long"), (6.32122e17, "digits-lost")],
)
def test_a_text_that_is_damaged_says_so(typed, expected):
    assert code(parse_text(typed, most=500)) == expected


@pytest.mark.parametrize(
    ("cell", "expected"), [(26, "26"), (1.5, "1.5"), (1e-7, "0.0000001"), (True, "是"), (None, None)]
)
def test_a_number_in_a_column_of_texts_is_its_digits(cell, expected):
    assert parse_text(cell) == expected


@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_text_comes_through_composed_and_trimmed_or_gets_a_sentence(name):
    found = parse_text(NASTY[name], most=10_000)

    if isinstance(found, Problem):
        assert found.code == "damaged-text"
    else:
        assert found is None or found == unicodedata.normalize("NFC", found)
        assert "\0" not in (found or "")


@given(st.text(max_size=60))
def test_a_text_that_was_read_is_read_as_itself(typed):
    once = parse_text(typed)

    assert isinstance(once, Problem) or once is None or parse_text(once) == once
