"""A call ends by the word of another only once something was done."""

import pytest

from anlan.domains.calls import acts as calls
from anlan.domains.calls.facts import Deed
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from tests.cast import by
from tests.warning.stands import SOON, out, rows

pytestmark = pytest.mark.django_db


def test_another_ends_it_once_something_was_done_and_never_he_himself(held):
    out(held)
    mine = rows(held)["wang"].item.no
    for person, code in (("wang", "own-call"), ("qian", "nothing-done-yet")):
        with pytest.raises(Refused) as no:
            calls.strike_off(item=mine, by=by(person), at=SOON)
        assert no.value.code == code
    calls.report(item=mine, deed=Deed.PATROL_BEGUN, by=by("wang"), at=SOON)

    calls.strike_off(item=mine, opinion="seen on the dyke", by=by("qian"), at=SOON)

    assert rows(held)["wang"].item.state == "struck-off"
    assert rebuild.check() == []
