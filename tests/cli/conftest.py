"""A demo that all tests of the console share, a backup of it, and a home in which nothing is."""

from pathlib import Path

import pytest

from tests.cli.sickroom import house  # noqa: F401
from tests.console import Home, copied, new_home, shared_demo

SECRET = {"ANLAN_BACKUP_PASSPHRASE": "a long road to Xining"}


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Home:
    """The small demo. Nobody changes anything in it."""
    return shared_demo(tmp_path_factory)


@pytest.fixture(scope="session")
def copy(demo, tmp_path_factory) -> Path:
    """A backup of the demo that was tried at once, its keys under a passphrase."""
    folder = tmp_path_factory.mktemp("copies")
    made = copied(demo, folder / "home").anlan("backup", str(folder / "b"), "--json", more=SECRET)
    assert (made.code, made.told["proven"]) == (0, True), made.err
    assert [path.name for path in (folder / "b").glob(".*")] == [".lock"], "nothing is left of the trial"
    return Path(made.told["backup"])


@pytest.fixture
def lived_in(demo, tmp_path) -> Home:
    """A copy of the demo, in which one may act."""
    return copied(demo, tmp_path / "home")


@pytest.fixture
def empty(tmp_path) -> Home:
    """A home in which nobody has lived."""
    return new_home(tmp_path / "empty")
