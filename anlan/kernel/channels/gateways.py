"""Channels that go through a gateway: text messages and voice calls, each known again by its key."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings

from anlan import clock
from anlan.engines.gateways import exchange
from anlan.engines.gateways.client import Gateway, NobodyKnows, NothingLeft
from anlan.engines.gateways.exchange import Outgoing, Said
from anlan.engines.gateways.replies import ASKED
from anlan.engines.gateways.texts import composed
from anlan.engines.sheets.texts import UNREADABLE
from anlan.kernel.channels import deliveries, setting
from anlan.kernel.channels.rules import Kind
from anlan.kernel.journal.facts import PersonNo
from anlan.kernel.obligations import tables as items
from anlan.kernel.registry import vault
from anlan.kernel.ringing import phones as phones  # which stand before the others
from anlan.kernel.ringing.door import Message, Verdict, makes_channels

BATCH, BATCH_OF_CALLS = 200, 50
VERDICTS = {
    Said.TAKEN: Verdict.TAKEN,
    Said.REFUSED: Verdict.REFUSED,
    Said.LATER: Verdict.LATER,
    Said.UNKNOWN: Verdict.UNKNOWN,
}
SPOKEN = "按1收到，按2已到岗，按3正在转移，按4已全部转移，按9打错了。"
log = logging.getLogger("anlan.channels")


@dataclass(frozen=True, kw_only=True)
class Through:
    """A channel through one gateway, as it is set by now."""

    name: str
    gateway: Gateway

    @property
    def batch(self) -> int:
        """Return how many it takes at once: a telephone call takes a line."""
        return BATCH if self.gateway.kind == exchange.Kind.SMS else BATCH_OF_CALLS

    @property
    def reports(self) -> bool:
        """Return that it tells what became of each."""
        return True

    def addresses(self, people: Collection[PersonNo]) -> Mapping[PersonNo, str]:
        """Return the telephone number of each of these of whom one is known and can be read."""
        told = vault.tell(people, vault.PHONE)
        return {PersonNo(person): phone for person, phone in told.items() if phone and phone != UNREADABLE}

    def hand_over(self, messages: Sequence[Message]) -> Sequence[Verdict]:
        """Hand messages over; what the gateway takes is noted before it is sent, since a report may come at once."""
        at = clock.now()
        deliveries.begin(self.name, [(one.key, one.person, one.call) for one in messages], at=at)
        is_open = {item.no for item in items.stored_many(one.call for one in messages if one.call) if item.is_open}
        said, trouble = self._handed([self._outgoing(one, asks=one.call in is_open) for one in messages])
        deliveries.settle(self.name, said, at=at)
        setting.stands(self.name, trouble=trouble, at=at)
        return [VERDICTS[said[one.key]] for one in messages]

    def ask(self, keys: Sequence[str]) -> Mapping[str, Verdict]:
        """Return what the gateway knows of some keys; of none, where it cannot be asked just now."""
        try:
            told = self.gateway.ask(keys, at=clock.outside())
        except NothingLeft as wrong:
            log.warning("the gateway of %s could not be asked: %s", self.name, wrong.code)
            return {}
        deliveries.settle(self.name, {key: one for key, one in told.items() if one != Said.UNKNOWN}, at=clock.now())
        return {key: VERDICTS[one] for key, one in told.items()}

    def test(self, to: Sequence[str]) -> Sequence[Verdict]:
        """Return of each number whether the gateway says that it would take a message; nobody is rung.

        Of a gateway that cannot be asked such a thing nothing is known, and nothing is wrong with it.
        """
        try:
            told = self.gateway.test(to, at=clock.outside())
        except NothingLeft as wrong:
            log.info("the gateway of %s tells nothing of numbers: %s", self.name, wrong.code)
            return [Verdict.UNKNOWN] * len(to)
        return [VERDICTS[one] for one in told]

    def _handed(self, messages: Sequence[Outgoing]) -> tuple[dict[str, Said], str | None]:
        try:
            return self.gateway.hand_over(messages, at=clock.outside()), None
        except NobodyKnows as lost:
            log.warning("the gateway of %s did not say whether it has them: %s", self.name, lost.code)
            return {one.id: Said.UNKNOWN for one in messages}, lost.code
        except NothingLeft as wrong:
            log.warning("nothing left by %s: %s", self.name, wrong.code)
            return {one.id: Said.LATER for one in messages}, wrong.code

    def _outgoing(self, one: Message, *, asks: bool) -> Outgoing:
        told = {"id": one.key, "to": one.to, "urgent": one.urgent, "expires_at": one.expires_at}
        return Outgoing(text=self._text(one, asks=asks), **told)  # type: ignore[arg-type]

    def _text(self, one: Message, *, asks: bool) -> str:
        """Return what is read or heard: where something is asked, with the link and by which digit to answer.

        What asks for several at one number has their links in it, and no digit: nobody could tell whose it is.
        """
        is_drill, is_for_several = bool(settings.DRILL), one.link in one.text if one.link else False
        if not asks or is_for_several:
            return composed(one.text, is_drill=is_drill)
        if self.gateway.kind == exchange.Kind.VOICE:
            return composed(one.text, answers=SPOKEN, is_drill=is_drill)
        link = one.link if one.link.startswith(("https://", "http://")) else ""
        return composed(one.text, answers=ASKED, link=link, is_drill=is_drill)


@makes_channels
def gateways() -> Iterator[Through]:
    """Return the channel of each gateway that is set in this home and none other; nothing leaves a home of the past."""
    for name, kind in setting.kept_here():
        if kind in (Kind.SMS, Kind.VOICE) and (told := setting.credentials(name)):
            gateway = Gateway(kind=exchange.Kind(kind), address=told.address, secret=told.secret)
            yield Through(name=name, gateway=gateway)
