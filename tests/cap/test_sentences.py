"""Every defect and every refusal has its sentence in both languages, and no sentence is left over."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

import anlan.engines.cap
from anlan.engines.cap.defects import MENDED, NOTES, REFUSALS, SAYS, Rejected

ROOM = Path(anlan.engines.cap.__file__).parent
CALLS = [
    node
    for path in sorted(ROOM.glob("*.py"))
    for node in ast.walk(ast.parse(path.read_text()))
    if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)
]
REFUSED = {
    (str(node.args[0].value), frozenset(word.arg for word in node.keywords))
    for node in CALLS
    if isinstance(node.func, ast.Name) and node.func.id == "Rejected" and isinstance(node.args[0], ast.Constant)
}
FOUND = {
    (str(node.args[0].value), frozenset(word.arg for word in node.keywords))
    for node in CALLS
    if isinstance(node.func, ast.Attribute)
    and node.func.attr == "add"
    and ast.unparse(node.func.value).endswith("findings")
    and isinstance(node.args[0], ast.Constant)
}


def placeholders(sentence):
    return {field for _, field, _, _ in Formatter().parse(sentence) if field}


@pytest.mark.parametrize("code", sorted(SAYS | REFUSALS))
def test_every_sentence_is_told_in_both_languages_with_the_same_particulars(code):
    zh, en = (SAYS | REFUSALS)[code]

    assert re.search("[一-鿿]", zh)
    assert zh.endswith("。")
    assert not re.search("[一-鿿]", en)
    assert en.endswith(".")
    assert {field.removesuffix("_zh") for field in placeholders(zh)} == {
        field.removesuffix("_en") for field in placeholders(en)
    }


def test_everything_that_is_said_has_its_sentence_and_every_sentence_is_said():
    own = {("and-more", frozenset({"count"}))}

    assert {code for code, _ in FOUND | own} == set(SAYS)
    assert {code for code, _ in REFUSED} == set(REFUSALS)
    assert not set(SAYS) & set(REFUSALS)
    for code, given in FOUND | REFUSED | own:
        assert placeholders("".join((SAYS | REFUSALS)[code])) == given, code


def test_notes_and_what_was_mended_are_defects_that_there_are():
    assert set(SAYS) >= NOTES | MENDED


def test_a_refusal_speaks_for_itself():
    assert Rejected("too-large", megabytes="2").says("zh") == "超过 2 MB，没有读取。"
    assert Rejected("too-large", megabytes="2").says("en") == "It is larger than 2 MB and was not read."
