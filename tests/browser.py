"""What tests of pages share: compiled words, a fresh bundle, and one browser for them all, where there is one."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from anlan.faces.web.catalogues import compile_english

HOUSE = Path(settings.HOUSE).parent
CHROMIUM = os.environ.get("ANLAN_CHROMIUM", "/usr/bin/chromium")
QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture(scope="session", autouse=True)
def english() -> None:
    """Compile the English words, which are not committed."""
    compile_english()


@pytest.fixture(scope="session")
def bundle() -> Path:
    """Build what the browser gets, so that the tests look at the sources as they stand."""
    node = HOUSE / ".venv/bin/node"
    subprocess.run([node if node.exists() else "node", "build.mjs"], cwd=HOUSE, check=True)
    return Path(settings.HOUSE) / "faces/web/static/dist"


@pytest.fixture(scope="session")
def browser(bundle):
    """Open Chromium; without one the tests that look are skipped, unless ANLAN_BROWSER=must."""
    if not shutil.which(CHROMIUM):
        if os.environ.get("ANLAN_BROWSER") == "must":
            pytest.fail(f"ANLAN_BROWSER=must, but there is no {CHROMIUM}")
        pytest.skip(f"no browser at {CHROMIUM}: set ANLAN_CHROMIUM")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play, pytest.MonkeyPatch.context() as patch:
        # Playwright leaves a loop in this thread that runs only while it is asked, but Django sees one and refuses.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        opened = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()
