"""One thing is called by one word, on the screen and in what is written about it; the words that lost stay away."""

import re

import pytest
from django.utils.translation import override

from anlan.faces.web.templatetags.terms import ROLES
from anlan.kernel.intake.rules import SAFETY
from anlan.kernel.registry import laws
from anlan.kernel.registry.may import Role
from tests.house.test_documents import ROOT, tree

# The word that lost, and the one that stands for it in docs/words.md.
LOST = {
    "签收": "接收",
    "撤销": "撤回",
    "此前已办结": "系统外销号",
    "误报": "作废",
    "立项": "登记",
    "隐患上报": "隐患登记",
    "申请验收": "提请验收",
}
# Where the words of others are read or quoted: ledgers from outside, the law, and what was drawn by chance.
OTHERS = re.compile(
    r"anlan/engines/sheets/|anlan/packs/cn/(?!demo/)|tests/sheets/|tests/house/test_words\.py|\.csv$|\.geojson$"
)
WRITTEN = re.compile(r"\.(py|html|md|po|toml|js)$")


def texts():
    """Return what we have written, by name."""
    for name in tree():
        if WRITTEN.search(name) and not OTHERS.search(name):
            yield name, (ROOT / name).read_text(encoding="utf-8")


def misused(text, lost):
    """Return the lines in which a word stands that lost."""
    return [line.strip() for line in text.splitlines() if lost in line]


@pytest.mark.parametrize("lost", LOST)
def test_a_word_that_lost_is_not_used(lost):
    found = {name: lines for name, text in texts() if (lines := misused(text, lost))}

    assert not found, f"say {LOST[lost]}"


@pytest.mark.parametrize("won", sorted(set(LOST.values())))
def test_the_word_that_stands_is_explained(won):
    assert won in (ROOT / "docs/words.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("role", Role)
def test_a_role_has_one_word_on_the_screen_in_ledgers_and_in_what_is_written(role):
    said = laws.word("roles", role, "zh")

    with override("zh-hans"):
        assert str(ROLES[role]) == said
    assert f"| {said} |" in (ROOT / "docs/words.md").read_text(encoding="utf-8")
    assert said not in SAFETY, "a unit's ledger of people would make a safety manager of it"


def test_whoever_is_spoken_to_is_spoken_to_politely():
    screens = re.compile(r"anlan/.*(/templates/.*\.html|rules\.py|noes\.py|django\.po|cast\.toml)$")
    found = {name: lines for name, text in texts() if screens.search(name) and (lines := misused(text, "你"))}

    assert not found, "say 您"


def test_a_word_that_lost_would_be_found():
    assert misused("items.accepted 接收\n由责任人签收\n", "签收") == ["由责任人签收"]
