"""Two clocks of one house, as after a careless start: each step is said by one of them."""

import threading

import pytest
from django.db import connection

from anlan.kernel.chase import keeping
from anlan.kernel.chase.tables import Step
from anlan.kernel.journal import rebuild
from anlan.kernel.obligations.tables import stored

CLOCKS = 4


@pytest.mark.django_db(transaction=True)
def test_of_several_clocks_that_strike_at_once_one_tells(home, found):
    item = stored(found)
    assert item is not None
    together, failed = threading.Barrier(CLOCKS), list[Exception]()

    def strike() -> None:
        try:
            together.wait()
            keeping.keep(item.due_at)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    clocks = [threading.Thread(target=strike) for _ in range(CLOCKS)]
    for clock in clocks:
        clock.start()
    for clock in clocks:
        clock.join()

    assert failed == []
    assert Step.objects.count() == 3
    assert rebuild.check() == []
