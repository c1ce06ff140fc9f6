"""The house explains itself: every name and term leads to where it stands, and the reference has not drifted."""

import inspect
import json
import re

import pytest

from anlan.faces.cli import app, glossary
from anlan.faces.cli.explain import HOUSE, LABELS, REFERENCE, explain, reference, stories
from anlan.kernel.journal.acts import ACTS, READS
from anlan.kernel.journal.facts import KNOWN


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


def test_the_pages_of_an_act_on_an_item_are_those_of_items():
    steps = stories("dangers.strike_off")["dangers.strike_off"]

    assert {step.what for step in steps if step.label == "page"} == {
        "/i/<item:no>/",
        "/i/<item:no>/peek/",
        "/i/<item:no>/<str:verb>/",
        "/i/<item:no>/<str:kind>.pdf",
    }


def test_a_fact_tells_who_says_it_and_what_follows():
    told = explain("items.taken-back")

    assert "obligations.take_back" in told
    assert "anlan/reactions.py" in told


# The journal's own are said by no act, and fold nothing.
FACTS = {name: fact for name, fact in KNOWN.items() if not name.startswith("journal.")}
# What is no prose: addresses, names in the code, numbers of the law, and the blanks of a sentence.
NAMES = re.compile(r"[a-z0-9./<>:_-]*[./_:-][a-z0-9./<>:_-]*|\{\w+\}|anlan [\w -]+|Anlan|UUID|JSON")


@pytest.mark.parametrize("name", sorted(ACTS | READS | FACTS))
def test_to_who_reads_chinese_nothing_is_told_in_english(name):
    told = explain(name, "zh")
    words = glossary.told(str(inspect.getdoc(FACTS.get(name) or (ACTS | READS)[name].function)).splitlines()[0], name)

    assert words in told
    for line in told.splitlines()[1:]:
        label, said = line.split(maxsplit=1)
        assert label in LABELS.values()
        left = NAMES.sub("", said)
        if label == "拒绝":
            left = left.replace(said.split()[0], "")
        assert not re.search("[A-Za-z]{2}", left), line


def test_what_a_rule_refuses_is_told_with_its_sentences():
    assert "拒绝      shown-as-found  证据{file}是发现时的照片" in explain("dangers.submit", "zh")
    assert "refuses shown-as-found  The file {file} shows how it was found" in explain("dangers.submit", "en")


def test_the_lists_of_acts_reads_and_rooms_are_told_in_chinese(capsys, monkeypatch):
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    for asked in ("acts", "reads", "rooms"):
        app.run([asked])
        for line in capsys.readouterr().out.splitlines():
            assert re.search("[一-鿿]", line)
            assert not re.search("[A-Za-z]{2}", line.split(maxsplit=1)[1]), line


def test_each_room_is_told_by_its_term_and_by_a_sentence_of_its_own(capsys, monkeypatch):
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    app.run(["rooms", "--json"])
    told = json.loads(capsys.readouterr().out)

    assert len(set(told.values())) == len(told)
    assert [room for room, says in told.items() if "　" not in says] == []


def test_without_the_documents_the_term_comes_first_and_the_english_stays(monkeypatch, tmp_path):
    monkeypatch.setattr(glossary, "_sentences", lambda: ({}, {}))

    assert glossary.told("Remind the owner. 催办", "obligations.nudge") == "催办　Remind the owner."


def test_it_is_told_in_the_language_of_the_asker():
    assert "规则" in explain("销号", "zh")
    assert "rule" in explain("销号", "en")
    assert explain("no such thing") == ""
