"""Take the pictures of docs/pictures anew, when the screens have changed: python -m tests.demo.take_pictures."""

from __future__ import annotations

import io
import os
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from PIL import Image
from playwright.sync_api import sync_playwright

from tests.acceptance.house import prepare, served
from tests.acceptance.people import DESK, LOCALES

PICTURES = Path(settings.HOUSE).parent / "docs" / "pictures"
CHROMIUM = os.environ.get("ANLAN_CHROMIUM", "/usr/bin/chromium")
WIDE = {"width": 1600, "height": 940}
COLOURS = 224  # of which a screen has no more that anybody would miss
A_MOMENT_MS = 1_500  # until what is asked for later stands there


def take(page: Any, name: str) -> None:
    """Keep what the page shows, as small as it can be."""
    page.wait_for_timeout(A_MOMENT_MS)
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    few = shot.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(PICTURES / f"{name}.png", optimize=True)


def main() -> None:
    """Build a demo, be the officer who checks, and look at the ledger and at the first that waits for him."""
    with tempfile.TemporaryDirectory() as home, sync_playwright() as play:
        prepare(Path(home), size="county")
        with served(Path(home)) as address:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=["--headless", "--no-sandbox"])
            page = browser.new_page(viewport=WIDE, locale=LOCALES["zh"], base_url=address)
            page.goto("/welcome/")
            page.locator("[data-part=officer]").click()
            page.goto("/items/")
            page.locator("[data-coach=ledger] [data-dismiss]").click()
            take(page, "ledger")
            page.goto("/items/?view=to-check")
            first = page.locator("[data-row] .no a").first.get_attribute("href")
            page.set_viewport_size(DESK)
            page.goto(first)
            take(page, "item")
            browser.close()


if __name__ == "__main__":
    main()
