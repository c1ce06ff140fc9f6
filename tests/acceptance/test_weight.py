"""What comes over the wire before somebody sees Today or the ledger for the first time."""

import pytest

pytestmark = pytest.mark.browser

MOST_BYTES = 120_000


@pytest.mark.parametrize("path", ["/", "/items/"])
@pytest.mark.parametrize("part", ["duty", "enterprise"])
def test_the_first_view_is_light(building, part, path):
    with building.desk(part, phone=True) as page:
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        came = []
        wire.on("Network.loadingFinished", lambda told: came.append(told["encodedDataLength"]))

        page.goto(path, wait_until="networkidle")

        assert len(came) >= 4
        assert sum(came) <= MOST_BYTES
