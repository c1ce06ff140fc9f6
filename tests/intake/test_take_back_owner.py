"""What was offered to an owner who has just been entered is taken back together, or not at all."""

from datetime import timedelta

import pytest

from anlan.kernel.intake import acts
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.obligations import acts as items
from anlan.kernel.obligations.tables import Item
from tests.cast import MORNING, by
from tests.intake.test_enter_owner import enter, named, told, unit, waiting  # noqa: F401


def take_back(job, key="mine", *, who="zhao", after=5):
    at = MORNING + timedelta(seconds=after)
    return acts.take_back_owner(job=job, key=key, by=by(who), at=at)


@pytest.fixture
def entered(unit):  # noqa: F811
    """An import of which an owner has just been entered."""
    job = told(unit)
    enter(job, unit, command="mine")
    return job


def test_all_that_was_offered_is_taken_back_and_the_name_waits_again(entered):
    take_back(entered)

    assert waiting(entered) == [("祁师傅", 1), ("马老六", 2)]
    assert set(Item.objects.values_list("offered_to", flat=True)) == {None}
    assert rebuild.check() == []
    with pytest.raises(Refused, match="spoken-since"):
        take_back(entered)


def test_nothing_is_taken_back_of_which_one_was_taken_or_the_time_is_over(entered):
    with pytest.raises(Refused, match="too-late"):
        take_back(entered, after=11)
    taken = named("马老六")[1]
    items.take(item=taken, by=by("chen", on_behalf_of=Item.objects.get(no=taken).offered_to), at=MORNING)

    with pytest.raises(Refused, match="spoken-since"):
        take_back(entered)
    assert Item.objects.get(no=named("马老六")[0]).offered_to


def test_nobody_takes_back_what_another_offered_nor_what_is_of_another_import(entered):
    for job, key, who in ((entered, "mine", "li"), (entered, "none", "zhao"), ("demo-j-000099", "mine", "zhao")):
        with pytest.raises(NotHere):
            take_back(job, key, who=who)
