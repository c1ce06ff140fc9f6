"""A demo that all tests of the console share, and a home in which nothing is."""

import pytest

from tests.cli.sickroom import house  # noqa: F401
from tests.console import Home, copied, new_home, shared_demo


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Home:
    """The small demo. Nobody changes anything in it."""
    return shared_demo(tmp_path_factory)


@pytest.fixture
def lived_in(demo, tmp_path) -> Home:
    """A copy of the demo, in which one may act."""
    return copied(demo, tmp_path / "home")


@pytest.fixture
def empty(tmp_path) -> Home:
    """A home in which nobody has lived."""
    return new_home(tmp_path / "empty")
