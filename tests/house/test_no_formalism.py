"""Nobody is ranked, counted by the click or made to report that he is there: none of it is kept, and none said.

The state forbids it of apps for officials (arbitrary reporting, forced check-ins, use as an assessment), and so do we.
"""

import re

import pytest
from django.apps import apps

from anlan.kernel.journal.acts import ACTS
from anlan.kernel.journal.facts import KNOWN
from tests.house.test_words import texts

# What would be kept of people where they are ranked: fields, facts and acts so called.
KEPT = re.compile(
    r"(^|_|\.|-)(scores?|points|rank(s|ing)?|leaderboard|check_?-?in|clock_?-?in|logins|clicks|streaks?|badges?)($|_|-)"
)
# What would be said of it: on a screen, in a sentence, in a paper.
SAID = re.compile(
    r"打卡|签到|积分|排行榜|个人排名|登录次数|活跃度|使用率"
    r"|leaderboard|check-ins?\b|usage statistics|\bscore\b|ranking",
    re.IGNORECASE,
)
SCREENS = re.compile(r"^anlan/.*(/templates/.*\.html|/web/.*\.py|rules\.py|django\.po)$")

# In which order a watch leaves its matters to the next: of things, never of people.
OF_THINGS = {"duty_left.rank"}
TABLES = {f"{model._meta.db_table}.{field.name}" for model in apps.get_models() for field in model._meta.get_fields()}


@pytest.mark.parametrize("names", [TABLES, set(ACTS), set(KNOWN)], ids=["tables", "acts", "facts"])
def test_nothing_is_kept_by_which_people_could_be_ranked(names):
    assert len(names) > 10
    assert [name for name in names if KEPT.search(str(name)) and name not in OF_THINGS] == []


def test_no_screen_speaks_of_it():
    found = {name: SAID.findall(text) for name, text in texts() if SCREENS.search(name) and SAID.search(text)}

    assert found == {}


@pytest.mark.parametrize("name", ["registry_person.logins", "duty.check_in", "duty.checked-in.score", "people.ranking"])
def test_such_a_name_would_be_found(name):
    assert KEPT.search(name)


@pytest.mark.parametrize("text", ["每日签到", "个人排名前十", "A leaderboard of inspectors", "Check-ins this week"])
def test_and_such_a_word(text):
    assert SAID.search(text)
