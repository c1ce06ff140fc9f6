"""Who stands in for a post could hold it himself, and is named by its holder or by who leads the office."""

from datetime import timedelta

import pytest

from anlan.kernel.duty import acts, hours
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.journal.record import record
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.may import Role
from tests.cast import MORNING, TODAY, by, post

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def gao(county):
    """Another officer of the same office."""
    record([post("gao", Role.OFFICER, "O-county", "6301", "safety")], by=by("console"), at=MORNING)


def test_the_deputy_answers_while_the_holder_is_away_and_only_then(gao):
    acts.name_deputy(post="post-li", deputy="gao", by=by("sun"), at=MORNING)
    acts.tell_away(from_at=MORNING, until_at=MORNING + DAY, by=by("li"), at=MORNING)
    held = registry.post("post-li", on=TODAY)
    assert held is not None

    assert hours.who_stands_in(held, at=MORNING) == "gao"
    assert hours.who_stands_in(held, at=MORNING + DAY) == "li"
    acts.tell_away(person="gao", from_at=MORNING, until_at=MORNING + DAY, by=by("sun"), at=MORNING)
    assert hours.who_stands_in(held, at=MORNING) == "li"  # where both are away, it is his after all
    assert rebuild.check() == []


def test_a_new_deputy_follows_the_old_one_and_none_ends_it(gao):
    acts.name_deputy(post="post-li", deputy="gao", by=by("li"), at=MORNING)
    acts.name_deputy(post="post-li", from_on=TODAY + 3 * DAY, by=by("li"), at=MORNING)

    assert [hours.deputy_of("post-li", on=TODAY + n * DAY) for n in range(5)] == ["gao"] * 3 + [None] * 2
    assert rebuild.check() == []


@pytest.mark.parametrize(
    ("words", "who", "code"),
    [
        ({"deputy": "gao"}, "qian", "not-your-post"),
        ({"deputy": "li"}, "li", "deputy-himself"),
        ({"deputy": "zhao"}, "li", "deputy-unfit"),
        ({"deputy": "zhou"}, "li", "deputy-unfit"),
        ({"deputy": "gao", "from_on": TODAY - DAY}, "li", "deputy-days"),
        ({"deputy": "gao", "until_on": TODAY}, "li", "deputy-days"),
    ],
)
def test_who_is_not_named(gao, words, who, code):
    with pytest.raises(Refused, match=code):
        acts.name_deputy(post="post-li", **words, by=by(who), at=MORNING)


def test_nobody_names_one_for_another_office(gao):
    for no in ("post-zhou", "post-wang", "post-none"):
        with pytest.raises(NotHere):
            acts.name_deputy(post=no, by=by("sun"), at=MORNING)
