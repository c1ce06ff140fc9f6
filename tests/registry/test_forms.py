"""How words from outside become values."""

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import get_origin

import pytest

from anlan.kernel.journal.acts import ACTS, READS, Read
from anlan.kernel.journal.facts import FileNo, ItemNo, PersonNo, PlaceCode
from anlan.kernel.registry import forms
from anlan.kernel.registry.forms import PARSERS, TYPED, WRONG, Malformed, value, words_of_form, words_of_json
from anlan.kernel.registry.may import Within
from tests.hostile.strings import NASTY


class Grade(StrEnum):
    GENERAL = "general"
    MAJOR = "major"


@dataclass(frozen=True, kw_only=True)
class Row:
    what: str
    grade: Grade
    due_on: date | None = None


def question(*, item: ItemNo, rows: tuple[Row, ...] = (), note: str | None, count: int = 1, within: Within) -> None: ...


QUESTION = Read(question, may=frozenset())


def wrong(call) -> dict[str, str]:
    with pytest.raises(Malformed) as no:
        call()
    return {one.field: one.code for one in no.value.wrong}


@pytest.mark.parametrize(
    "typed", ["#26-4217", "26-004217", "demo-2026-004217", "＃２６－４２１７", " DEMO-2026-4217 ", "26-4217/1"]
)
def test_the_number_of_an_item_is_known_however_it_is_typed(typed):
    assert value(ItemNo, typed, field="item", typed=False) == "demo-2026-004217"


def test_an_episode_stays_behind_its_number():
    assert value(ItemNo, "#26-4217/2", field="item", typed=False) == "demo-2026-004217/2"
    assert forms.short("demo-2026-004217/2") == "26-004217/2"
    assert forms.short("63-2026-004217") == "63-2026-004217"


@pytest.mark.parametrize(
    ("kind", "given", "meant"),
    [
        (str, " e\u0301\r\n ", "é"),
        (int, "-12", -12),
        (bool, "on", True),
        (date, "2026-07-18", date(2026, 7, 18)),
        (datetime, "2026-07-18T10:14", datetime(2026, 7, 18, 2, 14, tzinfo=UTC)),
        (datetime, "2026-07-18T02:14:00Z", datetime(2026, 7, 18, 2, 14, tzinfo=UTC)),
        (Grade, "major", Grade.MAJOR),
        (PersonNo, "p-17", "demo-p-000017"),
        (PersonNo, "63-P-17", "63-p-000017"),
        (PlaceCode, "６３０２", "6302"),
        (FileNo, "AB" * 32, "ab" * 32),
        (tuple[int, ...], ["1", "2"], (1, 2)),
    ],
)
def test_what_a_person_types_is_understood(kind, given, meant):
    assert value(kind, given, field="word", typed=False) == meant


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (str, 7),
        (str, "a\x00b"),
        (str, "\ud800"),
        (str, "x" * 5_000),
        (int, "12"),
        (int, True),
        (int, 1.0),
        (int, 2**63),
        (bool, "true"),
        (bool, 1),
        (date, "2026-02-30"),
        (date, "18.7.2026"),
        (datetime, "2026-07-18T10:14"),
        (datetime, "9999-12-31T23:59:59-23:59"),
        (Grade, "terrible"),
        (Grade, ["major"]),
        (ItemNo, "4217"),
        (FileNo, "photo.jpg"),
        (PlaceCode, "63022"),
        (PersonNo, "wang; drop"),
        (tuple[int, ...], "12"),
        (tuple[int, ...], [0] * 5_001),
        (Row, "row"),
        (Row, {"what": "x"}),
    ],
)
def test_a_body_is_taken_at_its_word(kind, given):
    assert wrong(lambda: value(kind, given, field="word", typed=True))


def test_everything_that_is_wrong_is_named_at_once_and_where_it_stands():
    given = {"rows": [{"what": "a", "grade": "major"}, {"what": "b", "grade": "x"}], "item": "?", "by": "li"}

    assert wrong(lambda: words_of_json(QUESTION, given)) == {
        "by": "unknown",
        "item": "item-no",
        "rows[2].grade": "choice",
        "note": "missing",
    }


LISTS = [
    (name, word)
    for name, act in ACTS.items()
    for word, (kind, optional) in forms.kinds_of(act).items()
    if get_origin(kind) is tuple and not optional
]


@pytest.mark.parametrize(("name", "word"), LISTS)
def test_an_act_about_none_of_them_says_nothing(name, word):
    assert wrong(lambda: words_of_json(ACTS[name], {word: []}))[word] == "missing"


def test_what_only_the_house_says_is_unknown_outside():
    for word in ("by", "at", "no", "within"):
        given = {"item": "26-1", "note": None, word: "x"}
        assert wrong(lambda given=given: words_of_json(QUESTION, given)) == {word: "unknown"}


def test_a_form_leaves_blank_what_it_does_not_say():
    assert words_of_form(QUESTION, {"item": ["26-1"], "note": [" "], "count": [""]}) == {
        "item": "demo-2026-000001",
        "note": None,
    }
    assert wrong(lambda: words_of_form(QUESTION, {"item": [""]})) == {"item": "missing"}
    assert wrong(lambda: words_of_form(QUESTION, {"item": ["26-1", "26-2"]})) == {"item": "twice"}


@pytest.mark.parametrize("name", sorted(NASTY))
def test_a_nasty_text_comes_through_whole_or_is_refused(name):
    try:
        read = value(str, NASTY[name], field="text", typed=False)
    except Malformed:
        return

    assert read.encode().decode() == read
    assert value(str, read, field="text", typed=False) == read


@pytest.mark.parametrize("kind", [*PARSERS, *TYPED, Grade, Row], ids=str)
@pytest.mark.parametrize("filler", ["0", "#", "-", "a", " ", "2026-", "\u0301", "26-1/"])
def test_no_text_is_too_long_to_be_refused_at_once(kind, filler):
    begun = time.process_time()
    with pytest.raises(Malformed):
        value(kind, filler * 100_000, field="word", typed=False)

    assert time.process_time() - begun < 0.05


@pytest.mark.parametrize("code", sorted(WRONG))
def test_what_is_wrong_is_said_in_both_languages(code):
    params = {"most": "9", "choices": "a, b", "example": "x"}
    one = forms.Wrong(field="rows[2].what", code=code, params=params)

    assert one.sentence("zh") != one.sentence("en")
    assert "rows[2].what" in one.sentence("zh")
    assert "rows[2].what" in one.sentence("en")


@pytest.mark.parametrize("name", sorted(ACTS | READS))
def test_every_word_of_every_act_and_read_can_be_read(name):
    opened = (ACTS | READS)[name]
    for word, (kind, _) in forms.kinds_of(opened).items():
        with pytest.raises(Malformed):
            value(kind, {"no": "such thing"}, field=word, typed=True)
