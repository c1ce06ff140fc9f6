"""Every refusal has its sentence in both languages, and no sentence is left over."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

import anlan.engines.sheets
from anlan.engines.sheets import problems, unreadable
from anlan.engines.sheets.problems import NOTES, Problem
from anlan.engines.sheets.unreadable import Unreadable

ROOM = Path(anlan.engines.sheets.__file__).parent
TREES = {path.name: ast.parse(path.read_text()) for path in ROOM.glob("*.py")}
SAYS = problems.SAYS | unreadable.SAYS


def placeholders(sentence):
    return {field for _, field, _, _ in Formatter().parse(sentence) if field}


def words_of(*names):
    """Return every text constant of the files of the room but those that hold the sentences."""
    return {
        node.value
        for name, tree in TREES.items()
        if name not in names
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_no_code_is_used_for_two_things():
    assert not set(problems.SAYS) & set(unreadable.SAYS)
    assert set(problems.SAYS) >= NOTES


@pytest.mark.parametrize("code", sorted(SAYS))
def test_every_sentence_is_told_in_both_languages_with_the_same_particulars(code):
    zh, en = SAYS[code]

    assert re.search("[一-鿿]", zh)
    assert zh.endswith("。")
    assert not re.search("[一-鿿]", en.replace("元", ""))
    assert en[-1] in ".?"
    assert {field.removesuffix("_zh") for field in placeholders(zh)} == {
        field.removesuffix("_en") for field in placeholders(en)
    }


@pytest.mark.parametrize("code", sorted(set(SAYS) - NOTES))
def test_every_refusal_says_what_to_do(code):
    zh, en = SAYS[code]

    assert "请" in zh
    assert len(re.findall(r"[.:?](?:\s|$)", en)) > 1 or ":" in en


def test_every_sentence_is_said_somewhere_and_everything_said_has_a_sentence():
    said = words_of("problems.py", "unreadable.py")
    raised = {
        node.args[0].value
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Unreadable"
        and isinstance(node.args[0], ast.Constant)
    }

    assert set(SAYS) <= said
    assert raised == set(unreadable.SAYS)


def test_a_problem_says_where_it_is_as_the_user_sees_it():
    problem = Problem(code="missing").at(sheet="台账", row=12, column="整改时限")

    assert problem.tells("zh") == "“台账”第 12 行“整改时限”列：必须填写。请补上。"
    assert problem.tells("en") == "“台账” row 12, column “整改时限”: This must be filled in. Add it."
    assert Problem(code="missing").tells("zh") == "必须填写。请补上。"


def test_a_refusal_speaks_for_itself():
    assert Unreadable("too-large", megabytes="32").says("zh").startswith("文件超过 32 MB")
    assert "32 MB" in Unreadable("too-large", megabytes="32").says("en")
