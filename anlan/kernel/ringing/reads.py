"""Questions about what was rung."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from anlan.kernel.journal.acts import read
from anlan.kernel.journal.facts import ItemNo, NotHere, PersonNo
from anlan.kernel.obligations import lists
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.door import is_demo
from anlan.kernel.registry.may import OFFICIALS, Within
from anlan.kernel.ringing import door, outbox, wording
from anlan.kernel.ringing.rules import GONE, By, Fate

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


@read(may=OFFICIALS)
def phones(*, within: Within, at: datetime) -> tuple[Rung, ...]:
    """Return what the telephones of a demo show, the last first; a real house has no such page. 模拟手机"""
    if not is_demo():
        raise NotHere
    letters = outbox.last(By.PHONE, count=LAST)
    seen = {
        item.no: item
        for part in _parts(sorted({one.item or "" for one in letters}))
        for item in lists.items_among(part, within=within)
    }
    matters = {no: door.matter(no) for no in sorted({one.subject for one in letters})}
    names = registry.names(sorted({one.person for one in letters}))
    return tuple(
        Rung(
            person=PersonNo(one.person),
            name=names[one.person],
            call=ItemNo(item.no),
            what=wording.text(one, matters[one.subject], item.what),
            at=one.at if one.state in GONE else None,
            link=wording.link(item.no),
        )
        for one in letters
        if (item := seen.get(one.item or "")) and one.state in GONE | {Fate.WAITING}
    )


def _parts(numbers: list[str]) -> list[list[str]]:
    return [numbers[start : start + 500] for start in range(0, len(numbers), 500)]
