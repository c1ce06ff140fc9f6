"""Channels without a gateway: groups and mail through apprise, and the console of a drill or a demo."""

from __future__ import annotations

import logging
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings

from anlan import clock
from anlan.engines.gateways.texts import composed
from anlan.engines.sheets.texts import UNREADABLE
from anlan.kernel.channels import gateways as gateways  # which stand before these
from anlan.kernel.channels import setting
from anlan.kernel.channels.rules import Kind
from anlan.kernel.journal.facts import PersonNo
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry import vault
from anlan.kernel.registry.door import is_demo
from anlan.kernel.ringing.door import Channel, Message, Verdict, makes_channels

PHONE = "{phone}"  # in an address: there each person has his own
EACH, TOGETHER = 4, 200  # messages at once: apprise waits some seconds between two, and a group is told once of many
PARTS = 20  # a group or a mail has no parts to pay for
log = logging.getLogger("anlan.channels")


@dataclass(frozen=True, kw_only=True)
class Posted:
    """A channel through apprise. It reports nothing, and can be asked nothing."""

    name: str
    address: str = field(repr=False)
    is_for_each: bool
    reports: bool = False

    @property
    def batch(self) -> int:
        """Return how many it takes at once."""
        return EACH if self.is_for_each else TOGETHER

    def addresses(self, people: Collection[PersonNo]) -> Mapping[PersonNo, str]:
        """Return the telephone number of each by which a service knows him; a group is told of each by his name."""
        if not self.is_for_each:
            return {person: person for person in people}
        told = vault.tell(people, vault.PHONE)
        return {PersonNo(person): phone for person, phone in told.items() if phone and phone != UNREADABLE}

    def hand_over(self, messages: Sequence[Message]) -> Sequence[Verdict]:
        """Post each, or tell the group once of all that say the same. A no of apprise says not whether it left."""
        went = self._each(messages) if self.is_for_each else self._together(messages)
        setting.stands(self.name, trouble=None if all(went.values()) else "no-answer", at=clock.now())
        return [Verdict.TAKEN if went[one.key] else Verdict.UNKNOWN for one in messages]

    def ask(self, keys: Sequence[str]) -> Mapping[str, Verdict]:
        """Say that nobody knows: these services keep no numbers of messages."""
        return dict.fromkeys(keys, Verdict.UNKNOWN)

    def _each(self, messages: Sequence[Message]) -> dict[str, bool]:
        return {one.key: self._post(_text(one, link=one.link), phone=one.to) for one in messages}

    def _together(self, messages: Sequence[Message]) -> dict[str, bool]:
        from anlan.engines.gateways.posting import for_a_group

        names, of_text = registry.names([one.person for one in messages]), dict[str, list[Message]]()
        for one in messages:
            of_text.setdefault(_text(one, link=""), []).append(one)
        went: dict[str, bool] = {}
        for text, those in of_text.items():
            is_sent = self._post(for_a_group(text, [names[one.person] for one in those]))
            went |= {one.key: is_sent for one in those}
        return went

    def _post(self, text: str, *, phone: str = "") -> bool:
        # apprise takes two seconds to come up: only a house that posts waits for it.
        from anlan.engines.gateways.posting import Post

        return Post(address=self.address).send(text, phone=phone)


@dataclass(frozen=True, kw_only=True)
class Console:
    """What would leave is printed where the house runs, of a drill or a demo: never with the link of a call."""

    name: str
    batch: int = TOGETHER
    reports: bool = False

    def addresses(self, people: Collection[PersonNo]) -> Mapping[PersonNo, str]:
        """Return each by his number."""
        return {person: person for person in people}

    def hand_over(self, messages: Sequence[Message]) -> Sequence[Verdict]:
        """Print each."""
        for one in messages:
            sys.stdout.write(f"{self.name} {one.key} {one.person}: {_text(one, link='')}\n")
        sys.stdout.flush()
        return [Verdict.TAKEN for _ in messages]

    def ask(self, keys: Sequence[str]) -> Mapping[str, Verdict]:
        """Say that nobody knows what was printed."""
        return dict.fromkeys(keys, Verdict.UNKNOWN)


@makes_channels
def posts() -> Iterator[Channel]:
    """Return the channels of this home that post or print."""
    for name, kind in setting.kept_here():
        if kind == Kind.APPRISE and (told := setting.credentials(name)):
            yield Posted(name=name, address=told.address, is_for_each=PHONE in told.address)
        if kind == Kind.CONSOLE and (settings.DRILL or is_demo()):
            yield Console(name=name)


def _text(one: Message, *, link: str) -> str:
    where = link if link.startswith(("https://", "http://")) and link not in one.text else ""
    return composed(one.text, link=where, is_drill=bool(settings.DRILL), most=PARTS)
