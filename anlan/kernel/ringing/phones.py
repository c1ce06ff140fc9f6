"""The telephones of a demo: a page shows what each of them got, so nothing leaves the house."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from anlan.kernel.journal.facts import PersonNo
from anlan.kernel.registry import vault
from anlan.kernel.registry.door import is_demo
from anlan.kernel.ringing.door import Message, Verdict, makes_channels
from anlan.kernel.ringing.rules import By


class Phones:
    """Everybody's telephone in a demo. The outbox itself is what the page of telephones reads."""

    name = By.PHONE.value
    batch = 500
    reports = False

    def addresses(self, people: Collection[PersonNo]) -> Mapping[PersonNo, str]:
        """Return a telephone for each: whoever told no number has one all the same, by his own."""
        told = vault.tell(people, vault.PHONE)
        return {person: told.get(person, person) for person in people}

    def hand_over(self, messages: Sequence[Message]) -> Sequence[Verdict]:
        """Show each of these."""
        return [Verdict.TAKEN for _ in messages]

    def test(self, to: Sequence[str]) -> Sequence[Verdict]:
        """Say that each would take a message: nothing can be wrong with a telephone of a demo."""
        return [Verdict.TAKEN for _ in to]

    def ask(self, keys: Sequence[str]) -> Mapping[str, Verdict]:
        """Say that none is shown yet: a letter that is still marked as sending shows as waiting."""
        return dict.fromkeys(keys, Verdict.LATER)


@makes_channels
def phones() -> Iterator[Phones]:
    """Return the telephones where the home is a demo; a real house has none."""
    if is_demo():
        yield Phones()
