"""What the acceptance of the pages stands on: one demo, built once and served. ANLAN_AT names one that is up."""

import os

import pytest

from tests.acceptance.house import prepare, served
from tests.acceptance.people import Building


@pytest.fixture(scope="session")
def address(bundle, tmp_path_factory):
    """Build the demo and serve it for as long as the tests take."""
    if at := os.environ.get("ANLAN_AT"):
        yield at
        return
    home = tmp_path_factory.mktemp("demo")
    prepare(home)
    with served(home) as at:
        yield at


@pytest.fixture(scope="session")
def building(browser, address):
    return Building(browser, address)
