"""The small land of the registry, with all three administrators in it."""

import pytest

from anlan.kernel.journal.record import record
from anlan.kernel.registry.may import Role
from tests.cast import MORNING, by, post
from tests.registry.conftest import clerk, land  # noqa: F401


@pytest.fixture
def keepers(land):  # noqa: F811
    """The land with the audit administrator, too."""
    record([post("audit", Role.AUDIT, land.office, "99")], by=by("console"), at=MORNING)
    return land
