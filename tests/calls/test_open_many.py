"""Very many are called by entries of a thousand each, and each of them once."""

from anlan.domains.calls import rules
from anlan.domains.calls.facts import CallsOpened, Colour, Tier, Wanted
from anlan.kernel.duty.ladders import ladder
from tests.cast import MORNING


def test_very_many_are_called_by_entries_of_a_thousand():
    steps = ladder(told=("暴雨",), colour="red", onset_at=None, at=MORNING)
    wanted = [
        Wanted(person=f"p-{no}", organisation="E-1", place="6301", tier=Tier.SITE, post=None) for no in range(2_001)
    ]
    numbers = [f"demo-2026-{no:06}" for no in range(2_001)]
    said = rules.open_(
        wanted, matter="demo-a-1", what="暴雨", colour=Colour.RED, ladder=steps, numbers=numbers, at=MORNING
    )
    opened = [fact for fact in said if isinstance(fact, CallsOpened)]
    assert [len(fact.calls) for fact in opened] == [1_000, 1_000, 1]
    assert [no for fact in opened for no in fact.calls] == numbers
    assert [name for fact in said if not isinstance(fact, CallsOpened) for name in fact.owners] == [  # type: ignore[attr-defined]
        one.person for one in wanted
    ]
