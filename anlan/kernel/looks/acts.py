"""What a head can do about second looks."""

from datetime import datetime

from anlan.kernel.journal.acts import act
from anlan.kernel.journal.facts import By, NotHere, PlaceCode
from anlan.kernel.journal.record import Recorded, record
from anlan.kernel.looks import drawing, rules, sampling
from anlan.kernel.registry.may import Role
from anlan.kernel.registry.reads import reach


@act(may={Role.LEADER})
def draw(*, place: PlaceCode, month: str = "", by: By, at: datetime) -> Recorded:
    """Draw some of what was closed in a month, the last one if none is said, to be looked at again. 销号抽查"""
    within = reach(by, at)
    if within.places is None or not place.startswith(within.places) or within.departments is not None:
        raise NotHere
    month = month or drawing.month_before(at)
    is_drawn = sampling.is_drawn(place, month)
    closed, seed = sampling.closed_in(month, place=place), sampling.seed_of(month)
    drawn = rules.draw(closed, place=place, month=month, seed=seed, is_drawn=is_drawn, at=at)
    return record([drawn, *sampling.look_at_each(drawn, at=at)], by=by, at=at)
