"""Questions about what was rung."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.acts import read
from anlan.kernel.journal.facts import ItemNo, NotHere, PersonNo
from anlan.kernel.journal.tables import Letter
from anlan.kernel.obligations import lists
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.door import is_demo
from anlan.kernel.registry.may import OFFICIALS, Within
from anlan.kernel.ringing.links import token
from anlan.kernel.ringing.rules import OVER, By, calls_of

LAST = 100


@dataclass(frozen=True, kw_only=True)
class Rung:
    """A message on a telephone of the demo: whose, about which call, when it came, and the address to answer at."""

    person: PersonNo
    name: str
    call: ItemNo
    what: str
    at: datetime | None  # nothing: it waits to be handed over
    link: str
    is_over: bool  # it tells that nothing more is asked


@read(may=OFFICIALS)
def phones(*, within: Within, at: datetime) -> tuple[Rung, ...]:
    """Return what the telephones of a demo show, the last first; a real house has no such page. 模拟手机"""
    if not is_demo():
        raise NotHere
    letters = list(Letter.objects.filter(channel=By.PHONE).order_by("-seq", "person")[:LAST])
    lines = {line.seq: line for line in journal.lines_at(sorted({letter.seq for letter in letters}))}
    calls = {no for line in lines.values() for no in calls_of(line.name, line.fact)}
    seen = {item.no: item for part in _parts(sorted(calls)) for item in lists.items_among(part, within=within)}
    of_person = {(item.owner, no): item for no, item in seen.items()}
    names = registry.names({letter.person for letter in letters})
    return tuple(
        Rung(
            person=PersonNo(letter.person),
            name=names[letter.person],
            call=ItemNo(item.no),
            what=item.what,
            at=letter.at if letter.state == "sent" else None,
            link=f"/r/{token(item.no)}/",
            is_over=letter.name == OVER,
        )
        for letter in letters
        if (line := lines.get(letter.seq))
        for no in calls_of(line.name, line.fact)
        if (item := of_person.get((letter.person, no)))
    )


def _parts(numbers: list[str]) -> list[list[str]]:
    return [numbers[start : start + 500] for start in range(0, len(numbers), 500)]
