"""What holds of the style sheets, the scripts and the templates without a browser."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

HOUSE = Path(settings.HOUSE).parent
CSS = sorted((HOUSE / "web").rglob("*.css"))
TEMPLATES = sorted((HOUSE / "anlan/faces/web/templates").rglob("*.html"))
TOKENS = (HOUSE / "web/css/tokens.css").read_text(encoding="utf-8")
MAY_USE_LEVELS = {"tokens.css", "level.css"}
RAW_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)|(?:rgb|hsl)a?\(")
LEVEL = re.compile(r"var\(--(?:on-)?l[1-4]\)")

# Words on grounds: at least 4.5; borders and shapes that carry meaning: at least 3.
TEXT = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in ("paper", "surface", "sunk", "hover", "sel")),
    *((word, ground) for word in ("late", "soon", "link") for ground in ("paper", "surface", "sel")),
    *((f"on-l{n}", f"l{n}") for n in (1, 2, 3, 4)),
    *(("paper", "ink"), ("on-act", "act"), ("on-act", "act-2"), ("ink", "act-soft"), ("ink-3", "act-soft")),
    *(("on-late", "late"), ("on-drill", "drill"), ("ink", "stale"), ("seal", "surface"), ("surface", "focus")),
]
SHAPES = [
    *(("line-2", ground) for ground in ("paper", "surface")),
    *(("focus", ground) for ground in ("paper", "surface", "act-soft")),
    *(("act", "surface"), ("act", "sunk"), ("ink-2", "surface"), ("lv-outline", "surface"), ("ink-3", "sunk")),
]


def tokens(theme: str) -> dict[str, str]:
    """Read the colours of a theme; what the dark one does not say it takes from the light one."""
    light, dark = TOKENS.split(':root[data-theme="dark"]')
    found = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", light))
    if theme == "dark":
        found |= dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", dark))
    return found


def contrast(one: str, other: str) -> float:
    def brightness(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((brightness(one), brightness(other)))
    return (high + 0.05) / (low + 0.05)


def without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/|\{#.*?#\}", "", text, flags=re.S)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 4.5), (SHAPES, 3.0)], ids=["text", "shapes"])
def test_every_pair_of_tokens_can_be_told_apart(theme, pairs, least):
    colours = tokens(theme)

    too_weak = {f"{a} on {b}": round(contrast(colours[a], colours[b]), 2) for a, b in pairs}

    assert {pair: ratio for pair, ratio in too_weak.items() if ratio < least} == {}


@pytest.mark.parametrize("path", CSS, ids=lambda path: path.name)
def test_a_colour_is_a_token_and_a_level_marks_only_levels(path):
    text = without_comments(path.read_text(encoding="utf-8"))

    if path.name != "tokens.css":
        assert RAW_COLOUR.findall(text) == []
    if path.name not in MAY_USE_LEVELS:
        assert LEVEL.findall(text) == []


def test_the_rule_about_colours_finds_what_it_looks_for():
    assert RAW_COLOUR.findall(".btn { color: #c8102e; }") == ["#c8102e"]
    assert RAW_COLOUR.findall(".btn { color: rgba(0, 0, 0, .4); }") == ["rgba("]
    assert RAW_COLOUR.findall("#peek { color: var(--ink); }") == []
    assert LEVEL.findall(".btn { color: var(--l1); background: var(--on-l2); }") == ["var(--l1)", "var(--on-l2)"]


@pytest.mark.parametrize("path", CSS, ids=lambda path: path.name)
def test_style_sheets_stay_within_what_old_office_browsers_know(path):
    text = without_comments(path.read_text(encoding="utf-8"))

    assert re.findall(r"light-dark\(|color-mix\(|popover|subgrid|^\s*&", text, flags=re.M) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_keep_to_the_content_security_policy(path):
    text = without_comments(path.read_text(encoding="utf-8"))

    assert re.findall(r"\sstyle=|<style|\son[a-z]+=|javascript:", text) == []
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", text))
    assert re.findall(r"""(?:fill|stroke)="#""", text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_template_says_at_its_head_what_it_takes(path):
    if path.parent.name in {"fragments", "errors"} or path.name in {"frame.html", "bare.html"}:
        assert path.read_text(encoding="utf-8").startswith("{# ")


def test_the_gallery_hangs_every_fragment():
    gallery = Path(__file__).parent / "gallery"
    everywhere = "".join(path.read_text(encoding="utf-8") for path in [*TEMPLATES, *gallery.glob("*.html")])

    fragments = {path.name for path in TEMPLATES if path.parent.name == "fragments"}
    assert {name for name in fragments if f'{{% include "fragments/{name}"' not in everywhere} == set()


def test_own_scripts_and_styles_are_light(bundle):
    weighed = {name: len(gzip.compress((bundle / name).read_bytes())) for name in ("app.js", "paint.js", "app.css")}

    assert weighed["app.js"] + weighed["paint.js"] <= 25_000
    assert sum(weighed.values()) <= 40_000


@pytest.mark.django_db
def test_switching_the_language_comes_back_to_the_page(client):
    page = client.get("/sign-in/").content.decode()
    form = page[page.index('action="/language/"') :]
    [(name, back)] = re.findall(r'<input type="hidden" name="(?!csrf)(\w+)" value="([^"]*)"', form)

    answer = client.post("/language/", {"language": "en", name: back})

    assert answer.headers["Location"] == "/sign-in/"
    assert "Sign in" in client.get("/sign-in/").content.decode()


def test_no_picture_of_evidence_is_cut():
    """What proves something is shown whole, and so is the mark of what is only simulated."""
    assert [path.name for path in CSS if re.search(r"object-fit:\s*cover", path.read_text("utf-8"))] == []
