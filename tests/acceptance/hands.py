"""Hands that have a keyboard and no mouse, and see where they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

# Where the focus is, it can be seen: a ring around it, nothing over it, and it stands in the window.
UNSEEN = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return "";
  const ringed = e.matches(".choice input") ? e.nextElementSibling : e.closest("form.search") || e;
  const style = getComputedStyle(ringed), box = ringed.getBoundingClientRect();
  const told = e.outerHTML.slice(0, 100);
  if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return `no ring: ${told}`;
  const x = box.x + Math.min(box.width / 2, 40), y = box.y + box.height / 2;
  if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return `out of the window: ${told}`;
  const there = document.elementFromPoint(x, y), whole = e.closest(".choice") || ringed;
  if (there && (whole.contains(there) || there.contains(whole))) return "";
  return `covered: ${told} by ${there?.outerHTML.slice(0, 60)}`;
}"""
MOST_TABS = 90


def reach(page: Any, selector: str) -> None:
    """Press Tab until the focus stands on something, and see it at every stop."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        assert (unseen := page.evaluate(UNSEEN)) == "", unseen
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached on {page.url}")


def go(page: Any, key: str, to: Any) -> None:
    """Press a key that leads to another page."""
    page.keyboard.press(key)
    try:
        page.wait_for_url(to)
    except Exception as stayed:
        said = page.locator(".errors, .notice").all_inner_texts()
        raise AssertionError(f"{key} led to {page.url} and not to {to}: {said}") from stayed


def write(page: Any, selector: str, words: str) -> None:
    """Write into a field, and send the form from within it if it was the last."""
    reach(page, selector)
    page.keyboard.type(words)


def choose(page: Any, selector: str, value: str) -> None:
    """Choose from a list by the arrows."""
    reach(page, selector)
    page.keyboard.press("Home")
    for _ in range(MOST_TABS):
        if page.locator(selector).input_value() == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{selector} does not offer {value}")


def put_in(page: Any, selector: str, file: Path) -> None:
    """Choose a file for a form, and wait until it has gone up where it goes up at once."""
    reach(page, selector)
    page.choosers.clear()
    page.keyboard.press("Space")
    for _ in range(MOST_TABS):
        if page.choosers:
            break
        page.wait_for_timeout(100)
    page.choosers.pop().set_files(file)
    if page.locator(f"[data-upload]:has({selector})").count():
        page.locator(f"[data-upload]:has({selector}) li:not([data-sending]) input[type=hidden]").wait_for(
            state="attached"
        )
