"""Taking a danger off the list of what is supervised."""

from datetime import timedelta

import pytest

from anlan.domains.dangers import acts
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from anlan.kernel.obligations import acts as items
from anlan.kernel.obligations import reads
from anlan.kernel.obligations.life import Level
from anlan.kernel.registry.may import EVERYWHERE
from tests.cast import MORNING, by, photo
from tests.dangers.test_list_ import list_, stands
from tests.dangers.test_list_ import major as major  # a major danger in Wang's hands, with offices at each level


@pytest.fixture
def struck(major):
    """The same danger, listed by the prefecture and struck off by the county."""
    list_(major, Level.PREFECTURE, "ma")
    acts.assure(item=major, responsibility="Wang", funds="paid", plan="leave", by=by("wang"), at=MORNING)
    acts.submit(item=major, evidence=(photo("wang"),), by=by("wang"), at=MORNING)
    acts.strike_off(item=major, evidence=(photo("li", "the wall stands"),), by=by("li"), at=MORNING)
    return major


def test_it_stays_on_the_list_until_it_was_struck_off(major):
    list_(major)

    with pytest.raises(Refused, match="listed-until-accepted"):
        acts.delist(item=major, notice="摘〔2026〕7号", by=by("li"), at=MORNING)


def test_it_comes_off_from_as_high_up_as_it_was_listed(struck):
    assert stands(struck).listed == "prefecture"
    with pytest.raises(Refused, match="level-beyond"):
        acts.delist(item=struck, notice="摘〔2026〕7号", by=by("li"), at=MORNING)
    with pytest.raises(Refused, match="no-notice"):
        acts.delist(item=struck, notice=" ", by=by("ma"), at=MORNING)
    assert reads.show(no=struck, within=EVERYWHERE, by=by("ma"), at=MORNING).verbs == ("delist", "recur")

    acts.delist(item=struck, notice="摘〔2026〕7号", by=by("ma", command="c-1"), at=MORNING)
    assert (stands(struck).listed, stands(struck).state) == (None, "struck-off")
    items.take_back(item=struck, key="c-1", by=by("ma"), at=MORNING + timedelta(seconds=9))
    assert stands(struck).listed == "prefecture"
    assert rebuild.check() == []


def test_what_was_not_listed_is_not_delisted(major):
    with pytest.raises(Refused, match="not-listed"):
        acts.delist(item=major, notice="摘〔2026〕7号", by=by("li"), at=MORNING)
