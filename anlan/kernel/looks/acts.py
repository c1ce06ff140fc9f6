"""What a head can do about second looks."""

from datetime import datetime

from anlan.kernel.journal.acts import act
from anlan.kernel.journal.facts import By, NotHere, PlaceCode
from anlan.kernel.journal.record import Recorded, record
from anlan.kernel.looks import drawing, sampling
from anlan.kernel.registry.may import Role
from anlan.kernel.registry.reads import reach


@act(may={Role.LEADER})
def draw(*, place: PlaceCode, month: str = "", by: By, at: datetime) -> Recorded:
    """Draw some of what was closed in a month, the last one if none is said, to be looked at again. 销号抽查"""
    within = reach(by, at)
    if within.places is None or not place.startswith(within.places) or within.departments is not None:
        raise NotHere
    return record(sampling.draw(place, month or drawing.month_before(at), at=at), by=by, at=at)
