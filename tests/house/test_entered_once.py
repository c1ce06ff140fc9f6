"""A fact is entered once: what is known of an item is asked for by none of the acts about it, but to change it."""

from dataclasses import fields

from anlan.domains.dangers.facts import DangerDescribed
from anlan.kernel.journal.acts import ACTS
from anlan.kernel.obligations.life import Item

KNOWN_OF_AN_ITEM = {field.name for kind in (Item, DangerDescribed) for field in fields(kind)} - {"item", "no", "task"}
# What these are for is to say it anew; or they mean another thing by the word.
CHANGES = {
    "dangers.list_": {"department"},  # which supervises
    "dangers.regrade": {"grade", "basis", "measures", "control"},  # left empty, what is known holds
    "dangers.assure": {"measures"},  # likewise
    "obligations.assign": {"organisation"},  # another one
    "dangers.recur": {"owner"},  # where another owes it now
    "dangers.correct": {"what", "place", "department", "organisation", "grade"},
}


def about_an_item() -> dict[str, set[str]]:
    """Return which words each act about an item asks for."""
    return {name: set(act.asked) for name, act in ACTS.items() if "item" in act.locks}


def test_no_act_about_an_item_asks_for_what_is_known_of_it():
    found = {name: asked & KNOWN_OF_AN_ITEM - CHANGES.get(name, set()) for name, asked in about_an_item().items()}

    assert {name: words for name, words in found.items() if words} == {}


def test_the_acts_that_may_are_there_and_use_it():
    asked = about_an_item()

    assert len(asked) > 10
    assert all(words <= asked[name] for name, words in CHANGES.items())
