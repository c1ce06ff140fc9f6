"""An item as rules see it, in whatever state a test needs."""

from dataclasses import replace
from datetime import UTC, datetime

from anlan.kernel.obligations.life import Item, State
from tests.cast import MORNING

FILED = Item(
    no="demo-2026-000001",
    kind="danger",
    what="blocked exit",
    place="6301",
    department="safety",
    organisation="E-1",
    owner="wang",
    due_at=datetime(2026, 7, 8, 16, tzinfo=UTC),
    state=State.FILED,
    grade="general",
    source="inspection",
    filed_by="zhao",
    filed_at=MORNING,
    command="command-0",
    moved_at=MORNING,
)
ACCEPTED = replace(FILED, state=State.ACCEPTED, accepted_at=MORNING)
SUBMITTED = replace(ACCEPTED, state=State.SUBMITTED, submitted_by="wang", submitted_at=MORNING, checker="li")
