"""Walk through the house as far as links lead, and look at whatever is found there.

Every address is asked for. What a check here can tell of an element depends on its class, role and attributes and on
what it stands in; so a browser opens each page on which there is an element of a kind that has not been seen yet.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.acceptance.people import DESK, NARROW, PHONE, Building

AXE = (Path(settings.HOUSE).parent / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Of what axe looks at, only the colours differ between the themes.
COLOURS = ["color-contrast", "link-in-text-block"]
RUN_AXE = """only => axe.run(document, {runOnly: only, resultTypes: ["violations"]})
  .then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 160)).join(" | ")].join(": ")))"""
# Controls that are seen, less those in running text and those laid over by a larger one.
TOO_SMALL = """least => [...document.querySelectorAll("a, button, summary, select, textarea, input:not([type=hidden])")]
  .filter(e => e.getClientRects().length && getComputedStyle(e).pointerEvents !== "none" && !e.matches(".skip"))
  .filter(e => !e.closest("label.choice, form.search") || e.matches("label.choice"))
  .map(e => [e.outerHTML.slice(0, 120), e.getBoundingClientRect()])
  .filter(([, box]) => box.height < least - 0.5 || box.width < Math.min(least, 24) - 0.5)
  .map(([html, box]) => `${html} ${Math.round(box.width)}x${Math.round(box.height)}`)"""
# Words that run out of what they stand in, where nothing says that they are cut.
OVERFLOWING = """() => [...document.querySelectorAll(".btn, .pill, .tag, .badge, .stat, .steps li, th, dt, legend, h1")]
  .filter(e => e.getClientRects().length && getComputedStyle(e).textOverflow !== "ellipsis" && !e.closest(".sr"))
  .filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline")
  .map(e => e.outerHTML.slice(0, 120))"""
WIDTH = "document.documentElement.scrollWidth"
PHOTO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><rect width="4" height="3"/></svg>'
# Of items two are looked at in each view: they stand in different states.
MOST_OF_A_SORT = 1
MOST_ITEMS = 2
NOT_PAGES = re.compile(r"/files/|/export/|/static/|\.(xlsx|csv|json)$|form=")


@dataclass
class Seen:
    """One kind of page in one language, and what is to be said against it."""

    part: str | None
    path: str
    language: str
    axe: list[str] = field(default_factory=list)
    sideways: list[str] = field(default_factory=list)
    small: list[str] = field(default_factory=list)
    overflowing: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    headings: int = 0
    title: str = ""

    def __str__(self) -> str:
        return f"{self.part} {self.path} {self.language}"


class Parts(HTMLParser):
    """Reads of what parts a page is put together, where its links lead, and which words it shows."""

    VOID = frozenset({"meta", "link", "input", "img", "br", "hr", "col"})
    SHOWN = ("aria-label", "placeholder", "title", "alt")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.kind: set[str] = set()
        self.links: list[str] = []
        self.words: set[str] = set()
        self._above = [""]
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        told = dict(attributes)
        names = sorted(set(told) - {"href", "id", "value", "d", "x", "y", "width", "height", "open", "hidden"})
        chinese = " in Chinese" if tag != "html" and (told.get("lang") or "").startswith("zh") else ""
        here = f"{tag}.{told.get('class')}[{told.get('role')}]{names}{chinese}"
        self.kind.add(f"{self._above[-1]} > {here}")
        if not chinese:
            self.words |= {words for name in self.SHOWN if (words := told.get(name))}
        if tag == "a" and (href := told.get("href")):
            self.links.append(href)
        if tag not in self.VOID:
            self._above.append(here)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID and len(self._above) > 1:
            self._above.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._above[-1].endswith(" in Chinese") and not self._above[-1].startswith("script"):
            self.words.add(data.strip())


def walk(building: Building) -> list[Seen]:
    """Ask for every address that anybody can reach, and look at what is new there, in each language."""
    looked: list[Seen] = []
    known: set[str] = set()
    for part in [None, *building.cast()]:
        fresh = []
        for path, parts in _addresses(building, part).items():
            if not parts.kind <= known:
                known |= parts.kind
                fresh.append(path)
        for language in ("zh", "en"):
            looked += _look(building, part, language, fresh)
    return looked


def in_english(building: Building) -> dict[str, set[str]]:
    """Return which words stand on every page that anybody can reach, for those who read English."""
    told = {}
    for part in [None, *building.cast()]:
        with building.desk(part, language="en") as page:
            for path in _addresses(building, part):
                told[f"{part} {path}"] = Parts(page.request.get(path).text()).words
    return told


def _addresses(building: Building, part: str | None) -> dict[str, Parts]:
    """Return what stands where links lead to from the first page on: of things and lists alike, a few of each sort."""
    if part in building.addresses:
        return building.addresses[part]
    waiting = ["/", "/i/26-999999/"] if part else ["/welcome/", "/sign-in/", "/i/26-000001/"]
    found, sorts = building.addresses.setdefault(part, {}), Counter[str]()
    with building.desk(part) as page:
        while waiting:
            path = waiting.pop(0)
            answer = page.request.get(path)
            assert answer.status < 500, f"{part} {path}: {answer.status}"
            if "text/html" not in answer.headers.get("content-type", ""):
                continue
            found[path] = Parts(answer.text())
            for link in _links(found[path], path):
                sort = _sort(link, path)
                most = MOST_ITEMS if "from" in sort else MOST_OF_A_SORT
                if link not in found and link not in waiting and sorts[sort] < most:
                    sorts[sort] += 1
                    waiting.append(link)
    return found


def _links(parts: Parts, path: str) -> list[str]:
    links = [f"{path.split('?')[0]}{href}" if href.startswith("?") else href for href in parts.links]
    return [link for link in links if link.startswith("/") and not NOT_PAGES.search(link)]


def _sort(link: str, path: str) -> str:
    """Return the sort of an address: items by the view in which they stand, for then they stand in different states."""
    place, _, asked = re.sub(r"/i/[^/]+/", "/i/…/", link).partition("?")
    words = sorted(asked.split("&"))
    if len(words) > 1 or words[0].startswith(("organisation=", "place=", "q=")):
        words = [word.split("=")[0] for word in words]
    plain = f"{place}?{'&'.join(words)}"
    return f"{plain} from {path}" if plain == "/i/…/?" and path.startswith("/items/?view=") else plain


def _look(building: Building, part: str | None, language: str, paths: list[str]) -> list[Seen]:
    looked = []
    with building.desk(part, language=language) as page:
        page.route("**/files/**", lambda route: route.fulfill(body=PHOTO, content_type="image/svg+xml"))
        for path in paths:
            looked.append(seen := Seen(part, path, language))
            page.complaints.clear()
            page.set_viewport_size(DESK)
            page.goto(path, wait_until="load")
            seen.complaints = [one for one in page.complaints if "status of 4" not in one]
            seen.headings, seen.title = page.locator("h1").count(), page.title()
            page.evaluate(AXE)
            _measure(page, seen)
    return looked


def _measure(page: Any, seen: Seen) -> None:
    for size, least in ((DESK, 24), (PHONE, 44)):
        page.set_viewport_size(size)
        if seen.language == "zh" or size is PHONE:  # the parts are the same; other words only take other room
            seen.axe += _axe(page, size["width"], "light", TAGS)
        if seen.language == "zh":
            seen.axe += _axe(page, size["width"], "dark", COLOURS)
        if not seen.path.endswith("print=1"):
            seen.small += page.evaluate(TOO_SMALL, least)
        seen.overflowing += page.evaluate(OVERFLOWING)
    page.set_viewport_size(NARROW)
    if (width := page.evaluate(WIDTH)) > NARROW["width"]:
        seen.sideways = [f"{width} px wide"]


def _axe(page: Any, width: int, theme: str, only: list[str]) -> list[str]:
    page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
    return [f"{width} {theme} {fault}" for fault in page.evaluate(RUN_AXE, only)]
