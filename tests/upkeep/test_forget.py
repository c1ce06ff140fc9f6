"""Old backups are thrown away, and never the one that was made just now."""

from pathlib import Path

import pytest
from django.conf import settings

from anlan.kernel.upkeep import backup
from anlan.kernel.upkeep.backup import MANIFEST


def kept(folder: Path, name: str) -> Path:
    """Put a backup with its keys into a folder."""
    one = folder / f"anlan-{settings.ORIGIN}-{name}"
    one.mkdir()
    (one / MANIFEST).touch()
    one.with_name(f"{one.name}.keys").touch()
    return one


@pytest.mark.parametrize(
    ("keep", "stay"), [(1, {"3", "9"}), (2, {"2", "3", "9"}), (3, {"1", "2", "3", "9"}), (9, None)]
)
def test_the_newest_stay_and_what_a_clock_that_ran_ahead_has_made_is_left_for_a_person(tmp_path, keep, stay):
    *_, made, _ = (kept(tmp_path, f"2026070{n}T000000Z") for n in (0, 1, 2, 3, 9))

    gone = backup.forget(tmp_path, keep=keep, made=made)

    left = {path.name[-len("0T000000Z")] for path in tmp_path.glob("*Z")}
    assert left == (stay or {"0", "1", "2", "3", "9"})
    assert len(gone) == 5 - len(left)
    assert {path.stem for path in tmp_path.glob("*.keys")} == {path.name for path in tmp_path.glob("*Z")}
