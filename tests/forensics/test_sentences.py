"""Every refusal has its sentence in both languages, says what to do, and is used."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

import anlan.engines.forensics
from anlan.engines.forensics.kinds import KINDS
from anlan.engines.forensics.unfit import SAYS, Unfit

ROOM = Path(anlan.engines.forensics.__file__).parent


def placeholders(sentence):
    return {field for _, field, _, _ in Formatter().parse(sentence) if field}


@pytest.mark.parametrize("code", SAYS)
def test_every_sentence_is_told_in_both_languages_with_the_same_particulars_and_says_what_to_do(code):
    zh, en = SAYS[code]

    assert "请" in zh
    assert zh.endswith("。")
    assert not re.search("[一-鿿]", en)
    assert len(re.findall(r"\.(?:\s|$)", en)) > 1
    assert {field.removesuffix("_zh") for field in placeholders(zh)} == {
        field.removesuffix("_en") for field in placeholders(en)
    }


def test_no_sentence_is_left_over():
    said = {
        node.value
        for path in ROOM.glob("*.py")
        if path.name != "unfit.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }

    assert set(SAYS) <= said


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.code)
def test_every_kind_has_a_name_that_fits_into_a_sentence(kind):
    says = Unfit("file-is-no-evidence", found_zh=kind.zh, found_en=kind.en)

    assert says.says("zh").startswith(f"这是{kind.zh}，")
    assert re.match("(an?|plain) ", kind.en)
    assert says.says("en").startswith("This is ")
