"""How the people of the demo come to their desks and telephones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 800}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}


class Building:
    """The demo as somebody meets it who opens its address."""

    def __init__(self, browser: Any, address: str) -> None:
        self.address = address
        self._browser = browser
        self.addresses: dict[str | None, dict[str, Any]] = {}
        self._states: dict[tuple[str, str], Any] = {}

    @contextmanager
    def desk(self, part: str | None, *, language: str = "zh", phone: bool = False) -> Iterator[Any]:
        """Let one of the cast, or nobody we know, sit down at a browser; yield the page."""
        context = self._browser.new_context(
            viewport=PHONE if phone else DESK,
            has_touch=phone,
            locale=LOCALES[language],
            base_url=self.address,
            color_scheme="light",
            storage_state=self._state(part, language),
            extra_http_headers={"Accept-Language": LOCALES[language]},
        )
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.complaints, page.choosers = [], []
        page.on("filechooser", lambda chooser: page.choosers.append(chooser))
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        try:
            yield page
        finally:
            context.close()

    def cast(self) -> list[str]:
        """Return the parts that one may be, as the welcome page offers them."""
        with self.desk(None) as page:
            page.goto("/welcome/")
            return [button.get_attribute("data-part") for button in page.locator("[data-part]").all()]

    def _state(self, part: str | None, language: str) -> Any:
        """Return the cookies of somebody who has come in by one press, once for each language."""
        if part is None:
            return None
        if (part, language) not in self._states:
            context = self._browser.new_context(locale=LOCALES[language], base_url=self.address)
            page = context.new_page()
            page.goto("/welcome/")
            page.locator(f"[data-part={part}]").click()
            page.wait_for_url(f"{self.address}/")
            self._states[part, language] = context.storage_state()
            context.close()
        return self._states[part, language]
