"""The house explains itself: every name and term leads to where it stands, and the reference has not drifted."""

import re

import pytest

from anlan.faces.cli.explain import HOUSE, REFERENCE, explain, reference, stories
from anlan.kernel.journal.acts import ACTS, READS


def test_the_reference_says_what_the_code_does():
    assert REFERENCE.read_text(encoding="utf-8") == reference(), "run: anlan explain --all --write"


@pytest.mark.parametrize("name", sorted(ACTS | READS))
def test_everything_that_can_be_done_or_asked_is_explained_with_its_lines(name):
    steps = stories(name)[name]

    assert {"may", "door"} < {step.label for step in steps}
    for path, line in re.findall(r"^(\S+\.py):(\d+)$", "\n".join(step.where for step in steps), re.M):
        assert int(line) <= (HOUSE.parent / path).read_text(encoding="utf-8").count("\n") + 1


def test_every_act_leads_to_its_rule_its_facts_and_its_test():
    for name in ACTS:
        labels = {step.label for step in stories(name)[name]}
        assert {"act", "rule", "says", "test"} <= labels, name


@pytest.mark.parametrize("asked", ["dangers.strike_off", "dangers.strike-off", "隐患销号", "销号"])
def test_a_thing_is_found_by_its_name_or_by_its_chinese_term(asked):
    assert "anlan/domains/dangers/acts.py" in explain(asked)


def test_a_fact_tells_who_says_it_and_what_follows():
    told = explain("items.taken-back")

    assert "obligations.take_back" in told
    assert "anlan/reactions.py" in told


def test_it_is_told_in_the_language_of_the_asker():
    assert "规则" in explain("销号", "zh")
    assert "rule" in explain("销号", "en")
    assert explain("no such thing") == ""
