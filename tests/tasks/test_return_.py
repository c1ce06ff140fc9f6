"""Having it looked at once more."""

import pytest

from anlan.domains.tasks import acts
from anlan.kernel.journal.facts import Refused
from anlan.kernel.looks.reads import looks
from anlan.kernel.looks.rules import Finding
from anlan.kernel.registry.may import EVERYWHERE
from tests.cast import by, photo
from tests.tasks.test_submit import LATER, look, state, submit  # noqa: F401

pytestmark = pytest.mark.django_db


def test_it_goes_back_with_a_reason_and_the_last_word_on_it_counts(look):  # noqa: F811
    submit(look)
    with pytest.raises(Refused, match="not-the-checker"):
        acts.return_(item=look, why="the other side", by=by("sun"), at=LATER)
    acts.return_(item=look, why="the other side", by=by("ma"), at=LATER)
    assert state(look) == "returned"

    submit(look, finding=Finding.THERE, evidence=(photo("li", "the other side"),))
    [seen] = looks(item=look, within=EVERYWHERE)
    assert seen.look.finding == Finding.THERE
