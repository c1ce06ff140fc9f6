"""Two who speak at the same moment."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.registry import acts, reads, tables
from anlan.kernel.registry.may import Role
from anlan.kernel.registry.rules import NewPerson
from tests.cast import MORNING, by
from tests.registry.conftest import OTHER_USCC, new_post, unit

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*each: Callable[[], object]) -> list[str]:
    """Do all of it at the same moment; return how each ended."""
    start, ended = Barrier(len(each)), []

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
            ended.append("done")
        except (Refused, NotHere) as no:
            ended.append(getattr(no, "code", "not-here"))
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in each]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ended)


def test_of_two_who_register_one_unit_one_is_told_that_it_is_known(land):
    def register(name: str) -> Callable[[], object]:
        row = unit(name, "990101", OTHER_USCC)
        return lambda: acts.register_organisations(rows=(row,), by=by("console"), at=MORNING)

    assert at_once(register("甲厂"), register("乙厂")) == ["done", "uscc-known"]
    assert tables.Organisation.objects.filter(uscc=OTHER_USCC).count() == 1


def test_of_two_who_enter_one_telephone_number_one_is_told_whose_it_is(land):
    def enter(name: str) -> Callable[[], object]:
        row = NewPerson(organisation=land.mill, name=name, phone="13911112222")
        return lambda: acts.register_people(rows=(row,), by=by("console"), at=MORNING)

    assert at_once(enter("赵六"), enter("钱七")) == ["done", "person-known"]


def test_a_proposal_is_agreed_to_once(land, clerk):
    no = acts.propose_posts(rows=(new_post(land, clerk, Role.DUTY),), by=by("system"), at=MORNING).subject

    def agree() -> object:
        return acts.approve_posts(posts=(no,), by=by("security"), at=MORNING)

    assert at_once(agree, agree) == ["done", "not-here"]
    assert reads.post(no)
    assert rebuild.check() == []
